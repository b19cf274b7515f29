"""How a table's cells are dressed, and how wide their words are. GUI thread.

A table of a thousand rows has thousands of cells, and one screenful of them is ever painted. How
wide a cell wants to be is the sum of its characters' advances, which are measured once for each
character, and once for all tables: to measure them takes as long as to lay out a page of cells.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from math import ceil
from operator import attrgetter

from PySide6.QtGui import QFont, QFontMetricsF, QTextCharFormat, QTextFormat

from askance.core.markdown import Inline, Span
from askance.ui.colours import Colours
from askance.ui.conversation.boxes.lines import LineBox
from askance.ui.conversation.leaf_text import words_of
from askance.ui.theme import Theme

SIZE = 13.5
"""Of the text, in logical pixels before the person's own enlargement."""

_LINE_HEIGHT = 1.4
_MONO = 0.92  # of the text's size
_COMMAND, _SILENT = re.compile(r"\\[a-zA-Z]+"), re.compile(r"[{}^_]|\s|\\[,;:! ]")
_LOOKS = attrgetter("bold", "italic", "strike", "code", "math", "link", "footnote")


class _Advances(dict[str, float]):
    """Each character's advance in a font, measured when it is first met."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self._metrics = QFontMetricsF(font)
        self._table = b""
        self._unit = 1.0

    def __missing__(self, character: str) -> float:
        wide = self[character] = self._metrics.horizontalAdvance(character)
        return wide

    def sum(self, text: str) -> float:
        """The advances of a text; in ASCII up to a 255th of the widest letter more for each."""
        if not text.isascii():
            return sum(map(self.__getitem__, text))
        if not self._table:
            widths = [self[chr(code)] for code in range(128)]
            self._unit = max(widths) / 255
            self._table = bytes(min(255, ceil(each / self._unit)) for each in widths) * 2
        # Summed up as bytes: a table of a thousand rows has a hundred thousand characters.
        return sum(text.encode("ascii").translate(self._table)) * self._unit


class CellDress:
    """The looks of all cells in the theme's colours and sizes as it is made. Not to be changed."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.font, self.bold = theme.font(SIZE), theme.font(SIZE, bold=True)
        self.line = LineBox.of(self.font, ceil(theme.pixels(SIZE) * _LINE_HEIGHT))
        self._advances: dict[tuple[bool, bool], _Advances] = {}
        self._formats: dict[tuple[Span, bool], QTextCharFormat] = {}
        self._plain = self._in(bold=False, mono=False)

    def widths(self, inline: Inline, *, head: bool, typeset: bool) -> list[float]:
        """About how wide each of a cell's own lines is, in logical pixels: without kerning and
        joining, which make words narrower. Formulas are `typeset`, or stay source.
        """
        if len(inline) == 1 and not head and not any(_LOOKS(inline[0])):
            text = inline[0].text
            if "\n" not in text:
                return [self._plain.sum(text)]
        widths = [0.0]
        for span in inline:
            if span.math and typeset:
                symbols = len(_COMMAND.sub("x", _SILENT.sub("", span.text)))
                widths[-1] += symbols * self._in(bold=False, mono=False)["x"]
                continue
            advances = self._in(bold=head or span.bold, mono=span.code or span.math)
            for number, part in enumerate(words_of((span,)).split("\n")):
                if number:
                    widths.append(0.0)
                widths[-1] += advances.sum(part)
        return widths

    def format(self, span: Span, *, head: bool) -> QTextCharFormat:
        """The format of a span's words."""
        link, note = "a" if span.link else "", "a" if span.footnote else ""
        key = replace(span, text="", link=link, footnote=note), head
        found = self._formats.get(key)
        if found is None:
            found = self._formats[key] = self._format(span, head=head)
        return found

    def _in(self, *, bold: bool, mono: bool) -> _Advances:
        found = self._advances.get((bold, mono))
        if found is None:
            font = self.theme.font(SIZE * _MONO if mono else SIZE, bold=bold, mono=mono)
            found = self._advances[bold, mono] = _Advances(font)
        return found

    def _format(self, span: Span, *, head: bool) -> QTextCharFormat:
        made, theme = QTextCharFormat(), self.theme
        if span.bold:
            made.setFontWeight(700 if head else 600)
        made.setFontItalic(span.italic)
        made.setFontStrikeOut(span.strike)
        if span.code or span.math:
            made.setFontFamilies(theme.font(mono=True).families())
            made.setFontFixedPitch(True)
            made.setProperty(QTextFormat.Property.FontPixelSize, theme.pixels(SIZE * _MONO))
        if span.link or span.footnote:
            made.setForeground(theme.colour("accent"))
            made.setFontUnderline(bool(span.link))
        if span.footnote:
            made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        return made


def cell_dress(theme: Theme) -> CellDress:
    """The dress in the theme's present colours and sizes."""
    return _made(theme, theme.colours, theme.text_percent)


@lru_cache(maxsize=2)
def _made(theme: Theme, _colours: Colours, _percent: int) -> CellDress:
    return CellDress(theme)


def is_plain(span: Span) -> bool:
    """Whether a span is words and nothing else."""
    return not any(_LOOKS(span))
