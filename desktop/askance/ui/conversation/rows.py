"""Children of a message placed one under another by hand. GUI thread.

A message says which of its parts are shown, in reading order; here they are placed. Qt's layouts
would be one object more for each message and would ask every part again whenever one changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

_SPARE = 1024


class Tall(Protocol):
    """A widget that knows its height for a width, in logical pixels."""

    def height_for(self, width: int) -> int: ...


@dataclass(frozen=True, slots=True)
class Row:
    """A part: `gap` pixels under the one above it, `left` pixels in; `snug`: no wider than it
    wants to be; `spare`: so many pixels higher than it is, behind what comes below it.
    """

    widget: QWidget
    gap: int = 0
    left: int = 0
    snug: bool = False
    spare: int = 0


def spare_for(height: int) -> int:
    """Room for what grows from that height, the same for many heights together."""
    return _SPARE - height % _SPARE


def height_of(widget: QWidget, width: int) -> int:
    """How high a widget wants to be at `width`."""
    if hasattr(widget, "height_for"):
        return cast(Tall, widget).height_for(width)
    return (
        widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
    )


def place(rows: Iterable[Row], *, left: int, top: int, width: int) -> int:
    """Places and shows the rows within a column; returns where they end."""
    bottom = top
    for row in rows:
        room = max(1, width - row.left)
        if row.snug:
            room = min(room, row.widget.sizeHint().width())
        begin = bottom + (row.gap if bottom > top else 0)
        height = height_of(row.widget, room)
        row.widget.setGeometry(QRect(left + row.left, begin, room, height + row.spare))
        if row.widget.isHidden():
            row.widget.show()
        bottom = begin + height
    return bottom


def put_in_order(first: QWidget, widgets: Sequence[QWidget], stops: Sequence[QWidget]) -> None:
    """Screen readers read in the order of stacking, and Tab goes from `first` through `stops`."""
    for widget in widgets:
        widget.raise_()
    for stop in stops:
        QWidget.setTabOrder(first, stop)
        first = stop
