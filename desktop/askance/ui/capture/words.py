"""What the overlay says about itself, written and spoken."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from askance.core.address import host_of
from askance.core.budget import ImageBudget, fitted, image_tokens
from askance.core.endpoint import Endpoint
from askance.core.screen import Region, WindowBox


def size_of(region: Region) -> str:
    """Beside the selection."""
    return f"{region.width} × {region.height}"


def spoken(region: Region) -> str:
    """For a screen reader."""
    text = QCoreApplication.translate("Capture", "{width} by {height} pixels at {x}, {y}")
    return text.format(width=region.width, height=region.height, x=region.x, y=region.y)


def window_spoken(window: WindowBox, number: int, count: int) -> str:
    """For a screen reader, while Tab walks through the windows."""
    text = QCoreApplication.translate(
        "Capture", "{title}, {width} by {height}, {number} of {count}"
    )
    return text.format(
        title=window.title or QCoreApplication.translate("Capture", "Window without a title"),
        width=window.bounds.width,
        height=window.bounds.height,
        number=number,
        count=count,
    )


def what_to_do(*, reads: bool, windows: bool) -> str:
    """Shown and spoken while nothing is selected. `reads`: text can be selected here too;
    `windows`: a click takes one.
    """
    parts = [
        QCoreApplication.translate("Capture", "Drag, or click a window")
        if windows
        else QCoreApplication.translate("Capture", "Drag over what you want to ask about"),
        QCoreApplication.translate("Capture", "Enter takes the screen"),
        QCoreApplication.translate("Capture", "T selects text") if reads else "",
        QCoreApplication.translate("Capture", "? shows all keys"),
        QCoreApplication.translate("Capture", "Esc leaves"),
    ]
    return " · ".join(part for part in parts if part)


def keyboard_refused() -> str:
    """Another program's menu has the keyboard and does not share it."""
    return QCoreApplication.translate(
        "Capture", "A menu still holds the keys · press Esc once, or click"
    )


def pointer_unknown() -> str:
    """Where the mouse pointer is, nobody told yet."""
    return QCoreApplication.translate("Capture", "Move the mouse first, to point at a colour")


def copied(colour: str) -> str:
    """A colour is on the clipboard."""
    return QCoreApplication.translate("Capture", "{colour} copied").format(colour=colour)


def no_last_region() -> str:
    """There is nothing to take again."""
    return QCoreApplication.translate("Capture", "No region was captured yet")


def last_region_gone() -> str:
    """It lies beside every screen."""
    return QCoreApplication.translate("Capture", "The last region is on no screen now")


def no_pointer() -> str:
    """Nobody tells what it looks like."""
    return QCoreApplication.translate("Capture", "The mouse pointer cannot be had here")


def pointer_drawn(drawn: bool) -> str:
    """Whether the pointer will be in the picture."""
    if drawn:
        return QCoreApplication.translate("Capture", "With the mouse pointer · M leaves it out")
    return QCoreApplication.translate("Capture", "Without the mouse pointer")


def pointer_next(drawn: bool) -> str:
    """The frozen picture cannot be changed in this: the next one will be."""
    if drawn:
        return QCoreApplication.translate(
            "Capture", "From the next picture on with the mouse pointer · D freezes again"
        )
    return QCoreApplication.translate(
        "Capture", "From the next picture on without the mouse pointer · D freezes again"
    )


def no_size() -> str:
    """What was typed is none."""
    return QCoreApplication.translate("Capture", "A size is like 800 × 600, a shape like 16:9")


def cost_of(region: Region, endpoint: Endpoint) -> str:
    """The ask bar's quiet line: what would leave, and where to."""
    if endpoint.on_device:
        text = QCoreApplication.translate("Capture", "{size} · stays on this computer")
        return text.format(size=size_of(region))
    size = fitted(region.width, region.height, ImageBudget().long_side)
    tokens = image_tokens(endpoint.model, *size)
    text = QCoreApplication.translate("Capture", "{size} · ≈ {tokens} tokens · {host}")
    return text.format(size=size_of(region), tokens=f"{tokens:,}", host=host_of(endpoint.base_url))
