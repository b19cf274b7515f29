"""Walking through windows, and typing a size."""

import pytest

from askance.core.screen import Region, WindowBox
from askance.core.sizes import resized
from askance.core.windows import WindowWalk

DESKTOP = Region(-100, 0, 1100, 800)
FRONT = WindowBox("Front", Region(200, 100, 300, 200))
BACK = WindowBox("Back", Region(0, 0, 400, 400))
BESIDE = WindowBox("Beside", Region(2000, 0, 10, 10))
OVER = WindowBox("Over the edge", Region(900, 700, 300, 300))


def test_the_frontmost_window_under_the_pointer_is_outlined() -> None:
    walk = WindowWalk(DESKTOP, (FRONT, BACK))
    assert walk.current is None
    for pixel, title in (((250, 150), "Front"), ((10, 10), "Back"), ((499, 299), "Front")):
        walk.point(*pixel)
        assert walk.current is not None
        assert walk.current.title == title
    walk.point(700, 700)
    assert walk.current is None


@pytest.mark.parametrize(
    ("steps", "titles"), [((1, 1, 1), "FBF"), ((-1, -1, -1), "BFB"), ((1, -1), "FB")]
)
def test_tab_goes_round_in_z_order(steps: tuple[int, ...], titles: str) -> None:
    walk, seen = WindowWalk(DESKTOP, (FRONT, BACK)), ""
    for step in steps:
        walk.step(step)
        assert walk.current is not None
        seen += walk.current.title[0]
    assert seen == titles


def test_what_lies_beside_every_screen_is_not_offered_and_the_rest_is_cut() -> None:
    walk = WindowWalk(DESKTOP, (BESIDE, OVER))
    assert [window.bounds for window in walk.windows] == [Region(900, 700, 100, 100)]


def test_without_windows_there_is_nothing_to_walk() -> None:
    walk = WindowWalk(DESKTOP)
    walk.step(1)
    assert walk.current is None


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("800x600", (800, 600)),
        (" 800 × 600 ", (800, 600)),
        ("300 200", (300, 200)),
        ("300,200", (300, 200)),
        ("300X1", (300, 1)),
        ("16:9", (160, 90)),
        ("1:2", (160, 320)),
        ("9999 × 9999", (1100, 800)),
    ],
)
def test_a_size_or_a_shape_can_be_typed(text: str, size: tuple[int, int]) -> None:
    made = resized(Region(10, 20, 160, 100), text, DESKTOP)
    assert (made.width, made.height) == size
    if size != (1100, 800):
        assert (made.x, made.y) == (10, 20)


@pytest.mark.parametrize("text", ["", "800", "0x10", "10x0", "ten by ten", "0:5", "5:0", "-3x4"])
def test_what_is_no_size_changes_nothing(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        resized(Region(10, 20, 160, 100), text, DESKTOP)


def test_a_size_too_large_for_its_place_is_shifted_in() -> None:
    assert resized(Region(900, 700, 10, 10), "300x200", DESKTOP) == Region(700, 600, 300, 200)
