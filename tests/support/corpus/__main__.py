"""`python -m tests.support.corpus FOLDER [--boxes]`: the corpus as PNG files, to be looked at.

With `--boxes` the words' ink is framed.
"""

import argparse
from pathlib import Path

from PySide6.QtGui import QColor, QPainter

from tests.support.corpus import samples


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--boxes", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for sample in samples():
        image = sample.image()
        if options.boxes:
            painter = QPainter(image)
            painter.setPen(QColor("#ff00c8"))
            for word in sample.words:
                box = word.box
                painter.drawRect(box.x - 1, box.y - 1, box.width + 1, box.height + 1)
            painter.end()
        path = options.folder / f"{sample.name}.png"
        assert image.save(str(path)), f"cannot write {path}"
        path.with_suffix(".txt").write_text("\n".join(sample.lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
