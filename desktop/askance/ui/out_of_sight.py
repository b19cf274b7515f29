"""The window while nobody sees it: what keeps it in reach, what is told meanwhile. GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from askance.core.conversation import Message, MessageStatus
from askance.services.hotkeys import HotkeyState
from askance.services.notices import NoticeService
from askance.ui.bridge import Bridge
from askance.ui.main_window import MainWindow
from askance.ui.tray import Tray


class OutOfSight(QObject):
    """`hotkey` gives how it stands. `busy`: whether the screen is being captured."""

    def __init__(
        self,
        *,
        bridge: Bridge,
        notices: NoticeService,
        window: MainWindow,
        tray: Tray,
        hotkey: Callable[[], HotkeyState | None],
        busy: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._notices = bridge, notices
        self._window, self._tray, self._hotkey, self._busy = window, tray, hotkey, busy
        self._told_that_it_stays = False

    def settle(self) -> None:
        """A closed window stays in reach by the tray or the hotkey; without either it ends all."""
        self._window.hides_on_close = self._tray.available or self._has_hotkey()

    def closed(self) -> None:
        """The window was closed and hidden: says once that Askance keeps running."""
        if self._told_that_it_stays:
            return
        self._told_that_it_stays = True
        if self._has_hotkey():
            body = self.tr("Its hotkey still works. Ctrl+Q in the window ends it.")
        else:
            body = self.tr("It stays in the tray. Ctrl+Q in the window ends it.")
        self._notify(self.tr("Askance keeps running"), body)

    def answered(self, answer: Message) -> None:
        """An answer has ended, shown or not."""
        if self._window.in_sight or answer.status is MessageStatus.CANCELLED:
            return
        if self._busy():
            return  # a notification would land in the picture; the window comes back by itself
        if answer.problem is not None:
            self._notify(answer.problem.title, answer.problem.hint)
        else:
            self._notify(self.tr("Askance has an answer"), answer.text.strip()[:200])

    def _has_hotkey(self) -> bool:
        state = self._hotkey()
        return state is not None and state.active

    def _notify(self, title: str, body: str) -> None:
        self._bridge.run(self._notices.notify(title, body))
