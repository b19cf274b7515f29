"""Starting, ending and looking about from a terminal: no display, no place to write, doctor."""

from dataclasses import fields
from pathlib import Path

import pytest

from askance import __version__
from askance.core.checks import Check
from tests.support.askance_program import Askance
from tests.support.chat_server import MODEL
from tests.support.desktop import Desktop
from tests.support.secret import TEST_KEY

pytestmark = pytest.mark.integration

STATES = {"ok", "limited", "missing"}


def rows(askance: Askance, **variables: str) -> dict[str, dict[str, str]]:
    told = askance.run("doctor", "--json", **variables).json
    assert all(set(row) == {each.name for each in fields(Check)} for row in told)
    assert all(row["state"] in STATES and row["detail"] for row in told)
    return {row["name"]: row for row in told}


def test_the_version(askance: Askance) -> None:
    assert askance.run("--version").out == f"askance {__version__}\n"


@pytest.mark.parametrize("command", [(), ("--hidden",), ("capture",)])
def test_without_a_display_it_says_so(askance: Askance, command: tuple[str, ...]) -> None:
    finished = askance.run(*command)
    assert (finished.code, finished.out) == (2, "")
    assert "There is no display" in finished.err
    assert "askance ask" in finished.err


@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_a_display_that_does_not_answer(askance: Askance, variable: str) -> None:
    value = ":4099" if variable == "DISPLAY" else "wayland-nobody"
    finished = askance.run(**{variable: value})
    assert finished.code == 2
    assert f"{variable} is {value}" in finished.err


def test_quitting_what_does_not_run(askance: Askance) -> None:
    finished = askance.run("quit")
    assert finished.code == 0
    assert "not running" in finished.err


@pytest.mark.parametrize(
    "command",
    [
        ("ask", "--url", "http://127.0.0.1:9/v1", "--model", MODEL, "--prompt", "Hello?"),
        ("endpoint", "list"),
        ("key", "set", "relay"),
        ("history", "list"),
        ("doctor",),
        ("quit",),
    ],
    ids=lambda command: command[0],
)
def test_a_home_that_can_not_be_made(
    askance_home: Path, askance: Askance, command: tuple[str, ...]
) -> None:
    # A file in the way stops root too, whom no mode of a folder would.
    (askance_home / "file").write_text("in the way")
    finished = askance.run(*command, typed=TEST_KEY.encode(), ASKANCE_HOME=f"{askance_home}/file/x")
    assert (finished.code, finished.out) == (1, "")
    assert "Not a directory" in finished.err or "is no folder" in finished.err


def test_the_doctor_over_a_wire(askance: Askance) -> None:
    told = rows(askance)
    assert told["Display"]["state"] == "missing"
    assert told["Screen capture"]["state"] == "missing"
    assert told["Keys"]["state"] == "missing"
    assert told["History"]["state"] == "ok"
    assert told["Model"]["command"].startswith("askance endpoint add")
    plain = askance.run("doctor")
    assert plain.code == 1
    assert plain.out.count("missing  ") >= 3
    assert f"Askance {__version__}" in plain.out


def test_the_doctor_on_a_desktop(askance_home: Path, desktop: Desktop) -> None:
    askance = Askance(askance_home, desktop.env())
    askance.set_up("https://relay.example.com/v1", key=None)
    told = rows(askance)
    assert {row["state"] for row in told.values()} == {"ok"}
    assert "1920 × 1080" in told["Screen capture"]["detail"]
    assert "Ctrl+Alt+Space is free" in told["Hotkey"]["detail"]
    assert "https://relay.example.com/v1" in told["Model"]["detail"]
    assert askance.run("doctor").code == 0


def test_the_doctor_does_not_read_the_key_out(askance: Askance) -> None:
    told = rows(askance, ASKANCE_API_KEY=TEST_KEY)
    assert told["Keys"]["state"] == "ok"
    assert "ASKANCE_API_KEY" in told["Keys"]["detail"]


def test_the_doctor_tells_of_settings_it_can_not_use(askance: Askance) -> None:
    (askance.home / "config").mkdir()
    (askance.home / "config" / "settings.json").write_text('{"text_size": "huge"}')
    assert "text_size" in rows(askance)["Settings"]["detail"]


def test_an_unknown_backend_is_refused_loudly(askance_home: Path, desktop: Desktop) -> None:
    askance = Askance(askance_home, desktop.env())
    told = rows(askance, ASKANCE_GRABBER="crystal-ball", ASKANCE_HOTKEYS="none")
    assert "crystal-ball" in told["Screen capture"]["detail"]
    assert told["Hotkey"]["state"] == "missing"
    assert told["Hotkey"]["command"] == "askance capture"
