"""A page: headings, paragraphs, lists. Half of the pages are set in a font with serifs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from tests.support.corpus.scene import Scene

_NEVER_FIRST = set("，。、；：？！）”》…,.;:?!)")
_NEVER_LAST = set("（“《(")
_UNIT = re.compile(
    r"\s+|[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef“”]|[^\s\u4e00-\u9fff\u3000-\u303f\uff00-\uffef“”]+"
)


def draw_document(scene: Scene) -> tuple[int, int]:
    """Width and height in logical pixels."""
    family = scene.random.choice(("serif", "sans"))
    page = _Page(scene, family)
    for line in scene.text:
        page.add(line)
    height = round(page.y) + 20
    scene.sheet.stroke([(14, 14), (14, height - 14)], scene.theme.accent, 2)
    scene.scroll_bar(page.width, 0, height)
    return page.width, height


class _Page:
    """Writes from top to bottom; `y` is where the next line's box begins."""

    def __init__(self, scene: Scene, family: str) -> None:
        self._scene = scene
        self._family = family
        self._left = 32
        self._right = self._left + scene.size * 34
        self.width = self._right + 32
        self.y = 18.0

    def add(self, line: str) -> None:
        scene = self._scene
        if line.startswith("#"):
            times, text = (1.25, line[3:]) if line.startswith("##") else (1.6, line[2:])
            self._paragraph(text, scene.font(self._family, times=times, bold=True))
            if times > 1.5:
                self._rule()
        elif line.startswith("- "):
            self._bullet()
            self._paragraph(line[2:], scene.font(self._family), indent=22, after=0.2)
        else:
            numbered = re.match(r"\d+\. ", line)
            self._paragraph(line, scene.font(self._family), after=0.2 if numbered else 0.6)

    def _paragraph(self, text: str, font: QFont, *, indent: int = 0, after: float = 0.5) -> None:
        metrics = QFontMetricsF(font)
        step = round(metrics.height() * 1.15)
        for line in _wrapped(text, self._right - self._left - indent, metrics):
            baseline = round(self.y + metrics.ascent() + step * 0.07)
            self._scene.say(self._left + indent, baseline, line, font)
            self.y += step
        self.y += round(self._scene.size * after)

    def _bullet(self) -> None:
        middle = self.y + QFontMetricsF(self._scene.font(self._family)).height() * 0.6
        size = self._scene.size * 0.4
        dot = QRectF(self._left + 4, middle - size / 2, size, size)
        self._scene.sheet.box(dot, fill=QColor(self._scene.theme.text), radius=size / 2)
        self._scene.sheet.mark(dot)

    def _rule(self) -> None:
        ends = [(self._left, self.y), (self._right, self.y)]
        self._scene.sheet.stroke(ends, self._scene.theme.border)
        self.y += 8


def _wrapped(text: str, width: float, metrics: QFontMetricsF) -> Iterator[str]:
    """Lines no wider than `width`: broken at blanks, and between Chinese characters where their
    punctuation allows it.
    """
    line = ""
    for unit in _unbreakable(text):
        if line and metrics.horizontalAdvance((line + unit).rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += unit if line else unit.lstrip()
    if line.strip():
        yield line.rstrip()


def _unbreakable(text: str) -> list[str]:
    units: list[str] = []
    for unit in _UNIT.findall(text):
        glued = units and (unit[0] in _NEVER_FIRST or units[-1][-1] in _NEVER_LAST)
        if glued:
            units[-1] += unit
        else:
            units.append(unit)
    return units
