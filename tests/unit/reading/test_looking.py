"""How a strip is looked at, with a detector that finds what it is told."""

from collections.abc import Generator

import numpy as np

from askance.core.screen import Region
from askance.reading.bands import tiles
from askance.reading.looking import Corners, Looker, Picture
from askance.reading.segments import Segment


class Scripted:
    """Finds the regions that are wholly on the part, and keeps the scales it was asked at."""

    def __init__(self, picture: Picture, *regions: Region) -> None:
        self.scales: list[float] = []
        self._picture, self._regions = picture, regions

    def detect(self, part: Picture, scale: float) -> list[Corners]:
        self.scales.append(scale)
        start = part.__array_interface__["data"][0] - self._picture.__array_interface__["data"][0]
        top, left = divmod(start // 3, self._picture.shape[1])
        here = Region(left, top, part.shape[1], part.shape[0])
        return [
            [(x - left, y - top) for x, y in _corners(each)]
            for each in self._regions
            if each.intersected(here) == each
        ]


def _corners(box: Region) -> Corners:
    return [(box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)]


def looked(work: Generator[None, None, list[Segment]]) -> list[Region]:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return [each.box for each in end.value]


def paper(width: int = 600, height: int = 200) -> Picture:
    return np.full((height, width, 3), 255, np.uint8)


STRIP = Region(0, 0, 600, 200)


def test_large_text_is_looked_at_once_at_half_its_size() -> None:
    picture, line = paper(), Region(40, 40, 300, 40)
    detector = Scripted(picture, line)
    assert looked(Looker(detector, picture).look(STRIP, 0.5)) == [line]
    assert set(detector.scales) == {0.5}


def test_small_text_is_looked_at_again_at_its_own() -> None:
    picture, line = paper(), Region(40, 40, 300, 18)
    detector = Scripted(picture, line)
    assert looked(Looker(detector, picture).look(STRIP, 0.5)) == [line]
    assert detector.scales[0] == 0.5
    assert detector.scales[-1] == 1


def test_what_might_be_small_text_and_was_not_found_is_looked_at_again() -> None:
    picture, line = paper(), Region(40, 40, 300, 40)
    for x in range(400, 460, 5):
        picture[120:129, x : x + 2] = 0
    detector = Scripted(picture, line)
    looked(Looker(detector, picture).look(STRIP, 0.5))
    assert detector.scales[-1] == 1


def test_a_line_across_two_tiles_is_one() -> None:
    picture = paper(4000, 200)
    strip = Region(0, 0, 4000, 200)
    first, second, *_ = tiles(strip, 1)
    pieces = [Region(first.right - 300, 40, 300, 20), Region(second.x, 40, 400, 20)]
    found = looked(Looker(Scripted(picture, *pieces), picture).look(strip, 1))
    assert found == [Region(first.right - 300, 40, second.x + 700 - first.right, 20)]


def test_hugging_leaves_slanted_ones_alone() -> None:
    picture = paper()
    picture[44:56, 60:63] = 0
    picture[44:56, 70:73] = 0
    slanted = Segment(Segment.of(Region(300, 20, 90, 90)).quad, upright=False)
    segments = [Segment.of(Region(54, 40, 28, 20)), slanted]
    assert looked(Looker(Scripted(picture), picture).hug(segments)) == [
        Region(60, 44, 13, 12),
        Region(300, 20, 90, 90),
    ]
