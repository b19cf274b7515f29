"""How code is dressed: its font and measures, the colours of what Pygments tells apart.

Made once for a theme's state and shared by all code blocks: to measure a font's characters takes as
long as to lay out some lines. GUI thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QTextCharFormat, QTextOption

from askance.ui.colours import Colours
from askance.ui.conversation import highlight
from askance.ui.conversation.boxes.code_lines import TAB
from askance.ui.conversation.boxes.lines import LineBox
from askance.ui.theme import Theme

_SIZE = 13.0
_LINE_HEIGHT = 1.5
_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute


class CodeDress:
    """The looks of all code, in logical pixels. Not to be changed."""

    def __init__(self, theme: Theme) -> None:
        self.font: QFont = theme.font(_SIZE, mono=True)
        metrics = QFontMetricsF(self.font)
        self.advance = metrics.horizontalAdvance("M" * 64) / 64 or 1.0
        """A character's width."""
        self.wide = metrics.horizontalAdvance("漢") / self.advance
        """How many columns a character as wide as high takes."""
        self.line_height = theme.pixels(_SIZE * _LINE_HEIGHT)
        self.line = LineBox.of(self.font, self.line_height)
        self.formats = dict(_formats(theme))
        """Those of what has a colour, by its name."""
        self.unbroken = self._option(QTextOption.WrapMode.NoWrap)
        self.wrapped = self._option(QTextOption.WrapMode.WrapAnywhere)

    def _option(self, mode: QTextOption.WrapMode) -> QTextOption:
        """Code begins at the left, whatever a comment is written in."""
        option = QTextOption(_AT_LEFT)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(mode)
        option.setTabStopDistance(TAB * self.advance)
        return option


def code_dress(theme: Theme) -> CodeDress:
    """The dress in the theme's present colours and sizes."""
    return _made(theme, theme.colours, theme.text_percent)


@lru_cache(maxsize=2)
def _made(theme: Theme, _colours: Colours, _percent: int) -> CodeDress:
    return CodeDress(theme)


def _formats(theme: Theme) -> Iterator[tuple[str, QTextCharFormat]]:
    for role, value in highlight.colours_of(theme.colours).items():
        made = QTextCharFormat()
        made.setForeground(QColor(value))
        made.setFontItalic(role == "comment")
        yield role, made
