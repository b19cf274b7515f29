"""Regions, frames and cutting across screens."""

import pytest

from askance.core.screen import (
    Frame,
    Pixels,
    PointerPicture,
    Region,
    Screen,
    cut,
    match_frames,
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
