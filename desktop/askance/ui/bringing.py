"""What a person brings to the window: files chosen, pictures pasted or dropped. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from askance.ui.drops import PICTURE_SUFFIXES, BroughtPath, brought_by


class Bringing(QObject):
    """One for a window. Takes pictures; words beside which there are none are words."""

    brought = Signal(object)
    """A tuple of `askance.ui.drops` values."""
    worded = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    @Slot()
    def open_pictures(self) -> None:
        """Asks for files without holding up the window."""
        dialog = QFileDialog(self._window, _tr("Open pictures"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*{suffix}" for suffix in PICTURE_SUFFIXES)
        dialog.setNameFilters(
            [_tr("Pictures ({patterns})").format(patterns=patterns), _tr("All files (*)")]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._files_chosen)
        dialog.open()

    @Slot()
    def paste(self) -> None:
        """Takes what is on the clipboard."""
        self._take(QGuiApplication.clipboard().mimeData(), pasted=True)

    @Slot()
    def open_or_paste(self) -> None:
        """What lies on the clipboard if it is a picture, else a file dialog."""
        pictures = brought_by(QGuiApplication.clipboard().mimeData(), pasted=True)
        if pictures:
            self.brought.emit(pictures)
        else:
            self.open_pictures()

    def drop(self, mime: QMimeData) -> None:
        """Takes what was dropped."""
        self._take(mime, pasted=False)

    def _take(self, mime: QMimeData, *, pasted: bool) -> None:
        pictures = brought_by(mime, pasted=pasted)
        if pictures:
            self.brought.emit(pictures)
        elif mime.hasText():
            self.worded.emit(mime.text())

    @Slot(list)
    def _files_chosen(self, paths: list[str]) -> None:
        self.brought.emit(tuple(BroughtPath(path) for path in paths))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Bringing", text)
