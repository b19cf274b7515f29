from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askance.core.reading.order import reading_order
from askance.core.screen import Region
from tests.support.reading_layouts import layout

REGIONS = st.lists(
    st.builds(
        Region,
        st.integers(0, 900),
        st.integers(0, 700),
        st.integers(1, 400),
        st.integers(1, 60),
    ),
    max_size=40,
)


def read(drawing: str) -> list[str]:
    lines = layout(drawing)
    random.Random(7).shuffle(lines)
    return [lines[index].text for index in reading_order([line.box.bounds for line in lines])]


def reads(drawing: str, expected: str) -> bool:
    """Whether the drawing's words are read in the order of the expected ones."""
    said = " ".join(read(drawing)).split()
    assert said == expected.split()
    return True


@given(REGIONS)
def test_every_box_is_read_once(regions: list[Region]) -> None:
    assert sorted(reading_order(regions)) == list(range(len(regions)))


@given(REGIONS, st.randoms(use_true_random=False))
def test_the_order_they_are_given_in_does_not_matter(
    regions: list[Region], chance: random.Random
) -> None:
    shuffled = regions[:]
    chance.shuffle(shuffled)
    first = [regions[index] for index in reading_order(regions)]
    assert [shuffled[index] for index in reading_order(shuffled)] == first


@given(REGIONS, st.integers(-3000, 3000), st.integers(-3000, 3000))
def test_where_on_the_screen_it_stands_does_not_matter(
    regions: list[Region], dx: int, dy: int
) -> None:
    assert reading_order([each.moved(dx, dy) for each in regions]) == reading_order(regions)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_boxes(count: int) -> None:
    boxes = [Region(100 * place, 0, 50, 12) for place in range(count)]
    assert reading_order(boxes[::-1]) == list(range(count))[::-1]


def test_five_thousand_boxes_in_one_row_and_in_a_grid() -> None:
    row = [Region(20 * place, 0, 10, 12) for place in range(5000)]
    assert reading_order(row) == list(range(5000))
    grid = [Region(60 * (place % 50), 20 * (place // 50), 40, 12) for place in range(5000)]
    assert reading_order(grid) == list(range(5000))


def test_one_column_is_read_down() -> None:
    assert reads(
        """
        one two
        three

        four
        """,
        "one two three four",
    )


def test_two_columns_of_prose_under_a_title_and_over_a_foot() -> None:
    assert reads(
        """
                  The title of this paper spans both columns
                              Ann Author, Bob Writer

        This is the first line of the        and the right column goes on
        left column of a paper that was      with the text of it and it is
        set in two columns with lines        read only after all the left
        that stand level with the ones       one was read. It has a foot
        on the right, as they should.        which spans both of them.

        A note at the foot that spans the whole of the page, from left to right
        """,
        "The title of this paper spans both columns Ann Author, Bob Writer "
        "This is the first line of the left column of a paper that was set in two columns "
        "with lines that stand level with the ones on the right, as they should. "
        "and the right column goes on with the text of it and it is read only after all the "
        "left one was read. It has a foot which spans both of them. "
        "A note at the foot that spans the whole of the page, from left to right",
    )


def test_three_columns_of_prose() -> None:
    assert reads(
        """
        one aa bb cc dd ee ff      two hh ii jj kk ll mm      six pp qq rr ss tt uu
        aa bb cc dd ee ff gg       hh ii jj kk ll mm nn       oo pp qq rr ss tt uu
        aa bb cc dd ee ff          hh ii jj kk ll mm          oo pp qq rr ss tt
        aa bb cc dd ee ff gg       hh ii jj kk ll mm nn       oo pp qq rr ss tt uu
        """,
        "one aa bb cc dd ee ff aa bb cc dd ee ff gg aa bb cc dd ee ff aa bb cc dd ee ff gg "
        "two hh ii jj kk ll mm hh ii jj kk ll mm nn hh ii jj kk ll mm hh ii jj kk ll mm nn "
        "six pp qq rr ss tt uu oo pp qq rr ss tt uu oo pp qq rr ss tt oo pp qq rr ss tt uu",
    )


def test_a_table_is_read_row_by_row() -> None:
    assert reads(
        """
        Name        Amount    Town
        Ann             12    Kiel
        Bob              7    Ulm
        Charlotte      190    Frankfurt
        """,
        "Name Amount Town Ann 12 Kiel Bob 7 Ulm Charlotte 190 Frankfurt",
    )


def test_a_table_with_holes_is_read_row_by_row() -> None:
    assert reads(
        """
        Name        Amount    Town      Note
        Ann             12    Kiel
        Bob                   Ulm       new
        Charlotte      190
        Dora             1    Jena
        """,
        "Name Amount Town Note Ann 12 Kiel Bob Ulm new Charlotte 190 Dora 1 Jena",
    )


def test_labels_and_fields() -> None:
    assert reads(
        """
        Sign in

        Name           ann@example.org
        Password       ************
        Server         mail.example.org

                       Cancel      Sign in
        """,
        "Sign in Name ann@example.org Password ************ Server mail.example.org Cancel Sign in",
    )


def test_a_terminal_with_gaps_in_its_lines() -> None:
    assert reads(
        """
        $ ls -l
        total 12
        -rw-r--r--  1 ann users    120  notes.txt
        -rw-r--r--  1 ann users  94120  picture.png
        drwxr-xr-x  2 ann users   4096  src
        $ git status
        On branch main
          modified:   README.md
        no changes added to commit
        """,
        "$ ls -l total 12 -rw-r--r-- 1 ann users 120 notes.txt "
        "-rw-r--r-- 1 ann users 94120 picture.png drwxr-xr-x 2 ann users 4096 src "
        "$ git status On branch main modified: README.md no changes added to commit",
    )


def test_a_cell_that_takes_two_lines_does_not_break_the_table() -> None:
    assert reads(
        """
        Tool      What it does             Since
        cut       Takes parts of lines     1980
        paste     Puts lines beside each   1983
                  other
        sort      Sorts                    1971
        """,
        "Tool What it does Since cut Takes parts of lines 1980 "
        "paste Puts lines beside each 1983 other sort Sorts 1971",
    )


def test_a_title_that_stands_beside_the_gutter_is_read_first() -> None:
    """Above the columns a short line leaves room on both sides, but no gutter goes on there."""
    author = [Region(230, 69, 190, 11)]
    left = [Region(30, 106, 140, 14), *(Region(30, 135 + 17 * row, 340, 13) for row in range(8))]
    right = [Region(400, 111 + 17 * row, 330, 13) for row in range(10)]
    assert reading_order([*right, *left, *author]) == [19, *range(10, 19), *range(10)]


def test_a_sidebar_whose_rows_stand_on_their_own() -> None:
    """The side's rows are further apart than the page's, and not level with them."""
    side = [Region(10, 40 + 26 * row, 60 + 9 * (row % 3), 12) for row in range(8)]
    page = [Region(160, 36 + 19 * row, 300 + 40 * (row % 4), 12) for row in range(14)]
    title = [Region(160, 8, 120, 14)]
    assert reading_order([*side, *page, *title]) == [*range(8), 22, *range(8, 22)]


def test_a_menu_above_a_sidebar_is_read_first() -> None:
    menu = [Region(x, 5, 40, 12) for x in (10, 62, 114, 166, 218)]
    side = [Region(10, 40 + 26 * row, 60 + 9 * (row % 3), 12) for row in range(8)]
    page = [Region(170, 36 + 19 * row, 300 + 40 * (row % 4), 12) for row in range(14)]
    assert reading_order([*side, *page, *menu]) == [*range(22, 27), *range(22)]


def test_a_sidebar_that_is_level_with_the_page_here_and_there() -> None:
    """A mail program: by chance four of the six folders stand level with a line beside them."""
    side = [
        Region(17, 50, 34, 10),
        Region(17, 77, 38, 10),
        Region(17, 105, 28, 9),
        Region(16, 131, 48, 10),
        Region(17, 159, 35, 12),
        Region(16, 185, 33, 10),
    ]
    page = [
        Region(150, 48, 290, 18),
        Region(151, 76, 151, 13),
        Region(471, 76, 114, 10),
        Region(151, 109, 480, 14),
        Region(151, 127, 350, 14),
        Region(151, 157, 396, 14),
        Region(151, 187, 90, 14),
        Region(150, 206, 63, 14),
    ]
    assert reading_order([*page, *side]) == [*range(8, 14), *range(8)]


def test_a_windows_button_at_the_top_is_no_column() -> None:
    button = [Region(600, 4, 10, 10)]
    short = [Region(10, 30 + 18 * row, 400, 12) for row in range(5)]
    broad = [Region(10, 120 + 18 * row, 620, 12) for row in range(3)]
    assert reading_order([*short, *broad, *button]) == [8, *range(8)]


def test_a_sidebar_with_a_page_of_two_columns() -> None:
    side = [Region(0, 30 + 31 * row, 70, 12) for row in range(9)]
    title = [Region(120, 10, 420, 20)]
    left = [Region(120, 50 + 20 * row, 190, 13) for row in range(10)]
    right = [Region(350, 50 + 20 * row, 190, 13) for row in range(10)]
    assert reading_order([*right, *left, *title, *side]) == [
        *range(21, 30),
        20,
        *range(10, 20),
        *range(10),
    ]


def test_columns_that_are_not_level_under_headings_of_their_own() -> None:
    left = [Region(0, 0, 100, 20), *(Region(0, 40 + 20 * row, 200, 13) for row in range(6))]
    right = [Region(260, 7, 90, 20), *(Region(260, 49 + 23 * row, 200, 13) for row in range(5))]
    assert reading_order([*right, *left]) == [*range(6, 13), *range(6)]


@settings(max_examples=30)
@given(st.integers(2, 6), st.integers(3, 12), st.integers(0, 6))
def test_a_grid_of_cells_is_rows(columns: int, rows: int, ragged: int) -> None:
    boxes = [
        Region(120 * column, 24 * row, 30 + ragged * ((row * 3 + column) % 5), 14)
        for row in range(rows)
        for column in range(columns)
    ]
    assert reading_order(boxes) == list(range(len(boxes)))


def test_a_title_in_the_middle_of_a_dialog_comes_first() -> None:
    """Boxes of a real dialog: a gutter runs between labels and fields, and passes the title."""
    boxes = [
        Region(226, 9, 82, 15),  # the title
        Region(18, 51, 187, 15),
        Region(18, 85, 26, 15),
        Region(168, 86, 40, 14),
        Region(19, 123, 27, 15),
        Region(168, 123, 54, 15),
        Region(18, 161, 55, 15),
        Region(169, 161, 53, 15),
        Region(19, 196, 77, 15),
        Region(41, 226, 82, 15),
        Region(329, 299, 27, 15),
        Region(401, 299, 26, 15),
    ]
    assert reading_order(boxes) == list(range(len(boxes)))


def test_a_line_number_alone_in_its_row_does_not_cut_off_the_code_beside_it() -> None:
    """Boxes of a real editor: a short row between long ones begins further left than they do."""
    boxes = [
        Region(61, 329, 34, 26),
        Region(223, 328, 97, 33),
        Region(384, 329, 94, 30),
        Region(61, 377, 35, 25),
        Region(223, 376, 440, 31),
        Region(819, 373, 292, 33),
        Region(61, 425, 34, 26),
        Region(144, 424, 27, 31),
        Region(61, 472, 766, 33),
        Region(61, 517, 907, 34),
    ]
    assert reading_order(boxes) == list(range(len(boxes)))
