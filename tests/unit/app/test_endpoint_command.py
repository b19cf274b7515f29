"""`askance endpoint add` over an endpoint of the same name: its key stays with its host."""

from pathlib import Path

import pytest

from askance.app import container as module
from askance.app.cli import main
from askance.core.settings import Settings
from askance.storage.settings import JsonSettings
from tests.fakes.keys import NO_KEYRING, InMemoryKeys

FIRST = "https://one.example.com/v1"


@pytest.fixture
def keys(askance_home: Path, monkeypatch: pytest.MonkeyPatch) -> InMemoryKeys:
    keys = InMemoryKeys({"relay": "sk-kept", "other": "sk-other"})
    monkeypatch.setattr(module, "KeyringStore", lambda: keys)
    monkeypatch.delenv("ASKANCE_API_KEY", raising=False)
    assert add(FIRST) == 0
    return keys


def add(url: str, model: str = "m") -> int:
    return main(["endpoint", "add", "relay", "--url", url, "--model", model])


def kept(home: Path) -> Settings:
    return JsonSettings(home / "config" / "settings.json").load()


def test_a_new_name_forgets_no_key(keys: InMemoryKeys) -> None:
    assert set(keys.keys) == {"relay", "other"}


@pytest.mark.parametrize("url", [FIRST, "one.example.com", "https://one.example.com:443/other/v1"])
def test_the_same_host_keeps_the_key(
    keys: InMemoryKeys, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    assert add(url, "another-model") == 0
    assert set(keys.keys) == {"relay", "other"}
    assert "forgotten" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "url",
    ["https://two.example.com/v1", "http://one.example.com/v1", "https://one.example.com:8443/v1"],
)
def test_another_host_never_gets_the_key(
    askance_home: Path, keys: InMemoryKeys, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    assert add(url) == 0
    assert set(keys.keys) == {"other"}
    words = capsys.readouterr().err
    assert "The key for relay was for one.example.com and is forgotten." in words
    [endpoint] = kept(askance_home).endpoints
    assert endpoint.base_url == url


def test_without_a_key_nothing_is_said_of_one(
    keys: InMemoryKeys, capsys: pytest.CaptureFixture[str]
) -> None:
    del keys.keys["relay"]
    assert add("https://two.example.com/v1") == 0
    assert "forgotten" not in capsys.readouterr().err


def test_a_keyring_that_can_not_forget_refuses_the_change(
    askance_home: Path, keys: InMemoryKeys, capsys: pytest.CaptureFixture[str]
) -> None:
    keys.problem = NO_KEYRING
    assert add("https://two.example.com/v1") == 3
    words = capsys.readouterr().err
    assert "one.example.com" in words
    assert "Choose another name" in words
    [endpoint] = kept(askance_home).endpoints
    assert endpoint.base_url == FIRST
