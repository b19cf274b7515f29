"""Draws every scene at one scale: `python -m tests.gallery.draw FOLDER SCALE [PART-OF-A-NAME]`."""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from askance.core.settings import Appearance
from askance.ui.theme import Theme
from tests.gallery import arrangements, page_of_everything
from tests.gallery.scenes import scenes
from tests.gallery.settling import settle

SETTLE_MS = 900
"""For thumbnails and highlighting, which are made on other threads."""
AT_ONCE = ("overlay", "countdown", "pin")
"""What shows nothing of these, and waits itself for what it shows."""
AT_ONCE_MS = 100


def main(folder: Path, scale: int, only: str) -> None:
    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    theme = Theme(app)
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme.set_appearance(appearance)
        suffix = f"{appearance.value}@{scale}x" if scale > 1 else appearance.value
        for name, build in scenes().items():
            if only in name:
                with build(theme) as widget:
                    widget.show()
                    settle(AT_ONCE_MS if name.startswith(AT_ONCE) else SETTLE_MS)
                    widget.grab().save(str(folder / f"{name}-{suffix}.png"))
        if scale == 1:  # each of its screens has a scale of its own
            arrangements.sheets(folder, theme, appearance, only)
        page_of_everything.sheet(folder, suffix, theme.colour("line"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
