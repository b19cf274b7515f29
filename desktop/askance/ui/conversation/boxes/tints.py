"""How shaded text looks. GUI thread.

What is selected and the hit one is at stand out like a selection anywhere on the desktop: letters
and ground change places. Other hits and added words keep their letters' colours, syntax colours
too, so their ground can only be faint; the line under them is what tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextLayout

from askance.ui.conversation.boxes.box import Shade, Tint
from askance.ui.theme import Theme

_GROUND = {
    Tint.SELECTED: "accent",
    Tint.HIT: "warn_soft",
    Tint.CURRENT_HIT: "warn",
    Tint.ADDED: "accent_soft",
}
_LETTERS = {Tint.SELECTED: "on_accent", Tint.CURRENT_HIT: "background"}
_LINE = {Tint.HIT: "warn", Tint.ADDED: "accent"}
_THICK = 2


def in_order(shades: Iterable[Shade]) -> list[Shade]:
    """As they are painted, one over the other: the selection last."""
    return sorted(shades, key=lambda shade: shade.tint is Tint.SELECTED)


def paint_ground(painter: QPainter, place: QRectF, tint: Tint, theme: Theme) -> None:
    """What is behind the letters of one line's part. On whole pixels, so that parts that touch
    leave no seam.
    """
    left, top = round(place.left()), round(place.top())
    ground = QRect(left, top, round(place.right()) - left, round(place.bottom()) - top)
    painter.fillRect(ground, theme.colour(_GROUND[tint]))
    if tint in _LINE:
        ground.setTop(ground.bottom() + 1 - _THICK)
        painter.fillRect(ground, theme.colour(_LINE[tint]))


def letters(
    shades: Iterable[Shade], start: int, length: int, theme: Theme
) -> list[QTextLayout.FormatRange]:
    """The letters' colours for `QTextLayout.draw` of the text's part that begins at `start`."""
    ranges: list[QTextLayout.FormatRange] = []
    for shade in shades:
        begin, stop = max(0, shade.start - start), min(length, shade.end - start)
        if shade.tint in _LETTERS and begin < stop:
            made = QTextLayout.FormatRange()
            made.start, made.length = begin, stop - begin
            dress = QTextCharFormat()
            dress.setForeground(QColor(theme.colour(_LETTERS[shade.tint])))
            made.format = dress
            ranges.append(made)
    return ranges
