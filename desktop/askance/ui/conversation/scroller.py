"""Where the conversation stands: at its end, following it, or at a line of text that stays put.

GUI thread. Each change ends in `settle`: it works out where the sight begins, lays out what is in
it, and goes round again while that corrected a height. What lies near a sight above and below is
laid out when there is nothing else to do, so that scrolling meets text that is already there; what
is farther is dropped, and the texts nobody looked at are reckoned, all in slices.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from PySide6.QtCore import QElapsedTimer, QObject, QRect, QTimer, Signal, Slot
from PySide6.QtWidgets import QScrollArea

from askance.ui.conversation.ahead import Ahead, farthest
from askance.ui.conversation.anchor import Anchor
from askance.ui.conversation.boxes.estimate import measures_of
from askance.ui.conversation.dropping import Dropping
from askance.ui.conversation.message import BLEED
from askance.ui.conversation.page import Page
from askance.ui.conversation.roll import Roll
from askance.ui.conversation.sheet import Sheet
from askance.ui.conversation.sight import Sight, never
from askance.ui.frame import COLUMN_WIDTH
from askance.ui.theme import Theme

BESIDE = 24
_NEAR_THE_END = 24
_ROUNDS = 8
_TURN_MS = 4
_STEP_MS = 3
"""While the person scrolls: messages that aren't made within it come with the next frame,"""
_LEAP_MS = 4
"""and after a leap, which nothing that was in sight survives, so do parts of a message."""
_SOON_MS, _CALM_MS, _REST_MS = 2, 40, 120
"""Between two steps of scrolling; after the last one; after a change, longer than text rests."""


class Scroller(QObject):
    """All places are the column's, in logical pixels."""

    settled = Signal()
    """What is in sight, or where, may have changed."""
    calmed = Signal()
    """The person stopped scrolling."""

    def __init__(
        self, *, area: QScrollArea, page: Page, roll: Roll, sight: Sight, theme: Theme
    ) -> None:
        super().__init__(area)
        self._area, self._page, self._roll, self._sight = area, page, roll, sight
        self._theme = theme
        self.measures = measures_of(theme)
        self._sheet = Sheet(area, page)
        self.following = True
        self._top = 0
        self._anchor: Anchor | None = None
        self._laid = (0, 0)  # what is laid out, from the upper edge of the sight
        self._ahead, self._dropping = Ahead(), Dropping(sight=sight, roll=roll)
        self._calm, self._unpainted = True, False
        self._whole = True  # whether all in sight is laid out
        self._clock, self._moved = QElapsedTimer(), QElapsedTimer()
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self._turn)
        area.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def top(self) -> int:
        """Where the sight begins."""
        return self._top

    @property
    def room(self) -> int:
        """The height of the sight."""
        return self._area.viewport().height()

    @property
    def at_end(self) -> bool:
        """Whether the end is in sight, or nearly."""
        return self._top >= self._sight.total - self.room - _NEAR_THE_END

    @property
    def shift(self) -> int:
        """The place at which the page begins."""
        return self._sheet.shift

    def quiet(self) -> AbstractContextManager[None]:
        """While Qt lays out the scroll bar: what it does to it isn't the person's doing."""
        return self._sheet.quiet()

    @property
    def calm(self) -> bool:
        """Whether the person has stopped scrolling and all in sight is there."""
        return self._calm

    @property
    def resting(self) -> bool:
        """Whether nothing is left to be laid out, dropped or reckoned."""
        return not self._idle.isActive()

    def start(self) -> None:
        """Other messages: shows their end."""
        self._top = 0
        self._reckon()
        self.follow()

    def follow(self) -> None:
        """Shows the end and follows it from now on."""
        self.following, self._anchor = True, None
        self.settle()

    def stay(self) -> None:
        """Follows the end no more."""
        if self.following:
            self.following = False
            self._fix()

    def settle(self, *, upward: bool = False, hurry: bool = False, leapt: bool = False) -> None:
        """Something changed: lays out what is in sight, following the end or staying. In a `hurry`
        what takes too long comes with the next frame; what is in sight already lies `upward` of
        what comes when the person goes down.
        """
        self._ahead.forget()
        self._measure_width()
        self._lay_out(upward=upward or self.following, hurry=hurry, leapt=leapt)
        if self._whole and (self.following or self._laid == (0, 0)):
            self._laid = (0, self.room)
        self._put(self._wanted())

    def adjust(self) -> None:
        """A message has another height by itself: what comes into sight thereby is made later."""
        self._ahead.forget()
        self._lay_out(upward=self.following, hurry=True, least=0)
        self._put(self._wanted())

    def go(self, top: int, *, way: int | None = None) -> None:
        """Puts a place at the upper edge, wherever it is; nothing that was in sight holds. `way` is
        1 or -1 where it was the next or the last page.
        """
        self.following, self._anchor, self._top = False, None, top
        self._ahead.go(way)
        self._lay_out(hurry=True, leapt=True)
        self._laid = (0, self.room if self._whole else 1)
        self._put(self._wanted(), leap=True)
        self.following = self._whole and self.at_end
        self._fix()
        self._dropping.throng(self._top, self.room)

    def _lay_out(
        self, *, upward: bool = False, hurry: bool = False, least: int = 1, leapt: bool = False
    ) -> None:
        self._clock.start()
        for _ in range(_ROUNDS):
            top = self._wanted()
            changed, self._whole = self._sight.measure_all(
                top,
                top + self.room,
                upward=upward,
                least=least,
                enough=(self._late if least else _always) if hurry else never,
                long=self._too_long if leapt else None,
            )
            if not changed or not self._whole:
                break

    def _late(self) -> bool:
        return self._clock.elapsed() >= _STEP_MS

    def _too_long(self) -> bool:
        return self._clock.elapsed() >= _LEAP_MS

    def bring(self, number: int) -> None:
        """Makes the widget of a message, laid out where it begins."""
        top = self._sight.top(number)
        if self._sight.view(number) is None:
            self._sight.measure(number, top, top + self.room)
            self.settle()

    def go_to_message(self, number: int) -> None:
        """Brings a message into sight: all of it, or else its beginning."""
        self.bring(number)
        top, height = self._sight.top(number), self._roll.stack.height(number)
        self.show(number, QRect(0, 0, 1, min(height, self.room)), 8)
        if not self._top <= self._sight.top(number) < self._top + self.room:
            self.go(top)

    def show(self, number: int, part: QRect, about: int) -> None:
        """Brings a part of a message, in its pixels, into sight, with some room about it. What is
        nearer than a sight is scrolled to, what is farther is leapt to.
        """
        for _ in range(2):  # what is leapt to may turn out to stand elsewhere
            top = self._sight.top(number) + part.top()
            about = max(0, min(about, (self.room - part.height()) // 2))
            if top - about < self._top:
                self._scroll_to(top - about)
            elif top + part.height() + about > self._top + self.room:
                self._scroll_to(top + part.height() + about - self.room)

    def scroll_by(self, pixels: int) -> None:
        """As if the person had scrolled."""
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + pixels)

    def pause(self) -> None:
        """Nobody sees it: what is left to do waits until `settle`."""
        self._idle.stop()

    def restyle(self) -> None:
        """Other colours or sizes: every height is another one."""
        self.measures = measures_of(self._theme)
        self._reckon()
        self.settle()

    def _scroll_to(self, top: int) -> None:
        if abs(top - self._top) < self.room:
            self.scroll_by(top - self._top)
        else:
            self.go(top)

    def _wanted(self) -> int:
        """Where the sight begins as the heights are now."""
        last = max(0, self._sight.total - self.room)
        if self.following:
            return last
        found = self._sight.top_for(self._anchor) if self._anchor is not None else None
        return max(0, min(self._top if found is None else found, last))

    def _fix(self, y: int | None = None, top: int | None = None) -> None:
        """Remembers the text at the upper edge, or at `y` of a sight from `top`."""
        top = self._top if top is None else top
        # The column's upper end holds itself: nothing above it can change.
        self._anchor = None if top <= 0 else self._sight.anchor(top if y is None else y, top)

    def _measure_width(self) -> None:
        room = self._area.viewport().width()
        width = max(1, min(COLUMN_WIDTH, room - 2 * BESIDE)) + 2 * BLEED
        if width != self._sight.width:
            self._sight.width = width
            self._reckon()

    def _reckon(self) -> None:
        """Every height is reckoned anew."""
        self._roll.reckon(self._sight.width, self.measures)
        self._laid = (0, 0)

    def _put(self, top: int, *, leap: bool = False) -> None:
        """Begins the sight at `top`."""
        area, inner = self._area, self._sight.width - 2 * BLEED
        width = area.viewport().width()
        self._sheet.lay(self._sight.total, top, follows=self.following, leaps=leap)
        # The middle of the window, scroll bar or not, so that it stands over the composer.
        left = min((area.width() - inner) // 2, width - inner - BESIDE)
        with self._sheet.quiet():
            self._sight.place(self._sheet.shift, top, self.room, left - BLEED)
            self._sheet.show(width, top)
        self._top = top
        if self._area.isVisible():
            self._idle.start(_REST_MS if self._calm and self._whole else _SOON_MS)
        self.settled.emit()

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        """The person moved the bar: what stays in sight stays as it is."""
        if self._sheet.moving:
            return
        self._calm, self._unpainted = False, True
        self._moved.start()
        top, old = self._sheet.top(value), self._top
        way = -1 if top < old else 1
        laid_from, laid_to = old + self._laid[0], old + self._laid[1]
        holds = max(top, laid_from)
        if value <= 0 or holds >= min(top + self.room, laid_to):
            paged = abs(top - old) <= farthest(self.room)
            self.go(self._sheet.jumped(value), way=way if paged else None)
            return
        self.following = False
        self._fix(holds, top)
        self._top = top
        self._ahead.go(way)
        self.settle(upward=way < 0, hurry=True)
        moved, most = self._top - top, farthest(self.room)  # moved by what was corrected above
        self._laid = (
            max(-most, min(0, laid_from + moved - self._top)),
            min(self.room + most, max(self.room, laid_to + moved - self._top)),
        )
        if not self._whole:
            # What holds is the text that was there; what comes beside it is laid out next.
            self._laid = (max(0, holds - top), min(self.room, laid_to - top))
        self.following = self._whole and self.at_end
        self._dropping.throng(self._top, self.room)

    @Slot()
    def _turn(self) -> None:
        """A turn of the event loop in which nothing else was to be done."""
        if self._unpainted:
            self._unpainted = False  # first what is there is painted
            self._idle.start(_SOON_MS)
            return
        if not self._whole:
            self._unpainted = True
            self._fill()
            return
        self._clock.start()
        if not self._calm:
            # Between two frames of scrolling there is time for what the next one brings.
            rest = _CALM_MS - self._moved.elapsed()
            dropped = self._dropping.crowd(self._top, self.room)
            if self._lay_ahead() or dropped:
                rest = 0
            elif rest <= 0:
                self._calm = True
                self._ahead.go(0)
                self.calmed.emit()
            self._idle.start(max(0, rest))
            return
        if self._lay_ahead() or self._dropping.far(self._top, self.room) or self._read():
            self._idle.start(0)

    def _fill(self) -> None:
        """Goes on laying out what is in sight."""
        laid = self._laid
        upward = self._laid[0] > 0
        self.settle(upward=upward, hurry=True, leapt=not upward and not self.following)
        self._laid = (0, self.room) if self._whole else laid
        if self._whole and not self.following:
            self.following = self.at_end
            self._fix()

    def _lay_ahead(self) -> bool:
        """Lays out some of what is near the sight. Whether there was anything."""
        above, below = self._ahead.margins(self.room)
        first = max(0, self._sight.at(self._top - above))
        self._ahead.find(first, self._sight.at(self._top + self.room + below))
        if self._ahead.done or not self._area.isVisible():
            return False
        if not self.following and self._anchor is None:
            self._fix()
        changed, over = self._ahead.work(self._lay_near, self._long)
        if changed:
            self._put(self._wanted())
        else:
            self._sight.place(self._sheet.shift, self._top, self.room)
        if over:
            self._laid = (-above, self.room + below)
        return True

    def _lay_near(self, number: int) -> bool:
        if number >= len(self._roll):
            return False
        top, (above, below) = self._wanted(), self._ahead.margins(self.room)
        return self._sight.measure(number, top - above, top + self.room + below, hurry=True)

    def _long(self) -> bool:
        return self._clock.elapsed() >= _TURN_MS

    def _read(self) -> bool:
        """Looks at some texts that nobody looked at. Whether there were any."""
        above = max(0, self._sight.at(self._top))
        some, changed = self._roll.read_back(above, self._sight.width, self.measures, self._long)
        if changed:
            if not self.following and self._anchor is None:
                self._fix()
            self._put(self._wanted())
        return some


def _always() -> bool:
    return True
