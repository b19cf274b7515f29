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
            arrow = self._theme.pixmap("down", 12, "soft", max(2.0, self.devicePixelRatio()))
            painter.drawPixmap(QPoint(self.width() - 22, (self.height() - 12) // 2), arrow)
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
        tick = self._theme.pixmap("check", 12, "on_accent", ratio)
        painter.drawPixmap(box.center() - QPoint(5, 5), tick)
        painter.end()
