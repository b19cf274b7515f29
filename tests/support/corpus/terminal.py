"""A terminal: a prompt in colours, output, a line selected, a block cursor."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF

from tests.support.corpus.scene import Scene
from tests.support.corpus.sheet import Span
from tests.support.corpus.themes import Theme

_BAR = 28
_PROMPT = re.compile(r"([\w-]+@[\w-]+)(:)(\S+?)([$#] )(.*)")
_LOUD = re.compile(r"\b(?:FAILED|FATAL|TypeError|ValueError|failed|错误)\b|^错误")


def draw_terminal(scene: Scene) -> tuple[int, int]:
    """Width and height in logical pixels."""
    theme, sheet = scene.theme, scene.sheet
    mono = scene.font("mono")
    metrics = QFontMetricsF(mono)
    step = round(metrics.height() * 1.12)
    left, top = 10, _BAR + 8
    width = round(max(metrics.horizontalAdvance(line) for line in scene.text)) + left + 34
    height = top + step * (len(scene.text) + 1) + 6
    selected = scene.random.randrange(len(scene.text))
    ends = []
    for number, line in enumerate(scene.text):
        spans = _coloured(line, theme)
        baseline = round(top + number * step + metrics.ascent())
        ends.append(sheet.write(left, baseline, spans, mono))
    bar = QRectF(left, top + selected * step, ends[selected] - left, step)
    sheet.box(bar, fill=QColor(theme.selection))
    cursor = QRectF(left, top + len(scene.text) * step, metrics.horizontalAdvance("0"), step - 3)
    sheet.box(cursor, fill=QColor(theme.text))
    sheet.mark(cursor)
    scene.panel(QRectF(0, 0, width, _BAR))
    scene.window_buttons(width, _BAR / 2)
    scene.scroll_bar(width, _BAR, height)
    return width, height


def _coloured(line: str, theme: Theme) -> list[Span]:
    if prompt := _PROMPT.fullmatch(line):
        who, colon, where, sign, command = prompt.groups()
        return [
            Span(who, theme.green),
            Span(colon, theme.text),
            Span(where, theme.blue),
            Span(sign + command, theme.text),
        ]
    if _LOUD.search(line):
        return [Span(line, theme.red)]
    if line.startswith(("Warning", "HINT")) or "警告" in line:
        return [Span(line, theme.amber)]
    return [Span(line, theme.text)]
