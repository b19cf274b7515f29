"""A text widget that is only its text: no frame, no bars, no background. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QTextEdit


def make_bare(view: QTextEdit) -> None:
    """Leaves the text alone on the page; who shows it gives it its size."""
    view.setProperty("bare", "true")
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setUndoRedoEnabled(False)
    view.document().setDocumentMargin(0)
    view.viewport().setAutoFillBackground(False)
    for widget in (view, view.viewport()):
        widget.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
