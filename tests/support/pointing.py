"""A screen on which every pixel is another one, and a capturing program to point at parts with.

The program is `tests/integration/support/overlay_program.py`, which tells the region it took and
the digest of its pixels; `Noise` knows what they must be.
"""

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from Xlib import X
from Xlib.display import Display as XDisplay

from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

OVERLAY = "Askance – Capture"

Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""


class Noise:
    """A picture of random bytes, BGRX, as the background of a whole screen."""

    def __init__(self, display: str) -> None:
        self._connection = XDisplay(display)
        root = self._connection.screen().root
        size = root.get_geometry()
        self._rows = [random.Random(row).randbytes(size.width * 4) for row in range(size.height)]
        pixmap = root.create_pixmap(size.width, size.height, size.depth)
        context = pixmap.create_gc()
        for row, pixels in enumerate(self._rows):
            pixmap.put_image(context, 0, row, size.width, 1, X.ZPixmap, size.depth, 0, pixels)
        root.change_attributes(background_pixmap=pixmap)
        root.clear_area()
        self._connection.sync()

    def close(self) -> None:
        """The noise stays."""
        self._connection.close()

    def digest(self, box: Box) -> str:
        """SHA-256 of a part, the fourth bytes 0."""
        left, top, width, height = box
        part = bytearray()
        for row in self._rows[top : top + height]:
            part += row[left * 4 : (left + width) * 4]
        part[3::4] = bytes(len(part) // 4)
        return hashlib.sha256(part).hexdigest()


@dataclass(frozen=True)
class World:
    """The server, the program that captures on it, and hands."""

    environment: dict[str, str]
    display: Display
    noise: Noise
    program: Program


def covered(world: World, boxes: Sequence[Box]) -> bool:
    """Opens the overlay, looks where it stands, and leaves."""
    display, program = world.display, world.program
    before = program.output.count("opened")
    display.press("ctrl+alt+space")
    wait_for(lambda: program.output.count("opened") > before, "the overlay")
    stands = sorted(display.places(OVERLAY))
    left = program.output.count("cancelled")
    display.press("Escape")
    wait_for(lambda: program.output.count("cancelled") > left, "the overlay to go")
    display.wait_until_gone(OVERLAY)
    # Qt's windows have whole points: at 1.5 they may end a pixel early.
    return len(stands) == len(boxes) and all(
        abs(mine - theirs) < 3
        for stand, box in zip(stands, sorted(boxes), strict=True)
        for mine, theirs in zip(stand, box, strict=True)
    )


def inside(box: Box) -> Box:
    """A region of odd numbers that ends at a monitor's last pixel."""
    left, top, width, height = box
    return left + width - 133, top + height - 87, 133, 87


def chosen(world: World, region: Box) -> tuple[Box, str]:
    """Draws a region and takes it: where the program says it was, and the digest of its pixels."""
    display, program = world.display, world.program
    left, top, width, height = region
    seen = len(program.output)
    display.press("ctrl+alt+space")
    wait_for(lambda: "opened" in program.output[seen:], "the overlay")
    display.drag((left, top), (left + width, top + height))
    display.press("Return")
    wait_for(lambda: "pixels " in program.output[seen:], "the picture")
    display.wait_until_gone(OVERLAY)
    found = re.search(r"take (\S+) \npixels (\w+)", program.output[seen:])
    assert found is not None
    x, y, w, h = map(int, found[1].split(","))
    return (x, y, w, h), found[2]
