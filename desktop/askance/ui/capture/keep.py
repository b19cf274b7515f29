"""Copying a region to the clipboard and saving it as a file. GUI thread; encoding on the worker."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QDateTime,
    QObject,
    QStandardPaths,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog

from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.screen import Pixels
from askance.ui.bridge import Bridge


def image_of(pixels: Pixels) -> QImage:
    """An image with pixels of its own, as the receiver may outlive ours."""
    image = QImage(
        pixels.bgra, pixels.width, pixels.height, pixels.width * 4, QImage.Format.Format_RGB32
    )
    return image.copy()


def pixels_of(image: QImage) -> Pixels:
    """The other way round, a copy too."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    return Pixels(plain.width(), plain.height(), bytes(plain.constBits()))


def copy(pixels: Pixels) -> None:
    """Puts the picture on the clipboard; it is encoded when somebody pastes it."""
    copy_image(image_of(pixels))


def copy_image(image: QImage) -> None:
    """As `copy`."""
    QGuiApplication.clipboard().setImage(image)


class Saver(QObject):
    """Asks where to, and writes a PNG there; several pictures may wait for their places."""

    problem = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge

    def save(self, pixels: Pixels) -> None:
        """Shows the file dialog and returns at once."""
        self.save_image(image_of(pixels))

    def save_image(self, image: QImage) -> None:
        """As `save`."""
        saving = _Saving(self._bridge, image, self)
        saving.problem.connect(self.problem)
        saving.ask()


class _Saving(QObject):
    """One picture until it is written or the person gives it up. Where nothing could be written the
    dialog comes again, and says so.
    """

    problem = Signal(object)

    def __init__(self, bridge: Bridge, image: QImage, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._image = bridge, image
        now = QDateTime.currentDateTime().toString("yyyy-MM-dd HH.mm.ss")
        self._name = f"Askance {now}.png"
        self._dialog: QFileDialog | None = None

    def ask(self, title: str = "") -> None:
        """Where to?"""
        title = title or QCoreApplication.translate("Capture", "Save picture")
        dialog = QFileDialog(None, title)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(QCoreApplication.translate("Capture", "Pictures (*.png)"))
        dialog.setDefaultSuffix("png")
        dialog.setDirectory(_folder())
        dialog.selectFile(self._name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        dialog.fileSelected.connect(self._write)
        dialog.rejected.connect(self.deleteLater)
        dialog.open()
        # Nobody else holds it: without a parent Python would take it away at once. It is held past
        # its end, too: it tells where to from inside itself.
        self._dialog = dialog

    @Slot(str)
    def _write(self, path: str) -> None:
        self._name = Path(path).name
        self._bridge.run(_write(self._image, path), self._kept, self._failed)

    def _kept(self, _nothing: None) -> None:
        self.deleteLater()

    def _failed(self, problem: Problem) -> None:
        self.problem.emit(problem)
        self.ask(problem.title)


def _folder() -> str:
    """Where pictures are; a person without such a folder has a home."""
    pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return pictures if Path(pictures).is_dir() else str(Path.home())


def _written(image: QImage, path: str) -> bool:
    return QImageWriter(path, QByteArray(b"PNG")).write(image)


async def _write(image: QImage, path: str) -> None:
    # Encoding 4K takes half a second: neither the windows nor the services wait for it.
    if not await asyncio.to_thread(_written, image, path):
        raise AskanceError(
            Problem(
                ErrorKind.PICTURE,
                QCoreApplication.translate("Capture", "The picture could not be saved"),
                QCoreApplication.translate("Capture", "Nothing was written to {path}.").format(
                    path=Path(path).name
                ),
                QCoreApplication.translate(
                    "Capture", "Choose another folder, or free some space, and try again."
                ),
            )
        )
