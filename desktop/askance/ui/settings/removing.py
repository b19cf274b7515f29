"""The question before a model goes. GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from askance.ui.confirming import confirm


def ask_to_remove(parent: QWidget, name: str, remove: Callable[[], None]) -> None:
    """Calls `remove` if the person says so; keeping it is what Enter and Escape do."""
    translate = QCoreApplication.translate
    confirm(
        parent,
        title=translate("Removing", "Remove model"),
        question=translate("Removing", "Remove “{name}”?").format(name=name),
        consequence=translate("Removing", "Its key is forgotten too. Conversations stay."),
        go=(translate("Removing", "Remove"), remove),
        keep=translate("Removing", "Keep"),
    )
