"""The pictures of a question: thumbnails that open, their bytes, their decoding. GUI thread.

Bytes are asked for once when a picture becomes shown and decoded on another thread. Nothing here
reads a disk or a network.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton

from askance.core.conversation import Attachment
from askance.ui.conversation.offthread import Offthread
from askance.ui.theme import RADIUS, Theme, screen_ratio
from askance.ui.thumbnails import decoded

LARGEST = QSize(196, 118)
SMALLEST = QSize(44, 44)
_MOST_PIXELS = 100_000_000


def thumbnail_size(attachment: Attachment) -> QSize:
    """Logical pixels of a thumbnail: in the picture's shape, never enlarged, never a sliver."""
    size = QSize(max(1, attachment.width), max(1, attachment.height))
    if size.width() > LARGEST.width() or size.height() > LARGEST.height():
        size.scale(LARGEST, Qt.AspectRatioMode.KeepAspectRatio)
    return size.expandedTo(SMALLEST)


class PictureButton(QAbstractButton):
    """A thumbnail; pressing it opens the picture."""

    def __init__(self, *, theme: Theme, attachment: Attachment, number: int) -> None:
        super().__init__()
        self._theme, self._attachment = theme, attachment
        self._image: QImage | None = None
        self.setFixedSize(thumbnail_size(attachment))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(
            self.tr("Picture {number}, {width} × {height}, open").format(
                number=number, width=attachment.width, height=attachment.height
            )
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
        focused = self.hasFocus()
        colour = self._theme.colour("accent" if focused or self.underMouse() else "line")
        painter.setPen(QPen(QColor(colour), 2 if focused else 1))
        painter.drawPath(outline)
        painter.end()

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

    def __init__(self, *, offthread: Offthread, parent: QObject) -> None:
        super().__init__(parent)
        self._offthread = offthread
        self._data: dict[str, bytes] = {}
        self._asked: set[str] = set()
        self._waiting: dict[str, list[PictureButton]] = {}

    def show(self, button: PictureButton) -> None:
        """Gives the button its picture, now or when it comes."""
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
