"""Selecting text on a picture, by pointer and keyboard: a state machine over a `TextLayer`. No Qt.

A selection reaches from the anchor (where it was begun) to the head (where it has been led to) and
always holds both whole. Walking with the keyboard selects the word one stands on.
"""

from __future__ import annotations

from enum import IntEnum

from askance.core.reading.text_layer import Span, TextLayer


class By(IntEnum):
    """What a press takes; a drag goes on in the same."""

    UNIT = 1
    WORD = 2
    LINE = 3


class TextSelection:
    """At most one span of its layer."""

    def __init__(self, layer: TextLayer) -> None:
        self._layer = layer
        self._anchor: Span | None = None
        self._head: Span | None = None
        self._by = By.UNIT

    @property
    def span(self) -> Span | None:
        """What is selected, never empty; None when nothing is."""
        if self._anchor is None or self._head is None:
            return None
        span = self._layer.between(self._anchor, self._head)
        return None if span.empty else span

    @property
    def empty(self) -> bool:
        """Whether nothing is selected; cheaper than asking for the span."""
        anchor, head = self._anchor, self._head
        return anchor is None or head is None or (anchor == head and head.empty)

    @property
    def head(self) -> Span | None:
        """Where the selection has been led to, or was begun; the word one stands on."""
        return self._head if self._head is not None else self._anchor

    @property
    def text(self) -> str:
        """What is selected, as it is copied."""
        span = self.span
        return self._layer.text_of(span) if span is not None else ""

    def press(self, x: int, y: int, by: By = By.UNIT, *, extend: bool = False) -> None:
        """Begins at a pixel, or leads the selection there. A plain press selects nothing yet."""
        self._by = by
        if extend and self._anchor is not None:
            self.drag(x, y)
            return
        self._anchor = self._at(x, y)
        self._head = self._anchor if by is not By.UNIT else None

    def drag(self, x: int, y: int) -> None:
        """Leads the selection to a pixel."""
        at = self._at(x, y)
        if at is not None:
            self._anchor = self._anchor if self._anchor is not None else at
            self._head = at

    def take_all(self) -> None:
        """Selects everything there is."""
        whole = self._layer.all()
        if whole is not None:
            self._anchor = self._head = whole

    def clear(self) -> None:
        self._anchor = self._head = None

    def walk(self, by: int, *, extend: bool = False) -> Span | None:
        """To the next (1) or previous (-1) word; returns it, None where there is no text."""
        head = self.head
        if head is None:
            return self._begin()
        return self._lead(self._layer.step(head, by), extend=extend)

    def walk_row(self, by: int, *, extend: bool = False) -> Span | None:
        """To the row below (1) or above (-1)."""
        head = self.head
        if head is None:
            return self._begin()
        return self._lead(self._layer.step_row(head, by), extend=extend)

    def walk_edge(self, by: int, *, extend: bool = False) -> Span | None:
        """To the line's first (-1) or last (1) word."""
        head = self.head
        if head is None:
            return self._begin()
        return self._lead(self._layer.edge(head, by), extend=extend)

    def _begin(self) -> Span | None:
        first = self._layer.first()
        return self._lead(first, extend=False) if first is not None else None

    def _lead(self, to: Span, *, extend: bool) -> Span:
        if not extend or self._anchor is None:
            self._anchor = to
        self._head = to
        return to

    def _at(self, x: int, y: int) -> Span | None:
        at = self._layer.nearest(x, y)
        if at is None or self._by is By.UNIT:
            return at
        return self._layer.word(at) if self._by is By.WORD else self._layer.line(at)
