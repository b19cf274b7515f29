"""The hotkeys in their states: the settings' page while keys are recorded and where the desktop
decides, and the status window where no program may have any.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from askance.app.doctor_capture import recording_row
from askance.app.doctor_hotkeys import rows_of
from askance.core.checks import Check, CheckState
from askance.core.chord import Chord
from askance.core.errors import ErrorKind, Problem
from askance.core.hotkey import Hotkey
from askance.services.hotkeys import ChordLook, HotkeyState
from askance.ui.settings.dialog import SettingsDialog, SettingsPage
from askance.ui.status.window import StatusWindow
from askance.ui.theme import Theme
from tests.support.accessible_names import named

Scene = Callable[[Theme], AbstractContextManager[QWidget]]

SPACE, OTHER, FREE = (
    Chord.parse(text) for text in ("Ctrl+Alt+Space", "Ctrl+Alt+Q", "Ctrl+Shift+F9")
)
CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
NO_PORTAL = (
    "Under Wayland the desktop itself must hand out hotkeys, and this one has no GlobalShortcuts "
    "portal."
)
DENIED = (
    "macOS has not allowed it. Open System Settings, Privacy & Security, Screen & System Audio "
    "Recording, switch Askance on, and start Askance again."
)


def scenes() -> dict[str, Scene]:
    """By name."""
    return {
        "hotkeys-recording": _recording,
        "hotkeys-by-the-desktop": _by_the_desktop,
        **{f"status-hotkeys-{each or 'anywhere'}": partial(_unbound, each) for each in DESKTOPS},
    }


DESKTOPS = ("gnome", "kde", "sway", "hyprland", "xfce", "")


@contextmanager
def _dialog(theme: Theme, desktop: str) -> Iterator[SettingsDialog]:
    dialog = SettingsDialog(theme=theme)
    dialog.show_page(SettingsPage.HOTKEY)
    dialog.hotkey.set_desktop(desktop)
    dialog.show()
    yield dialog
    dialog.close()
    dialog.deleteLater()


@contextmanager
def _recording(theme: Theme) -> Iterator[QWidget]:
    with _dialog(theme, "kde") as dialog:
        dialog.hotkey.set_state(Hotkey.CAPTURE, HotkeyState(SPACE))
        for name, key in (
            ("Last region", Qt.Key.Key_Space),
            ("Whole screen", Qt.Key.Key_T),
            ("Show the window", Qt.Key.Key_Q),
        ):
            (field,) = named(dialog, name)
            QTest.keyClick(field, key, CTRL_ALT)
        dialog.hotkey.set_look(Hotkey.SHOW, ChordLook(OTHER, free=False, other=FREE))
        yield dialog


@contextmanager
def _by_the_desktop(theme: Theme) -> Iterator[QWidget]:
    with _dialog(theme, "gnome") as dialog:
        keyless = Problem(
            ErrorKind.HOTKEY,
            f"The desktop gave no keys for {OTHER}",
            "It knows the shortcut now, but no keys do it yet.",
        )
        given = HotkeyState(SPACE, by_desktop=True, trigger="Press <Control><Alt>space")
        dialog.hotkey.set_state(Hotkey.CAPTURE, given)
        state = HotkeyState(OTHER, keyless, hotkey=Hotkey.LAST, by_desktop=True)
        dialog.hotkey.set_state(Hotkey.LAST, state)
        yield dialog


@contextmanager
def _unbound(desktop: str, theme: Theme) -> Iterator[QWidget]:
    window = StatusWindow(theme=theme)
    window.resize(640, 720)
    states = [
        HotkeyState(
            chord,
            Problem(ErrorKind.HOTKEY, f"{chord} cannot be a hotkey here", NO_PORTAL),
            hotkey=hotkey,
        )
        for hotkey, chord in ((Hotkey.CAPTURE, SPACE), (Hotkey.LAST, OTHER), (Hotkey.SHOW, FREE))
    ]
    sizes = "mss: 1920 × 1080. mss sees 1920 × 1080, Qt 1919 × 1084; the pixels count."
    window.set_checks(
        (
            *rows_of(states, desktop),
            recording_row(DENIED),
            Check("Screen capture", CheckState.LIMITED, sizes),
        )
    )
    yield window
    window.close()
    window.deleteLater()
