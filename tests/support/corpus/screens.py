"""Larger pictures, to measure time by: a crop as people take it, and a screen full of text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from random import Random
from textwrap import wrap

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from tests.support.corpus import fonts
from tests.support.corpus.backdrops import backdrop
from tests.support.corpus.scene import Scene
from tests.support.corpus.sheet import Sheet
from tests.support.corpus.texts import text_of
from tests.support.corpus.themes import DARK, LIGHT
from tests.support.corpus.values import Sample

_PANE_BAR = 28
_DENSE_LINES = 55
_SHELL = ("terminal-1", "terminal-2", "terminal-3", "editor-1", "editor-2", "editor-3")
_PROSE = ("document-1", "document-2", "document-3")


def crop() -> Sample:
    """800 × 400 out of a light terminal: 13 lines of 14 pixels."""
    scene = _scene(_lines(_SHELL), dark=False, size=14)
    _write_pane(scene, QRectF(0, 0, 800, 400), scene.text[:13], step=28)
    return _finished("crop", scene, 800, 400)


def dense() -> Sample:
    """1920 × 1080, dark: a terminal on the left, on the right prose from edge to edge; more than
    50 lines each.
    """
    scene = _scene(_lines(_SHELL), dark=True, size=13)
    shell = [scene.text[number % len(scene.text)] for number in range(_DENSE_LINES)]
    prose = " ".join(line.lstrip("#-0123456789. ") for line in _lines(_PROSE))
    wrapped = wrap(" ".join([prose] * 6), width=112)[:_DENSE_LINES]
    for left, lines in ((0, shell), (960, wrapped)):
        _write_pane(scene, QRectF(left, 0, 960, 1080), lines, step=19)
    return _finished("dense", scene, 1920, 1080)


def _lines(names: Sequence[str]) -> list[str]:
    random = Random(1)
    lines = []
    for name in names:
        kind, number = name.split("-")
        lines += text_of(kind, "en", int(number), random)
    return lines


def _scene(text: list[str], *, dark: bool, size: int) -> Scene:
    fonts.ready()
    return Scene(
        sheet=Sheet(scale=1),
        theme=DARK if dark else LIGHT,
        language="en",
        size=size,
        plain=True,
        random=Random(2),
        text=text,
    )


def _write_pane(scene: Scene, area: QRectF, lines: Sequence[str], *, step: int) -> None:
    scene.panel(QRectF(area.x(), area.y(), area.width(), _PANE_BAR))
    scene.window_buttons(area.right(), area.y() + _PANE_BAR / 2)
    scene.scroll_bar(area.right(), area.y() + _PANE_BAR, area.bottom())
    mono = scene.font("mono")
    metrics = QFontMetricsF(mono)
    most = int((area.width() - 40) / metrics.horizontalAdvance("0"))
    for number, line in enumerate(lines):
        baseline = area.y() + _PANE_BAR + 4 + number * step + round(metrics.ascent())
        scene.say(area.x() + 12, baseline, line[:most], mono)


def _finished(name: str, scene: Scene, width: int, height: int) -> Sample:
    behind = partial(backdrop, "plain", scene.theme, 0)
    pixels, words = scene.sheet.finish(width, height, behind)
    return Sample(
        name=name,
        kind="screen",
        language="en",
        dark=scene.theme.dark,
        size_px=scene.size,
        scale=1,
        background="plain",
        pixels=pixels,
        lines=scene.sheet.lines,
        words=words,
        marks=scene.sheet.marks,
    )
