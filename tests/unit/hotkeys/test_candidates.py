"""Which hotkeys are chosen where, and the words where there are none."""

import os
from pathlib import Path

import pytest

from askance.core.errors import AskanceError, ErrorKind
from askance.hotkeys import candidates, choose_hotkeys
from askance.hotkeys.null_hotkeys import NullHotkeys
from askance.platforms.machine import PlatformInfo, Session, System
from tests.support.desktop import x_server


def on_x11(display: str) -> PlatformInfo:
    return PlatformInfo(System.LINUX, Session.X11, "xfce", x11_display=display)


def ignore(_hotkey_id: str) -> None: ...


@pytest.mark.parametrize("system", [System.WINDOWS, System.MACOS])
def test_a_backend_of_another_system_says_so(system: System) -> None:
    choice = choose_hotkeys(PlatformInfo(system), ignore)
    assert isinstance(choice.chosen, NullHotkeys)
    assert "alone" in choice.reasons[0]
    assert choice.chosen.reasons == choice.reasons


@pytest.mark.integration
def test_x11_is_taken_where_the_server_answers(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    with x_server(environment, width=64, height=64) as name:
        choice = choose_hotkeys(on_x11(name), ignore)
        assert (choice.name, choice.reasons) == ("x11", ())
        choice.chosen.close()


@pytest.mark.parametrize("name", [":59", ":59999", "nonsense"])
def test_a_server_that_does_not_answer_is_a_reason(name: str) -> None:
    choice = choose_hotkeys(on_x11(name), ignore)
    assert not choice.available
    assert f"DISPLAY is {name}" in choice.reasons[0]


@pytest.mark.parametrize("explicit", ["x11", "windows", "carbon"])
def test_forced_and_not_there_fails_loudly(explicit: str) -> None:
    with pytest.raises(AskanceError) as caught:
        choose_hotkeys(on_x11(":59"), ignore, explicit=explicit)
    assert caught.value.problem.kind is ErrorKind.HOTKEY
    assert explicit in caught.value.problem.title


def test_a_missing_python_xlib_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "find_spec", lambda _name: None)
    assert "pip install python-xlib" in choose_hotkeys(on_x11(":59"), ignore).reasons[0]
