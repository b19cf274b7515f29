"""A code editor: a tab, a gutter with line numbers, indent guides, colours by syntax."""

from __future__ import annotations

from collections.abc import Iterator

from pygments.lexers import get_lexer_for_filename
from pygments.token import Token
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF

from tests.support.corpus.scene import Scene
from tests.support.corpus.sheet import Span
from tests.support.corpus.themes import Theme


def draw_editor(scene: Scene) -> tuple[int, int]:
    """Width and height in logical pixels."""
    name, *code = scene.text
    sheet, theme = scene.sheet, scene.theme
    mono = scene.font("mono")
    metrics = QFontMetricsF(mono)
    cell, step = metrics.horizontalAdvance("0"), round(metrics.height() * 1.2)
    first = scene.random.choice((1, 1, 8, 37, 96, 118))
    gutter = round(cell * 5) + 8
    top = _tab(scene, name) + 6
    left = gutter + 10
    width = round(max(metrics.horizontalAdvance(line) for line in code)) + left + 40
    height = top + step * len(code) + 10
    current = scene.random.randrange(len(code))
    row = QRectF(gutter, top + current * step, width - gutter - 12, step)
    sheet.box(row, border=theme.border)
    for number, spans in enumerate(_coloured(name, code, theme)):
        baseline = round(top + number * step + metrics.ascent() + step * 0.08)
        count = str(first + number)
        colour = theme.text if number == current else theme.dim
        scene.say(gutter - 10 - metrics.horizontalAdvance(count), baseline, count, mono, colour)
        sheet.write(left, baseline, spans, mono)
        for depth in range(4, len(code[number]) - len(code[number].lstrip()) + 1, 4):
            x = left + (depth - 4) * cell + 0.5
            y = top + number * step
            sheet.stroke([(x, y), (x, y + step)], theme.border)
    sheet.stroke([(gutter, top), (gutter, height)], theme.border)
    scene.scroll_bar(width, top - 6, height)
    return width, height


def _tab(scene: Scene, name: str) -> int:
    """The tab with the file's name; where it ends below."""
    sans = scene.font("sans", times=0.95)
    metrics = QFontMetricsF(sans)
    height = round(metrics.height()) + 14
    area = QRectF(0, 0, metrics.horizontalAdvance(name) + 52, height)
    scene.panel(area, scene.theme.window)
    line = QRectF(0, 0, area.width(), 2)
    scene.sheet.box(line, fill=QColor(scene.theme.accent))
    scene.say(16, round(height / 2 + metrics.capHeight() / 2), name, sans)
    return height


def _coloured(name: str, code: list[str], theme: Theme) -> Iterator[list[Span]]:
    """The lines in colours, as the lexer for the file's name sees them."""
    colours = {
        Token.Keyword: theme.purple,
        Token.Literal.String: theme.green,
        Token.Literal.Number: theme.amber,
        Token.Comment: theme.dim,
        Token.Name.Function: theme.blue,
        Token.Name.Class: theme.blue,
        Token.Name.Tag: theme.blue,
        Token.Generic.Heading: theme.blue,
        Token.Generic.Subheading: theme.blue,
    }
    line: list[Span] = []
    source = "\n".join(code)
    for kind, text in get_lexer_for_filename(name, stripnl=False, ensurenl=False).get_tokens(
        source
    ):
        colour = next((colours[of] for of in colours if kind in of), theme.text)
        for number, part in enumerate(text.split("\n")):
            if number:
                yield line
                line = []
            if part:
                line.append(Span(part, colour))
    yield line
