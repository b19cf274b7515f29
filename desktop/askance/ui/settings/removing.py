"""The question before a model goes. GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_to_remove(parent: QWidget, name: str, remove: Callable[[], None]) -> None:
    """Calls `remove` if the person says so; keeping it is what Enter and Escape do."""
    translate = QCoreApplication.translate
    box = QMessageBox(parent)
    box.setWindowTitle(translate("Removing", "Remove model"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(translate("Removing", "Remove “{name}”?").format(name=name))
    box.setInformativeText(translate("Removing", "Its key is forgotten too. Conversations stay."))
    yes = box.addButton(translate("Removing", "Remove"), QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton(translate("Removing", "Keep"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    yes.clicked.connect(remove)
    box.open()
