"""What lies over the frozen screens beside the selection: the ask bar and the list of keys. GUI
thread. Each is made when it is first wanted.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, Qt, Signal

from askance.core.endpoint import Endpoint
from askance.core.screen import Region
from askance.ui.capture.ask_bar import AskBar
from askance.ui.capture.key_list import KeyList
from askance.ui.capture.offers import Offers
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.theme import Theme


class Cards(QObject):
    """Puts them on the window they are told, and says what is done with them."""

    submitted = Signal(str, bool)
    joined = Signal()
    text_wanted = Signal()
    touched = Signal()
    """Somebody is there."""

    def __init__(
        self, *, theme: Theme, endpoint: Endpoint, offers: Offers, question: str, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._theme, self._endpoint, self._offers = theme, endpoint, offers
        self._first_words = question
        self._bar: AskBar | None = None
        self._keys: KeyList | None = None

    @property
    def question(self) -> str:
        """What is typed so far."""
        return self._bar.question.text() if self._bar is not None else self._first_words

    def show_bar(self, window: OverlayWindow, region: Region, *, focus: bool) -> None:
        """The ask bar beside a selection; with `focus` the keys go to the question."""
        bar = self._bar = self._bar or self._made(window)
        if bar.parentWidget() is not window:
            bar.setParent(window)
        bar.set_cost(self._offers.cost(region))
        bar.place(QRect(*window.place.points(region)), window.rect())
        bar.show()
        if focus:
            bar.question.setFocus(Qt.FocusReason.OtherFocusReason)

    def hide_bar(self) -> None:
        if self._bar is not None:
            self._bar.hide()

    def type_in(self, letters: str) -> None:
        """Into the question."""
        if self._bar is not None:
            self._bar.type_in(letters)

    def show_keys(self, window: OverlayWindow, rows: Sequence[tuple[str, str]]) -> None:
        self._keys = KeyList(self._theme, window, rows)
        self._keys.closed.connect(self.hide_keys)
        window.announce(self._keys.accessibleDescription())

    def hide_keys(self) -> bool:
        """Whether they were shown."""
        keys, self._keys = self._keys, None
        if keys is not None:
            keys.hide()
            keys.deleteLater()
        return keys is not None

    def _made(self, window: OverlayWindow) -> AskBar:
        bar = AskBar(self._theme, window, self._endpoint)
        bar.submitted.connect(self.submitted)
        bar.joined.connect(self.joined)
        bar.text_wanted.connect(self.text_wanted)
        if self._offers.text_mode is not None:
            bar.offer_text()
        if self._offers.joins is not None:
            bar.offer_to_join()
        bar.question.textChanged.connect(self.touched)
        bar.question.cursorPositionChanged.connect(self.touched)
        bar.question.selectionChanged.connect(self.touched)
        bar.question.setText(self._first_words)
        return bar
