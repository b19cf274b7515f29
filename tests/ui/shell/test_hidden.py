"""What Askance leaves alone: the network while it is hidden, and the tray icon in the panel."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from askance.core.endpoint import FoundServer
from askance.core.settings import Settings
from askance.ui.capture.controller import CaptureController
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.tray import Tray
from tests.fakes.chat import ScriptedChat
from tests.support.house import Build

FIRST_RUN = Settings()


class QSystemTrayIconSys(QWidget):
    """By name what Qt draws a tray icon in on X11, which has no tray here."""


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []

    async def find_local(_chat: ScriptedChat) -> tuple[FoundServer, ...]:
        made.append("looked")
        return ()

    monkeypatch.setattr(ScriptedChat, "find_local", find_local)
    return made


def test_local_servers_are_looked_for_once_the_first_page_is_seen(
    build: Build, looks: list[str]
) -> None:
    house = build(FIRST_RUN, shown=False)
    house.until(lambda: house.hotkeys.registered)
    assert not looks
    house.shell.show()
    house.until(lambda: looks)


def test_a_window_seen_from_the_start_looks_once(build: Build, looks: list[str]) -> None:
    house = build(FIRST_RUN)
    house.until(lambda: house.hotkeys.registered and looks)
    assert looks == ["looked"]


def test_the_tray_icon_stays_in_the_panel_during_a_capture(build: Build) -> None:
    house = build()
    icon, window = QSystemTrayIconSys(), QWidget()
    for each in (icon, window):
        house.qtbot.addWidget(each)
        each.show()
    house.shell.capture_now(None, None, None)
    house.until(lambda: any(isinstance(w, OverlayWindow) for w in QApplication.topLevelWidgets()))
    assert icon.isVisible()
    assert not window.isVisible()
    house.shell.close()


def test_the_trays_menu_is_given_time_to_leave_the_picture(build: Build) -> None:
    house = build(shown=False)
    tray = house.shell.findChild(Tray)
    assert tray is not None
    tray.capture_requested.emit()
    controller = house.shell.findChild(CaptureController)
    assert controller is not None
    assert [timer for timer in controller.findChildren(QTimer) if timer.isActive()]
    assert house.grabber.grabs == 0
    house.until(lambda: house.grabber.grabs == 1)
    house.shell.close()
