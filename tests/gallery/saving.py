"""Pictures into files, quickly: packing them tightly would take as long as drawing them."""

from pathlib import Path

from PySide6.QtGui import QImage, QPixmap

_LIGHTLY_PACKED = 80
"""Qt's word for how little a PNG is packed, from 0 to 100."""


def save(picture: QImage | QPixmap, path: Path) -> None:
    """As a PNG. Raises OSError."""
    if not picture.save(str(path), "PNG", _LIGHTLY_PACKED):
        raise OSError(f"{path} could not be written")
