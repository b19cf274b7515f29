"""The windows beside the main one: settings, status, a picture at full size. GUI thread.

Each is made when it is first asked for; the settings and the status are kept, a picture's window
goes when it is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtWidgets import QGraphicsView, QWidget

from askance.core.checks import Check
from askance.core.conversation import PictureOrigin
from askance.core.screen import Region, Screen
from askance.services.history import HistoryService
from askance.services.hotkeys import HotkeyState
from askance.ui.bridge import Bridge
from askance.ui.capture.screens import Screens
from askance.ui.setting_up import SettingUp
from askance.ui.settings.dialog import SettingsDialog, SettingsPage
from askance.ui.status.window import StatusWindow
from askance.ui.text_layer.reader import PictureReader
from askance.ui.theme import Theme

if TYPE_CHECKING:
    from askance.ui.viewer.viewer import SelectableText

Examine = Callable[
    [Sequence[HotkeyState], Sequence[Screen]], Coroutine[object, object, tuple[Check, ...]]
]
"""Looks at what works here; told how the hotkeys stand, and the screens as Qt sees them."""


class SideWindows(QObject):
    """`examine` looks at what works here; `parent` is the window they stand beside."""

    problem = Signal(object)
    part_taken = Signal(str, QRect)
    """A picture's SHA-256, and a part of it to ask about, in its pixels."""

    def __init__(
        self,
        *,
        bridge: Bridge,
        history: HistoryService,
        reader: PictureReader,
        setting_up: SettingUp,
        theme: Theme,
        examine: Examine,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._history, self._setting_up = bridge, history, setting_up
        self._theme, self._examine, self._beside = theme, examine, parent
        self._reader = reader
        self._settings: SettingsDialog | None = None
        self._status: StatusWindow | None = None

    @Slot()
    def open_settings(self) -> None:
        """The settings, over the others."""
        if self._settings is None:
            self._settings = SettingsDialog(theme=self._theme, parent=self._beside)
            self._settings.about.status_requested.connect(self.open_status)
            self._setting_up.serve_dialog(self._settings)
        self._setting_up.hotkeys.refresh()
        _bring_forward(self._settings)

    @Slot()
    def open_hotkeys(self) -> None:
        """The settings, where the hotkeys are."""
        self.open_settings()
        assert self._settings is not None
        self._settings.show_page(SettingsPage.HOTKEY)

    @Slot()
    def open_adding(self) -> None:
        """The settings, ready for another model."""
        self.open_settings()
        assert self._settings is not None
        self._settings.show_page(SettingsPage.MODELS)
        self._settings.models.start_adding()

    @Slot()
    def open_status(self) -> None:
        """What works here, looked at anew."""
        if self._status is None:
            self._status = StatusWindow(theme=self._theme)
            self._status.refresh_requested.connect(self._look)
        _bring_forward(self._status)
        self._look()

    @Slot(str)
    def open_picture(self, sha256: str) -> None:
        """An attachment at full size."""
        self._open_picture(sha256, None)

    @Slot(object)
    def open_origin(self, origin: PictureOrigin) -> None:
        """The picture that a part was cut from, the part outlined."""
        part = Region(origin.left, origin.top, origin.width, origin.height)
        self._open_picture(origin.sha256, part)

    def _open_picture(self, sha256: str, outlined: Region | None) -> None:
        from askance.ui.viewer.viewer import PictureViewer

        def show(data: bytes) -> None:
            viewer = PictureViewer(
                theme=self._theme,
                data=data,
                sha256=sha256,
                make_text=self._make_text,
                outlined=outlined,
                parent=self._beside,
            )
            viewer.part_taken.connect(self.part_taken)
            viewer.show()

        self._bridge.run(self._history.picture(sha256), show, self.problem.emit)

    def _make_text(self, data: bytes, view: QGraphicsView) -> SelectableText:
        from askance.ui.text_layer.on_canvas import CanvasText

        return CanvasText(theme=self._theme, reader=self._reader, data=data, view=view)

    @Slot()
    def _look(self) -> None:
        assert self._status is not None
        states = tuple(self._setting_up.hotkeys.states.values())
        work = self._examine(states, Screens().all())
        self._bridge.run(work, self._status.set_checks, self.problem.emit)


def _bring_forward(window: QWidget) -> None:
    window.show()
    window.raise_()
    window.activateWindow()
