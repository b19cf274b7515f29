"""A question before something goes for good. GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

_MARGINS = (5, 20, 20, 16)
"""Left of the words the box itself leaves fifteen pixels more."""


def confirm(
    parent: QWidget,
    *,
    title: str,
    question: str,
    consequence: str,
    go: tuple[str, Callable[[], None]],
    keep: str,
) -> None:
    """Asks without holding up the window. `go` is a button's words and what it does; `keep` does
    nothing, and is what Enter and Escape do.
    """
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(question)
    box.setInformativeText(consequence)
    words, do = go
    yes = box.addButton(words, QMessageBox.ButtonRole.DestructiveRole)
    no = box.addButton(keep, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    yes.clicked.connect(do)
    layout = box.layout()
    if layout is not None:
        layout.setContentsMargins(*_MARGINS)
    box.open()
