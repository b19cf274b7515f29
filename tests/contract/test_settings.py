"""What every settings store keeps to: the file and the one the other tests use."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from askance.core.endpoint import Endpoint, Parameters, Prices
from askance.core.ports import SettingsStore
from askance.core.screen import Region
from askance.core.settings import Appearance, Settings
from askance.storage.settings import JsonSettings
from tests.fakes.settings import InMemorySettings

Open = Callable[[], SettingsStore]

EVERYTHING = Settings(
    endpoints=(
        Endpoint(
            name="Büro 事務所",
            base_url="https://example.com/v1",
            model="vision-1",
            stream=False,
            max_tokens=100,
            link_pictures=True,
            system_prompt="Be brief.\nAlways.",
            dropped_params=("n", "logprobs"),
            connect_timeout=1.5,
            first_payload_timeout=2.0,
            idle_timeout=3.25,
            parameters=Parameters(
                temperature=0.0,
                top_p=0.5,
                n=3,
                top_logprobs=0,
                seed=-7,
                stop=("END", "\n\n"),
                detail="low",
                reasoning_effort="minimal",
            ),
            prices=Prices(prompt=0.25, completion=0.0),
            extra_headers=(("X-Title", "Askance"), ("HTTP-Referer", "https://example.com")),
            extra_body='{"top_k": 40, "voice": "Büro"}',
            proxy="socks5://127.0.0.1:1080",
            ca_file="/etc/ssl/office.pem",
            plain_http=True,
        ),
        Endpoint(name="Home", base_url="http://127.0.0.1:11434", model=""),
    ),
    default_endpoint="Home",
    hotkey="Ctrl+Shift+F9",
    hotkey_last="Ctrl+Alt+Q",
    hotkey_screen="Shift+Meta+A",
    hotkey_show="Ctrl+Alt+W",
    hotkey_enabled=False,
    appearance=Appearance.DARK,
    text_size=150,
    doubt_below=65,
    history_visible=False,
    welcomed=True,
    last_region=Region(-1280, 20, 640, 480),
    grabber="mss",
    hotkeys="x11",
)


@pytest.fixture(params=["json", "memory"])
def open_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Each call stands for another process with the same file."""
    memory = InMemorySettings()
    if request.param == "memory":
        return lambda: memory
    return lambda: JsonSettings(tmp_path / "config" / "settings.json")


def test_the_first_start_has_defaults(open_settings: Open) -> None:
    assert open_settings().load() == Settings()


def test_everything_comes_back(open_settings: Open) -> None:
    assert open_settings().update(lambda _: EVERYTHING) == EVERYTHING
    assert open_settings().load() == EVERYTHING


def test_a_change_starts_from_what_is_kept(open_settings: Open) -> None:
    open_settings().update(lambda _: EVERYTHING)
    open_settings().update(lambda settings: replace(settings, text_size=125))
    assert open_settings().load() == replace(EVERYTHING, text_size=125)


def test_everything_can_be_set_back(open_settings: Open) -> None:
    open_settings().update(lambda _: EVERYTHING)
    open_settings().update(lambda _: Settings())
    assert open_settings().load() == Settings()


def test_what_is_within_an_endpoint_changes_alone(open_settings: Open) -> None:
    def cheaper(settings: Settings) -> Settings:
        first = settings.endpoints[0]
        prices = replace(first.prices, prompt=None)
        parameters = replace(first.parameters, stop=(), detail=None)
        return settings.with_endpoint(replace(first, prices=prices, parameters=parameters))

    open_settings().update(lambda _: EVERYTHING)
    changed = open_settings().update(cheaper)
    assert open_settings().load() == changed == cheaper(EVERYTHING)


def test_a_change_that_fails_changes_nothing(open_settings: Open) -> None:
    def fail(_: Settings) -> Settings:
        raise LookupError

    open_settings().update(lambda _: EVERYTHING)
    with pytest.raises(LookupError):
        open_settings().update(fail)
    assert open_settings().load() == EVERYTHING
    open_settings().update(lambda settings: replace(settings, welcomed=False))


def test_an_endpoint_removed_is_gone(open_settings: Open) -> None:
    open_settings().update(lambda _: EVERYTHING)
    open_settings().update(lambda settings: settings.without_endpoint("Home"))
    assert [row.name for row in open_settings().load().endpoints] == ["Büro 事務所"]
    assert open_settings().load().default_endpoint == "Büro 事務所"
