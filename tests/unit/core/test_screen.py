"""Regions, frames and cutting across screens."""

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.core.screen import (
    Extent,
    Frame,
    Pixels,
    PointerPicture,
    Region,
    Screen,
    Shade,
    cut,
    match_frames,
    placed,
    with_pointer,
)


def frame(x: int, y: int, width: int, height: int, value: int) -> Frame:
    """Every pixel is (column, row, value, 0)."""
    data = bytearray()
    for row in range(height):
        for column in range(width):
            data += bytes((column % 256, row % 256, value, 0))
    return Frame(Region(x, y, width, height), Pixels(width, height, bytes(data)))


def pixel(pixels: Pixels, x: int, y: int) -> tuple[int, ...]:
    start = (y * pixels.width + x) * 4
    return tuple(bytes(pixels.bgra)[start : start + 3])


@pytest.mark.parametrize(
    ("text", "region"),
    [("0,0,640,480", Region(0, 0, 640, 480)), ("-1920, 20,3,4", Region(-1920, 20, 3, 4))],
)
def test_a_region_is_read_from_words(text: str, region: Region) -> None:
    assert Region.parse(text) == region


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "0,0,0,10", "0,0,10,-1"])
def test_what_is_no_region(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Region.parse(text)


def test_within_shifts_before_it_cuts() -> None:
    bounds = Region(0, 0, 100, 50)
    assert Region(95, -10, 10, 10).within(bounds) == Region(90, 0, 10, 10)
    assert Region(-5, -5, 500, 500).within(bounds) == bounds


def test_cutting_inside_one_screen_is_exact() -> None:
    pixels = cut((frame(100, 50, 20, 10, 7),), Region(103, 52, 4, 3))
    assert (pixels.width, pixels.height) == (4, 3)
    assert pixel(pixels, 0, 0) == (3, 2, 7)
    assert pixel(pixels, 3, 2) == (6, 4, 7)


def test_cutting_across_screens_joins_them_and_leaves_gaps_black() -> None:
    left, right = frame(-10, 0, 10, 8, 1), frame(0, 4, 10, 8, 2)
    pixels = cut((left, right), Region(-2, 0, 4, 12))
    assert pixel(pixels, 0, 0) == (8, 0, 1)
    assert pixel(pixels, 2, 0) == (0, 0, 0)
    assert pixel(pixels, 2, 4) == (0, 0, 2)
    assert pixel(pixels, 1, 9) == (0, 0, 0)


def test_a_region_on_no_screen_is_refused() -> None:
    with pytest.raises(ValueError, match="no screen"):
        cut((frame(0, 0, 4, 4, 0),), Region(10, 10, 2, 2))


def test_frames_are_matched_to_screens_of_mixed_scale() -> None:
    # Qt keeps the native origin and scales only the size.
    screens = (Screen("L", 0, 0, 960, 1080, 1.0), Screen("R", 960, 0, 640, 720, 1.5))
    frames = (frame(960, 0, 960, 4, 1), frame(0, 0, 960, 4, 2))
    matched = match_frames(screens, frames)
    assert matched == {0: frames[1], 1: frames[0]}


def test_a_screen_without_a_frame_is_left_out() -> None:
    screens = (Screen("L", 0, 0, 10, 10, 1.0), Screen("R", 500, 0, 10, 10, 1.0))
    assert set(match_frames(screens, (frame(0, 0, 10, 10, 1),))) == {0}
    assert match_frames(screens, ()) == {}


def test_the_pointer_is_blended_into_the_screens_it_touches() -> None:
    """Half-transparent white over black is grey; premultiplied, so its colour is grey already."""
    left = Frame(Region(0, 0, 2, 1), Pixels(2, 1, bytes(8)))
    right = Frame(Region(2, 0, 2, 1), Pixels(2, 1, bytes(8)))
    far = Frame(Region(9, 0, 2, 1), Pixels(2, 1, bytes(8)))
    pixels = Pixels(2, 1, b"\x80\x80\x80\x80" * 2)
    drawn = with_pointer((left, right, far), PointerPicture(Region(1, 0, 2, 1), pixels))
    assert bytes(drawn[0].pixels.bgra) == bytes(4) + b"\x80\x80\x80\x00"
    assert bytes(drawn[1].pixels.bgra) == b"\x80\x80\x80\x00" + bytes(4)
    assert drawn[2] is far


def output(name: str, width: int, height: int) -> Frame:
    return Frame.whole(Pixels(width, height, b""), Extent.OUTPUT, name)


SMALL, FINE = Screen("small", 0, 0, 1280, 720, 1.0), Screen("fine", 1280, 0, 960, 540, 2.0)


@pytest.mark.parametrize(
    ("screens", "sizes", "expected"),
    [
        ((SMALL, FINE), ((1280, 720), (1920, 1080)), ((0, 0), (1280, 0))),
        (
            (Screen("L", -960, 0, 960, 540, 2.0), Screen("R", 0, 0, 1280, 720, 1.0)),
            ((1920, 1080), (1280, 720)),
            ((0, 0), (1920, 0)),
        ),
        (  # one above the other, the upper one finer
            (Screen("B", 0, 540, 1280, 720, 1.0), Screen("T", 0, 0, 960, 540, 2.0)),
            ((1280, 720), (1920, 1080)),
            ((0, 1080), (0, 0)),
        ),
        (  # a gap of 100 points between two of one scale stays one of 200 pixels
            (Screen("L", 0, 0, 960, 540, 2.0), Screen("R", 1060, 20, 960, 540, 2.0)),
            ((1920, 1080), (1920, 1080)),
            ((0, 0), (2020, 40)),
        ),
        (  # 1366 pixels at 1.5 are 910 points
            (Screen("O", 0, 0, 910, 512, 2.0), Screen("N", 910, 0, 800, 600, 1.0)),
            ((1366, 768), (800, 600)),
            ((0, 0), (1366, 0)),
        ),
    ],
    ids=["finer right", "finer left", "above", "gap", "fraction"],
)
def test_outputs_stand_beside_each_other_as_the_screens_do(
    screens: tuple[Screen, ...],
    sizes: tuple[tuple[int, int], ...],
    expected: tuple[tuple[int, int], ...],
) -> None:
    outputs = tuple(output(s.name, *size) for s, size in zip(screens, sizes, strict=True))
    found = placed(screens, outputs[::-1])
    assert [(found[i].bounds.x, found[i].bounds.y) for i in range(len(screens))] == list(expected)


def test_a_screen_whose_output_did_not_come_is_left_out() -> None:
    assert set(placed((SMALL, FINE), (output("fine", 1920, 1080),))) == {1}


def test_an_output_that_was_turned_since_is_refused() -> None:
    with pytest.raises(ValueError, match="no picture of small"):
        placed((SMALL,), (output("small", 720, 1280),))


@st.composite
def arrangements(draw: st.DrawFn) -> tuple[tuple[Screen, ...], tuple[Frame, ...]]:
    """Screens of any scale that do not overlap in points: cells of a grid, some of them empty."""
    columns = draw(st.lists(st.integers(300, 2000), min_size=1, max_size=3))
    rows = draw(st.lists(st.integers(300, 2000), min_size=1, max_size=3))
    screens, outputs = [], []
    for row, height in enumerate(rows):
        for column, width in enumerate(columns):
            if draw(st.booleans()):
                scale = draw(st.sampled_from((1, 1.25, 1.5, 1.75, 2, 3)))
                name = f"{column}-{row}"
                x, y = sum(columns[:column]) - 700, sum(rows[:row]) - 500
                screens.append(Screen(name, x, y, width, height, scale))
                outputs.append(output(name, round(width * scale), round(height * scale)))
    return tuple(screens), tuple(outputs)


@given(arrangements())
def test_no_output_covers_another(
    arrangement: tuple[tuple[Screen, ...], tuple[Frame, ...]],
) -> None:
    screens, outputs = arrangement
    bounds = [frame.bounds for frame in placed(screens, outputs).values()]
    assert len(bounds) == len(screens)
    assert all(a.intersected(b).empty for a, b in combinations(bounds, 2))


@pytest.mark.parametrize(
    "clear",
    [
        None,
        Region(10, 10, 20, 20),
        Region(0, 0, 100, 60),
        Region(-50, -50, 80, 80),
        Region(0, 20, 100, 10),
        Region(500, 500, 10, 10),
        Region(99, 59, 1, 1),
    ],
)
def test_a_shade_lies_on_every_pixel_but_the_clear_ones(clear: Region | None) -> None:
    whole = Region(0, 0, 100, 60)
    parts = Shade(0.5, clear).over(whole)
    for x, y in product(range(whole.width), range(whole.height)):
        lit = clear is not None and clear.holds(x, y)
        assert sum(part.holds(x, y) for part in parts) == (not lit)
