"""A painted paragraph: its text and places, writing it in pieces, what it looks like."""

from dataclasses import replace
from itertools import pairwise
from math import ceil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from askance.core.doubt import Doubt
from askance.core.markdown import Inline, Span, parse
from askance.core.settings import Appearance
from askance.ui.conversation.boxes import tints
from askance.ui.conversation.boxes.box import Shade, Tint
from askance.ui.conversation.boxes.estimate import estimate, measures_of
from askance.ui.conversation.boxes.formula import Formula
from askance.ui.conversation.boxes.gap import Gap
from askance.ui.conversation.boxes.lines import cut16, utf16
from askance.ui.conversation.boxes.rule import RuleBox
from askance.ui.conversation.boxes.run import Run
from askance.ui.conversation.boxes.text import TextBox
from askance.ui.conversation.doubt import Mark, marks_in
from askance.ui.conversation.flow import HEADINGS, CodeLeaf, Place, Style, TextLeaf
from askance.ui.conversation.flow import leaves as leaves_of
from askance.ui.conversation.leaf_text import text_of
from askance.ui.theme import Theme

WIDTH = 320
TALL = 1_000_000
LOREM = "The window answers at once, and the column reads like a well-set page. "
HEBREW = "שלום עולם זהו טקסט "
few = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
words = st.lists(
    st.sampled_from(
        ["word ", "x", "\n", "漢字", "😀", "e\u0301", HEBREW, "y" * 90, "\r", "\ufffc", LOREM * 6]
    ),
    max_size=12,
).map("".join)
spans = st.one_of(
    words.map(Span),
    st.builds(Span, words, bold=st.booleans(), code=st.booleans()),
    st.builds(
        Span, words, link=st.just("https://example.org"), footnote=st.sampled_from(["", "1"])
    ),
    st.sampled_from([Span("x^2", math=True), Span("\\bad{", math=True), Span("", math=True)]),
)
inlines = st.lists(spans, max_size=6).map(tuple)
leaves = st.one_of(
    st.builds(TextLeaf, st.sampled_from([Style.PARAGRAPH, *HEADINGS]), inlines),
    st.builds(
        TextLeaf,
        st.just(Style.ITEM),
        inlines,
        st.just(Place(2.14)),
        st.sampled_from(["•", "10.", "☑", "☐", "▪"]),
        st.just(2.14),
    ),
    st.builds(TextLeaf, st.just(Style.MATH), st.just((Span("x^2", math=True),))),
)


class SetAtOnce:
    """Formulas as grey rectangles, without a worker; what is no TeX is not set."""

    def __init__(self, width: float = 40.0) -> None:
        self.width, self.colours = width, list[str]()

    def get(
        self, source: str, *, size: float, colour: QColor, display: bool = False
    ) -> Formula | None:
        self.colours.append(colour.name())
        if "bad" in source or not source:
            return None
        image = QImage(round(self.width) + 2, 32, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(colour)
        return Formula(image, self.width, 22.0, 8.0)


def box_of(leaf: TextLeaf, theme: Theme, width: int = WIDTH, formulas: object = None) -> TextBox:
    box = TextBox(leaf, theme=theme, formulas=formulas)  # type: ignore[arg-type]
    box.write(leaf, complete=True)
    box.lay_out(width)
    box.set_sight(0, TALL)
    return box


def paragraph(*inline: Span | str) -> TextLeaf:
    spans = (Span(each) if isinstance(each, str) else each for each in inline)
    return TextLeaf(Style.PARAGRAPH, tuple(spans))


def painted(
    box: TextBox | RuleBox, *shades: Shade, dirty: QRectF | None = None, left: int = 60
) -> QImage:
    """The box with `left` pixels of room beside it, on white."""
    height = box.lay_out(WIDTH)
    image = QImage(left + WIDTH, height + 4, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.translate(left, 0)
    box.paint(painter, dirty or QRectF(-left, 0, WIDTH + left, height), shades)
    assert painter.worldTransform().dx() == left
    painter.end()
    return image


def inked(image: QImage) -> list[tuple[int, int]]:
    white = QColor(Qt.GlobalColor.white).rgb()
    return [
        (x, y)
        for y in range(image.height())
        for x in range(image.width())
        if image.pixel(x, y) != white
    ]


def contrast(one: QColor, other: QColor) -> float:
    """As WCAG 2 has it."""

    def light(colour: QColor) -> float:
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in (colour.redF(), colour.greenF(), colour.blueF())
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05

    low, high = sorted((light(one), light(other)))
    return high / low


def looks(box: TextBox) -> tuple[object, ...]:
    box.lay_out(WIDTH)
    box.set_sight(0, TALL)
    length = utf16(box.text)
    return box.text, box.lay_out(WIDTH), box.rects(0, length), box.end, box.caret(length)


def in_sight(box: TextBox, top: int, bottom: int) -> list[Run | Gap]:
    return [run for run in box._runs._runs if run.top < bottom and run.top + run.height > top]


def laid_units(box: TextBox) -> int:
    return sum(run.end - run.at for run in box._runs._runs if isinstance(run, Run))


@few
@given(leaves)
def test_its_text_is_the_leafs_text_laid_out_or_not(theme: Theme, leaf: TextLeaf) -> None:
    assert box_of(leaf, theme).text == text_of(leaf)
    assert box_of(leaf, theme, formulas=SetAtOnce()).text == text_of(leaf)


@few
@given(leaves, st.integers(60, 600), st.data())
def test_a_click_on_a_caret_finds_its_position(
    theme: Theme, leaf: TextLeaf, width: int, data: st.DataObject
) -> None:
    if any(HEBREW in span.text for span in leaf.inline):
        return  # between two directions a caret has two places
    box = box_of(leaf, theme, width, SetAtOnce())
    # Between characters: Qt has no place within a pair of surrogates.
    position = utf16(box.text[: data.draw(st.integers(0, len(box.text)))])
    place = box.caret(position)
    found = box.position_at(QPointF(place.x(), place.center().y()))
    assert box.caret(found) == place


@few
@given(leaves, st.data())
def test_written_in_pieces_it_is_as_written_at_once(
    theme: Theme, leaf: TextLeaf, data: st.DataObject
) -> None:
    formulas = SetAtOnce()
    grown = TextBox(replace(leaf, inline=()), theme=theme, formulas=formulas)  # type: ignore[arg-type]
    states = [
        (*leaf.inline[:number], replace(span, text=span.text[:cut]))
        for number, span in enumerate(leaf.inline)
        for cut in sorted(data.draw(st.lists(st.integers(0, len(span.text)), max_size=4)))
    ]
    if data.draw(st.booleans()):
        states.append(data.draw(inlines))  # what was taken for one thing may turn out another
    for state in states:
        grown.write(replace(leaf, inline=state), complete=False)
        grown.lay_out(WIDTH)
    grown.write(leaf, complete=True)
    assert looks(grown) == looks(box_of(leaf, theme, formulas=formulas))


@few
@given(leaves, st.lists(st.integers(60, 600), max_size=4))
def test_whatever_widths_it_had_it_looks_as_if_it_had_none(
    theme: Theme, leaf: TextLeaf, widths: list[int]
) -> None:
    box = box_of(leaf, theme)
    for width in widths:
        box.lay_out(width)
    assert looks(box) == looks(box_of(leaf, theme))


@few
@given(leaves)
def test_copying_all_gives_the_text(theme: Theme, leaf: TextLeaf) -> None:
    box = box_of(leaf, theme, formulas=SetAtOnce())
    assert box.copied(0, utf16(box.text)) == text_of(leaf)


@settings(few, max_examples=15)
@given(
    st.lists(spans, min_size=1, max_size=6).map(lambda some: tuple(some * 5)),
    st.lists(st.tuples(st.integers(0, 9000), st.integers(1, 900), st.integers(0, 300)), max_size=5),
)
def test_whatever_was_seen_of_it_first_in_the_end_it_looks_the_same(
    theme: Theme, inline: Inline, seen: list[tuple[int, int, int]]
) -> None:
    box = TextBox(TextLeaf(Style.PARAGRAPH, ()), theme=theme)
    text = inline
    for top, high, more in seen:
        text = (*inline, Span("more words " * more))
        box.write(TextLeaf(Style.PARAGRAPH, text), complete=False)
        height = box.lay_out(WIDTH)
        if box.set_sight(top, top + high):
            height = box.lay_out(WIDTH)
        assert all(isinstance(run, Run) for run in in_sight(box, top, top + high))
        for place in (0, top, top + high, height):
            found = box.position_at(QPointF(50, place))
            assert 0 <= found <= utf16(box.text)
            assert 0 <= box.caret(found).top() < max(1, height)
    box.write(TextLeaf(Style.PARAGRAPH, text), complete=True)
    assert looks(box) == looks(box_of(TextLeaf(Style.PARAGRAPH, text), theme))


def test_words_taken_back_out_of_sight_leave_the_rest_in_its_place(theme: Theme) -> None:
    words, box = (Span(LOREM * 12),) * 5, TextBox(TextLeaf(Style.PARAGRAPH, ()), theme=theme)
    for text in ((*words, Span("more words ")), words):
        box.write(TextLeaf(Style.PARAGRAPH, text), complete=False)
        box.lay_out(WIDTH)
        box.set_sight(0, 400)
        box.lay_out(WIDTH)
    tops = [run.top for run in box._runs._runs]
    assert tops == sorted(tops)
    assert box.end.y() > 400


def test_of_a_giant_paragraph_only_what_is_in_sight_is_laid_out(theme: Theme) -> None:
    box = TextBox(paragraph(LOREM * 1100), theme=theme)
    reckoned = box.lay_out(WIDTH)
    assert laid_units(box) < 3000
    box.set_sight(reckoned // 2, reckoned // 2 + 600)
    assert laid_units(box) < 9000
    before = box.caret(40_000), box.caret(200), laid_units(box)
    assert box.position_at(before[0].center()) == pytest.approx(40_000, abs=300)
    assert (box.caret(40_000), box.caret(200), laid_units(box)) == before
    box.write(paragraph(LOREM * 1101), complete=False)
    box.lay_out(WIDTH)
    assert laid_units(box) < 9000
    assert box.lay_out(WIDTH + 1) == pytest.approx(reckoned, rel=0.05)
    assert laid_units(box) < 3000
    box.set_sight(0, TALL)
    assert box.lay_out(WIDTH + 1) == pytest.approx(reckoned, rel=0.08)
    assert laid_units(box) == len(box.text)


def test_it_says_from_where_on_it_has_moved(theme: Theme) -> None:
    box = TextBox(paragraph("i i i i " * 3000), theme=theme)
    high = box.lay_out(WIDTH)
    above = box.rects(0, 100)
    assert box.set_sight(high // 2, high // 2 + 300)
    assert 0 < box.moved_from <= high // 2
    assert box.lay_out(WIDTH) != high
    assert box.rects(0, 100) == above
    assert not box.set_sight(high // 2, high // 2 + 300)


def test_a_giant_paragraph_is_reckoned_as_its_leaf_is(theme: Theme) -> None:
    leaf = paragraph(LOREM * 1100)
    box = TextBox(leaf, theme=theme)
    assert box.lay_out(WIDTH) == pytest.approx(estimate(leaf, WIDTH, measures_of(theme)), rel=0.02)


def test_a_section_begins_behind_a_sentence_or_else_a_word(theme: Theme) -> None:
    def begins(text: str) -> list[str]:
        box = box_of(paragraph(text), theme)
        return [text[each.start - 12 : each.start] for each in box._pieces._sections]

    assert begins(LOREM * 55) == []
    assert set(begins(LOREM * 200)) == {"l-set page. "}
    assert set(begins("lengthyword " * 1000)) == {"lengthyword "}
    assert {each[-1] for each in begins("漢字仮名を書く。" * 1000)} == {"。"}
    assert len(begins("x" * 20_000)) > 3


def test_a_paragraph_that_grows_lays_out_its_last_run_alone(theme: Theme) -> None:
    box = box_of(paragraph(LOREM * 100), theme)
    before = [run.layout for run in box._runs._runs if isinstance(run, Run)]
    box.write(paragraph(LOREM * 101), complete=False)
    box.lay_out(WIDTH)
    after = [run.layout for run in box._runs._runs if isinstance(run, Run)]
    assert len(before) > 5
    assert all(old is new for old, new in zip(before[:-1], after, strict=False))
    assert len(after) >= len(before)
    assert max(run.end - run.at for run in box._runs._runs) < 2000


def test_the_same_again_lays_out_nothing(theme: Theme) -> None:
    leaf = paragraph(LOREM)
    box = box_of(leaf, theme)
    before = box._runs._first.layout
    box.write(paragraph(LOREM), complete=True)
    box.lay_out(WIDTH)
    assert box._runs._first.layout is before


def test_lines_are_evenly_apart_and_the_letters_in_their_middle(theme: Theme) -> None:
    box = box_of(paragraph(LOREM * 3), theme)
    rows = box.rects(0, len(box.text))
    assert {below.top() - above.top() for above, below in pairwise(rows)} == {22.0}
    one = box_of(paragraph("Hxn"), theme)
    heights = [y for _, y in inked(painted(one))]
    above, below = min(heights), 22 - 1 - max(heights)
    assert abs(above - below) <= 2


def test_a_long_word_is_broken_and_widens_nothing(theme: Theme) -> None:
    box = box_of(paragraph("a" * 300), theme)
    assert all(rect.right() <= WIDTH + 1 for rect in box.rects(0, 300))
    assert box.overflow == 0
    assert len(box.rects(0, 300)) > 4


def test_only_what_is_dirty_is_painted(theme: Theme) -> None:
    box = box_of(paragraph(LOREM * 40), theme)
    rows = {y for _, y in inked(painted(box, dirty=QRectF(0, 440, WIDTH, 22)))}
    assert min(rows) > 400
    assert max(rows) < 500


def test_all_lines_are_painted_once_and_none_of_two_runs_twice(theme: Theme) -> None:
    box = box_of(paragraph(LOREM * 20), theme)
    assert len(box._runs._runs) > 1
    whole = painted(box)
    high = box.lay_out(WIDTH)
    strips = QImage(whole.size(), whole.format())
    strips.fill(Qt.GlobalColor.white)
    painter = QPainter(strips)
    painter.translate(60, 0)
    for top in range(0, high, 22):
        painter.save()
        painter.setClipRect(QRectF(-60, top, WIDTH + 60, 22))
        box.paint(painter, QRectF(-60, top, WIDTH + 60, 22), ())
        painter.restore()
    painter.end()
    assert strips == whole


@pytest.mark.parametrize("tint", list(Tint))
def test_a_shade_lies_under_its_words_alone(theme: Theme, tint: Tint) -> None:
    box = box_of(paragraph("one two three"), theme)
    plain, shaded = painted(box), painted(box, Shade(4, 7, tint))
    (place,) = box.rects(4, 7)
    changed = [
        x - 60
        for x in range(plain.width())
        for y in range(plain.height())
        if plain.pixel(x, y) != shaded.pixel(x, y)
    ]
    assert place.left() - 1 <= min(changed) <= place.left() + 1
    assert place.right() - 2 <= max(changed) <= place.right() + 1


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
@pytest.mark.parametrize("tint", list(Tint))
def test_a_code_span_is_shaded_as_words_are(
    theme: Theme, tint: Tint, appearance: Appearance
) -> None:
    theme.set_appearance(appearance)
    box = box_of(paragraph("a ", Span("mmmm", code=True), " b"), theme)
    shaded = painted(box, Shade(2, 6, tint))
    (place,) = box.rects(2, 6)
    ground = theme.colour(tints._GROUND[tint])
    inside = [
        QColor(shaded.pixel(x, y))
        for x in range(60 + ceil(place.left()), 60 + int(place.right()))
        for y in range(3, 18)
    ]
    assert sum(each == ground for each in inside) > len(inside) / 4
    assert max(contrast(each, ground) for each in inside) > 4.5


def test_a_link_is_under_its_words_alone(theme: Theme) -> None:
    box = box_of(paragraph("see ", Span("here", link="https://example.org"), " now"), theme)
    (place,) = box.rects(4, 8)
    assert box.link_at(place.center()) == "https://example.org"
    assert box.link_at(QPointF(place.left() - 3, 11)) == ""
    assert box.link_at(QPointF(place.right() + 3, 11)) == ""
    assert box.link_at(QPointF(place.center().x(), 60)) == ""
    assert box.link_at(QPointF(WIDTH - 1, 11)) == ""


def test_doubts_count_in_the_text_and_are_found_and_dotted(theme: Theme) -> None:
    leaf = TextLeaf(Style.ITEM, (Span("a doubtful word"),), Place(2.14), "10.", 2.14)
    box = box_of(leaf, theme)
    mark = Mark(box.text.index("doubtful"), 8, "doubtful", 0.2)
    before = painted(box)
    box.set_marks({(): [mark]})
    assert box.marks == [mark]
    (place,) = box.rects(mark.start, mark.start + mark.length)
    assert box.mark_at(place.center()) == mark
    assert box.mark_at(QPointF(place.left() - 3, 11)) is None
    assert painted(box) != before


def test_a_marker_hangs_left_of_the_words(theme: Theme) -> None:
    box = box_of(TextLeaf(Style.ITEM, (Span(LOREM),), Place(1.4), "•", 1.4), theme)
    columns = [x for x, _ in inked(painted(box))]
    assert min(columns) < 60
    assert box.caret(2).x() == 0
    assert box.caret(0).x() < box.caret(1).x() < 0
    assert box.position_at(QPointF(-30, 5)) == 0
    assert box.position_at(QPointF(-30, 60)) > 2  # beside the third line
    assert box.copied(0, 5) == "• The"
    assert box.rects(0, 2)[0].right() < 0


def test_an_item_without_words_is_a_line_high(theme: Theme) -> None:
    box = box_of(TextLeaf(Style.ITEM, (), Place(1.4), "☐", 1.4), theme)
    assert box.lay_out(WIDTH) == 22
    assert box.text == "☐ "
    assert inked(painted(box))
    assert box.position_at(QPointF(50, 5)) == 2
    assert box.end.y() == 11


def test_a_ticked_box_differs_from_an_empty_one(theme: Theme) -> None:
    empty, ticked = (
        painted(box_of(TextLeaf(Style.ITEM, (), Place(1.4), marker, 1.4), theme)) for marker in "☐☑"
    )
    assert len(inked(ticked)) > 1.5 * len(inked(empty))
    assert QColor(theme.colours.accent).rgb() in {ticked.pixel(x, y) for x, y in inked(ticked)}


def test_text_from_right_to_left_begins_at_the_right_with_its_marker(theme: Theme) -> None:
    indent = round(1.4 * theme.pixels())
    box = box_of(TextLeaf(Style.ITEM, (Span(HEBREW),), Place(1.4), "•", 1.4), theme, WIDTH)
    first, last = box.caret(2), box.caret(utf16(box.text))
    assert first.x() == pytest.approx(WIDTH - indent, abs=2)
    assert last.x() < first.x()
    assert box.caret(0).x() > first.x()
    assert box.position_at(QPointF(WIDTH + 10, 5)) <= 1
    assert box.end.x() < last.x()


def test_a_part_of_mixed_directions_is_shaded_in_parts(theme: Theme) -> None:
    box = box_of(paragraph(HEBREW + "english words"), theme, 600)
    start = box.text.index("english")
    parts = box.rects(start - 6, start + 4)
    assert len(parts) == 2
    letters = box.rects(start, start + 7)
    assert len(letters) == 1
    assert letters[0].width() > 30


def test_code_spans_stand_on_a_ground(theme: Theme) -> None:
    box = box_of(paragraph("say ", Span("code", code=True), " now"), theme)
    image = painted(box)
    (place,) = box.rects(4, 8)
    corner = image.pixelColor(60 + round(place.left()), round(place.top()) + 4)
    assert corner == QColor(theme.colours.hover)


def test_a_formula_stands_on_the_baseline_and_makes_room(theme: Theme) -> None:
    box = box_of(paragraph("a ", Span("x^2", math=True), " b"), theme, formulas=SetAtOnce())
    (place,) = box.rects(2, 7)
    assert place.width() == pytest.approx(40, abs=1)
    assert box.lay_out(WIDTH) >= 30
    ink = [(x, y) for x, y in inked(painted(box)) if place.left() + 8 < x - 60 < place.right() - 8]
    letters = [y for x, y in inked(painted(box)) if x - 60 < place.left() - 4]
    bottom = max(y for _, y in ink)
    assert bottom - 10 <= max(letters) <= bottom - 6  # eight of its pixels hang below


def test_a_formula_is_one_thing(theme: Theme) -> None:
    box = box_of(paragraph("a ", Span("x^2", math=True), " b"), theme, formulas=SetAtOnce())
    assert {box.caret(position).x() for position in range(2, 8)} == {
        box.caret(2).x(),
        box.caret(7).x(),
    }
    assert box.copied(3, 5) == "$x^2$"
    assert box.rects(3, 4) == box.rects(2, 7)
    (place,) = box.rects(2, 7)
    assert box.position_at(place.center() - QPointF(9, 0)) == 2
    assert box.position_at(place.center() + QPointF(9, 0)) == 7


def test_a_formula_that_is_not_set_is_its_source(theme: Theme) -> None:
    box = box_of(paragraph("a ", Span("\\bad{", math=True)), theme, formulas=SetAtOnce())
    assert len({box.caret(position).x() for position in range(2, 9)}) == 7
    assert box.copied(3, 7) == "\\bad"


def test_a_formula_wider_than_the_page_is_made_smaller_within_a_line(theme: Theme) -> None:
    box = box_of(paragraph("a ", Span("x", math=True), " b"), theme, formulas=SetAtOnce(900.0))
    assert all(rect.right() <= WIDTH + 1 for rect in box.rects(0, len(box.text)))


def test_a_formula_of_its_own_is_centred_or_scrolls_sideways(theme: Theme) -> None:
    leaf = TextLeaf(Style.MATH, (Span("x", math=True),))
    box = box_of(leaf, theme, formulas=SetAtOnce(100.0))
    (place,) = box.rects(0, 5)
    assert place.center().x() == pytest.approx(WIDTH / 2, abs=1)
    assert box.overflow == 0
    assert not box.scroll_sideways(50)
    wide = box_of(leaf, theme, formulas=SetAtOnce(500.0))
    assert wide.overflow == 500 - WIDTH
    assert wide.scroll_sideways(1000)
    assert not wide.scroll_sideways(1)
    assert wide.rects(0, 5)[0].right() == pytest.approx(WIDTH, abs=1)
    assert max(x for x, _ in inked(painted(wide))) < 60 + WIDTH


def test_a_formula_that_is_still_written_is_not_set(theme: Theme) -> None:
    formulas = SetAtOnce()
    leaf = TextLeaf(Style.MATH, (Span("x+", math=True),))
    box = TextBox(leaf, theme=theme, formulas=formulas)  # type: ignore[arg-type]
    box.write(leaf, complete=False)
    assert formulas.colours == []
    box.lay_out(WIDTH)
    box.write(leaf, complete=True)
    box.lay_out(WIDTH)
    assert formulas.colours
    assert len(box.rects(0, 6)) == 1


def test_it_follows_the_theme(theme: Theme) -> None:
    box = box_of(paragraph("word"), theme)
    before = box.lay_out(WIDTH)
    theme.set_text_size(200)
    box.restyle()
    assert box.lay_out(WIDTH) >= 2 * before - 2
    theme.set_appearance(Appearance.DARK)
    box.restyle()
    light = max(painted(box).pixelColor(x, y).lightness() for x, y in inked(painted(box)))
    assert light > 200


def test_a_paragraph_can_turn_into_something_else(theme: Theme) -> None:
    box = box_of(paragraph("Title"), theme)
    heading = TextLeaf(Style.HEADING_1, (Span("Title"),))
    box.write(heading, complete=True)
    assert looks(box) == looks(box_of(heading, theme))
    with pytest.raises(TypeError):
        box.write(CodeLeaf(code=None), complete=True)  # type: ignore[arg-type]


def test_a_rule_is_a_line(theme: Theme) -> None:
    leaf = TextLeaf(Style.RULE, ())
    box = RuleBox(leaf, theme=theme)
    assert box.lay_out(WIDTH) == 4
    assert box.text == text_of(leaf) == ""
    assert {y for _, y in inked(painted(box))} == {2}
    assert box.rects(0, 1) == []
    assert box.position_at(QPointF(100, 2)) == 0


def test_no_characters_end_the_paragraph_or_the_program(theme: Theme) -> None:
    inline: Inline = (Span("a\x00b\u2029c\ufdd0d\ufffce\ud800f\r\ng"),)
    box = box_of(TextLeaf(Style.PARAGRAPH, inline), theme)
    assert box.text == inline[0].text
    assert inked(painted(box))
    assert box.caret(len(box.text)).y() > 0


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("see $x^2$ maybe", "maybe"),
        ("see $x^2 + wrong$ here", "wrong"),
        ("1. one $x$ two $y$ perhaps", "perhaps"),
        ("$$\nalpha + wrong\n$$", "wrong"),
        ("😀 $x$ | [a link](https://example.org/wrong) wrong", "wrong"),
    ],
)
def test_doubts_are_marked_where_the_text_has_them(source: str, word: str) -> None:
    shown = leaves_of(parse(source))
    start = source.rindex(word)
    marks = marks_in(source, [Doubt(start, start + len(word), 0.3)], shown)
    (mark,) = marks[0][()]
    assert cut16(text_of(shown[0]), mark.start, mark.start + mark.length) == word


def test_a_formula_that_comes_later_takes_the_place_of_its_source(theme: Theme) -> None:
    formulas = SetAtOnce()
    leaf = paragraph(LOREM * 12, Span("late", math=True), LOREM * 12, Span("x", math=True), "end")
    box = TextBox(leaf, theme=theme, formulas=Late(formulas))  # type: ignore[arg-type]
    box.lay_out(WIDTH)
    first = box._runs._first.layout
    start = box.text.index("$late")
    assert box.caret(start + 2).x() > box.caret(start).x()
    box.write(leaf, complete=True)
    assert looks(box) == looks(box_of(leaf, theme, formulas=formulas))
    assert box._runs._first.layout is first


class Late:
    """Has nothing when first asked."""

    def __init__(self, formulas: SetAtOnce) -> None:
        self._formulas, self._asked = formulas, set[str]()

    def get(
        self, source: str, *, size: float, colour: QColor, display: bool = False
    ) -> Formula | None:
        if source not in self._asked:
            self._asked.add(source)
            return None
        return self._formulas.get(source, size=size, colour=colour, display=display)
