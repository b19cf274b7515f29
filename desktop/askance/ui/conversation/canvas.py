"""The body of one message: Markdown as it comes, painted by one widget. GUI thread.

A widget a paragraph would be hundreds of widgets, of which one screenful is ever seen; here all are
leaves of a pile, and only those near the sight are laid out. A long text is read in slices, so that
no turn of the event loop lasts longer than a frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QElapsedTimer, QRect, Signal
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QMenu, QWidget

from askance.core.conversation import TokenLogprob
from askance.core.doubt import PlacedToken
from askance.ui.conversation.alternatives import tip_of
from askance.ui.conversation.arriving import ArrivingFormulas
from askance.ui.conversation.body import Body, Change
from askance.ui.conversation.boxes.box import Shade, Tint
from askance.ui.conversation.boxes.estimate import measures_of
from askance.ui.conversation.boxes.factory import BoxMaker
from askance.ui.conversation.boxes.formula import Formulas
from askance.ui.conversation.boxes.table import TableBox
from askance.ui.conversation.companions import Companions
from askance.ui.conversation.doubt import Mark
from askance.ui.conversation.flow import Leaf, TableLeaf
from askance.ui.conversation.leaf_words import in_text, plain_text
from askance.ui.conversation.offers import offer_leaf, offer_links, offer_tables
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.painted import Painted, Shades
from askance.ui.conversation.rows import spare_for
from askance.ui.conversation.slices import SLICE_MS as _SLICE_MS
from askance.ui.conversation.slices import Slices
from askance.ui.conversation.tools import Tooled, Tools
from askance.ui.theme import BODY_PIXELS, Theme

_AT_ONCE = 8192
"""Characters that are read in one go; more is read in slices."""
_BLOCKS = 300
"""Read in one go: to make leaves of them takes time too."""


class BlocksCanvas(Painted):
    """Shows Markdown, or words as they were `typed`. Feed it with `append` and `refresh`, end it
    with `finish`; or `write` leaves that stay. Whoever places it asks `height_for` and tells it
    with `set_sight` what is seen.
    """

    link_activated = Signal(str)
    stops_changed = Signal()
    """What Tab reaches inside came or went."""

    def __init__(
        self,
        *,
        theme: Theme,
        offthread: Offthread,
        formulas: Formulas | None = None,
        slices: Slices | None = None,
        name: str,
        role: str = "text",
        size: float = BODY_PIXELS,
        typed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        maker = BoxMaker(theme, offthread, formulas, role, size)
        super().__init__(theme=theme, maker=maker, parent=parent)
        self._typed = typed
        self._body = Body(theme.doubt_below, typed=typed)
        self._size = size
        self._measures = measures_of(theme, size)
        self._own_slices = slices
        self._formulas = formulas
        self._arriving: ArrivingFormulas | None = None
        self._rest = 0
        self._tools: Tools | None = None
        self._companions: Companions | None = None
        self.setAccessibleName(name)

    # -- the words

    @property
    def text(self) -> str:
        """What came so far."""
        return self._body.text

    @property
    def source(self) -> str:
        """The Markdown source so far; of what was typed there is none."""
        return "" if self._typed else self._body.text

    @property
    def finished(self) -> bool:
        """Whether no more text can come."""
        return self._body.finished

    @property
    def parsed(self) -> bool:
        """Whether all that came stands in `leaves`."""
        return not self._body.unread

    @property
    def heard(self) -> int:
        """How many tokens came with their probabilities."""
        return self._body.heard

    @property
    def complete(self) -> int:
        """How many leaves from the first on are final."""
        return self._pile.complete

    def plain(self) -> str:
        """The words without Markdown's marks. Reads on at once if something waits to be read."""
        if not self.parsed:
            self._body.read(lambda: False)
            self.refresh()
        return plain_text(self.leaves)

    def append(self, text: str, *, later: bool = False) -> None:
        """Takes text; `refresh` shows it, and reads it if it is to be read `later`."""
        self._body.append(text, later=later or len(text) > _AT_ONCE)
        formulas = self._formulas
        if formulas is not None and self._arriving is None and ("$" in text or "\\" in text):
            self._arriving = ArrivingFormulas(formulas, self._pile, self._slices, parent=self)
            self._arriving.dirty.connect(self._update_from)
            self._arriving.resized.connect(self.resized)

    def read_short(self) -> None:
        """Reads what waits to be read, if it is not long: somebody wants to see all of it now."""
        if not self.parsed and len(self._body.unread) <= _AT_ONCE:
            self._body.read(lambda: False)
            self.refresh()

    def retire(self) -> None:
        """It is about to be deleted: what was not read yet stays so, and boxes whose colours are
        still being found have nobody to tell.
        """
        self._pile.boxes.clear()
        self._slices.forget(self._read_on)
        if self._arriving is not None:
            self._arriving.forget()

    def renew(self) -> None:
        super().renew()
        self.retire()
        self._gone = self._gone, self._body
        self._body, self._rest = Body(self._theme.doubt_below, typed=self._typed), 0
        if self._tools is not None:
            self._tools.show({})
        if self._companions is not None:
            self._companions.show({})

    def hear(self, tokens: Sequence[TokenLogprob]) -> None:
        """Takes the tokens of the text with their probabilities; `refresh` shows the doubts."""
        self._body.hear(tokens)

    def finish(self) -> None:
        """No more text comes, nor tokens."""
        self._body.finish()
        self.refresh()

    def resume(self, tokens: Sequence[TokenLogprob]) -> None:
        """Takes text again after `finish`; `tokens` are those of the text so far."""
        self._body.resume(tokens)

    def refresh(self) -> None:
        """Shows what came; `set_sight` is to follow. Costs as much as the open block."""
        self._read()
        self._take(self._body.update())

    def write(self, leaves: Sequence[Leaf]) -> None:
        """Shows leaves that stay."""
        first, old = 0, self.leaves
        while first < min(len(leaves), len(old)) and leaves[first] == old[first]:
            first += 1
        self._take(Change(first, list(leaves[first:]), len(leaves)))
        self.accompany()

    def set_writing(self, writing: bool) -> None:
        """Whether a mark behind the last word shows that more is coming."""
        if writing != self._writing:
            self._writing = self._pile.growing = writing
            if self.leaves:
                self._update_from(self._pile.top(len(self.leaves) - 1))

    # -- places

    @property
    def needed(self) -> int:
        """The height at the present width."""
        return self._pile.height + self._rest

    def height_for(self, width: int) -> int:
        """Logical pixels at `width`; reckoned where nothing is laid out."""
        if width != self._pile.width:
            self._pile.set_width(width)
            self._rest = self._reckoned()
            self.update()
        return self.needed

    @property
    def spare(self) -> int:
        """The room a text that grows is given beforehand: to be made larger for each line would
        cost more than to paint the line.
        """
        return spare_for(self.needed) if self._writing else 0

    def set_sight(self, top: int, bottom: int, enough: Callable[[], bool] | None = None) -> int:
        """What is seen, with some margin: all inside is laid out until it is `enough`, boxes far
        away are dropped, heights are corrected (`height_for` tells). Nothing above moves. Up to
        where all is laid out.
        """
        reach = self._pile.set_sight(top, bottom, enough)
        self.accompany()
        return reach

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return self._tools.stops if self._tools is not None else []

    def restyle(self) -> None:
        """Follows the theme."""
        self._measures = measures_of(self._theme, self._size)
        self._body.set_doubt_below(self._theme.doubt_below)
        self._pile.restyle()
        self._rest = self._reckoned()
        self.update()

    # -- what can be done

    @property
    def doubts(self) -> list[tuple[int, Mark]]:
        """The doubtful words: the leaf, and the mark, whose `start` counts in the leaf's text."""
        return [
            (leaf, mark)
            for leaf, marks in self._body.marks.items()
            for mark in in_text(self.leaves[leaf], marks)
        ]

    def token_at(self, mark: Mark) -> PlacedToken | None:
        """The least probable token of a doubtful word, and where it stands in the source."""
        found = self._body.tokens(mark.source, mark.source + len(mark.word))
        return min(found, key=lambda each: each.token.logprob or 0.0, default=None)

    def tip_for(self, mark: Mark) -> str:
        placed = self.token_at(mark)
        return super().tip_for(mark) + (tip_of(placed.token) if placed is not None else "")

    def point_out(self, leaf: int, mark: Mark) -> QRect:
        """Shades a doubtful word until something else is; where it stands."""
        self.reveal(leaf, mark.start, mark.start + mark.length)
        shade = Shade(mark.start, mark.start + mark.length, Tint.SELECTED)
        self._shade("pointed", {leaf: (shade,)})
        found = self.rects(leaf, shade.start, shade.end)
        return found[0].toAlignedRect() if found else self._pile.rect(leaf)

    def set_own_shades(self, shades: Shades) -> None:
        """What is shaded for what the message says of itself: words that others have not."""
        self._shade("inner", shades)

    def leaf_menu(self, menu: QMenu, leaf: int) -> None:
        """Adds what can be done with a leaf."""
        offer_leaf(menu, self.box(leaf))

    def body_menu(self, menu: QMenu) -> None:
        """Adds what can be done with what is inside, without pointing at it."""
        tables = (
            (leaf, lambda number=number: self._csv(number))
            for number, leaf in enumerate(self.leaves)
            if isinstance(leaf, TableLeaf)
        )
        offer_tables(menu, tables)
        offer_links(menu, self.leaves, self.link_activated.emit)

    # -- inside

    @property
    def _slices(self) -> Slices:
        if self._own_slices is None:
            self._own_slices = Slices(self)
        return self._own_slices

    def _csv(self, leaf: int) -> str:
        box = self.box(leaf)
        return box.csv() if isinstance(box, TableBox) else ""

    def _read(self) -> None:
        """Reads a slice of what waits; the rest at the next turns of the event loop."""
        if self.parsed:
            return
        clock = QElapsedTimer()
        clock.start()
        body = self._body
        if not body.read(lambda: clock.elapsed() >= _SLICE_MS or body.ahead >= _BLOCKS):
            self._slices.ask(self, self._read_on)

    def _read_on(self) -> bool:
        if self.parsed:
            return True
        before = self.needed
        self.refresh()
        self.accompany()
        if self.needed != before or self.parsed:
            self.resized.emit()
        return self.parsed

    def _take(self, change: Change) -> None:
        dirty = self._pile.splice(change, self._body.marks)
        self._rest = self._reckoned()
        self._update_from(dirty)

    def _reckoned(self) -> int:
        """The height of what was not read yet."""
        text = self._body.unread
        if not text:
            return 0
        characters = max(1.0, self._pile.width / self._measures.character)
        return round((len(text) / characters + text.count("\n") * 0.6) * self._measures.line)

    def accompany(self) -> None:
        """Puts buttons over the code and tables in sight and, while a screen reader listens, names
        beside what is painted.
        """
        top, bottom = self._pile.sight
        if bottom <= top:
            return
        near = self._pile.within(top, bottom)
        tooled = {
            number: (box, self._pile.rect(number))
            for number in near
            if isinstance(box := self._pile.laid(number), Tooled)
        }
        if tooled and self._tools is None:
            self._tools = Tools(theme=self._theme, canvas=self)
            self._tools.changed.connect(self.stops_changed)
        if self._tools is not None:
            self._tools.show(tooled)
        if QAccessible.isActive():
            if self._companions is None:
                self._companions = Companions(self)
            self._companions.show({n: (self.leaves[n], self._pile.rect(n)) for n in near})

    def _box_changed(self, number: int) -> None:
        if number in self._pile.boxes:
            super()._box_changed(number)
            self.accompany()
