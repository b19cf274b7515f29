"""The tabs over an answer of several choices, and the switch that shows them side by side.

GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from askance.ui.widgets import announce, label

_NARROWEST = 48  # logical pixels of a tab that has to make room for others


class Tab(QPushButton):
    """A name that is too long for its place ends in an ellipsis."""

    def __init__(self, name: str) -> None:
        super().__init__(name.replace("&", "&&"))
        self._name = name
        self.setProperty("kind", "tab")
        self.setCheckable(True)
        self.setAutoDefault(True)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """Another name."""
        if name != self._name:
            self._name = name
            self.setText(name.replace("&", "&&"))
            self.setAccessibleName(name)

    def shown(self) -> str:
        """What of the name there is room for."""
        metrics, missing = self.fontMetrics(), self.sizeHint().width() - self.width()
        if missing <= 0:
            return self._name
        room = metrics.horizontalAdvance(self._name) - missing
        return metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, room)

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(_NARROWEST, hint.width()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip("" if self.shown() == self._name else self._name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self.shown().replace("&", "&&")
        with QPainter(self) as painter:
            self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)


class ChoiceTabs(QWidget):
    """One tab a choice, by the choice's index."""

    picked = Signal(int)
    """The choice of this index is to be shown."""
    side_by_side = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._names: dict[int, str] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self.beside = Tab(self.tr("Side by side"))
        self.beside.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.beside.toggled.connect(self.side_by_side)
        self._difference: QLabel = label("", "meta")
        self._row.addSpacing(8)
        self._row.addWidget(self.beside)
        self._row.addSpacing(4)
        self._row.addWidget(self._difference)
        self._row.addStretch(1)
        # Toggled, not clicked: a screen reader's default action checks a button without a click.
        self._group.idToggled.connect(lambda index, on: self.picked.emit(index) if on else None)

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [*(self._group.button(index) for index in self._names), self.beside]

    @property
    def focused(self) -> bool:
        """Whether the keyboard is on one of them."""
        return any(each.hasFocus() for each in self.stops)

    def offer(self, names: dict[int, str], chosen: int) -> bool:
        """Shows these tabs, one of them chosen. Returns whether any tab came or went. Those that
        stay are the same: the keyboard may be on one of them.
        """
        fresh, focused = names.keys() != self._names.keys(), self.focused
        self.blockSignals(True)
        for index in self._names.keys() - names.keys():
            self._take_away(index)
        self._names = dict(names)
        for place, (index, name) in enumerate(names.items()):
            self._name(index, name, place)
        if (button := self._group.button(chosen)) is not None:
            button.setChecked(True)
            if focused and not self.focused:
                button.setFocus()
        self.blockSignals(False)
        self._let_tab_reach_the_chosen()
        if fresh:
            self._put_in_reading_order()
        return fresh

    def say_difference(self, words: str) -> None:
        """How much the answers agree, beside the switch."""
        if words and words != self._difference.text():
            announce(self, words)
        self._difference.setText(words)

    def _name(self, index: int, name: str, place: int) -> None:
        button = self._group.button(index)
        if isinstance(button, Tab):
            button.set_name(name)
            return
        button = Tab(name)
        self._group.addButton(button, index)
        self._row.insertWidget(place, button)
        button.show()  # the layout would only do so at the next turn of the event loop

    def _put_in_reading_order(self) -> None:
        """As they are stacked, a screen reader meets them."""
        for each in (*self.stops, self._difference):
            each.raise_()

    def _let_tab_reach_the_chosen(self) -> None:
        """The arrows lead to the others. Qt itself would let Tab come to the one it is nearest to,
        and leave it there.
        """
        for button in self._group.buttons():
            without = button.focusPolicy() & ~Qt.FocusPolicy.TabFocus
            reached = Qt.FocusPolicy.TabFocus if button.isChecked() else Qt.FocusPolicy.NoFocus
            button.setFocusPolicy(Qt.FocusPolicy(without | reached))

    def _take_away(self, index: int) -> None:
        button = self._group.button(index)
        self._group.removeButton(button)
        self._row.removeWidget(button)
        button.hide()
        button.deleteLater()
