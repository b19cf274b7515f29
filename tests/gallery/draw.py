"""Draws every scene at one scale in one appearance:

python -m tests.gallery.draw FOLDER SCALE light|dark [PART-OF-A-NAME]
"""

import sys
from contextlib import closing
from pathlib import Path

from PySide6.QtWidgets import QApplication

from askance.core.settings import Appearance
from askance.ui.theme import Theme
from tests.gallery import arrangements, page_of_everything
from tests.gallery.saving import save
from tests.gallery.scenes import scenes
from tests.gallery.settling import forget, settle_down, typesetter


def main(folder: Path, scale: int, appearance: Appearance, only: str) -> None:
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    app.setCursorFlashTime(0)  # never hidden at the moment of a picture
    theme = Theme(app, appearance)
    suffix = f"{appearance.value}@{scale}x" if scale > 1 else appearance.value
    with closing(typesetter()):
        for name, build in scenes().items():
            if only in name:
                with build(theme) as widget:
                    widget.show()
                    settle_down()
                    save(widget.grab(), folder / f"{name}-{suffix}.png")
                forget()
    if scale == 1:  # each of its screens has a scale of its own
        arrangements.sheets(folder, theme, appearance, only)
    page_of_everything.sheet(folder, suffix, theme.colour("line"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Appearance(sys.argv[3]), "".join(sys.argv[4:]))
