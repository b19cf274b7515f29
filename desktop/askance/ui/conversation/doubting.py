"""Walking through an answer's doubtful words, and taking another one instead. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
    """For one answer, whose words `canvases` gives: one, or one a column. `named` tells whose words
    a column has. `obstacle` says why a choice can't be gone on with from given words; empty where
    it can.
    """

    revealed = Signal(QWidget, QRect)
    """A part of a widget is to be brought into sight."""
    taken = Signal(object, str)
    """A canvas; its text up to a doubtful token, and another one in its place: it is to go on from
    there.
    """

    def __init__(
        self,
        *,
        theme: Theme,
        answer: QWidget,
        canvases: Callable[[], Sequence[BlocksCanvas]],
        named: Callable[[BlocksCanvas], str],
        obstacle: Callable[[BlocksCanvas], str],
    ) -> None:
        super().__init__(answer)
        self._theme, self._answer, self._obstacle = theme, answer, obstacle
        self._canvases, self._named = canvases, named
        self._at = -1

    @property
    def found(self) -> list[tuple[BlocksCanvas, int, Mark]]:
        """The doubtful words that are seen, column by column."""
        return [(each, *doubt) for each in self._canvases() for doubt in each.doubts]

    def restart(self) -> None:
        """Other words are shown."""
        self._at = -1

    def next(self) -> None:
        """Reveals the next doubtful word, after the last the first again, and says it."""
        found = self.found
        if not found:
            return
        self._at = (self._at + 1) % len(found)
        canvas, leaf, mark = found[self._at]
        for each in self._canvases():
            if each is not canvas:
                each.point_nowhere()
        self.revealed.emit(canvas, canvas.point_out(leaf, mark))
        words = self.tr("{word}, {sure}. {number} of {count}").format(
            word=mark.word, sure=words_of(mark), number=self._at + 1, count=len(found)
        )
        announce(self._answer, ". ".join(filter(None, (self._named(canvas), words))))

    def open_last(self) -> None:
        """Shows what else was weighed at the word that was revealed last, or at the first one."""
        if not 0 <= self._at < len(self.found):
            self.next()
        found = self.found
        if found:
            self.open(*found[self._at])

    def fill_menu(self, menu: QMenu) -> None:
        """Offers the alternatives to the word that was revealed last."""
        found = self.found
        if 0 <= self._at < len(found):
            canvas, leaf, mark = found[self._at]
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


def described(canvases: Sequence[BlocksCanvas]) -> str:
    """The doubtful words, for whoever cannot see the dots."""
    found = [mark for canvas in canvases for _, mark in canvas.doubts]
    if not found:
        return ""
    named = [f"{mark.word} ({words_of(mark)})" for mark in found[:_LISTED]]
    more = ["…"] if len(found) > _LISTED else []
    return f"{counted(len(found))}: {', '.join((*named, *more))}"
