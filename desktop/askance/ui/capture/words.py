"""What the overlay says about itself, written and spoken."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from askance.core.screen import Region


def size_of(region: Region) -> str:
    """Beside the selection."""
    return f"{region.width} × {region.height}"


def spoken(region: Region) -> str:
    """For a screen reader."""
    text = QCoreApplication.translate("Capture", "{width} by {height} pixels at {x}, {y}")
    return text.format(width=region.width, height=region.height, x=region.x, y=region.y)


def what_to_do(*, reads: bool) -> str:
    """Shown and spoken while nothing is selected. `reads`: text can be selected here too."""
    if reads:
        return QCoreApplication.translate(
            "Capture",
            "Drag over what you want to ask about · Enter takes the screen · "
            "T selects text · Esc leaves",
        )
    return QCoreApplication.translate(
        "Capture", "Drag over what you want to ask about · Enter takes the screen · Esc leaves"
    )
