"""A picture shown as wide as there is room. GUI thread."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from askance.ui.theme import RADIUS


class PicturePreview(QWidget):
    """A picture as wide as there is room, never larger than it is."""

    def __init__(self, name: str, *, most_height: int) -> None:
        super().__init__()
        self._pixmap = QPixmap()
        self._most_height = most_height
        self.setAccessibleName(name)
        self.setMinimumWidth(40)
        self.setFixedHeight(60)

    def show_image(self, image: QImage) -> None:
        self._pixmap = QPixmap.fromImage(image)
        self._pixmap.setDevicePixelRatio(self.devicePixelRatio())
        self._fit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pixmap.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self._size()
        place = QRectF(0, 0, size.width(), size.height()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(place, RADIUS, RADIUS)
        painter.setClipPath(shape)
        painter.drawPixmap(place, self._pixmap, QRectF(self._pixmap.rect()))
        painter.setClipping(False)
        painter.setPen(self.palette().mid().color())
        painter.drawPath(shape)
        painter.end()

    def _size(self) -> QSizeF:
        size = self._pixmap.deviceIndependentSize()
        room = QSizeF(self.width(), self._most_height)
        if size.width() <= room.width() and size.height() <= room.height():
            return size
        return size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)

    def _fit(self) -> None:
        if not self._pixmap.isNull():
            self.setFixedHeight(max(1, math.ceil(self._size().height())))
