"""The pictures of a question: thumbnails that open, their bytes, their decoding. GUI thread.

Bytes are asked for once when a picture becomes shown and decoded on another thread. Nothing here
reads a disk or a network.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QObject,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QImage,
    QImageReader,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QMenu
from shiboken6 import isValid

from askance.core.conversation import Attachment
from askance.ui.conversation.offthread import Offthread
from askance.ui.theme import RADIUS, Theme, screen_ratio
from askance.ui.thumbnails import decoded
from askance.ui.widgets import PressedByReturn

LARGEST = QSize(196, 118)
SMALLEST = QSize(44, 44)
_MOST_PIXELS = 100_000_000
_MARK, _MARGIN = 20, 4  # logical pixels: the sign of a part, and its way to the edges


def thumbnail_size(attachment: Attachment) -> QSize:
    """Logical pixels of a thumbnail: in the picture's shape, never enlarged, never a sliver."""
    size = QSize(max(1, attachment.width), max(1, attachment.height))
    if size.width() > LARGEST.width() or size.height() > LARGEST.height():
        size.scale(LARGEST, Qt.AspectRatioMode.KeepAspectRatio)
    return size.expandedTo(SMALLEST)


class PictureButton(PressedByReturn, QAbstractButton):
    """A thumbnail; pressing it opens the picture. One of a part is marked as such, and its menu
    leads to the picture it was cut from.
    """

    origin_opened = Signal(object)
    """The `PictureOrigin` of a part: where it comes from is to be seen."""

    def __init__(self, *, theme: Theme, attachment: Attachment, number: int) -> None:
        super().__init__()
        self._theme, self._attachment = theme, attachment
        self._image: QImage | None = None
        self.setFixedSize(thumbnail_size(attachment))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        name = self.tr("Picture {number}, {width} × {height}, open")
        if attachment.origin is not None:
            name = self.tr("Part of picture, {width} × {height}, open")
        self.setAccessibleName(
            name.format(number=number, width=attachment.width, height=attachment.height)
        )
        self.setAccessibleDescription(attachment.name)
        self.setToolTip(attachment.name or f"{attachment.width} × {attachment.height}")

    @property
    def attachment(self) -> Attachment:
        return self._attachment

    def set_image(self, image: QImage) -> None:
        """The decoded thumbnail; a null image when it cannot be shown."""
        self._image = image
        if image.isNull():
            self.setToolTip(self.tr("This picture can’t be shown"))
        self.update()

    def sizeHint(self) -> QSize:
        return thumbnail_size(self._attachment)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.fillPath(outline, self._theme.colour("raised"))
        if self._image is None or self._image.isNull():
            self._paint_stand_in(painter)
        else:
            painter.setClipPath(outline)
            painter.drawImage(self._target(self._image), self._image)
            painter.setClipping(False)
        if self._attachment.origin is not None:
            self._paint_mark(painter)
        focused = self.hasFocus()
        colour = self._theme.colour("accent" if focused or self.underMouse() else "line")
        painter.setPen(QPen(QColor(colour), 2 if focused else 1))
        painter.drawPath(outline)
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        origin = self._attachment.origin
        if origin is None:
            super().contextMenuEvent(event)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Open"), self.click)
        menu.addAction(self.tr("Show where it comes from"), lambda: self.origin_opened.emit(origin))
        menu.popup(event.globalPos())

    def _paint_mark(self, painter: QPainter) -> None:
        """The sign of a part, in the lower right corner on a ground of its own."""
        place = QRectF(0, 0, _MARK, _MARK)
        place.moveBottomRight(QRectF(self.rect()).bottomRight() - QPointF(_MARGIN, _MARGIN))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("raised"))
        painter.drawRoundedRect(place, 5, 5)
        icon = self._theme.pixmap("crop", _MARK - 6, "accent", self.devicePixelRatio())
        painter.drawPixmap(place.topLeft() + QPointF(3, 3), icon)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _target(self, image: QImage) -> QRectF:
        """The picture's place: all of the button, or its middle where the button is the larger."""
        shape = QSize(self._attachment.width, self._attachment.height)
        if image.width() > self.width() or image.height() > self.height():
            shape.scale(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(0, 0, shape.width(), shape.height())
        target.moveCenter(QRectF(self.rect()).center())
        return target

    def _paint_stand_in(self, painter: QPainter) -> None:
        name = "picture" if self._image is None else "warning"
        pixmap = self._theme.pixmap(name, 20, "faint", self.devicePixelRatio())
        corner = QRectF(self.rect()).center()
        painter.drawPixmap(round(corner.x() - 10), round(corner.y() - 10), pixmap)


class PictureShelf(QObject):
    """The bytes of the pictures shown, and who shows them."""

    needed = Signal(str)
    """The SHA-256 of a picture whose bytes are not here yet; once each."""
    origin_opened = Signal(object)
    """The `PictureOrigin` of a part that is shown: where it comes from is to be seen."""

    def __init__(self, *, offthread: Offthread, parent: QObject) -> None:
        super().__init__(parent)
        self._offthread = offthread
        self._data: dict[str, bytes] = {}
        self._asked: set[str] = set()
        self._waiting: dict[str, list[PictureButton]] = {}

    def show(self, button: PictureButton) -> None:
        """Gives the button its picture, now or when it comes; hears the button."""
        button.origin_opened.connect(self.origin_opened)
        sha256 = button.attachment.sha256
        if sha256 in self._data:
            self._decode(button)
            return
        self._waiting.setdefault(sha256, []).append(button)
        if sha256 not in self._asked:
            self._asked.add(sha256)
            self.needed.emit(sha256)

    def give(self, sha256: str, data: bytes) -> None:
        """The encoded bytes of a picture."""
        self._data[sha256] = data
        for button in self._waiting.pop(sha256, []):
            if isValid(button):  # its message may have gone out of sight
                self._decode(button)

    def data(self, sha256: str) -> bytes | None:
        """The encoded bytes, if they came."""
        return self._data.get(sha256)

    def clear(self) -> None:
        """Forgets everything; what is shown next is asked for again."""
        self._data.clear()
        self._asked.clear()
        self._waiting.clear()

    def _decode(self, button: PictureButton) -> None:
        data = self._data[button.attachment.sha256]
        size = button.size() * max(2.0, screen_ratio())
        self._offthread.run(lambda: decoded(data, size, cover=False), button.set_image, button)


def full_picture(data: bytes) -> QImage:
    """The whole picture, null when it cannot be decoded or has more than 100 megapixels."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > _MOST_PIXELS:
        return QImage()
    return reader.read()
