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
    """Asks where to, and writes a PNG there."""

    problem = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._image = QImage()
        self._dialog: QFileDialog | None = None

    def save(self, pixels: Pixels) -> QFileDialog:
        """Shows the file dialog and returns at once; the dialog deletes itself."""
        return self.save_image(image_of(pixels))

    def save_image(self, image: QImage) -> QFileDialog:
        """As `save`."""
        self._image = image
        dialog = QFileDialog(None, QCoreApplication.translate("Capture", "Save picture"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(QCoreApplication.translate("Capture", "Pictures (*.png)"))
        dialog.setDefaultSuffix("png")
        dialog.setDirectory(
            QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        )
        now = QDateTime.currentDateTime().toString("yyyy-MM-dd HH.mm.ss")
        dialog.selectFile(f"Askance {now}.png")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        dialog.fileSelected.connect(self._write)
        dialog.open()
        # Nobody else holds it: without a parent Python would take it away at once.
        self._dialog = dialog
        return dialog

    def _write(self, path: str) -> None:
        image, self._image = self._image, QImage()
        self._bridge.run(_write(image, path), failed=self.problem.emit)


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
