"""Which parts of a picture are looked at."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.core.screen import Region
from askance.reading.bands import OVERLAP, STEP, nearness, parts, plan, tiles

SIDES = st.integers(1, 8000)


@given(SIDES, SIDES)
def test_every_row_is_looked_at(width: int, height: int) -> None:
    strips = plan(width, height, None).strips
    assert strips[0].y == 0
    assert strips[-1].bottom == height
    for above, below in pairwise(strips):
        assert above.y < below.y < above.bottom


@given(SIDES, SIDES)
def test_tiles_cover_their_strip_in_bounded_steps(width: int, height: int) -> None:
    whole = plan(width, height, None)
    for strip in whole.strips[:3]:
        across = tiles(strip, whole.scale)
        assert across[0].x == 0
        assert across[-1].right == width
        for left, right in pairwise(across):
            assert left.x < right.x < left.right
        for tile in across:
            assert tile.width * tile.height * whole.scale**2 <= 1.5 * STEP


def test_neighbours_share_more_than_a_line() -> None:
    """So that each line of usual size is whole in one of them."""
    strips = plan(1920, 1080, None).strips
    assert len(strips) > 4
    for above, below in pairwise(strips):
        assert above.bottom - below.y >= OVERLAP


def test_the_strip_with_the_focus_comes_first() -> None:
    strips = plan(1920, 1080, (1000, 700)).strips
    assert strips[0].y <= 700 < strips[0].bottom
    away = [max(strip.y - 700, 700 - strip.bottom, 0) for strip in strips]
    assert away == sorted(away)


@pytest.mark.parametrize(
    ("size", "scale"), [((800, 400), 1.5), ((1920, 1080), 1.0), ((3840, 2160), 0.5)]
)
def test_small_pictures_are_enlarged_and_large_ones_reduced(
    size: tuple[int, int], scale: float
) -> None:
    assert plan(*size, None).scale == scale


def test_nearness_is_zero_inside() -> None:
    box = Region(10, 10, 20, 10)
    assert nearness(box, (15, 15)) == 0
    assert nearness(box, (32, 23)) == 5


@given(SIDES, SIDES)
def test_parts_cover_the_picture(width: int, height: int) -> None:
    found = parts(width, height, 1_000_000, 400)
    assert {part.x for part in found} >= {0}
    assert max(part.right for part in found) == width
    assert max(part.bottom for part in found) == height
    assert all(part.width <= 1000 and part.height <= 1000 for part in found)
