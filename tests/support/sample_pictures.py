"""Small encoded pictures for tests that need some."""

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter

from askance.core.chat import EncodedPicture


def png(
    width: int = 8, height: int = 6, colour: QColor | Qt.GlobalColor = Qt.GlobalColor.red
) -> bytes:
    """A PNG of one colour; size in pixels."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(colour)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, b"PNG").write(image)
    return bytes(buffer.data().data())


def encoded(name: str = "Region", width: int = 8, height: int = 6) -> EncodedPicture:
    """A picture ready to leave."""
    return EncodedPicture(png(width, height), "image/png", width, height, name)
