"""From the detector's boxes to boxes of lines."""

from askance.core.screen import Region
from askance.reading.segments import Gathering, Segment, join, segment_of, without


def boxes(found: list[Segment]) -> list[Region]:
    return sorted((each.box for each in found), key=lambda box: (box.y, box.x))


def line(x: int, y: int, width: int, height: int = 20) -> Segment:
    return Segment.of(Region(x, y, width, height))


def test_pieces_of_a_line_split_at_a_gap_between_words_are_joined() -> None:
    pieces = [line(10, 10, 100), line(122, 12, 80), line(210, 9, 50)]
    assert boxes(join(pieces)) == [Region(10, 9, 250, 23)]


def test_columns_and_lines_stay_apart() -> None:
    cells = [line(10, 10, 100), line(140, 10, 80), line(10, 34, 100)]
    assert len(join(cells)) == 3


def test_a_small_mark_beside_a_line_is_part_of_it() -> None:
    assert boxes(join([line(10, 10, 100), line(112, 16, 10, 8)])) == [Region(10, 10, 112, 20)]


def test_a_heading_is_not_joined_with_small_text_beside_it() -> None:
    assert len(join([line(10, 10, 100, 60), line(115, 35, 80, 18)])) == 2


def test_what_two_tiles_both_found_is_one() -> None:
    assert boxes(join([line(10, 10, 300), line(250, 11, 200)])) == [Region(10, 10, 440, 21)]


def test_boxes_of_upright_text_may_lean_a_little() -> None:
    leaning = segment_of([(10, 10), (110, 13), (110, 33), (10, 30)])
    assert leaning.upright
    assert leaning.box == Region(10, 10, 100, 23)


def test_slanted_text_keeps_its_corners() -> None:
    corners = [(10, 10), (110, 60), (100, 80), (0, 30)]
    slanted = segment_of(corners)
    assert not slanted.upright
    assert slanted.quad.points == tuple(corners)


def test_covered_ones_are_left_out() -> None:
    kept = without([line(0, 0, 50), line(100, 0, 50)], [Region(90, 0, 70, 70)])
    assert boxes(kept) == [Region(0, 0, 50, 20)]


class TestStrips:
    def test_a_line_in_both_strips_is_told_once(self) -> None:
        gathering = Gathering(200)
        first = gathering.add(0, 120, [line(10, 10, 90), line(10, 90, 90)])
        second = gathering.add(80, 200, [line(10, 91, 90), line(10, 150, 90)])
        assert boxes(first) == [Region(10, 10, 90, 20), Region(10, 90, 90, 20)]
        assert boxes(second) == [Region(10, 150, 90, 20)]

    def test_a_line_cut_by_the_border_waits_for_the_other_side(self) -> None:
        gathering = Gathering(200)
        assert gathering.add(0, 120, [line(10, 110, 90, 10)]) == []
        assert boxes(gathering.add(80, 200, [line(10, 108, 95, 22)])) == [Region(10, 108, 95, 22)]

    def test_text_higher_than_the_overlap_is_put_together(self) -> None:
        gathering = Gathering(200)
        gathering.add(0, 120, [line(10, 70, 300, 50)])
        assert boxes(gathering.add(80, 200, [line(12, 80, 298, 60)])) == [Region(10, 70, 300, 70)]

    def test_text_on_end_goes_on_across_strips(self) -> None:
        gathering = Gathering(500)
        assert gathering.add(0, 340, [line(20, 10, 36, 330)]) == []
        assert boxes(gathering.add(300, 500, [line(21, 300, 36, 150)])) == [Region(20, 10, 37, 440)]

    def test_a_slice_of_a_line_that_was_told_is_no_line(self) -> None:
        gathering = Gathering(300)
        gathering.add(0, 150, [line(10, 60, 300, 30)])
        assert gathering.add(84, 300, [line(12, 84, 290, 16)]) == []

    def test_close_lines_at_a_border_stay_two(self) -> None:
        """A terminal's lines stand so close that the detector's loose boxes overlap."""
        gathering = Gathering(590)
        gathering.add(267, 456, [line(10, 385, 1464, 55), line(145, 440, 45, 16)])
        whole = gathering.add(400, 590, [line(11, 400, 1463, 45), line(14, 435, 1262, 51)])
        assert boxes(whole) == [Region(10, 385, 1464, 60), Region(14, 435, 1262, 51)]

    def test_strips_come_in_any_order(self) -> None:
        gathering = Gathering(200)
        assert gathering.add(80, 200, [line(10, 80, 90, 12)]) == []
        assert boxes(gathering.add(0, 120, [line(10, 72, 90, 20)])) == [Region(10, 72, 90, 20)]

    def test_what_touches_the_picture_s_own_edge_is_whole(self) -> None:
        gathering = Gathering(120)
        assert len(gathering.add(0, 120, [line(10, 0, 90), line(10, 100, 90)])) == 2
