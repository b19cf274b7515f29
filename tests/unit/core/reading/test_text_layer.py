"""Words on a picture: found under a pixel, selected in reading order, copied as they stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from askance.core.reading.text_layer import Span, TextLayer
from askance.core.reading.text_selection import By, TextSelection
from askance.core.reading.values import Code, Line, Quad, Word
from askance.core.screen import Region
from tests.fakes.reader import CHARACTER, line_of

WIDE, HIGH = CHARACTER
CODE = Quad.of(Region(400, 400, 80, 80))


def layer_of(*lines: Line) -> TextLayer:
    layer = TextLayer()
    layer.found(0, tuple(line.box for line in lines))
    for index, line in enumerate(lines):
        layer.read(index, line)
    return layer


def column(*texts: str, left: int = 0, top: int = 0, pitch: int = 24) -> tuple[Line, ...]:
    return tuple(line_of(t, left=left, top=top + n * pitch) for n, t in enumerate(texts))


def chinese(text: str, *, cuts: tuple[int, ...] | None = None) -> Line:
    box = Quad.of(Region(0, 0, 16 * len(text), 16))
    if cuts is None:
        cuts = tuple(16 * n for n in range(1, len(text)))
    return Line(text, 0.9, box, (Word(text, 0.9, box, cuts),))


def at(layer: TextLayer, x: int, y: int, reach: int = 0) -> str | None:
    span = layer.unit_at(x, y, reach)
    return layer.text_of(span) if span is not None else None


def selected(layer: TextLayer, start: tuple[int, int], end: tuple[int, int]) -> str:
    selection = TextSelection(layer)
    selection.press(*start)
    selection.drag(*end)
    return selection.text


LOG = column("build image now", "push denied here", "rolling back")


def test_a_word_is_found_under_a_pixel_and_a_little_beside_it() -> None:
    layer = layer_of(*LOG)
    assert at(layer, 6 * WIDE, 24 + 4) == "denied"
    assert at(layer, 2, 18) is None
    assert at(layer, 2, 18, reach=3) == "build"
    assert at(layer, 300, 4, reach=3) is None


def test_a_drag_takes_words_whole_from_here_to_there() -> None:
    layer = layer_of(*LOG)
    assert selected(layer, (7 * WIDE, 8), (2, 32)) == "image now\npush"
    assert selected(layer, (2, 32), (7 * WIDE, 8)) == "image now\npush"


def test_beside_a_line_its_end_is_meant() -> None:
    layer = layer_of(*LOG)
    assert selected(layer, (500, 8), (500, 32)) == "push denied here"
    assert selected(layer, (0, 8), (500, 8)) == "build image now"
    assert selected(layer, (0, 8), (2, 900)) == "build image now\npush denied here\nrolling"


def test_a_press_alone_selects_nothing_and_shift_leads_on_from_it() -> None:
    layer = layer_of(*LOG)
    selection = TextSelection(layer)
    selection.press(2, 8)
    assert selection.span is None
    selection.press(7 * WIDE, 8, extend=True)
    assert selection.text == "build image"
    selection.press(2, 32, extend=True)
    assert selection.text == "build image now\npush"


def test_two_clicks_take_the_word_and_three_the_line() -> None:
    layer = layer_of(*LOG)
    selection = TextSelection(layer)
    selection.press(6 * WIDE, 32, By.WORD)
    assert selection.text == "denied"
    selection.press(6 * WIDE, 32, By.LINE)
    assert selection.text == "push denied here"
    selection.drag(2, 56)
    assert selection.text == "push denied here\nrolling back"


def test_without_blanks_characters_are_selected() -> None:
    layer = layer_of(chinese("打开设置，关闭"))
    assert selected(layer, (18, 8), (50, 8)) == "开设置"
    selection = TextSelection(layer)
    selection.press(18, 8, By.WORD)
    assert selection.text == "打开设置"


def test_another_script_inside_is_a_word_of_its_own() -> None:
    layer = layer_of(chinese("打开Settings窗口"))
    selection = TextSelection(layer)
    selection.press(16 * 4, 8)
    selection.drag(16 * 4, 8)
    assert selection.text == "Settings"
    assert selection.walk(-1) is not None
    assert selection.text == "开"


def test_where_the_reader_tells_no_cuts_they_are_guessed() -> None:
    layer = layer_of(chinese("打开设置", cuts=()))
    assert at(layer, 20, 8) == "开"


def test_a_reader_that_tells_lines_alone_still_gives_words() -> None:
    line = line_of("push denied here")
    layer = layer_of(Line(line.text, line.score, line.box))
    assert at(layer, 6 * WIDE, 8) == "denied"


def test_columns_are_read_one_after_the_other() -> None:
    left = column("alpha beta gamma", "delta epsilon", "zeta eta theta", "iota kappa la")
    right = column("one two three", "four five six", "seven eight", "nine ten el", left=320, top=5)
    layer = layer_of(*right, *left)
    whole = layer.all()
    assert whole is not None
    text = layer.text_of(whole)
    assert text.index("iota") < text.index("one")
    assert "iota kappa la\n\none two three" in text


def test_cells_of_a_row_are_joined_by_a_tab_and_close_pieces_by_a_blank() -> None:
    near = 6 * WIDE
    layer = layer_of(
        line_of("Name:"), line_of("Ada", left=near), line_of("1815", left=300), *column("x", top=30)
    )
    whole = layer.all()
    assert whole is not None
    assert layer.text_of(whole) == "Name: Ada\t1815\nx"


def test_an_empty_line_stays_one() -> None:
    layer = layer_of(*column("a b", "c d", "e f"), *column("g h", top=3 * 24 + 24))
    whole = layer.all()
    assert whole is not None
    assert layer.text_of(whole) == "a b\nc d\ne f\n\ng h"


def test_highlights_are_as_high_for_every_word_of_a_line() -> None:
    low = Word("am", 0.9, Quad.of(Region(0, 6, 16, 10)))
    high = Word("Hq", 0.9, Quad.of(Region(24, 0, 16, 20)))
    layer = layer_of(Line("am Hq", 0.9, Quad.of(Region(0, 0, 40, 20)), (low, high)))
    first, last = layer.first(), layer.last()
    assert first is not None
    assert last is not None
    (one,), (other,) = layer.highlights(first).values(), layer.highlights(last).values()
    assert (one.y, one.height) == (other.y, other.height)
    (both,) = layer.highlights(layer.between(first, last)).values()
    assert (both.x, both.right) == (0, 40)


def test_walking_goes_by_words_over_line_ends_and_stops_at_the_last() -> None:
    selection = TextSelection(layer_of(*LOG))
    walked: list[str] = []
    for _ in range(9):
        selection.walk(1)
        walked.append(selection.text)
    assert " ".join(walked) == "build image now push denied here rolling back back"
    selection.walk(-1)
    assert selection.text == "rolling"


def test_walking_by_rows_keeps_to_the_column() -> None:
    selection = TextSelection(layer_of(*LOG))
    for _ in range(2):
        selection.walk(1)
    selection.walk_row(1)
    assert selection.text == "denied"
    selection.walk_row(1, extend=True)
    assert selection.text == "denied here\nrolling back"
    selection.walk_row(1)
    assert selection.text == "back"
    selection.walk_edge(-1)
    assert selection.text == "rolling"


def test_a_row_of_cells_is_one_row_to_walk() -> None:
    row = (line_of("one"), line_of("two", left=300))
    layer = layer_of(*row, *column("three", top=24), line_of("four", left=300, top=24))
    selection = TextSelection(layer)
    selection.walk(1)
    selection.walk(1)
    assert selection.text == "two"
    selection.walk_row(1)
    assert selection.text == "four"
    selection.walk_row(-1)
    assert selection.text == "two"


def test_what_is_selected_stays_while_lines_come_in_any_order() -> None:
    lines = LOG
    layer = TextLayer()
    layer.found(0, tuple(line.box for line in lines))
    layer.read(1, lines[1])
    selection = TextSelection(layer)
    selection.press(6 * WIDE, 32, By.WORD)
    layer.read(2, lines[2])
    layer.read(0, lines[0])
    assert selection.text == "denied"
    selection.press(2, 8, extend=True)
    assert selection.text == "build image now\npush denied"
    assert (layer.done, layer.total, layer.lines) == (3, 3, 3)


def test_a_box_without_text_counts_as_read() -> None:
    layer = TextLayer()
    layer.found(0, (LOG[0].box,))
    assert layer.read(0, Line("", 0, LOG[0].box)) == ()
    assert (layer.done, layer.total, layer.empty) == (1, 1, True)
    selection = TextSelection(layer)
    selection.press(3, 3)
    selection.drag(30, 3)
    selection.take_all()
    assert selection.walk(1) is None
    assert selection.text == ""


def test_addresses_and_codes_are_marked() -> None:
    layer = layer_of(line_of("see https://example.com/a, or ada@example.org"))
    layer.coded(
        (Code("QRCode", "https://example.net", CODE), Code("EAN-13", "4006381333931", CODE))
    )
    web = layer.marks.at(6 * WIDE, 8)
    assert web is not None
    assert (web.target, web.code) == ("https://example.com/a", "")
    assert layer.marks.at(2, 8) is None
    assert [mark.target for mark in layer.marks] == [
        "https://example.com/a",
        "mailto:ada@example.org",
        "https://example.net",
        "",
    ]
    assert layer.marks.at(440, 440) == [*layer.marks][2]
    selection = TextSelection(layer)
    selection.walk(1)
    selection.walk(1)
    head = selection.head
    assert head is not None
    assert layer.mark_of(head) == web


words = st.text(
    st.characters(categories=["Ll", "Lo"], max_codepoint=0xFFFF), min_size=1, max_size=6
)
texts = st.lists(st.lists(words, min_size=1, max_size=5).map(" ".join), min_size=1, max_size=8)
points = st.tuples(st.integers(-50, 900), st.integers(-50, 300))


@given(texts, points, points, st.randoms(use_true_random=False))
def test_every_drag_selects_a_piece_of_the_text_in_order(
    rows: list[str], start: tuple[int, int], end: tuple[int, int], random: object
) -> None:
    lines = column(*rows)
    layer = TextLayer()
    layer.found(0, tuple(line.box for line in lines))
    order = [*range(len(lines))]
    random.shuffle(order)  # type: ignore[attr-defined]  # hypothesis gives a Random
    for index in order:
        layer.read(index, lines[index])
    text = selected(layer, start, end)
    assert text in "\n".join(rows)
    assert text == selected(layer, end, start)
    whole = layer.all()
    assert whole is not None
    assert layer.text_of(whole) == "\n".join(rows)


@given(texts)
def test_walking_meets_every_unit_once(rows: list[str]) -> None:
    layer = layer_of(*column(*rows))
    span, met = layer.first(), []
    while span is not None:
        met.append(layer.text_of(span))
        after: Span = layer.step(span, 1)
        span = after if after != span else None
    assert "".join(met) == "".join("".join(rows).split())


@given(texts, points)
def test_what_is_nearest_is_found_again_under_its_own_pixels(
    rows: list[str], point: tuple[int, int]
) -> None:
    layer = layer_of(*column(*rows))
    near = layer.nearest(*point)
    assert near is not None
    for region in layer.highlights(near).values():
        middle = region.x + region.width // 2, region.y + region.height // 2
        assert layer.unit_at(*middle) == near
