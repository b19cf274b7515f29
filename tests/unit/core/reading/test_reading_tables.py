"""Tables as CSV; the pictures are drawings with characters."""

from __future__ import annotations

import csv
import io
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askance.core.reading.answers.csv import NO_TABLE, Csv
from askance.core.reading.answers.writer import NO_TEXT
from askance.core.reading.values import BoxesFound, Line, LineRead, Quad, Word
from askance.core.screen import Region
from tests.support.reading_layouts import events, layout, line_at, written


def rows_of(lines: list[Line]) -> list[list[str]]:
    text = written(Csv(), events(lines))
    head, *body, foot = text.split("\n")
    assert (head, foot) == ("```csv", "```")
    return list(csv.reader(io.StringIO("\n".join(body))))


TABLE = """
    Item           Amount    Price    Note
    Paper, A4           12     4.99   in stock
    The "blue" pen       5     0.35
    Lamp                 3    24.90   new
                              26.44
"""
ROWS = [
    ["Item", "Amount", "Price", "Note"],
    ["Paper, A4", "12", "4.99", "in stock"],
    ['The "blue" pen', "5", "0.35", ""],
    ["Lamp", "3", "24.90", "new"],
    ["", "", "26.44", ""],
]


@pytest.mark.parametrize("sans", [False, True])
def test_a_table_with_holes_and_a_sum(sans: bool) -> None:
    assert rows_of(layout(TABLE, sans=sans)) == ROWS


@pytest.mark.parametrize("gap", [4, 5])
def test_cells_that_were_taken_for_one_line(gap: int) -> None:
    assert rows_of(layout(TABLE, gap=gap)) == ROWS


def test_whole_rows_that_were_taken_for_one_line() -> None:
    """Only the gaps between words show the columns."""
    drawing = """
        Name         Amount    Town
        Ann              12    Kiel
        Bob               7    Ulm
    """
    assert rows_of(layout(drawing, gap=30)) == [
        ["Name", "Amount", "Town"],
        ["Ann", "12", "Kiel"],
        ["Bob", "7", "Ulm"],
    ]


def test_text_around_a_table_is_left_out() -> None:
    drawing = """
        Here is what we have found out in the end:

        Name         Amount    Town
        Ann              12    Kiel
        Bob               7    Ulm

        All of this may change until the end of the year.
    """
    assert [row[0] for row in rows_of(layout(drawing))] == ["Name", "Ann", "Bob"]


def test_a_cell_of_two_lines_is_one() -> None:
    rows = [("Tool", "Since"), ("paste", "1983"), ("sort", "1971")]
    lines = [
        line_at(text, 200 * column, 40 * row, sans=True)
        for row, cells in enumerate(rows)
        for column, text in enumerate(cells)
    ]
    lines.append(line_at("and more", 0, 40 + 15, sans=True))
    assert rows_of(lines) == [["Tool", "Since"], ["paste and more", "1983"], ["sort", "1971"]]


def test_lines_drawn_with_characters_are_no_cells() -> None:
    drawing = """
        +-------+--------+
        | Name  | Amount |
        +-------+--------+
        | Ann   |     12 |
        | Bob   |      7 |
        +-------+--------+
    """
    assert rows_of(layout(drawing)) == [["Name", "Amount"], ["Ann", "12"], ["Bob", "7"]]


def test_no_table_is_a_sentence_and_no_text_is_another() -> None:
    prose = "There is a line of words here,\nand another one below it,\nbut no table."
    assert written(Csv(), events(layout(prose, sans=True))) == NO_TABLE
    assert written(Csv(), [BoxesFound(0, ())]) == NO_TEXT


def test_rows_are_written_as_they_are_read() -> None:
    lines = layout(TABLE)
    writer = Csv()
    said = ["".join(piece.text for piece in writer.feed(event)) for event in events(lines)]
    ends = [place for place, text in enumerate(said) if text]
    assert len(ends) == len(ROWS) - 1
    assert all(later > earlier for earlier, later in pairwise(ends))


CELLS = st.text('ab1 ,"`-', max_size=6).map(str.strip).map(lambda text: text or "x")


@settings(max_examples=100, deadline=None)
@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(
            st.lists(CELLS, min_size=width, max_size=width), min_size=2, max_size=6
        )
    )
)
def test_a_full_table_comes_back_as_it_is(table: list[list[str]]) -> None:
    boxes: list[Quad] = []
    lines: list[Line] = []
    for row, cells in enumerate(table):
        for column, text in enumerate(cells):
            box = Quad.of(Region(200 * column, 30 * row, 7 * len(text), 14))
            said = " ".join(text.split())
            words = tuple(
                Word(word, 1.0, Quad.of(Region(200 * column + 7 * place, 30 * row, 7, 14)))
                for place, word in enumerate(said.split())
            )
            boxes.append(box)
            lines.append(Line(said, 1.0, box, words))
    said = [BoxesFound(0, tuple(boxes)), *(LineRead(n, line) for n, line in enumerate(lines))]
    text = written(Csv(), said)
    body = text.removeprefix("```csv\n").removesuffix("\n```")
    expected = [[" ".join(cell.split()) for cell in row] for row in table]
    if not any(set("".join(row)) <= {"-"} for row in expected):
        assert list(csv.reader(io.StringIO(body))) == expected
