"""Which grabber is chosen where, and the words where there is none."""

from pathlib import Path

import pytest

from askance.capture import candidates, choose_grabber
from askance.capture.mss_grabber import MssGrabber
from askance.capture.null_grabber import NullGrabber
from askance.core.errors import AskanceError, ErrorKind
from askance.platforms.machine import PlatformInfo, Session, System

X11 = PlatformInfo(System.LINUX, Session.X11, "xfce", x11_display=":0")
WAYLAND = PlatformInfo(System.LINUX, Session.WAYLAND, "gnome", wayland_display="wayland-0")
NO_SCREEN = PlatformInfo(System.LINUX, Session.NONE, display=False)


@pytest.mark.parametrize("info", [X11, PlatformInfo(System.WINDOWS), PlatformInfo(System.MACOS)])
def test_mss_is_taken_where_it_sees_the_screen(info: PlatformInfo) -> None:
    choice = choose_grabber(info)
    assert isinstance(choice.chosen, MssGrabber)
    assert (choice.name, choice.reasons) == ("mss", ())


@pytest.mark.parametrize(("info", "word"), [(WAYLAND, "session bus"), (NO_SCREEN, "no screen")])
def test_elsewhere_the_null_grabber_knows_why(
    info: PlatformInfo, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    choice = choose_grabber(info)
    assert isinstance(choice.chosen, NullGrabber)
    assert any(word in reason for reason in choice.reasons)
    with pytest.raises(AskanceError) as caught:
        choice.chosen.grab()
    assert caught.value.problem.detail == " ".join(choice.reasons)


def test_mss_may_be_forced_under_wayland() -> None:
    assert choose_grabber(WAYLAND, explicit="mss").name == "mss"


@pytest.mark.parametrize("explicit", ["portal", "grim"])
def test_what_is_not_there_fails_loudly_when_forced(
    explicit: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    with pytest.raises(AskanceError) as caught:
        choose_grabber(X11, explicit=explicit)
    assert caught.value.problem.kind is ErrorKind.CAPTURE
    assert explicit in caught.value.problem.title


def test_a_missing_mss_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "find_spec", lambda _name: None)
    choice = choose_grabber(X11)
    assert not choice.available
    assert "pip install mss" in choice.reasons[0]
