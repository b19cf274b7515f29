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

from askance.ui.conversation.ahead import farthest
from askance.ui.conversation.beforehand import Beforehand
from askance.ui.conversation.boxes.estimate import measures_of
from askance.ui.conversation.dropping import Dropping
from askance.ui.conversation.message import BLEED
from askance.ui.conversation.page import Page
from askance.ui.conversation.patience import Patience, never, within
from askance.ui.conversation.roll import Roll
from askance.ui.conversation.sheet import Sheet
from askance.ui.conversation.sight import Sight
from askance.ui.conversation.standing import Standing
from askance.ui.conversation.undisturbed import Undisturbed
from askance.ui.frame import COLUMN_WIDTH
from askance.ui.theme import Theme

BESIDE = 24
_ROUNDS = 8
_STEP = Patience(3)
"""While the person scrolls: messages that aren't made within it come with the next frame,"""
_PAGE, _LEAP = Patience(3, 4), Patience(8, 8)
"""and where nothing that was in sight survives, so do parts of a message: of the next page, which
is mostly there already, and of a place that was leapt to, which is shown whole nearly always. To
paint it takes half as long again, and a frame lasts 16.
"""
_LATER = Patience(0)
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
        self._standing = Standing(area=area, sight=sight)
        self._beforehand = Beforehand(
            standing=self._standing, sight=sight, roll=roll, put=self._put_again
        )
        self._dropping = Dropping(sight=sight, roll=roll)
        self._calm, self._unpainted = True, False
        self._whole = True
        self._undisturbed = undisturbed = Undisturbed()
        self.destroyed.connect(undisturbed.end)
        self._moved = QElapsedTimer()
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self._turn)
        area.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def following(self) -> bool:
        """Whether the end is followed."""
        return self._standing.following

    @property
    def top(self) -> int:
        """Where the sight begins."""
        return self._standing.top

    @property
    def room(self) -> int:
        """The height of the sight."""
        return self._standing.room

    @property
    def at_end(self) -> bool:
        """Whether the end is in sight, or nearly."""
        return self._standing.at_end

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
    def whole(self) -> bool:
        """Whether all in sight is laid out."""
        return self._whole

    @property
    def resting(self) -> bool:
        """Whether nothing is left to be laid out, dropped or reckoned."""
        return not self._idle.isActive()

    def start(self) -> None:
        """Other messages: shows their end."""
        self._standing.top = 0
        self._reckon()
        self.follow()

    def follow(self) -> None:
        """Shows the end and follows it from now on."""
        self._standing.follow()
        self.settle()

    def stay(self) -> None:
        """Follows the end no more."""
        if self.following:
            self._standing.following = False
            self._standing.fix()

    def settle(self, *, upward: bool = False, patience: Patience | None = None) -> None:
        """Something changed: lays out what is in sight, following the end or staying. What takes
        longer than there is `patience` comes with the next frame; what is in sight already lies
        `upward` of what comes when the person goes down.
        """
        self._beforehand.forget()
        self._measure_width()
        self._lay_out(upward=upward or self.following, patience=patience)
        if self._whole and (self.following or self._standing.laid == (0, 0)):
            self._standing.laid = (0, self.room)
        self._put_again()
        if patience is None:
            self._sight.arrange()

    def adjust(self) -> None:
        """A message has another height by itself: what comes into sight thereby is made later."""
        self._beforehand.forget()
        self._lay_out(upward=self.following, patience=_LATER, least=0)
        self._put_again()

    def go(self, top: int, *, way: int | None = None) -> None:
        """Puts a place at the upper edge, wherever it is; nothing that was in sight holds. `way` is
        1 or -1 where it was the next or the last page.
        """
        self._undisturbed.begin()
        self._standing.leap(top)
        self._beforehand.go(way)
        self._lay_out(patience=_LEAP if way is None else _PAGE)
        self._standing.laid = (0, self.room if self._whole else 1)
        self._put(self._standing.wanted(), leap=True)
        self._standing.following = self._whole and self.at_end
        self._standing.fix()
        self._dropping.throng(self._standing.top, self.room)

    def _lay_out(self, *, patience: Patience | None, upward: bool = False, least: int = 1) -> None:
        enough, long = never, None
        if patience is not None:
            enough = within(patience.widget)
            long = within(patience.part) if patience.part is not None else None
        for _ in range(_ROUNDS):
            top = self._standing.wanted()
            changed, self._whole = self._sight.measure_all(
                top,
                top + self.room,
                upward=upward,
                least=least,
                enough=enough,
                long=long,
            )
            if not changed or not self._whole:
                break

    def bring(self, number: int) -> None:
        """Makes the widget of a message, laid out where it begins."""
        top = self._sight.top(number)
        if self._sight.view(number) is None:
            self._sight.measure(number, top, top + self.room)
            self.settle()
        self._sight.arrange()

    def go_to_message(self, number: int) -> None:
        """Brings a message into sight: all of it, or else its beginning."""
        self.bring(number)
        top, height = self._sight.top(number), self._roll.stack.height(number)
        self.show(number, QRect(0, 0, 1, min(height, self.room)), 8)
        if not self._standing.top <= self._sight.top(number) < self._standing.top + self.room:
            self.go(top)

    def show(self, number: int, part: QRect, about: int) -> None:
        """Brings a part of a message, in its pixels, into sight, with some room about it. What is
        nearer than a sight is scrolled to, what is farther is leapt to.
        """
        for _ in range(2):  # what is leapt to may turn out to stand elsewhere
            top = self._sight.top(number) + part.top()
            about = max(0, min(about, (self.room - part.height()) // 2))
            if top - about < self._standing.top:
                self._scroll_to(top - about)
            elif top + part.height() + about > self._standing.top + self.room:
                self._scroll_to(top + part.height() + about - self.room)

    def scroll_by(self, pixels: int) -> None:
        """As if the person had scrolled."""
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + pixels)

    def pause(self) -> None:
        """Nobody sees it: what is left to do waits until `settle`."""
        self._idle.stop()
        self._undisturbed.end()

    def restyle(self) -> None:
        """Other colours or sizes: every height is another one."""
        self.measures = measures_of(self._theme)
        self._reckon()
        self.settle()

    def _scroll_to(self, top: int) -> None:
        if abs(top - self._standing.top) < self.room:
            self.scroll_by(top - self._standing.top)
        else:
            self.go(top)

    def _measure_width(self) -> None:
        room = self._area.viewport().width()
        width = max(1, min(COLUMN_WIDTH, room - 2 * BESIDE)) + 2 * BLEED
        if width != self._sight.width:
            self._sight.width = width
            self._reckon()

    def _reckon(self) -> None:
        """Every height is reckoned anew."""
        self._roll.reckon(self._sight.width, self.measures)
        self._standing.laid = (0, 0)

    def _put_again(self) -> None:
        self._put(self._standing.wanted())

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
        self._standing.top = top
        if self._area.isVisible():
            self._idle.start(_REST_MS if self._calm and self._whole else _SOON_MS)
        else:
            self._undisturbed.end()
        self.settled.emit()

    @Slot(int)
    def _scrolled(self, value: int) -> None:
        """The person moved the bar: what stays in sight stays as it is."""
        if self._sheet.moving:
            return
        self._calm, self._unpainted = False, True
        self._moved.start()
        standing = self._standing
        top, old = self._sheet.top(value), standing.top
        way = -1 if top < old else 1
        laid_from, laid_to = old + standing.laid[0], old + standing.laid[1]
        holds = max(top, laid_from)
        if value <= 0 or holds >= min(top + self.room, laid_to):
            paged = abs(top - old) <= farthest(self.room)
            self.go(self._sheet.jumped(value), way=way if paged else None)
            return
        standing.following = False
        standing.fix(holds, top)
        standing.top = top
        self._beforehand.go(way)
        self.settle(upward=way < 0, patience=_STEP)
        # Moved by what was corrected above.
        moved, most = standing.top - top, farthest(self.room)
        standing.laid = (
            max(-most, min(0, laid_from + moved - standing.top)),
            min(self.room + most, max(self.room, laid_to + moved - standing.top)),
        )
        if not self._whole:
            # What holds is the text that was there; what comes beside it is laid out next.
            standing.laid = (max(0, holds - top), min(self.room, laid_to - top))
        standing.following = self._whole and self.at_end
        self._dropping.throng(standing.top, self.room)

    @Slot()
    def _turn(self) -> None:
        """A turn of the event loop in which nothing else was to be done."""
        if not self._area.isVisible():
            return
        if self._unpainted:
            self._unpainted = False  # first what is there is painted
            self._idle.start(_SOON_MS)
            return
        if not self._whole:
            self._unpainted = True
            self._fill()
            return
        self._undisturbed.end()
        self._sight.arrange()
        if not self._calm:
            # Between two frames of scrolling there is time for what the next one brings.
            rest = _CALM_MS - self._moved.elapsed()
            dropped = self._dropping.crowd(self._standing.top, self.room)
            if self._beforehand.lay_out(self._sheet.shift) or dropped:
                rest = 0
            elif rest <= 0:
                self._calm = True
                self._beforehand.go(0)
                self.calmed.emit()
            self._idle.start(max(0, rest))
            return
        if (
            self._beforehand.lay_out(self._sheet.shift)
            or self._dropping.far(self.top, self.room)
            or self._beforehand.read(self.measures)
        ):
            self._idle.start(0)

    def _fill(self) -> None:
        """Goes on laying out what is in sight."""
        laid = self._standing.laid
        upward = self._standing.laid[0] > 0
        self.settle(upward=upward, patience=_STEP if upward or self.following else _PAGE)
        self._standing.laid = (0, self.room) if self._whole else laid
        if self._whole and not self.following:
            self._standing.following = self.at_end
            self._standing.fix()
