"""The selection's rules, in physical pixels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.core.screen import Region
from askance.core.selection import SLOP, Grip, Selection, around, centred

DESKTOP = Region(-200, 0, 1200, 800)
REACH = 9


def selection(region: Region | None = None) -> Selection:
    made = Selection(DESKTOP)
    if region is not None:
        assert made.take(region)
    return made


def drag(made: Selection, *path: tuple[int, int]) -> bool:
    made.press(*path[0], REACH)
    for x, y in path[1:]:
        made.drag(x, y)
    return made.release()


@pytest.mark.parametrize(
    ("begin", "end"), [((10, 20), (110, 70)), ((110, 70), (10, 20)), ((110, 20), (10, 70))]
)
def test_a_drag_in_any_direction_spans_its_two_ends(
    begin: tuple[int, int], end: tuple[int, int]
) -> None:
    made = selection()
    assert drag(made, begin, end)
    assert made.region == Region(10, 20, 100, 50)


def test_the_last_pixel_of_the_desktop_can_be_chosen() -> None:
    made = selection()
    drag(made, (-200, 0), (999, 799))
    assert made.region == DESKTOP


def test_a_drag_that_leaves_the_desktop_ends_at_its_edge() -> None:
    made = selection()
    drag(made, (900, 700), (5000, -50))
    assert made.region == Region(900, 0, 100, 700)


def test_less_than_the_slop_is_a_click_and_changes_nothing() -> None:
    made = selection()
    assert not drag(made, (10, 10), (10 + SLOP - 1, 10))
    assert made.region is None
    made = selection(Region(300, 300, 100, 100))
    assert not drag(made, (10, 10), (11, 11))
    assert made.region == Region(300, 300, 100, 100)


def test_a_straight_drag_is_a_pixel_thick() -> None:
    made = selection()
    drag(made, (10, 10), (60, 10))
    assert made.region == Region(10, 10, 50, 1)


def test_dragging_the_inside_moves_and_stops_at_the_edges() -> None:
    made = selection(Region(300, 300, 100, 100))
    drag(made, (350, 350), (360, 340))
    assert made.region == Region(310, 290, 100, 100)
    drag(made, (350, 350), (5000, 5000))
    assert made.region == Region(900, 700, 100, 100)


@pytest.mark.parametrize(
    ("grip", "expected"),
    [
        (Grip.NORTH_WEST, Region(307, 311, 93, 89)),
        (Grip.NORTH, Region(300, 311, 100, 89)),
        (Grip.NORTH_EAST, Region(300, 311, 107, 89)),
        (Grip.WEST, Region(307, 300, 93, 100)),
        (Grip.EAST, Region(300, 300, 107, 100)),
        (Grip.SOUTH_WEST, Region(307, 300, 93, 111)),
        (Grip.SOUTH, Region(300, 300, 100, 111)),
        (Grip.SOUTH_EAST, Region(300, 300, 107, 111)),
    ],
)
def test_each_handle_moves_its_own_sides(grip: Grip, expected: Region) -> None:
    made = selection(Region(300, 300, 100, 100))
    x, y = (round(at) for at in grip.centre(Region(300, 300, 100, 100)))
    assert made.grip_at(x, y, REACH) is grip
    drag(made, (x, y), (x + 7, y + 11))
    assert made.region == expected


def test_a_side_pulled_past_the_other_turns_the_selection_over() -> None:
    made = selection(Region(300, 300, 100, 100))
    drag(made, (300, 350), (450, 350))
    assert made.region == Region(400, 300, 50, 100)


def test_a_handle_pulled_to_the_last_pixel_reaches_the_edge() -> None:
    made = selection(Region(300, 300, 100, 100))
    drag(made, (395, 395), (999, 799))
    assert made.region == Region(300, 300, 700, 500)


def test_a_tiny_selection_can_still_be_moved_and_resized() -> None:
    made = selection(Region(300, 300, 8, 8))
    assert made.grip_at(304, 304, REACH) is Grip.INSIDE
    assert made.grip_at(310, 310, REACH) is Grip.SOUTH_EAST
    assert made.grip_at(330, 304, REACH) is None


def test_only_drawing_and_resizing_shape() -> None:
    made = selection(Region(300, 300, 100, 100))
    made.press(350, 350, REACH)
    assert not made.dragging
    made.drag(360, 360)
    assert made.dragging
    assert not made.shaping
    made.release()
    made.press(10, 10, REACH)
    made.drag(50, 50)
    assert made.shaping


def test_keys_move_and_stretch_within_the_desktop() -> None:
    made = selection(Region(300, 300, 100, 100))
    made.move(-1, 10)
    assert made.region == Region(299, 310, 100, 100)
    made.stretch(10, -1)
    assert made.region == Region(299, 310, 110, 99)
    made.stretch(-5000, -5000)
    assert made.region == Region(299, 310, 1, 1)
    made.stretch(5000, 5000)
    assert made.region == Region(299, 310, 701, 490)
    made.move(5000, 5000)
    assert made.region == Region(299, 310, 701, 490)


def test_keys_mean_nothing_without_a_selection() -> None:
    made = selection()
    made.move(1, 1)
    made.stretch(1, 1)
    assert made.region is None


def test_what_is_taken_is_cut_to_the_desktop() -> None:
    made = selection()
    assert made.take(Region(900, 700, 500, 500))
    assert made.region == Region(900, 700, 100, 100)
    assert not made.take(Region(5000, 0, 10, 10))
    assert made.region == Region(900, 700, 100, 100)
    made.clear()
    assert made.region is None


def test_a_selection_by_keyboard_begins_in_the_middle() -> None:
    assert centred(Region(100, 0, 1920, 1080)) == Region(580, 270, 960, 540)


def test_around_several_screens() -> None:
    assert around((Region(0, 0, 10, 10), Region(10, -5, 20, 10))) == Region(0, -5, 30, 15)


points = st.tuples(st.integers(-400, 1200), st.integers(-200, 1000))


@given(st.lists(st.tuples(points, points, points), min_size=1, max_size=6))
def test_whatever_is_dragged_the_selection_stays_solid_and_on_the_desktop(
    drags: list[tuple[tuple[int, int], tuple[int, int], tuple[int, int]]],
) -> None:
    made = selection()
    for path in drags:
        drag(made, *path)
        if made.region is not None:
            assert not made.region.empty
            assert made.region == made.region.intersected(DESKTOP)


@pytest.mark.parametrize(
    ("begin", "end", "region"),
    [
        ((10, 20), (110, 70), Region(10, 20, 100, 100)),
        ((110, 170), (10, 120), Region(10, 70, 100, 100)),
        ((500, 700), (900, 750), Region(500, 700, 100, 100)),
    ],
    ids=["down and right", "up and left", "as far as there is room"],
)
def test_kept_in_shape_a_new_selection_is_square(
    begin: tuple[int, int], end: tuple[int, int], region: Region
) -> None:
    made = selection()
    made.press(*begin, REACH)
    made.drag(*end, keep=True)
    assert made.region == region


@pytest.mark.parametrize(
    ("press", "to", "region"),
    [
        ((300, 200), (400, 210), Region(100, 100, 300, 150)),
        ((100, 100), (60, 100), Region(60, 80, 240, 120)),
        ((300, 150), (340, 150), Region(100, 100, 240, 120)),
        ((200, 200), (200, 250), Region(100, 100, 300, 150)),
    ],
    ids=["the last corner", "the first corner", "the right side", "the bottom"],
)
def test_kept_in_shape_a_resized_selection_has_its_ratio(
    press: tuple[int, int], to: tuple[int, int], region: Region
) -> None:
    made = selection(Region(100, 100, 200, 100))
    made.press(*press, REACH)
    made.drag(*to, keep=True)
    assert made.region == region


@given(
    st.tuples(st.integers(-200, 999), st.integers(0, 799)),
    st.tuples(st.integers(-200, 999), st.integers(0, 799)),
)
def test_kept_in_shape_nothing_leaves_the_desktop(
    press: tuple[int, int], to: tuple[int, int]
) -> None:
    made = selection(Region(100, 100, 200, 100))
    made.press(*press, REACH)
    made.drag(*to, keep=True)
    assert made.region is not None
    assert made.region == made.region.intersected(DESKTOP)
    assert not made.region.empty


LOWER = (Region(0, 0, 1000, 600), Region(1000, 100, 800, 900))
"""Two screens, the left one ending 400 pixels above the right one."""


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ((700, 599), Region(500, 300, 200, 300)),
        ((999, 400), Region(500, 300, 499, 100)),
        ((999, 50), Region(500, 50, 500, 250)),
        ((1500, 100), Region(500, 100, 1000, 200)),
    ],
    ids=["last row", "another goes on", "beside nothing", "first row"],
)
def test_where_a_screen_ends_and_none_goes_on_its_last_pixels_are_taken(
    end: tuple[int, int], expected: Region
) -> None:
    made = Selection(around(LOWER), LOWER)
    drag(made, (500, 300), end)
    assert made.region == expected


def test_a_handle_pulled_to_such_an_end_reaches_it() -> None:
    made = Selection(around(LOWER), LOWER)
    made.take(Region(100, 100, 200, 200))
    drag(made, (200, 295), (200, 599))
    assert made.region == Region(100, 100, 200, 500)


GAP = (Region(0, 0, 400, 400), Region(600, 0, 400, 400))


def test_what_lies_between_screens_alone_is_not_taken() -> None:
    made = Selection(around(GAP), GAP)
    assert not made.take(Region(450, 50, 100, 100))
    assert made.region is None
    assert made.take(Region(350, 50, 300, 100))


def test_keys_never_bring_it_where_no_screen_is() -> None:
    made = Selection(around(GAP), GAP)
    made.take(Region(395, 10, 50, 50))
    for _ in range(20):
        made.move(1, 0)
    assert made.region == Region(399, 10, 50, 50)
    made.take(Region(450, 10, 160, 50))
    for _ in range(20):
        made.stretch(-1, 0)
    assert made.region == Region(450, 10, 151, 50)
