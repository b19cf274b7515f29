"""Draws the program's mark into an icon theme folder: `icons.py MARK.svg HICOLOR`."""

import shutil
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 22, 24, 32, 48, 64, 128, 256)


def draw(mark: Path, size: int) -> QImage:
    """The mark on nothing, `size` pixels square. Raises ValueError when Qt cannot read it."""
    renderer = QSvgRenderer(str(mark))
    if not renderer.isValid():
        raise ValueError(f"{mark} cannot be drawn")
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def main(mark: Path, theme: Path) -> None:
    """Writes one PNG for each size, and the drawing itself."""
    for size in SIZES:
        folder = theme / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True)
        if not draw(mark, size).save(str(folder / "askance.png")):
            raise OSError(f"{folder} cannot be written")
    scalable = theme / "scalable" / "apps"
    scalable.mkdir(parents=True)
    shutil.copyfile(mark, scalable / "askance.svg")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
