"""What is written for pictures of text; the pictures are drawings with characters."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askance.core.markdown import Block, parse
from askance.core.markdown.blocks import Code as CodeBlock
from askance.core.markdown.blocks import Heading, List, Paragraph, Table, plain_text
from askance.core.reading.answers.extract import Extract
from askance.core.reading.answers.verbatim import Verbatim
from askance.core.reading.answers.writer import NO_TEXT
from askance.core.reading.values import (
    BoxesFound,
    Code,
    CodesRead,
    Line,
    LineRead,
    Looking,
    Quad,
    ReadStarted,
)
from askance.core.screen import Region
from tests.support.reading_layouts import events, layout, line_at, pieces, written

TERMINAL = """
$ ls -l
total 12
-rw-r--r--  1 ann users    120  notes.txt
-rw-r--r--  1 ann users  94120  picture.png
drwxr-xr-x  2 ann users   4096  src
$ git status
On branch main
  modified:   README.md

no changes added to commit
""".strip()
PROGRAM = """
def greet(name: str) -> str:
    if not name:
        return "nobody"

    for letter in name:
        print(letter)
    return f"Hello, {name}"
""".strip()


def extracted(lines: list[Line]) -> str:
    return written(Extract(), events(lines))


def words_of(blocks: tuple[Block, ...]) -> list[str]:
    """All words that are shown; a list's numbers are shown by the list."""
    return [word for block in blocks for word in _words(block)]


def _words(block: Block) -> list[str]:
    match block:
        case Paragraph(inline) | Heading(_, inline):
            return plain_text(inline).split()
        case CodeBlock(_, text):
            return text.split()
        case Table(header, rows):
            return [
                word for row in (header, *rows) for cell in row for word in plain_text(cell).split()
            ]
        case List(items, start):
            words: list[str] = []
            for place, item in enumerate(items):
                words.append("•" if start is None else f"{start + place}.")
                words.extend(words_of(item.blocks))
            return words
    raise AssertionError(f"a {block} was made of text")


@pytest.mark.parametrize("drawing", [TERMINAL, PROGRAM], ids=["terminal", "program"])
@pytest.mark.parametrize("gap", [2, 3, 9])
def test_a_terminal_and_a_program_keep_their_layout(drawing: str, gap: int) -> None:
    assert extracted(layout(drawing, gap=gap)) == f"```\n{drawing}\n```"
    assert written(Verbatim(), events(layout(drawing, gap=gap))) == f"```\n{drawing}\n```"


def test_short_lines_with_a_programs_marks_are_code() -> None:
    json = '{\n  "a": 1,\n  "b": [\n    2,\n    3\n  ],\n  "name": "something or other"\n}'
    assert extracted(layout(json)) == f"```\n{json}\n```"


def test_numbered_lines_are_code_though_nothing_is_known_of_their_letters() -> None:
    drawing = """
        3    合计 = 0;
        4    for (x : xs) {
        5        合计 += x;
        6    }
    """
    (code,) = parse(extracted(layout(drawing, sans=True)))
    assert isinstance(code, CodeBlock)
    assert [line.split()[0] for line in code.text.split("\n")] == ["3", "4", "5", "6"]


def test_wrapped_lines_are_one_paragraph_and_others_are_not() -> None:
    wrapped = """
        The picture never leaves the computer and the answer
        streams into the conversation as it is being read, a
        line at a time, until all of it is there.

        Open
        Save as a picture
        Quit
    """
    first, second = parse(extracted(layout(wrapped, sans=True, gap=9)))
    assert isinstance(first, Paragraph)
    assert "\n" not in plain_text(first.inline)
    assert isinstance(second, Paragraph)
    assert plain_text(second.inline) == "Open\nSave as a picture\nQuit"


def test_chinese_is_joined_without_blanks_and_a_hyphen_too() -> None:
    chinese = [
        line_at("按下快捷键在屏幕上拖动选择一个区域", 0, 0),
        line_at("然后输入问题没有网络也可以读取文字", 0, 18),
        line_at("表格", 0, 36),
    ]
    assert extracted(chinese) == "".join(line.text for line in chinese)
    hyphen = """
        What is said here is a well-known and much-
        loved truth, at least where one says it as
        we do, and nowhere else in all of the world.
    """
    assert "much-loved truth" in extracted(layout(hyphen, sans=True))


def test_headings_are_told_by_their_size() -> None:
    lines = [
        line_at("Release notes", 0, 0, size=24, sans=True),
        line_at("What is new", 0, 50, size=17, sans=True),
        *(line_at("There is a great deal of it, all good", 0, 90 + 18 * row, sans=True)
          for row in range(4)),
    ]  # fmt: skip
    title, second, body = parse(extracted(lines))
    assert title == Heading(1, title.inline if isinstance(title, Heading) else ())
    assert isinstance(second, Heading)
    assert (second.level, plain_text(second.inline)) == (2, "What is new")
    assert isinstance(body, Paragraph)


def test_lists_with_their_nesting_and_their_numbers() -> None:
    drawing = """
        • first thing
          - inner thing
          - another one
        • second thing

        3. third
        4. fourth
        7. seventh
    """
    assert extracted(layout(drawing, sans=True, gap=9)) == (
        "- first thing\n  - inner thing\n  - another one\n- second thing\n\n"
        "3. third\n4. fourth\n7) seventh"
    )


def test_a_bullet_in_a_box_of_its_own_is_still_one() -> None:
    assert extracted(layout("•   one thing\n•   another thing", sans=True)) == (
        "- one thing\n- another thing"
    )


def test_an_item_that_was_wrapped_goes_on() -> None:
    drawing = """
        • A text layer on the picture, so that words are copied straight
          off it, without asking anybody
        • Codes are read
    """
    assert "copied straight off it" in extracted(layout(drawing, sans=True))


def test_records_that_happen_to_be_as_long_stay_lines() -> None:
    drawing = """
        2026-11-20 the first of the rooms was painted
        2026-11-21 then the second one was painted too
        2026-11-22 and the third one had to wait a day
    """
    assert extracted(layout(drawing, sans=True)).count("2026-11-2") == 3
    assert "painted 2026" not in extracted(layout(drawing, sans=True))


def test_a_line_that_hangs_below_an_item_belongs_to_it() -> None:
    items = parse(extracted(layout("• one thing\n  and more of it\n• another thing", sans=True)))
    assert words_of(items) == [
        "•",
        "one",
        "thing",
        "and",
        "more",
        "of",
        "it",
        "•",
        "another",
        "thing",
    ]
    assert len(items) == 1


TABLE = """
    Item           Amount    Price    Note
    Paper | A4          12     4.99   in stock
    Pens, "blue"         5     0.35
    Lamp with an         3    24.90   *new*
    arm
    Ink                               none
"""


def test_a_table_with_holes_and_marks() -> None:
    lines = layout(TABLE, sans=True)
    lines = [line for line in lines if line.text != "arm"]
    assert extracted(lines) == (
        "| Item | Amount | Price | Note |\n"
        "| --- | ---: | ---: | --- |\n"
        "| Paper \\| A4 | 12 | 4.99 | in stock |\n"
        '| Pens, "blue" | 5 | 0.35 | |\n'
        "| Lamp with an | 3 | 24.90 | \\*new\\* |\n"
        "| Ink | | | none |"
    )


def test_labels_with_their_fields_are_lines() -> None:
    form = "Name:       Ann Example\nServer:     mail.example.org\nKind:       one"
    assert extracted(layout(form, sans=True)) == (
        "Name: Ann Example\nServer: mail.example.org\nKind: one"
    )


def test_codes_come_last_as_a_short_list() -> None:
    box = Quad.of(Region(0, 0, 10, 10))
    codes = CodesRead(
        (Code("QRCode", "https://example.org/a_b?c", box), Code("EAN-13", "4012", box))
    )
    said = [codes, *events([line_at("Scan me", 0, 0, sans=True)])]
    assert written(Extract(), said) == (
        "Scan me\n\n- QRCode: <https://example.org/a_b?c>\n- EAN-13: `4012`"
    )


@pytest.mark.parametrize("writer", [Extract, Verbatim])
def test_nothing_found_is_a_sentence(writer: type[Extract] | type[Verbatim]) -> None:
    empty = Line("", 0.0, Quad.of(Region(0, 0, 9, 9)))
    assert written(writer(), [ReadStarted(9, 9), BoxesFound(0, ()), CodesRead(())]) == NO_TEXT
    assert written(writer(), events([empty])) == NO_TEXT


def test_words_are_pieces_with_their_score_and_the_rest_has_none() -> None:
    line = line_at("• one two", 0, 0, sans=True, score=0.7)
    said = pieces(Extract(), events([line]))
    assert [(piece.text, piece.score) for piece in said] == [
        ("- ", None),
        ("one ", 0.7),
        ("two", 0.7),
    ]


def test_it_is_written_line_by_line() -> None:
    """A paragraph's first two lines may be held back, no other."""
    lines = [line_at(f"Line number {row} of the text.", 0, 18 * row, sans=True) for row in range(6)]
    writer, boxes, *read = Extract(), *events(lines)
    list(writer.feed(boxes))
    counts = [sum(map(len, (piece.text for piece in writer.feed(event)))) for event in read]
    assert counts[0] == 0
    assert all(counts[1:])


def test_code_that_holds_a_fence_stays_code() -> None:
    drawing = "Use fences as follows:\n```python\nprint('some text here')\n```\nand then text again"
    blocks = parse(extracted(layout(drawing)))
    assert all(isinstance(block, CodeBlock) for block in blocks)
    assert "\n".join(block.text for block in blocks if isinstance(block, CodeBlock)) == drawing


def test_columns_are_written_one_after_the_other_as_they_are() -> None:
    drawing = """
        This is the left column of the page     and this is the right one, also
        it has a few lines that are filled      filled up, to be read only when
        to the edge of it, so it is prose.      the left one has come to its end.
    """
    text = written(Verbatim(), events(layout(drawing)))
    assert text.index("prose.") < text.index("and this is")


SOURCES = st.text(
    st.sampled_from(list("aZ9é网 `*_~<>[]()#&;:!|\\$-+=.,'\"{}/@x1\u200b")), min_size=1, max_size=30
).filter(lambda text: re.search(r"\w", text) is not None and text.strip() != "")


@settings(max_examples=400, deadline=None)
@given(st.lists(SOURCES, min_size=1, max_size=4), st.booleans())
def test_what_is_shown_is_what_was_read(texts: list[str], sans: bool) -> None:
    lines = [line_at(text, 0, 18 * row, sans=sans) for row, text in enumerate(texts)]
    shown = "".join(words_of(parse(extracted(lines))))
    assert _plain(shown) == _plain("".join(texts))


def _plain(text: str) -> str:
    """Without blanks, and all marks of lists alike: `-` is shown as a disc, `[x]` as a box."""
    return re.sub(r"[\s•·*+\-–)\.]|\[[ xX]?\]", "", text)


BOXES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 25), st.text("abgW1:-•|", min_size=1, max_size=8)),
    max_size=25,
)


@settings(max_examples=200, deadline=None)
@given(BOXES, st.randoms(use_true_random=False), st.sampled_from([Extract, Verbatim]))
def test_no_word_is_lost_and_lines_may_come_in_any_order(
    boxes: list[tuple[int, int, str]],
    chance: random.Random,
    writer: type[Extract] | type[Verbatim],
) -> None:
    lines = [line_at(text, 20 * x, 9 * y, sans=bool(x % 2)) for x, y, text in boxes]
    found, *read = events(lines)
    text = written(writer(), [found, *read])
    shown = "" if text == NO_TEXT else text
    said = "".join(line.text for line in lines)
    assert sorted(re.findall("[abgW1]", shown)) == sorted(re.findall("[abgW1]", said))
    chance.shuffle(read)
    assert written(writer(), [found, *read]) == text


def test_boxes_found_part_by_part_around_a_focus() -> None:
    lines = layout("one thing\nanother thing\n\nthird of them", sans=True, gap=9)
    said = [
        Looking(0, 2),
        BoxesFound(0, (lines[2].box,)),
        LineRead(0, lines[2]),
        Looking(1, 2),
        BoxesFound(1, (lines[0].box, lines[1].box)),
        Looking(2, 2),
        LineRead(1, lines[0]),
        LineRead(2, lines[1]),
    ]
    assert written(Extract(), said) == extracted(lines)
