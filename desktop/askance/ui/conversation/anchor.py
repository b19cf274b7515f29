"""A place in the conversation that holds while heights above it change. GUI thread.

The scroll bar's value says nothing about what is read: a message far above that turns out higher
than reckoned moves it. What stays is a line of a text, so that is what is remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRect, QRectF


class Canvas(Protocol):
    """What an anchor needs of a body; all in the body's own logical pixels."""

    def position_at(self, point: QPointF) -> tuple[int, int]: ...
    def caret(self, leaf: int, offset: int) -> QRectF | None: ...
    def top_of(self, leaf: int) -> int: ...


class Bodies(Protocol):
    """What an anchor needs of a message that is laid out."""

    def bodies(self) -> Sequence[Canvas]: ...
    def body_rect(self, body: int) -> QRect: ...


@dataclass(frozen=True, slots=True)
class Anchor:
    """The sight begins `pixels` below the line that holds `offset` in `leaf` of `body`; below the
    message's upper edge where `body` is None. Negative when the line is in sight.
    """

    message: int
    body: int | None = None
    leaf: int = 0
    offset: int = 0
    pixels: int = 0


def anchor_in(message: int, view: Bodies, y: int, below: int) -> Anchor | None:
    """The first line at or below `y`, in the message's pixels, of a sight that begins `below`
    pixels below the message's upper edge. None when no text is there.
    """
    for number, canvas in enumerate(view.bodies()):
        rect = view.body_rect(number)
        if rect.bottom() < y or rect.height() <= 0:
            continue
        leaf, offset = canvas.position_at(QPointF(0, max(0, y - rect.top())))
        line = rect.top() + _line(canvas, leaf, offset)
        return Anchor(message, number, leaf, offset, below - line)
    return None


def line_of(anchor: Anchor, view: Bodies) -> int:
    """Where the anchor's line begins now, in the message's pixels."""
    if anchor.body is None:
        return 0
    bodies = view.bodies()
    if anchor.body >= len(bodies):
        return 0
    return view.body_rect(anchor.body).top() + _line(
        bodies[anchor.body], anchor.leaf, anchor.offset
    )


def _line(canvas: Canvas, leaf: int, offset: int) -> int:
    rect = canvas.caret(leaf, offset)
    return round(rect.top()) if rect is not None else canvas.top_of(leaf)
