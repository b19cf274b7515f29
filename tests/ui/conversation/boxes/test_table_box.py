"""A table: reckoned sizes, writing in pieces, places across cells, painting, other formats."""

import csv
from io import StringIO
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from pytestqt.qtbot import QtBot

from askance.core.markdown import Alignment, Inline, Span, Table, parse
from askance.core.settings import Appearance
from askance.ui.conversation.boxes.box import Shade, Tint
from askance.ui.conversation.boxes.formula import Formulas
from askance.ui.conversation.boxes.lines import utf16
from askance.ui.conversation.boxes.paragraph_cell import ParagraphCell
from askance.ui.conversation.boxes.run import Run
from askance.ui.conversation.boxes.table import TableBox
from askance.ui.conversation.boxes.table_rows import RIGHT, column_widths
from askance.ui.conversation.doubt import HEAD, Mark
from askance.ui.conversation.flow import TableLeaf
from askance.ui.conversation.leaf_text import text_of
from askance.ui.conversation.offthread import Offthread
from askance.ui.theme import Theme
from tests.ui.conversation.boxes.looking import TALL, WIDTH, ends_of, painted, settled

few = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
words = st.sampled_from(
    [
        "",
        "a",
        "word",
        "two words",
        "line\nbreak",
        "漢字かな",
        "שלום",
        "مرحبا",
        "😀",
        "long " * 20,
        "x" * 90,
    ]
)
spans = st.builds(
    Span,
    words,
    bold=st.booleans(),
    code=st.booleans(),
    math=st.booleans(),
    link=st.sampled_from(["", "https://example.com"]),
)
cells: st.SearchStrategy[Inline] = st.lists(spans, max_size=3).map(tuple)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 4))
    row = st.tuples(*[cells] * columns)
    return Table(
        draw(row),
        tuple(draw(st.lists(row, max_size=5))),
        draw(st.tuples(*[st.sampled_from(list(Alignment))] * columns)),
    )


def box_of(table: Table, theme: Theme) -> TableBox:
    box = TableBox(TableLeaf(table), theme=theme)
    box.lay_out(WIDTH)
    return box


def table_of(source: str) -> Table:
    (table,) = parse(source)
    assert isinstance(table, Table)
    return table


def many(rows: int, words: str = "some words") -> Table:
    head = ((Span("Name"),), (Span("What"),))
    made = tuple(((Span(f"row {row}"),), (Span(words),)) for row in range(rows))
    return Table(head, made, (Alignment.NONE,) * 2)


# -- what it says and how large it is


@few
@given(table=tables(), data=st.data())
def test_written_in_pieces_it_is_the_same_as_written_at_once(
    table: Table, data: st.DataObject, theme: Theme
) -> None:
    box = box_of(Table(table.header, (), table.alignments), theme)
    for end in sorted(data.draw(st.lists(st.integers(0, len(table.rows)), max_size=4))):
        tail = data.draw(st.sampled_from(["nothing", "half"]))
        half = (((Span("half"),),) * len(table.header),) if tail == "half" else ()
        rows = table.rows[:end] + half
        box.write(TableLeaf(Table(table.header, rows, table.alignments)), complete=False)
        box.lay_out(WIDTH)
        if data.draw(st.booleans(), label="seen meanwhile"):
            settled(box)
    box.write(TableLeaf(table), complete=True)
    other = box_of(table, theme)
    assert box.text == other.text == text_of(TableLeaf(table))
    assert settled(box) == settled(other)
    assert box.rects(0, utf16(box.text)) == other.rects(0, utf16(box.text))
    assert [box.caret(at) for at in ends_of(box.text)] == [
        other.caret(at) for at in ends_of(box.text)
    ]


def test_a_table_that_fits_is_reckoned_right(theme: Theme) -> None:
    box = box_of(many(300), theme)
    before = box.lay_out(WIDTH)
    assert settled(box) == before
    assert not len(box._cells)  # no row had to be laid out to know
    assert box.overflow == 0


@few
@given(table=tables())
def test_words_lie_in_their_rows_once_these_were_seen(table: Table, theme: Theme) -> None:
    box = box_of(table, theme)
    high = settled(box)
    for place in box.rects(0, utf16(box.text)):
        assert place.top() >= 0
        assert place.bottom() <= high
    assert not box.set_sight(0, TALL)


def test_rows_out_of_sight_are_not_laid_out(theme: Theme) -> None:
    box = box_of(many(1000, "many words " * 12), theme)
    box.set_sight(2000, 2600)
    assert 0 < len(box._cells) < 40
    box.set_sight(20_000, 20_600)
    assert len(box._cells) < 80


def test_rows_that_were_seen_are_not_looked_at_again(theme: Theme) -> None:
    table = many(40, "many words " * 12)
    box = box_of(table, theme)
    settled(box)
    assert len(box._rows.exact) == 41
    grown = Table(table.header, (*table.rows, table.rows[0]), table.alignments)
    box.write(TableLeaf(grown), complete=False)
    assert set(range(41)) <= box._rows.exact
    settled(box)
    other = box_of(grown, theme)
    for each in (box, other):
        each.lay_out(WIDTH // 2)
        assert not each._rows.exact
        each.set_sight(0, TALL)
    assert box.lay_out(WIDTH // 2) == other.lay_out(WIDTH // 2)


def test_a_column_that_grows_seldom_moves_the_others(theme: Theme) -> None:
    widths = {tuple(box_of(many(1, "m" * n), theme)._rows.widths) for n in range(1, 21)}
    assert len(widths) < 20


def test_columns_share_what_there_is() -> None:
    assert column_widths([40, 60], 400, 110) == [40 + RIGHT, 60 + RIGHT]
    wide = column_widths([30, 900, 900], 500, 110)
    assert sum(wide) <= 500
    assert wide[0] == 30 + RIGHT
    assert wide[1] == wide[2]
    assert sum(column_widths([900] * 8, 500, 110)) == 8 * (110 + RIGHT)


# -- places


@few
@given(table=tables())
def test_a_caret_is_found_again_where_it_stands(table: Table, theme: Theme) -> None:
    box = box_of(table, theme)
    if any(0x590 <= ord(letter) < 0x700 for letter in box.text):
        return  # right-to-left words have two places for one caret
    settled(box)
    for at in ends_of(box.text):
        caret = box.caret(at)
        if 0 <= caret.left() < WIDTH:
            found = box.position_at(caret.center() - QPointF(1, 0))
            # Blanks that hang over a line's end take no room: several carets are one there.
            assert found == at or box.caret(found) == caret


def test_a_part_spans_cells_and_rows(theme: Theme) -> None:
    box = box_of(many(2), theme)
    assert box.text.split("\n")[1] == "row 0\tsome words"
    start = box.text.index("0\tsome")
    assert box.copied(start, start + 6) == "0\tsome"
    first, second = box.rects(start, start + 6)
    assert first.right() < second.left()
    assert first.top() == second.top()
    far = box_of(many(500), theme)
    assert len(far.rects(0, utf16(far.text))) == 2 * 501
    assert not len(far._cells)


def test_links_are_under_the_pointer_where_their_words_are(theme: Theme) -> None:
    box = box_of(table_of("|a|\n|-|\n|see [docs](https://example.com/x) now|\n"), theme)
    settled(box)
    start = box.text.index("docs")
    assert box.link_at(box.rects(start, start + 4)[0].center()) == "https://example.com/x"
    assert box.link_at(box.rects(start - 4, start - 1)[0].center()) == ""
    assert box.link_at(QPointF(5, 5000)) == ""


def test_wide_tables_scroll_sideways(theme: Theme) -> None:
    box = box_of(
        table_of("|a" * 12 + "|\n" + "|-" * 12 + "|\n" + "|some words" * 12 + "|\n"), theme
    )
    assert box.overflow > 0
    left = box.caret(0).left()
    assert box.scroll_sideways(40)
    assert box.caret(0).left() == left - 40
    assert box.position_at(box.caret(30).center()) == 30
    box.scroll_sideways(100_000)
    assert not box.scroll_sideways(1)
    bottom = box.lay_out(WIDTH) - 4
    assert box.grab(QPointF(WIDTH - 10, bottom))
    assert box.drag(QPointF(10, bottom))


def test_a_table_of_nothing_can_be_asked_anything(theme: Theme) -> None:
    box = box_of(Table(((),), (), (Alignment.NONE,)), theme)
    assert box.text == ""
    assert box.position_at(QPointF(5, 5)) == 0
    assert box.rects(0, 0) == []
    assert not box.caret(0).isEmpty()
    assert box.end.y() > 0


# -- looks


@few
@given(table=tables(), cuts=st.lists(st.integers(1, 200), max_size=4))
def test_painted_in_strips_it_looks_the_same(table: Table, cuts: list[int], theme: Theme) -> None:
    box = box_of(table, theme)
    high = settled(box)
    edges = sorted({0, high, *(cut for cut in cuts if cut < high)})
    strips = [QRectF(0, a, WIDTH, b - a) for a, b in pairwise(edges)]
    shades = [Shade(2, 9), Shade(5, 30, Tint.HIT), Shade(11, 12, Tint.CURRENT_HIT)]
    whole = painted(box, [QRectF(0, 0, WIDTH, high)], shades)
    assert painted(box, strips, shades) == whole


def test_restyling_follows_size_and_colours(theme: Theme) -> None:
    box = box_of(many(3), theme)
    before = box.lay_out(WIDTH)
    light = painted(box, [QRectF(0, 0, WIDTH, before)])
    theme.set_appearance(Appearance.DARK)
    box.restyle()
    assert box.lay_out(WIDTH) == before
    assert painted(box, [QRectF(0, 0, WIDTH, before)]) != light
    theme.set_text_size(150)
    box.restyle()
    assert box.lay_out(WIDTH) > before


# -- formulas


def test_formulas_are_set_and_their_row_is_as_high_as_they_are(
    qtbot: QtBot, theme: Theme, offthread: Offthread
) -> None:
    table = table_of("|f|g|\n|:-:|-:|\n|$\\frac{\\frac{a}{b}}{c}$ then|plain|\n")
    formulas = Formulas(offthread)
    box = TableBox(TableLeaf(table), theme=theme, formulas=formulas)
    box.lay_out(WIDTH)
    with qtbot.waitSignal(formulas.ready, timeout=20_000):
        settled(box)
        cell = box._cell(1, 0)
        source = cell.natural
    box.write(TableLeaf(table), complete=True)
    settled(box)
    assert cell.natural < source
    assert box._rows.heights[1] > box._rows.heights[0]
    assert box.text == text_of(TableLeaf(table))
    start = box.text.index("then")
    for at in range(start, start + 4):
        assert box.position_at(box.caret(at).center()) == at
    words, beside = box.rects(start, start + 4)[0], box.rects(start + 5, len(box.text))[0]
    assert abs(words.center().y() - beside.center().y()) <= 6


# -- doubt


def test_doubtful_words_are_found_in_the_text_and_under_the_pointer(theme: Theme) -> None:
    box = box_of(table_of("|head|b|\n|-|-|\n|one|$x$ two|\n"), theme)
    settled(box)
    box.set_marks(
        {
            (HEAD, 0): [Mark(0, 4, "head", 0.2)],
            (0, 1): [Mark(4, 3, "two", 0.1)],
            (5, 0): [Mark(0, 1, "x", 0.1)],
        }
    )
    assert [mark.word for mark in box.marks] == ["head", "two"]
    for mark in box.marks:
        assert box.copied(mark.start, mark.start + mark.length) == mark.word
        assert box.mark_at(box.rects(mark.start, mark.start + mark.length)[0].center()) == mark
    assert box.mark_at(box.caret(box.text.index("one")).center()) is None


# -- for other programs


def test_csv_comes_back_as_it_was(theme: Theme) -> None:
    head, row = (
        ((Span("a,b"),), (Span('say "x"'),)),
        ((Span("two\nlines"),), (Span("x^2", math=True),)),
    )
    box = box_of(Table(head, (row,), (Alignment.NONE,) * 2), theme)
    assert "\r\n" in box.csv()
    assert list(csv.reader(StringIO(box.csv(), newline=""))) == [
        ["a,b", 'say "x"'],
        ["two\nlines", "$x^2$"],
    ]


def test_markdown_reads_as_the_same_table(theme: Theme) -> None:
    source = (
        "|*a*|b \\| c|`d | e`|\n|:-|:-:|-:|\n"
        "|**x** _y_|[l](https://example.com/p?q=(1))|`` ` ``|\n|~~s~~|1 < 2 \\* 3|$a+b$|\n"
    ).replace("`d | e`", "`d \\| e`")
    table = table_of(source)
    assert table_of(box_of(table, theme).markdown() + "\n") == table


def test_of_a_giant_cell_only_what_is_in_sight_is_laid_out(theme: Theme) -> None:
    table = Table(
        ((Span("Name"),), (Span("What"),)),
        (((Span("a"),), (Span("some words " * 4000),)), ((Span("b"),), (Span("last"),))),
        (Alignment.NONE,) * 2,
    )
    box = box_of(table, theme)
    high = box.lay_out(WIDTH)
    box.set_sight(high // 2, high // 2 + 600)
    cell = box._cell(1, 1)
    assert isinstance(cell, ParagraphCell)
    laid = [run for run in cell._box._runs._runs if isinstance(run, Run)]
    assert sum(run.end - run.at for run in laid) < 15_000
    image = painted(box, [QRectF(0, high // 2 + 100, WIDTH, 200)])
    rows = range(high // 2 + 100, high // 2 + 300)
    assert any(image.pixelColor(x, y).value() < 128 for x in range(200, WIDTH) for y in rows)
    assert box.caret(box._rows.start_of(1)).top() < 60
    reckoned = box.lay_out(WIDTH)
    assert settled(box) == pytest.approx(reckoned, rel=0.25)
