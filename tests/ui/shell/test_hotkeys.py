"""The four hotkeys, from the settings to the system and from a press to what it does."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from askance.core.chord import Chord
from askance.core.errors import ErrorKind, Problem
from askance.core.hotkey import Hotkey
from askance.ui.problem_banner import ProblemBanner
from askance.ui.settings.dialog import SettingsDialog, SettingsPage
from tests.support.accessible_names import named
from tests.support.house import READY, SPACE, Build, House

OTHER, TAKEN, FREE = (Chord.parse(text) for text in ("Ctrl+Alt+Q", "Ctrl+Alt+A", "Ctrl+Shift+F9"))


def settings_of(house: House) -> SettingsDialog:
    house.shell.window.settings_requested.emit()
    dialog = house.shell.window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    dialog.show_page(SettingsPage.HOTKEY)
    return dialog


def banners(house: House) -> list[str]:
    shown = house.shell.window.findChildren(ProblemBanner)
    return [each.accessibleName() for each in shown if each.isVisible()]


def words(dialog: SettingsDialog) -> list[str]:
    return [each.text() for each in dialog.findChildren(QLabel) if each.isVisible()]


def test_all_that_are_set_are_registered_at_the_start(build: Build) -> None:
    house = build(replace(READY, hotkey_show=str(OTHER), hotkey_screen=str(FREE)))
    expected = {"capture": SPACE, "screen": FREE, "show": OTHER}
    house.until(lambda: house.hotkeys.registered == expected)


def test_a_chord_is_set_and_cleared_for_good(build: Build) -> None:
    house = build()
    dialog = settings_of(house)
    dialog.hotkey.chord_requested.emit("last", str(OTHER))
    house.until(lambda: house.settings.load().hotkey_last == str(OTHER))
    assert house.hotkeys.registered == {"capture": SPACE, "last": OTHER}
    dialog.hotkey.cleared.emit("last")
    house.until(lambda: house.settings.load().hotkey_last == "")
    house.until(lambda: house.hotkeys.registered == {"capture": SPACE})


def test_the_first_can_be_cleared_too(build: Build) -> None:
    house = build()
    house.until(lambda: house.hotkeys.registered)
    dialog = settings_of(house)
    dialog.hotkey.cleared.emit("capture")
    house.until(lambda: house.settings.load().hotkey == "")
    house.until(lambda: not house.hotkeys.registered)
    (field,) = named(dialog, "Capture and ask")
    assert field.text() == ""  # type: ignore[attr-defined]
    assert not house.shell._setting_up.hotkeys.states


def test_a_recorded_chord_is_looked_at_before_it_is_applied(build: Build) -> None:
    house = build(taken={TAKEN})
    house.until(lambda: house.hotkeys.registered)
    dialog = settings_of(house)
    row = dialog.hotkey._rows[Hotkey.SCREEN]
    row._take(TAKEN)
    house.until(lambda: f"Another program has {TAKEN}." in words(dialog))
    assert house.hotkeys.registered == {"capture": SPACE}
    row._take(SPACE)
    house.until(lambda: any(text.startswith("Capture and ask uses") for text in words(dialog)))


def test_switching_off_lets_all_go_and_on_takes_them_back(build: Build) -> None:
    house = build(replace(READY, hotkey_show=str(OTHER)))
    both = {"capture": SPACE, "show": OTHER}
    house.until(lambda: house.hotkeys.registered == both)
    dialog = settings_of(house)
    dialog.hotkey.enabled_changed.emit(False)
    house.until(lambda: not house.hotkeys.registered)
    house.until(lambda: not house.settings.load().hotkey_enabled)
    dialog.hotkey.enabled_changed.emit(True)
    house.until(lambda: house.hotkeys.registered == both)


def test_a_problem_of_another_hotkey_is_told_with_its_name(build: Build) -> None:
    house = build(replace(READY, hotkey_screen=str(TAKEN)), taken={TAKEN})
    house.until(lambda: banners(house))
    assert banners(house)[0].startswith(f"Whole screen: {TAKEN} is already taken.")
    assert house.shell.window.hides_on_close
    (settings,) = offered(house, "Settings")
    house.qtbot.mouseClick(settings, Qt.MouseButton.LeftButton)
    dialog = house.shell.window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    assert dialog.hotkey.isVisible()
    house.shell._setting_up.hotkeys.clear(Hotkey.SCREEN)
    house.until(lambda: not banners(house))


def test_any_hotkey_keeps_a_closed_window_in_reach(build: Build) -> None:
    house = build(replace(READY, hotkey="", hotkey_show=str(OTHER)))
    house.until(lambda: house.hotkeys.registered == {"show": OTHER})
    house.until(lambda: house.shell.window.hides_on_close)


def test_one_press_shows_the_window(build: Build) -> None:
    house = build()
    house.frame.hide()
    house.shell.pressed("show")
    assert house.frame.isVisible()


def test_the_window_does_not_come_before_a_frozen_screen(build: Build) -> None:
    house = build()
    house.frame.hide()
    house.shell.pressed("capture")
    house.shell.pressed("show")
    assert not house.frame.isVisible()
    house.until(lambda: house.shell._overlays._session is not None)
    house.shell.pressed("show")
    assert not house.frame.isVisible()


def test_presses_capture_what_they_say(build: Build) -> None:
    house = build()
    begun: list[str] = []
    overlays = house.shell._overlays
    overlays.start = lambda: begun.append("region")  # type: ignore[method-assign]
    overlays.start_last = lambda: begun.append("last")  # type: ignore[method-assign]
    overlays.start_screen_under_pointer = lambda: begun.append("screen")  # type: ignore[method-assign]
    for each in ("capture", "last", "screen"):
        house.shell.pressed(each)
    assert begun == ["region", "last", "screen"]


@pytest.mark.parametrize("denied", [True, False])
def test_a_refused_capture_offers_the_page_that_mends_it(build: Build, denied: bool) -> None:
    house = build()
    words = "Open System Settings, Screen & System Audio Recording." if denied else "No screen."
    problem = Problem(ErrorKind.CAPTURE, "Askance may not see the screen", words)
    house.shell._telling.capture_failed(problem)
    page, status = "Open Screen Recording settings", "What works here"
    assert bool(offered(house, page)) is denied
    assert bool(offered(house, status)) is not denied


def offered(house: House, name: str) -> list[QWidget]:
    banner = house.shell.window.findChildren(ProblemBanner)[-1]
    return list(named(banner, name))
