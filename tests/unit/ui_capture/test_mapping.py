"""Points of a window against pixels of the desktop."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.core.screen import Extent, Frame, Pixels, Region, Screen
from askance.ui.capture.mapping import ScreenMap, maps_of


def frame(x: int, y: int, width: int, height: int) -> Frame:
    return Frame(Region(x, y, width, height), Pixels(width, height, b""))


def place(screen: Screen) -> ScreenMap:
    bounds = screen.bounds
    return ScreenMap.of(screen, frame(bounds.x, bounds.y, bounds.width, bounds.height))


def test_a_screen_keeps_its_native_origin_and_scales_only_its_size() -> None:
    right = place(Screen("RIGHT", 960, 0, 640, 720, 1.5))
    assert right.pixel(0, 0) == (960, 0)
    assert right.pixel(639.5, 719.5) == (960 + 959, 1079)


def test_a_drag_that_leaves_the_window_goes_on_in_pixels() -> None:
    left = place(Screen("LEFT", 0, 0, 960, 1080, 1.0))
    right = place(Screen("RIGHT", 960, 0, 640, 720, 1.5))
    # The same pixel of the desktop, seen from either window.
    assert left.pixel(1200, 300) == right.pixel((1200 - 960) / 1.5, 300 / 1.5) == (1200, 300)
    assert right.pixel(-10 / 1.5, 0) == (950, 0)


@given(st.integers(0, 7679), st.sampled_from((1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 3.0)))
def test_every_pixel_comes_back_from_its_point(pixel: int, ratio: float) -> None:
    here = ScreenMap(Region(0, 0, 7680, 4320), 100, 100, ratio)
    assert here.pixel(pixel / ratio, 0)[0] == pixel


@given(
    st.integers(0, 1800),
    st.integers(1, 120),
    st.sampled_from((1.0, 1.25, 1.5, 1.75, 2.0, 3.0)),
)
def test_points_cover_the_region_without_waste(x: int, width: int, ratio: float) -> None:
    here = ScreenMap(Region(500, 0, 1920, 1080), 100, 100, ratio)
    left, _, across, _ = here.points(Region(500 + x, 0, width, 1))
    assert left * ratio <= x + 0.1
    assert (left + across) * ratio >= x + width - 0.1
    assert across * ratio < width + 2 * ratio


def test_a_size_rounded_by_qt_is_still_painted_pixel_for_pixel() -> None:
    # 1367 pixels at 1.5 are 911.33 points; Qt says 911.
    screen = Screen("ODD", 0, 0, 911, 512, 1.5)
    assert ScreenMap.of(screen, frame(0, 0, 1367, 768)).scale == pytest.approx(1.5)


def test_a_frame_of_another_scale_is_stretched_over_the_window() -> None:
    screen = Screen("HALF", 0, 0, 960, 540, 1.0)
    stretched = ScreenMap.of(screen, frame(0, 0, 1920, 1080))
    assert stretched.scale == pytest.approx(2.0)
    assert stretched.pixel(959.9, 0) == (1919, 0)


def test_where_points_place_screens_a_drag_goes_on_in_the_other_ones_pixels() -> None:
    screens = (Screen("L", 0, 0, 960, 540, 2.0), Screen("R", 960, 100, 1280, 720, 1.0))
    boxes = (Region(0, 0, 1920, 1080), Region(1920, 200, 1280, 720))
    outputs = [
        Frame(box, Pixels(box.width, box.height, b""), screen.name, Extent.OUTPUT)
        for screen, box in zip(screens, boxes, strict=True)
    ]
    left, right = maps_of(tuple(zip(screens, outputs, strict=True)))
    assert left.under(959.5, 10) == (1919, 20)
    assert left.under(960, 110) == (1920, 210)
    assert right.under(-0.5, 110) == (1919, 420)
    assert right.under(5, 5) == (1925, 205)
    # Above the right one is nothing: the left one's own pixels go on.
    assert left.under(970, 50) == (1940, 100)


def test_elsewhere_it_goes_on_in_its_own() -> None:
    screens = (Screen("L", 0, 0, 960, 1080, 1.0), Screen("R", 960, 0, 640, 720, 1.5))
    frames = [frame(each.x, each.y, each.bounds.width, each.bounds.height) for each in screens]
    left, _ = maps_of(tuple(zip(screens, frames, strict=True)))
    assert left.under(1200, 300) == left.pixel(1200, 300) == (1200, 300)
