"""The settings file: what another version or a person's hand wrote is neither lost nor believed."""

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from askance.core.endpoint import ON_DEVICE, Endpoint, Parameters
from askance.core.errors import AskanceError, ErrorKind
from askance.core.settings import Appearance, Settings
from askance.storage import files
from askance.storage.settings import JsonSettings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def write(path: Path, **values: object) -> None:
    path.write_text(json.dumps(values), encoding="utf-8")


def content(path: Path) -> dict[str, object]:
    value = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value


def larger(settings: Settings) -> Settings:
    return replace(settings, text_size=settings.text_size + 25)


def test_the_file_holds_only_what_was_set(path: Path) -> None:
    JsonSettings(path).update(larger)
    assert content(path) == {"text_size": 125}


def test_reading_makes_no_file(tmp_path: Path) -> None:
    JsonSettings(tmp_path / "config" / "settings.json").load()
    assert not (tmp_path / "config").exists()


def test_changing_nothing_writes_nothing(path: Path) -> None:
    JsonSettings(path).update(lambda settings: settings)
    assert not path.exists()


def test_what_a_newer_version_wrote_is_kept(path: Path) -> None:
    new = {"name": "Home", "base_url": "http://localhost", "model": "m", "thinking": "high"}
    write(path, voice="alto", appearance="sepia", text_size=100, endpoints=[new, {"kind": "mcp"}])
    store = JsonSettings(path)
    assert store.load().appearance is Appearance.SYSTEM
    store.update(larger)
    assert content(path) == {
        "voice": "alto",
        "appearance": "sepia",
        "text_size": 125,
        "endpoints": [new, {"kind": "mcp"}],
    }
    store.update(lambda settings: settings.with_endpoint(Endpoint("Home", "http://x", "m")))
    assert content(path)["endpoints"] == [{**new, "base_url": "http://x"}, {"kind": "mcp"}]
    store.update(lambda settings: replace(settings, appearance=Appearance.DARK))
    assert content(path)["appearance"] == "dark"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text_size", "big"),
        ("text_size", True),
        ("text_size", 0),
        ("text_size", 1e99),
        ("hotkey", "Ctrl+"),
        ("hotkey", 5),
        ("hotkey_last", None),
        ("hotkey_screen", "Ctrl+Ü"),
        ("hotkey_show", ["Ctrl+A"]),
        ("hotkey_enabled", "yes"),
        ("appearance", "sepia"),
        ("appearance", None),
        ("welcomed", 1),
        ("last_region", "1,2,3,4"),
        ("last_region", [1, 2, 3]),
        ("last_region", [1, 2, 0, 4]),
        ("last_region", [1, 2, 3.5, 4]),
        ("last_region", [1, 2, 3, 1e12]),
        ("default_endpoint", None),
        ("grabber", []),
        ("endpoints", {}),
        ("endpoints", [None]),
        ("endpoints", [{"name": "", "base_url": "http://x"}]),
        ("endpoints", [{"name": "x"}]),
    ],
)
def test_a_value_that_cannot_be_used_becomes_the_default(
    path: Path, field: str, value: object
) -> None:
    write(path, **{field: value, "history_visible": False})
    store = JsonSettings(path)
    assert store.load() == Settings(history_visible=False)
    assert store.complaints
    assert all(text.startswith("settings.json: ") for text in store.complaints)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("idle_timeout", 0),
        ("idle_timeout", -1),
        ("idle_timeout", "5"),
        ("max_tokens", 0),
        ("max_tokens", 1.5),
        ("stream", None),
        ("dropped_params", "n"),
        ("dropped_params", [1]),
        ("model", 7),
        ("parameters", []),
        ("parameters", {"temperature": "hot"}),
        ("parameters", {"temperature": 2.5}),
        ("parameters", {"top_p": float("nan")}),
        ("parameters", {"n": 0}),
        ("parameters", {"seed": 1.5}),
        ("parameters", {"stop": "END"}),
        ("parameters", {"stop": [""]}),
        ("parameters", {"stop": list("12345")}),
        ("parameters", {"detail": "ultra"}),
        ("parameters", {"detail": []}),
        ("prices", 5),
        ("prices", {"prompt": -1}),
        ("prices", {"completion": float("inf")}),
        ("extra_headers", ["X-Title"]),
        ("extra_headers", {"X-Title": 1}),
        ("extra_headers", {"X-Title": "a\r\nb: c"}),
        ("extra_headers", {"X-API-Key": "made up"}),
        ("extra_headers", {"X-Title": "Bearer made-up"}),
        ("extra_body", '{"api_key": "made up"}'),
        ("extra_body", {"more": {"api_key": "made up"}}),
        ("extra_body", "{"),
        ("extra_body", "[1]"),
        ("extra_body", 5),
        ("proxy", None),
        ("ca_file", 1),
        ("plain_http", 1),
        ("idle_timeout", float("inf")),
    ],
)
def test_an_endpoint_keeps_what_can_be_used(path: Path, field: str, value: object) -> None:
    usable = {"name": "Home", "base_url": "http://localhost", "system_prompt": "Brief."}
    write(path, endpoints=[{**usable, field: value}])
    store = JsonSettings(path)
    (endpoint,) = store.load().endpoints
    assert endpoint == Endpoint("Home", "http://localhost", "", system_prompt="Brief.")
    (complaint,) = store.complaints
    assert field in complaint


def test_within_an_endpoint_each_value_stands_for_itself(path: Path) -> None:
    inner = {"temperature": 9, "seed": 5, "voice": "alto"}
    entry = {"name": "Home", "base_url": "http://localhost", "model": "m", "parameters": inner}
    write(path, endpoints=[entry])
    store = JsonSettings(path)
    [endpoint] = store.load().endpoints
    assert endpoint.parameters == Parameters(seed=5)
    [complaint] = store.complaints
    assert "temperature" in complaint
    changed = replace(endpoint, parameters=Parameters(seed=5, n=2))
    store.update(lambda settings: settings.with_endpoint(changed))
    assert content(path)["endpoints"] == [{**entry, "parameters": {**inner, "n": 2}}]


def test_extra_fields_may_be_written_as_an_object(path: Path) -> None:
    entry = {"name": "Home", "base_url": "http://localhost", "extra_body": {"top_k": 40}}
    write(path, endpoints=[entry])
    assert JsonSettings(path).load().endpoints[0].extra_body == '{"top_k": 40}'


def test_an_endpoint_in_the_file_holds_only_what_was_set(path: Path) -> None:
    endpoint = Endpoint("Home", "http://x", "m", parameters=Parameters(seed=5))
    JsonSettings(path).update(lambda settings: settings.with_endpoint(endpoint))
    told = {"name": "Home", "base_url": "http://x", "model": "m", "parameters": {"seed": 5}}
    assert content(path) == {"endpoints": [told], "default_endpoint": "Home"}


def test_two_endpoints_of_one_name_are_told(path: Path) -> None:
    first = {"name": "Home", "base_url": "http://one", "model": "m"}
    second = {**first, "base_url": "http://two"}
    write(path, endpoints=[first, second])
    store = JsonSettings(path)
    assert [row.base_url for row in store.load().endpoints] == ["http://one"]
    assert len(store.complaints) == 1
    store.update(lambda settings: settings.with_endpoint(Endpoint("Home", "http://3", "m")))
    assert content(path)["endpoints"] == [{**first, "base_url": "http://3"}, second]


@pytest.mark.parametrize(
    ("name", "url"), [(ON_DEVICE.name, "https://a.example/v1"), ("other", ON_DEVICE.base_url)]
)
def test_the_built_in_endpoint_can_not_be_taken(path: Path, name: str, url: str) -> None:
    taken = {"name": name, "base_url": url, "model": "m"}
    write(path, endpoints=[taken], default_endpoint=ON_DEVICE.name)
    settings = JsonSettings(path)
    assert settings.load().endpoints == ()
    assert settings.load().current is ON_DEVICE
    [complaint] = settings.complaints
    assert "built-in" in complaint
    settings.update(lambda now: now.with_endpoint(Endpoint("mine", "https://b.example/v1", "m")))
    entries = content(path)["endpoints"]
    assert isinstance(entries, list)
    assert entries[-1] == taken
    assert [each.name for each in settings.load().endpoints] == ["mine"]


def test_the_built_in_endpoint_can_be_the_default(path: Path) -> None:
    relay = Endpoint("relay", "https://a.example/v1", "m")
    settings = JsonSettings(path)
    settings.update(lambda now: now.with_endpoint(relay).with_endpoint(ON_DEVICE, default=True))
    assert settings.load().current is ON_DEVICE
    assert settings.load().endpoints == (relay,)
    assert ON_DEVICE.base_url not in path.read_text()


def test_complaints_end_with_their_cause(path: Path) -> None:
    write(path, text_size="big")
    store = JsonSettings(path)
    store.load()
    store.update(larger)
    store.load()
    assert store.complaints == ()


@pytest.mark.parametrize(
    "broken", [b"{", b"", b"[]", b"null", b"\xff\xfe{", b"[" * 100_000, b'{"a":1}}']
)
def test_a_broken_file_is_kept_aside(path: Path, broken: bytes) -> None:
    path.write_bytes(broken)
    store = JsonSettings(path)
    assert store.load() == Settings()
    assert path.with_name("settings.json.broken").read_bytes() == broken
    store.load()
    assert "settings.json.broken" in store.complaints[0]
    store.update(larger)
    assert content(path) == {"text_size": 125}


def test_every_broken_file_is_kept(path: Path) -> None:
    for text in ("{1", "{2", "{3"):
        path.write_text(text)
        JsonSettings(path).load()
    kept = sorted(item.read_text() for item in path.parent.glob("*.broken*"))
    assert kept == ["{1", "{2", "{3"]


def test_a_byte_order_mark_is_no_damage(path: Path) -> None:
    path.write_bytes(b'\xef\xbb\xbf{"text_size": 150}')
    assert JsonSettings(path).load().text_size == 150


def test_only_the_person_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.json"
    JsonSettings(path).update(larger)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_linked_file_stays_linked(tmp_path: Path, path: Path) -> None:
    elsewhere = tmp_path / "dotfiles"
    elsewhere.mkdir()
    (elsewhere / "askance.json").write_text("{}")
    path.symlink_to(elsewhere / "askance.json")
    JsonSettings(path).update(larger)
    assert path.is_symlink()
    assert content(elsewhere / "askance.json") == {"text_size": 125}


def test_a_disk_that_fills_up_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(path, text_size=150)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(AskanceError) as caught:
        JsonSettings(path).update(larger)
    assert caught.value.problem.kind is ErrorKind.STORAGE
    assert caught.value.problem.title == "The disk is full"
    assert content(path) == {"text_size": 150}
    assert [item.name for item in path.parent.glob("*.tmp")] == []


def test_changes_of_many_processes_all_count(path: Path) -> None:
    script = (
        "import sys; from dataclasses import replace; from pathlib import Path\n"
        "from askance.storage.settings import JsonSettings\n"
        "store = JsonSettings(Path(sys.argv[1]))\n"
        "for _ in range(10):\n"
        "    store.update(lambda s: replace(s, text_size=s.text_size + 1))\n"
    )
    command = [sys.executable, "-c", script, os.fspath(path)]
    running = [subprocess.Popen(command) for _ in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    assert JsonSettings(path).load().text_size == 140
