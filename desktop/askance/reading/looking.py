"""Looks for lines on one strip of a picture. Runs in the reading process.

A large picture is usually one of a dense screen, its text twice as large: it is looked at at half
its size, and at its own only where something found is small there, or something that might be small
text was not found.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from askance.core.screen import Region
from askance.reading.bands import tiles
from askance.reading.hugging import hug, rows_of
from askance.reading.segments import UPENDED, Segment, join, segment_of

Picture = NDArray[np.uint8]
Corners = Sequence[tuple[float, float]]

_LEAST_BOX = 16
"""A detector's box of this many rows holds text of 12 px."""
_WITH_MARKS_GAP = 1.2
"""Boxes that hug the ink are one line when closer than this many of their heights."""


class Detector(Protocol):
    """Finds text on a part of a picture."""

    def detect(self, part: Picture, scale: float) -> list[Corners]:
        """The corners of boxes with text on a part of a picture, clockwise from the top left, in
        its pixels. It is looked at `scale` times as large.
        """
        ...


class Looker:
    """Looks at one picture."""

    def __init__(self, detector: Detector, picture: Picture) -> None:
        self._detector, self._picture = detector, picture

    def look(self, strip: Region, scale: float) -> Generator[None, None, list[Segment]]:
        """Yields after each part; the pieces of lines on the strip, joined."""
        found = yield from self._tiles(strip, scale)
        if scale < 1 and self._is_doubtful(strip, found, scale):
            found = yield from self._tiles(strip, 1)
        return found

    def hug(self, segments: Sequence[Segment]) -> Generator[None, None, list[Segment]]:
        """Yields after each; the boxes that hug the ink of these loose ones."""
        tight: list[Segment] = []
        for segment in segments:
            box = segment.box
            if segment.upright and box.height <= UPENDED * box.width:
                tight += [Segment.of(box) for box in hug(self._picture, box)]
            else:
                tight.append(segment)
            yield
        return join(tight, _WITH_MARKS_GAP)

    def _tiles(self, strip: Region, scale: float) -> Generator[None, None, list[Segment]]:
        found: list[Segment] = []
        for tile in tiles(strip, scale):
            part = self._picture[tile.y : tile.bottom, tile.x : tile.right]
            for corners in self._detector.detect(part, scale):
                moved = [(x + tile.x, y + tile.y) for x, y in corners]
                segment = segment_of(moved)
                if not _fills(segment.box, tile, self._picture):
                    found += self._rows(segment)
            yield
        return join(found)

    def _rows(self, segment: Segment) -> list[Segment]:
        if not segment.upright:
            return [segment]
        return [Segment.of(box) for box in rows_of(self._picture, segment.box)]

    def _is_doubtful(self, strip: Region, found: Sequence[Segment], scale: float) -> bool:
        whole = [
            each.box
            for each in found
            if each.box.y > strip.y + 2 and each.box.bottom < strip.bottom - 2
        ]
        if any(min(box.height, box.width) * scale < _LEAST_BOX for box in whole):
            return True
        return _has_small_marks(
            self._picture[strip.y : strip.bottom], [each.box.moved(0, -strip.y) for each in found]
        )


def _fills(box: Region, tile: Region, picture: Picture) -> bool:
    """Whether a box reaches from the top of a strip to its bottom, as on a texture: no line does
    that, unless it stands on end.
    """
    whole = box.height >= tile.height - 2 and tile.height < picture.shape[0]
    return whole and UPENDED * box.width >= box.height


def _has_small_marks(strip: Picture, covers: Sequence[Region]) -> bool:
    """Whether there is anything like a word of small text outside of `covers`: edges close together
    in a row. What the strip's border cuts is another strip's.
    """
    grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY)
    edges = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)) > 40
    for cover in covers:
        edges[max(0, cover.y) : cover.bottom, max(0, cover.x) : cover.right] = False
    near = cv2.morphologyEx(edges.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, 9), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(near)
    top, high, wide = (
        stats[1:, which] for which in (cv2.CC_STAT_TOP, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_WIDTH)
    )
    word = (high >= 5) & (high <= 24) & (wide >= 2 * high)
    return bool((word & (top > 2) & (top + high < strip.shape[0] - 2)).any())
