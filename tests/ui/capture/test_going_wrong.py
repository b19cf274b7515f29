"""Whatever goes wrong on the way: our windows come back, and the next hotkey is heard."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget

from askance.core.errors import ErrorKind, Problem
from askance.ui.capture.overlay import OverlayWindow
from tests.ui.capture.conftest import Rig, TwoScreens


@pytest.fixture
def main(rig: Rig) -> QWidget:
    window = QWidget()
    rig.qtbot.addWidget(window)
    window.show()
    rig.qtbot.waitExposed(window)
    rig.own.append(window)
    return window


def only_problem(rig: Rig) -> Problem:
    [problem] = rig.problems
    assert isinstance(problem, Problem)
    return problem


def test_a_screen_unplugged_since_the_grab(
    rig: Rig, main: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_self: object, index: int) -> QScreen:
        raise IndexError(index)

    with monkeypatch.context() as patched:
        patched.setattr(TwoScreens, "handle", gone)
        with rig.qtbot.waitSignal(rig.controller.problem):
            rig.controller.start()
    assert only_problem(rig).kind is ErrorKind.CAPTURE
    assert only_problem(rig).hint
    assert not rig.controller.busy
    assert main.isVisible()
    rig.open()
    assert len(rig.windows) == 2


def test_a_bug_while_the_overlay_opens(
    rig: Rig, main: QWidget, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    appear, seen = OverlayWindow.appear, list[OverlayWindow]()

    def appear_once(window: OverlayWindow) -> None:
        seen.append(window)
        if len(seen) > 1:
            raise RuntimeError("the second one does not come")
        appear(window)

    expect_log("A capture failed")
    with monkeypatch.context() as patched:
        patched.setattr(OverlayWindow, "appear", appear_once)
        with rig.qtbot.waitSignal(rig.controller.problem):
            rig.controller.start()
    assert only_problem(rig).kind is ErrorKind.INTERNAL
    assert rig.windows == []
    assert not rig.controller.busy
    assert rig.events == []
    assert main.isVisible()
    rig.open()
    assert len(rig.windows) == 2


def test_a_bug_while_our_windows_leave(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    def listed(_self: object) -> bool:
        raise RuntimeError("no list")

    expect_log("A capture failed")
    with monkeypatch.context() as patched:
        patched.setattr("askance.ui.capture.own_windows.OwnWindows.hide", listed)
        rig.controller.start()
    assert only_problem(rig).kind is ErrorKind.INTERNAL
    assert not rig.controller.busy


def test_cancelled_while_our_windows_leave(rig: Rig, main: QWidget) -> None:
    grabs: list[None] = []
    rig.grabber.on_grab = lambda: grabs.append(None)
    rig.controller.start()
    assert rig.controller.busy
    rig.controller.cancel()
    assert not rig.controller.busy
    assert rig.events == ["cancelled"]
    assert main.isVisible()
    rig.open()
    assert grabs == [None]
