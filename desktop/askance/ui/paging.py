"""Which page the window shows, and which conversation its bar and its composer stand for. GUI
thread.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from askance.core.errors import ErrorKind
from askance.core.settings import Settings
from askance.ui.asking import AskController
from askance.ui.browsing import Browsing
from askance.ui.main_window import MainWindow, Page


class Paging(QObject):
    """`settings` gives the present ones: whether the first-run page was left."""

    def __init__(
        self,
        *,
        window: MainWindow,
        asking: AskController,
        browsing: Browsing,
        settings: Callable[[], Settings],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._asking, self._browsing = window, asking, browsing
        self._settings = settings
        asking.running_changed.connect(self._running_changed)

    @Slot()
    def new_conversation(self) -> None:
        """An empty one, with the keyboard in the question."""
        self._asking.start_new()
        self._window.composer.focus_question()

    def show_conversation(self, conversation_id: int | None) -> None:
        """Another conversation is shown now; None: a new one."""
        known = conversation_id is not None
        title = self._browsing.title_of(conversation_id) if conversation_id is not None else ""
        self._window.set_conversation_title(title)
        self._window.history.set_open(conversation_id)
        self._window.composer.set_follow_up(known)
        if not known:
            self._window.composer.options.clear()
        self.show()

    def rename(self, conversation_id: int, title: str) -> None:
        """A conversation has another title."""
        if conversation_id == self._asking.conversation_id:
            self._window.set_conversation_title(title)

    @Slot()
    def show(self) -> None:
        """The page that the state of things asks for."""
        settings = self._settings()
        if self._asking.conversation_id is not None or self._asking.running:
            self._window.show_page(Page.CONVERSATION)
        elif not (settings.welcomed or settings.endpoints):
            self._window.show_page(Page.WELCOME)
        else:
            self._window.show_page(Page.EMPTY)

    @Slot(bool)
    def _running_changed(self, running: bool) -> None:
        if not running:
            self._window.dismiss_problem(ErrorKind.BUSY)  # what had to wait may be done now

    def leave_welcome(self) -> None:
        """Something was brought to ask about."""
        if self._window.page is Page.WELCOME:
            self._window.show_page(Page.EMPTY)
