"""Finding in the conversation: the bar, the count, the hits that are marked. GUI thread.

All messages are searched, a few at a time so that nothing waits, beginning with what is in sight.
Only how often each message holds the words is kept; where, is found again for the few that have a
widget: "e" stands in ten thousand messages a million times.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from askance.core.conversation import Message
from askance.ui.conversation.boxes.box import Shade, Tint
from askance.ui.conversation.caret import CaretWalk
from askance.ui.conversation.find import Hit, Needle
from askance.ui.conversation.find_bar import FindBar
from askance.ui.conversation.roll import Roll
from askance.ui.conversation.scroller import Scroller
from askance.ui.conversation.selecting import Selecting
from askance.ui.conversation.selection import Position, Selection
from askance.ui.conversation.sight import Sight
from askance.ui.theme import Theme

_TURN_MS = 5
_ABOUT = 90  # logical pixels of free room above and below a hit that is brought into sight
_MARGIN = 12
_BELOW = 8


class Finding(QObject):
    """One for a view."""

    def __init__(
        self,
        *,
        area: QScrollArea,
        theme: Theme,
        roll: Roll,
        sight: Sight,
        scroller: Scroller,
        selecting: Selecting,
        walk: CaretWalk,
    ) -> None:
        super().__init__(area)
        self._area, self._theme, self._roll, self._sight = area, theme, roll, sight
        self._scroller, self._selecting, self._walk = scroller, selecting, walk
        self._needle = Needle("")
        self._counts: dict[int, int] = {}
        self._waiting: list[int] = []  # numbers still to be searched, the next one last
        self._current: tuple[int, int] | None = None  # the message, and which of its hits
        self._aim: int | None = None  # the first hit from this message on is gone to
        self._bar: FindBar | None = None
        self._room = 0  # logical pixels kept free for it
        self._before: QWidget | None = None
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._search_on)
        selecting.hits = self._shades

    @property
    def active(self) -> bool:
        """Whether the bar is open."""
        return self._bar is not None and not self._bar.isHidden()

    @property
    def count(self) -> int:
        """How many hits there are, as far as was searched."""
        return sum(self._counts.values())

    @property
    def finished(self) -> bool:
        """Whether all was searched."""
        return not self._waiting

    def open(self) -> None:
        """Opens the bar, with what is selected if that is a word or two."""
        if self._bar is None:
            self._bar = self._made()
        if not self.active:
            self._before = QApplication.focusWidget()
        words = self._selecting.text() if self._selecting.any else ""
        if words and "\n" not in words and len(words) < 100:
            self._bar.set_words(words)
        self._bar.show()
        self.place()
        self._bar.raise_()
        self._bar.take_focus()
        self._look_for(self._bar.words)

    def close(self) -> None:
        """Closes the bar and gives the keyboard back to who had it; the hit stays selected."""
        if self._bar is None or not self.active:
            return
        current = self._hit()
        before, self._before = self._before, None
        if before is None or not before.isVisible():
            before = self._area
        before.setFocus()  # first: to hide what has it would hand it to whatever comes next
        self._bar.hide()
        self._make_room(0)
        self._look_for("")
        if current is not None:
            self._select(*current)

    def step(self, forward: bool) -> None:
        """To the next hit, or the one before; from the last to the first."""
        if not self.active:
            if self._bar is not None and self._bar.words:
                self.open()
            return
        if not self._counts:
            return
        number, which = self._current or (self._in_sight() - forward, 0)
        held = self._counts.get(number, 0)
        if self._current is not None and 0 <= which + (1 if forward else -1) < held:
            self._go(number, which + (1 if forward else -1))
            return
        others = sorted(self._counts)
        if forward:
            found = next((each for each in others if each > number), others[0])
            self._go(found, 0)
        else:
            found = next((each for each in reversed(others) if each < number), others[-1])
            self._go(found, self._counts[found] - 1)

    def restart(self) -> None:
        """Other messages, or other numbers of them: all is searched again."""
        if self.active:
            self._look_for(self._needle.words, go=False)

    def changed(self, number: int) -> None:
        """A message says something else than before."""
        if self._needle and number not in self._waiting:
            self._waiting.insert(0, number)
            self._turn.start()

    def pause(self) -> None:
        """Nobody sees it: what is left to be searched waits until `go_on`."""
        self._turn.stop()

    def go_on(self) -> None:
        """It is seen again."""
        if self._waiting:
            self._turn.start()

    def place(self) -> None:
        """Puts the bar into its corner, above the text so that it lies over no hit."""
        if self._bar is not None:
            room, height = self._area.viewport().width(), self._bar.sizeHint().height()
            width = min(self._bar.sizeHint().width(), room - 2 * _MARGIN)
            self._bar.setGeometry(room - width - _MARGIN, _MARGIN, width, height)
            if self.active:
                self._make_room(_MARGIN + height + _BELOW)

    def _make_room(self, height: int) -> None:
        """Keeps so many pixels free of text at the top. The text doesn't move for it."""
        more = height - self._room
        if more:
            self._room = height
            self._area.setViewportMargins(0, height, 0, 0)
            if not self._scroller.following:
                self._scroller.scroll_by(more)

    def _made(self) -> FindBar:
        bar = FindBar(theme=self._theme, parent=self._area)
        bar.edited.connect(self._look_for)
        bar.stepped.connect(self.step)
        bar.closed.connect(self.close)
        return bar

    def _look_for(self, words: str, *, go: bool = True) -> None:
        self._needle = Needle(words)
        self._counts.clear()
        self._current = None
        here = self._in_sight()
        count = len(self._roll)
        self._waiting = []
        if self._needle:
            self._waiting = [*reversed(range(here)), *reversed(range(here, count))]
            self._turn.start()
        self._aim = here if go and self._needle else None
        self._selecting.shade_all()
        self._tell()

    def _in_sight(self) -> int:
        return max(0, self._sight.at(self._scroller.top))

    @Slot()
    def _search_on(self) -> None:
        clock = QElapsedTimer()
        clock.start()
        while self._waiting and clock.elapsed() < _TURN_MS:
            number = self._waiting.pop()
            if number < len(self._roll):
                self._search(number)
        if not self._waiting:
            self._turn.stop()
            if self._aim is not None and self._counts:
                self._aim = None
                self._go(min(self._counts), 0)  # nothing from here on: from the beginning
        self._tell()

    def _search(self, number: int) -> None:
        found = len(self._hits(number))
        if found:
            self._counts[number] = found
        else:
            self._counts.pop(number, None)
        if self._sight.view(number) is not None:
            self._selecting.shade(number)
        if found and self._aim is not None and number >= self._aim:
            self._aim = None
            self._go(number, 0)

    def _hits(self, number: int) -> list[Hit]:
        if not self._needle:
            return []
        live = self._sight.view(number) is not None
        if not live and not self._may_hold(self._roll[number]):
            return []
        return self._needle.hits([each.leaves for each in self._selecting.texts.bodies(number)])

    def _may_hold(self, message: Message) -> bool:
        choice = message.choice
        said = (message.text, choice.refusal if choice is not None else "")
        return any(source and self._needle.may_stand_in(source) for source in said)

    def _shades(self, number: int) -> Mapping[tuple[int, int], Sequence[Shade]]:
        found: dict[tuple[int, int], list[Shade]] = {}
        for which, hit in enumerate(self._hits(number)):
            tint = Tint.CURRENT_HIT if (number, which) == self._current else Tint.HIT
            found.setdefault((hit.body, hit.leaf), []).append(Shade(hit.start, hit.end, tint))
        return found

    def _hit(self) -> tuple[int, Hit] | None:
        if self._current is None:
            return None
        number, which = self._current
        hits = self._hits(number) if number < len(self._roll) else []
        return (number, hits[which]) if which < len(hits) else None

    def _go(self, number: int, which: int) -> None:
        """Makes a hit the current one and brings it into sight."""
        before, self._current = self._current, (number, which)
        self._scroller.bring(number)
        found = self._hit()
        if found is not None:
            hit = found[1]
            self._walk.reveal(Position(number, hit.body, hit.leaf, hit.start), _ABOUT, hit.end)
        if before is not None and before[0] != number:
            self._selecting.shade(before[0])
        self._selecting.shade(number)
        self._tell()

    def _select(self, number: int, hit: Hit) -> None:
        start = Position(number, hit.body, hit.leaf, hit.start)
        self._selecting.select(Selection(start, start._replace(offset=hit.end)))

    def _tell(self) -> None:
        if self._bar is None or not self.active:
            return
        rank = 0
        if self._current is not None:
            number, which = self._current
            rank = which + 1 + sum(n for at, n in self._counts.items() if at < number)
        self._bar.show_count(rank, self.count, more=not self.finished)
