"""Small pictures for chips, rows and panels, decoded away from the GUI thread.

One thread of its own; the result comes back as a signal on the GUI thread.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath, QPixmap

_log = logging.getLogger(__name__)


class ThumbnailLoader(QObject):
    """Lives on the GUI thread, shared by everyone who shows small pictures."""

    loaded = Signal(str, object)
    """The key it was asked under, and a QImage no larger than asked (null when undecodable)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._closed = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="askance-thumbnails")

    def load(self, key: str, data: bytes, size: QSize, *, cover: bool = True) -> None:
        """Decodes `data`, scaled to cover `size` (or to fit into it), in physical pixels."""
        if not self._closed:
            self._thread.submit(self._decode, key, data, size, cover)

    def close(self) -> None:
        """Drops what has not been decoded yet; nothing is loaded any more."""
        self._closed = True
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _decode(self, key: str, data: bytes, size: QSize, cover: bool) -> None:
        image = decoded(data, size, cover=cover)
        try:
            self.loaded.emit(key, image)
        except RuntimeError:  # the window is gone already
            _log.debug("A thumbnail came too late")


def decoded(data: bytes, size: QSize, *, cover: bool) -> QImage:
    """The picture scaled to `size` in physical pixels, keeping its shape, never enlarged; what
    `cover` lets stick out is cut off around the middle. Null when it cannot be decoded.
    """
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    image = reader.read()
    if image.isNull():
        return image
    mode = Qt.AspectRatioMode.KeepAspectRatio
    if cover:
        mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding
    wanted = image.size().scaled(size, mode)
    if wanted.width() < image.width():
        image = image.scaled(wanted, mode, Qt.TransformationMode.SmoothTransformation)
    if not cover:
        return image
    width, height = min(size.width(), image.width()), min(size.height(), image.height())
    return image.copy((image.width() - width) // 2, (image.height() - height) // 2, width, height)


def rounded(image: QImage, radius: float, ratio: float) -> QPixmap:
    """The picture with round corners; `radius` in logical pixels."""
    pixmap = QPixmap(image.size())
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(pixmap.rect(), radius * ratio, radius * ratio)
    painter.setClipPath(path)
    painter.drawImage(0, 0, image)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
