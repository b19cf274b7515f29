"""The field in which a selection's size is typed, where the size stands. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from askance.ui.theme import Theme

_WIDTH, _HEIGHT = 128, 30


class SizeField(QLineEdit):
    """Enter applies, Escape or going elsewhere leaves; it deletes itself then."""

    entered = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget, size: str, label: QRect) -> None:
        """`label` is where the size stands, in points of the parent."""
        super().__init__(size, parent)
        self.setAccessibleName(QCoreApplication.translate("Capture", "Size"))
        self.setAccessibleDescription(
            QCoreApplication.translate("Capture", "Like 800 × 600, or a shape like 16:9")
        )
        self.setToolTip(self.accessibleDescription())
        self.setFont(theme.font(12))
        place = QRect(label.left(), label.top(), max(_WIDTH, label.width()), _HEIGHT)
        place.moveCenter(label.center())
        place.moveLeft(min(label.left(), parent.width() - place.width()))
        place.moveTop(max(0, min(place.top(), parent.height() - place.height())))
        self.setGeometry(place)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_quietly(self) -> None:
        """Goes, and tells nobody."""
        self.blockSignals(True)
        self.hide()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(self.text())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
            # What it has no use for is not the overlay's either.
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()
