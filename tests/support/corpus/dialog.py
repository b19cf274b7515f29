"""A dialog: title bar, prose, fields, lists, choices, buttons. Its text is a list of parts:

title, tabs, text, field, combo, head, row, progress, check, radio, hint, buttons; after the colon
come the part's words, `|` between them.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF

from tests.support.corpus.scene import Scene

_EDGE = 18


def draw_dialog(scene: Scene) -> tuple[int, int]:
    """Width and height in logical pixels."""
    dialog = _Dialog(scene)
    for line in scene.text:
        part, _, words = line.partition(": ")
        dialog.add(part, words.split(" | "))
    height = round(dialog.y) + 4
    scene.sheet.box(QRectF(0, 0, dialog.width, height), border=scene.theme.border)
    return dialog.width, height


class _Dialog:
    """Adds part after part, downwards from `y`."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._sheet, self._theme = scene, scene.sheet, scene.theme
        self._font = scene.font("sans")
        self._metrics = QFontMetricsF(self._font)
        self._row = round(self._metrics.height()) + 14
        self.width = scene.size * 34 + 60
        self.y = 0.0

    def add(self, part: str, words: list[str]) -> None:
        match part:
            case "title":
                self._title(words[0])
            case "tabs":
                self._tabs(words)
            case "text" | "hint":
                self._text(words[0], self._theme.text if part == "text" else self._theme.dim)
            case "field" | "combo":
                self._field(words[0], words[1], combo=part == "combo")
            case "head" | "row":
                self._cells(words, head=part == "head")
            case "check" | "radio":
                self._choice(words[1], radio=part == "radio", on=words[0] == "x")
            case "progress":
                self._progress(int(words[0]))
            case _:
                self._buttons(words)

    def _baseline(self, height: float) -> int:
        return round(self.y + height / 2 + self._metrics.capHeight() / 2)

    def _title(self, text: str) -> None:
        bold = self._scene.font("sans", bold=True)
        self._scene.panel(QRectF(0, 0, self.width, self._row))
        start = (self.width - QFontMetricsF(bold).horizontalAdvance(text)) / 2
        self._scene.say(round(start), self._baseline(self._row), text, bold)
        self._scene.window_buttons(self.width, self._row / 2)
        self.y = self._row + 12

    def _tabs(self, names: list[str]) -> None:
        x = float(_EDGE)
        for number, name in enumerate(names):
            width = round(self._metrics.horizontalAdvance(name)) + 28
            area = QRectF(x, self.y, width, self._row)
            if number == 0:
                self._scene.panel(area)
                underline = QRectF(x, self.y + self._row - 3, width, 3)
                self._sheet.box(underline, fill=QColor(self._theme.accent))
            self._scene.say(x + 14, self._baseline(self._row), name, self._font)
            x += width + 4
        end = self.y + self._row
        self._sheet.stroke([(_EDGE, end), (self.width - _EDGE, end)], self._theme.border)
        self.y = end + 12

    def _text(self, text: str, colour: str) -> None:
        height = round(self._metrics.height() * 1.3)
        self._scene.say(_EDGE, self._baseline(height), text, self._font, colour)
        self.y += height + 4

    def _field(self, label: str, value: str, *, combo: bool) -> None:
        left = _EDGE + self._scene.size * 10
        baseline = self._baseline(self._row)
        self._scene.say(_EDGE, baseline, label, self._font)
        area = QRectF(left, self.y + 2, self.width - _EDGE - left, self._row - 4)
        self._scene.panel(area, self._theme.panel if combo else self._theme.field, radius=3)
        self._scene.say(left + 9, baseline, value, self._font)
        if combo:
            x, y = area.right() - 16, area.center().y()
            self._sheet.stroke([(x - 4, y - 2), (x, y + 2), (x + 4, y - 2)], self._theme.text, 1.5)
            self._sheet.mark(QRectF(x - 6, y - 4, 12, 8))
        self.y += self._row + 4

    def _cells(self, words: list[str], *, head: bool) -> None:
        height = self._row - 4
        area = QRectF(_EDGE, self.y, self.width - 2 * _EDGE, height)
        if head:
            self._scene.panel(area)
        else:
            self._sheet.box(area, border=self._theme.border)
        for word, share in zip(words, (0, 0.48, 0.7), strict=False):
            x = round(_EDGE + 10 + area.width() * share)
            self._scene.say(x, self._baseline(height), word, self._font)
        self.y += height if head else height + 1

    def _choice(self, label: str, *, radio: bool, on: bool) -> None:
        height, size = round(self._metrics.height()) + 8, 14
        area = QRectF(_EDGE, round(self.y + (height - size) / 2), size, size)
        radius = size / 2 if radio else 3
        fill = QColor(self._theme.accent if on else self._theme.field)
        self._sheet.box(area, fill=fill, border=self._theme.border, radius=radius)
        self._sheet.mark(area)
        x, y = area.center().x(), area.center().y()
        if on and radio:
            self._sheet.box(QRectF(x - 3, y - 3, 6, 6), fill=QColor("#ffffff"), radius=3)
        elif on:
            self._sheet.stroke([(x - 4, y), (x - 1, y + 3), (x + 4, y - 4)], "#ffffff", 1.8)
        self._scene.say(_EDGE + size + 9, self._baseline(height), label, self._font)
        self.y += height + 2

    def _progress(self, percent: int) -> None:
        self.y += 8
        whole = QRectF(_EDGE, self.y, self.width - 2 * _EDGE, 8)
        self._scene.panel(whole, radius=4)
        done = QRectF(_EDGE, self.y, whole.width() * percent / 100, 8)
        self._sheet.box(done, fill=QColor(self._theme.accent), radius=4)
        self.y += 16

    def _buttons(self, names: list[str]) -> None:
        """At the right; the last one is the default."""
        self.y += 10
        widths = [round(self._metrics.horizontalAdvance(name)) + 36 for name in names]
        x = self.width - _EDGE - sum(widths) - 8 * (len(names) - 1)
        for name, width in zip(names, widths, strict=True):
            area, default = QRectF(x, self.y, width, self._row), name is names[-1]
            if default:
                self._sheet.box(area, fill=QColor(self._theme.accent), radius=4)
            else:
                self._scene.panel(area, radius=4)
            colour = self._theme.on_accent if default else None
            self._scene.say(x + 18, self._baseline(self._row), name, self._font, colour)
            x += width + 8
        self.y += self._row + 12
