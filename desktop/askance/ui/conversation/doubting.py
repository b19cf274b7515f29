"""Walking through an answer's doubtful words, and taking another one instead. GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QMenu, QWidget

from askance.ui.conversation.alternatives import Alternatives
from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.doubt import Mark, counted, words_of
from askance.ui.theme import Theme
from askance.ui.widgets import announce

_LISTED = 12
"""Doubtful words that a message's description names at most."""


class Doubting(QObject):
    """For one answer; the canvas of the choice in question is handed in. `obstacle` says why that
    one can't be gone on with from given words; empty where it can.
    """

    revealed = Signal(QWidget, QRect)
    """A part of a widget is to be brought into sight."""
    taken = Signal(object, str)
    """A canvas; its text up to a doubtful token, and another one in its place: it is to go on from
    there.
    """

    def __init__(
        self, *, theme: Theme, answer: QWidget, obstacle: Callable[[BlocksCanvas], str]
    ) -> None:
        super().__init__(answer)
        self._theme, self._answer, self._obstacle = theme, answer, obstacle
        self._at = -1

    def restart(self) -> None:
        """Another choice is shown."""
        self._at = -1

    def next(self, canvas: BlocksCanvas) -> None:
        """Reveals the next doubtful word, after the last the first again, and says it."""
        found = canvas.doubts
        if not found:
            return
        self._at = (self._at + 1) % len(found)
        leaf, mark = found[self._at]
        self.revealed.emit(canvas, canvas.point_out(leaf, mark))
        words = self.tr("{word}, {sure}. {number} of {count}").format(
            word=mark.word, sure=words_of(mark), number=self._at + 1, count=len(found)
        )
        announce(self._answer, words)

    def open_last(self, canvas: BlocksCanvas) -> None:
        """Shows what else was weighed at the word that was revealed last, or at the first one."""
        found = canvas.doubts
        if found and not 0 <= self._at < len(found):
            self.next(canvas)
        if found:
            self.open(canvas, *found[self._at])

    def fill_menu(self, menu: QMenu, canvas: BlocksCanvas) -> None:
        """Offers the alternatives to the word that was revealed last."""
        found = canvas.doubts
        if 0 <= self._at < len(found):
            leaf, mark = found[self._at]
            words = self.tr("Alternatives to “{word}”…").format(word=mark.word)
            menu.addAction(words, lambda: self.open(canvas, leaf, mark))

    def open(self, canvas: BlocksCanvas, leaf: int, mark: Mark) -> None:
        """Shows what else the model weighed."""
        placed = canvas.token_at(mark)
        if placed is None:
            return
        place = canvas.point_out(leaf, mark)
        popup = Alternatives(
            theme=self._theme,
            token=placed.token,
            obstacle=self._obstacle(canvas),
            parent=self._answer,
        )
        text = canvas.text[: placed.start]
        popup.taken.connect(lambda token: self.taken.emit(canvas, text + token))
        popup.open_at(QRect(canvas.mapToGlobal(place.topLeft()), place.size()))


def described(canvas: BlocksCanvas) -> str:
    """The doubtful words, for whoever cannot see the dots."""
    found = canvas.doubts
    if not found:
        return ""
    named = [f"{mark.word} ({words_of(mark)})" for _, mark in found[:_LISTED]]
    more = ["…"] if len(found) > _LISTED else []
    return f"{counted(len(found))}: {', '.join((*named, *more))}"
