"""A code block: reckoned sizes against laid out ones, writing in pieces, places, painting."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from pytestqt.qtbot import QtBot

from askance.core.markdown import Code
from askance.core.settings import Appearance
from askance.ui.conversation.boxes.box import Shade, Tint
from askance.ui.conversation.boxes.code import CodeBox
from askance.ui.conversation.boxes.code_lines import CHUNK, CodeLines
from askance.ui.conversation.boxes.lines import utf16
from askance.ui.conversation.doubt import Mark
from askance.ui.conversation.flow import CodeLeaf
from askance.ui.conversation.leaf_text import text_of
from askance.ui.conversation.offthread import Offthread
from askance.ui.theme import Theme
from tests.ui.conversation.boxes.looking import TALL, WIDTH, ends_of, painted, settled

few = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
letters = st.sampled_from(
    [
        "a",
        "b",
        " ",
        "  ",
        "\n",
        "\t",
        "x" * 70,
        "漢字",
        "😀",
        "e\u0301",
        "שלום",
        "\x1b",
        "\u202e",
        "\r",
    ]
)
sources = st.lists(letters, max_size=40).map("".join)


def leaf(text: str, language: str = "") -> CodeLeaf:
    return CodeLeaf(Code(language, text))


def box_of(text: str, theme: Theme, offthread: Offthread, *, wrapped: bool = False) -> CodeBox:
    box = CodeBox(leaf(text), theme=theme, offthread=offthread, changed=lambda: None)
    box.set_wrapped(wrapped)
    box.lay_out(WIDTH)
    return box


# -- what it says and how large it is


@few
@given(source=sources, wrapped=st.booleans(), data=st.data())
def test_written_in_pieces_it_is_the_same_as_written_at_once(
    source: str, wrapped: bool, data: st.DataObject, theme: Theme, offthread: Offthread
) -> None:
    box = box_of("", theme, offthread, wrapped=wrapped)
    for end in sorted(data.draw(st.lists(st.integers(0, len(source)), max_size=5))):
        box.write(leaf(source[:end] + data.draw(st.sampled_from(["", "``", "\n"]))), complete=False)
        box.set_sight(0, box.lay_out(WIDTH))
    box.write(leaf(source), complete=False)
    other = box_of(source, theme, offthread, wrapped=wrapped)
    assert box.text == other.text == text_of(leaf(source)) == source
    assert settled(box) == settled(other)
    length = utf16(source)
    assert box.rects(0, length) == other.rects(0, length)
    assert [box.caret(at) for at in ends_of(source)] == [other.caret(at) for at in ends_of(source)]


@few
@given(source=sources)
def test_wrapped_rows_of_plain_text_are_reckoned_right(
    source: str, theme: Theme, offthread: Offthread
) -> None:
    plain = source.encode("ascii", "ignore").decode().replace("\t", "").replace("\x1b", "")
    box = box_of(plain, theme, offthread, wrapped=True)
    before = box.lay_out(WIDTH)
    for number in range(len(box._body.lines)):
        for place, _corner in box._body.places(number):
            rows = box._body.rows.high(number, place.number, place.chunk)
            assert box._body.layout(place).lineCount() == rows
    assert settled(box) == before


def test_what_is_not_plain_is_right_once_it_is_seen(theme: Theme, offthread: Offthread) -> None:
    box = box_of("漢字かな" * 40 + "\n" + "\t" * 30 + "end", theme, offthread, wrapped=True)
    high = settled(box)
    end = box.caret(utf16(box.text))
    assert end.bottom() <= high
    assert high - end.bottom() < end.height()
    assert not box.set_sight(0, TALL)


def test_the_height_of_lines_that_scroll_never_depends_on_what_was_seen(
    theme: Theme, offthread: Offthread
) -> None:
    box = box_of("漢字" * 100 + "\n😀\tx", theme, offthread)
    before = box.lay_out(WIDTH)
    painted(box, [QRectF(0, 0, WIDTH, before)])
    assert not box.set_sight(0, TALL)
    assert box.lay_out(WIDTH) == before


def test_a_text_that_is_cut_keeps_the_lines_before(theme: Theme, offthread: Offthread) -> None:
    box = box_of("one\ntwo\nthr``", theme, offthread)
    box.write(leaf("one\ntwo\nthr"), complete=False)
    assert box.text == "one\ntwo\nthr"
    box.write(leaf("one\nother"), complete=False)
    assert (box.text, box.lay_out(WIDTH)) == (
        "one\nother",
        box_of("one\nother", theme, offthread).lay_out(WIDTH),
    )


@given(source=sources, most=st.integers(1, 20))
@settings(deadline=None)
def test_chunks_are_the_whole_line_in_order(source: str, most: int) -> None:
    lines = CodeLines()
    lines.write(source)
    for number, text in enumerate(source.split("\n")):
        chunks = lines.chunks(number, most)
        assert "".join(chunk.text for chunk in chunks) == text
        assert [chunk.start for chunk in chunks] == [
            sum(utf16(before.text) for before in chunks[:place]) for place in range(len(chunks))
        ]
        assert not any(chunk.text.startswith("\u0301") for chunk in chunks[1:])


# -- places


@few
@given(source=sources, wrapped=st.booleans())
def test_a_caret_is_found_again_where_it_stands(
    source: str, wrapped: bool, theme: Theme, offthread: Offthread
) -> None:
    # Right-to-left words have two places for one caret; they are looked at below.
    source = source.replace("שלום", "").replace("\u202e", "").replace("e\u0301", "e")
    box = box_of(source, theme, offthread, wrapped=wrapped)
    settled(box)
    for at in ends_of(source):
        place = box.caret(at)  # its middle may lie beyond half of a narrow tab
        assert box.position_at(QPointF(place.left(), place.center().y())) == at


def test_a_place_outside_is_the_nearest(theme: Theme, offthread: Offthread) -> None:
    box = box_of("first\nlast", theme, offthread)
    assert box.position_at(QPointF(-50, -50)) == 0
    assert box.position_at(QPointF(5000, -50)) == 5
    assert box.position_at(QPointF(5000, 5000)) == 10
    assert box.end.x() == box.caret(10).left()


def test_a_long_line_is_found_in_without_laying_all_of_it_out(
    theme: Theme, offthread: Offthread
) -> None:
    text = "x=f(a)+b;" * 20_000
    for wrapped in (False, True):
        box = box_of(text, theme, offthread, wrapped=wrapped)
        box.set_sight(0, 500)
        for at in (0, CHUNK - 1, CHUNK, CHUNK + 1, 90_001, len(text)):
            assert box.position_at(box.caret(at).center()) == at
        assert len(box._body._laid) < 10


def test_parts_are_one_a_row_and_cover_the_words(theme: Theme, offthread: Offthread) -> None:
    box = box_of("let x = 1;\n\nlet y = 2;", theme, offthread)
    found = box.rects(4, 16)
    assert len(found) == 2
    assert found[0].left() == box.caret(4).left()
    assert found[0].right() == box.caret(10).left()
    assert found[1].right() == box.caret(16).left()


def test_words_of_both_directions_are_shaded_letter_by_letter(
    theme: Theme, offthread: Offthread
) -> None:
    box = box_of("# שלום abc", theme, offthread)
    first, whole = box.rects(2, 3), box.rects(2, 6)
    assert len(first) == len(whole) == 1
    assert first[0].right() == pytest.approx(whole[0].right())
    assert box._body.line_height == whole[0].height()


def test_copied_is_the_code_as_it_is(theme: Theme, offthread: Offthread) -> None:
    text = "a\t\x1b[0m😀 \u202eb\n  c"
    for wrapped in (False, True):
        box = box_of(text, theme, offthread, wrapped=wrapped)
        assert box.copied(0, utf16(text)) == text
        assert box.copied(6, 8) == "😀"


def test_long_lines_scroll_sideways_within_their_bounds(theme: Theme, offthread: Offthread) -> None:
    box = box_of("short\n" + "long " * 100, theme, offthread)
    assert box.overflow > 0
    left = box.caret(0).left()
    assert box.scroll_sideways(30)
    assert box.caret(0).left() == left - 30
    assert box.position_at(box.caret(80).center()) == 80
    assert box.scroll_sideways(100_000)
    assert not box.scroll_sideways(1)
    assert box.caret(utf16(box.text)).right() <= WIDTH
    box.set_wrapped(True)
    assert box.overflow == 0
    assert box.caret(0).left() == left


def test_the_bar_is_taken_and_drawn_along(theme: Theme, offthread: Offthread) -> None:
    box = box_of("long " * 100, theme, offthread)
    bottom = box.lay_out(WIDTH) - 4
    assert not box.grab(QPointF(20, bottom - 30))
    assert box.grab(QPointF(20, bottom))
    assert box.drag(QPointF(60, bottom))
    assert box.caret(0).left() < 0
    box.drag(QPointF(-500, bottom))
    assert box.caret(0).left() > 0
    assert not box_of("short", theme, offthread).grab(QPointF(20, bottom))


# -- looks


@few
@given(source=sources, wrapped=st.booleans(), cuts=st.lists(st.integers(1, 200), max_size=4))
def test_painted_in_strips_it_looks_the_same(
    source: str, wrapped: bool, cuts: list[int], theme: Theme, offthread: Offthread
) -> None:
    box = box_of(source, theme, offthread, wrapped=wrapped)
    high = settled(box)
    edges = sorted({0, high, *(cut for cut in cuts if cut < high)})
    strips = [QRectF(0, a, WIDTH, b - a) for a, b in pairwise(edges)]
    shades = [Shade(2, 9), Shade(5, 30, Tint.HIT), Shade(11, 12, Tint.CURRENT_HIT)]
    painted(box, [QRectF(0, 0, WIDTH, high)])  # from now on it is known how wide the lines are
    whole = painted(box, [QRectF(0, 0, WIDTH, high)], shades)
    assert painted(box, strips, shades) == whole


def test_what_is_selected_changes_its_ground_and_its_letters(
    theme: Theme, offthread: Offthread
) -> None:
    box = box_of("word\nword", theme, offthread)
    area = [QRectF(0, 0, WIDTH, box.lay_out(WIDTH))]
    place = box.rects(0, 4)[0].toRect()
    image = painted(box, area, [Shade(0, 4)]).copy(place)
    colours = {image.pixelColor(x, y).name() for x in range(4, 20) for y in range(2, 16)}
    assert theme.colours.accent in colours
    assert theme.colours.text not in colours


def test_colours_come_from_the_typesetter_once_it_is_complete(
    qtbot: QtBot, theme: Theme, offthread: Offthread
) -> None:
    changes: list[int] = []
    box = CodeBox(
        leaf("def é(): ...", "python"),
        theme=theme,
        offthread=offthread,
        changed=lambda: changes.append(1),
    )
    area = [QRectF(0, 0, WIDTH, box.lay_out(WIDTH))]
    plain = painted(box, area)
    box.write(leaf("def é(): ...", "python"), complete=True)
    qtbot.waitUntil(lambda: bool(changes))
    coloured = painted(box, area)
    assert coloured != plain
    box.write(leaf("def é(): ...", "python"), complete=True)
    box.restyle()
    box.lay_out(WIDTH)
    assert painted(box, area) == coloured
    assert changes == [1]
    theme.set_appearance(Appearance.DARK)
    box.restyle()
    box.lay_out(WIDTH)
    assert painted(box, area) != coloured


def test_colours_that_come_for_other_code_are_not_taken(theme: Theme, offthread: Offthread) -> None:
    changes: list[int] = []
    box = CodeBox(
        leaf("x", "python"), theme=theme, offthread=offthread, changed=lambda: changes.append(1)
    )
    box._colour(("python", "y"), [[(0, 1, "keyword")]])
    assert not changes


def test_wrapping_says_that_it_changed(theme: Theme, offthread: Offthread) -> None:
    changes: list[int] = []
    box = CodeBox(
        leaf("word " * 200), theme=theme, offthread=offthread, changed=lambda: changes.append(1)
    )
    before = box.lay_out(WIDTH)
    box.set_wrapped(True)
    assert (box.wrapped, changes) == (True, [1])
    assert box.lay_out(WIDTH) > before
    box.set_wrapped(False)
    assert box.lay_out(WIDTH) == before


def test_text_size_is_followed(theme: Theme, offthread: Offthread) -> None:
    box = box_of("a\nb", theme, offthread)
    before = box.lay_out(WIDTH), box.head_height
    theme.set_text_size(200)
    box.restyle()
    assert box.lay_out(WIDTH) > before[0]
    assert box.head_height > before[1]


# -- doubt


def test_doubtful_words_are_found_in_the_text_and_under_the_pointer(
    theme: Theme, offthread: Offthread
) -> None:
    box = box_of("x = 1\nname = value", theme, offthread)
    box.set_marks({(1,): [Mark(7, 5, "value", 0.2)], (0,): [Mark(4, 1, "1", 0.1)], (7,): []})
    assert [(mark.start, mark.word) for mark in box.marks] == [(4, "1"), (13, "value")]
    found = box.mark_at(box.rects(13, 18)[0].center())
    assert found == box.marks[1]
    assert box.mark_at(box.rects(6, 10)[0].center()) is None
    area = [QRectF(0, 0, WIDTH, box.lay_out(WIDTH))]
    dotted = painted(box, area)
    box.set_marks({})
    assert painted(box, area) != dotted


def test_marks_of_lines_that_changed_are_gone(theme: Theme, offthread: Offthread) -> None:
    box = box_of("one\ntwo", theme, offthread)
    box.set_marks({(0,): [Mark(0, 3, "one", 0.2)], (1,): [Mark(0, 3, "two", 0.1)]})
    box.write(leaf("one\ntwo and more"), complete=False)
    assert [mark.word for mark in box.marks] == ["one"]
