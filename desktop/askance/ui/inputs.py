"""Inputs whose arrows and ticks follow the theme: a style sheet can only take those from files of
one colour. GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QStyle, QStyleOptionButton

from askance.ui.theme import Theme


class ComboBox(QComboBox):
    """A combo box whose arrow follows the theme."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(name)
        self.view().setAccessibleName(self.tr("{name}: choices").format(name=name))

    def setEditable(self, editable: bool) -> None:  # noqa: N802 -- Qt's name
        """An editable one has a line field inside, which needs the same name."""
        super().setEditable(editable)
        edit = self.lineEdit()
        if edit is not None:
            edit.setAccessibleName(self.accessibleName())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count():
            painter = QPainter(self)
            side = self._theme.pixels(12)
            arrow = self._theme.pixmap("down", side, "soft", max(2.0, self.devicePixelRatio()))
            left, top = self.width() - 10 - side, (self.height() - side) // 2
            painter.drawPixmap(QPoint(left, top), arrow)
            painter.end()


class CheckBox(QCheckBox):
    """A check box with a tick in the theme's colours."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(text)
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        ratio = max(2.0, self.devicePixelRatio())
        painter = QPainter(self)
        side = self._theme.pixels(12)
        tick = self._theme.pixmap("check", side, "on_accent", ratio)
        painter.drawPixmap(box.center() - QPoint(1, 1) * ((side - 1) // 2), tick)
        painter.end()
