"""However long one block grows and whatever it is, what came is parsed a bounded number of times,
it ends in the same blocks as read whole, and what stands keeps its identity.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askance.core.markdown import (
    Block,
    List,
    Paragraph,
    Quote,
    Span,
    StreamingDocument,
    parse,
    plain_text,
)
from tests.unit.core.markdown_streams import WORDS, counting, eager, long, streamed

SHAPES: dict[str, tuple[Callable[[int], str], str]] = {
    "fence": (lambda n: f"value_{n} = {n}\n", "```py\n"),
    "fence of one line": (lambda n: "QUJDREVGR0hJ", "```\n"),
    "table": (lambda n: f"| row {n} | **b** | `c` |\n", "| a | b | c |\n|---|:-:|---|\n"),
    "list": (lambda n: f"- item {n} {WORDS}\n", ""),
    "ordered list": (lambda n: f"{n + 1}. item {n}\n", ""),
    "nested list": (lambda n: f"{'  ' * (n % 4)}- item {n}\n", ""),
    "list in one item": (lambda n: f"  - item {n} {WORDS}\n", "- head\n"),
    "paragraphs in one item": (lambda n: f"   text {n} {WORDS}\n\n", "1. head\n\n"),
    "lines in one item": (lambda n: f"  line {n} {WORDS}\n", "- [x] head\n"),
    "fence in one item": (lambda n: f"   value = {n}\n", "1. head\n\n   ```py\n"),
    "paragraph of one line": (lambda n: f"{WORDS} ", ""),
    "paragraph of many lines": (lambda n: f"line {n} {WORDS}\n", ""),
    "emphasis": (lambda n: "*a* ", ""),
    "bold and code": (lambda n: f"**bold {n}** and `code {n}` in {WORDS} ", ""),
    "heading": (lambda n: f"{WORDS} ", "## "),
    "quote": (lambda n: f"> line {n} {WORDS}\n", ""),
    "quote of paragraphs": (lambda n: f"> text {n} {WORDS}\n>\n", ""),
    "quote of one line": (lambda n: f"{WORDS} ", "> "),
    "quote with lazy lines": (lambda n: f"line {n} {WORDS}\n", "> head\n"),
    "list in a quote": (lambda n: f"> - item {n}\n", ""),
    "table in a quote": (lambda n: f"> | {n} | b |\n", "> | a | b |\n> |---|---|\n"),
    "math": (lambda n: f"x_{n} + y_{n} \\\\\n", "$$\n"),
    "HTML": (lambda n: f'<div class="a{n}"><b>text {n}</b></div>\n', ""),
    "HTML on one line": (lambda n: f'<p class="a{n}">text {n}</p> ', ""),
    "prices": (lambda n: f"costs ${n} now ", ""),
    "formulas": (lambda n: f"where $x_{n}$ is \\(y_{n}\\) so ", ""),
    "addresses": (lambda n: f"see https://a.example/x_{n}_y, www.b.example. ", ""),
    "brackets": (lambda n: f"see [{n}] and [a]({n}) and [^{n}] ", ""),
    "definitions": (lambda n: f"[r{n}]: https://a.example/{n}\n", ""),
    "note": (lambda n: f"    line {n} {WORDS}\n", "[^1]: head\n"),
    "notes": (lambda n: f"[^{n}]: note {WORDS}\n", ""),
    "indented code": (lambda n: f"    line {n}\n", ""),
    "a mix": (
        lambda n: (
            f"Text {n} {WORDS}.\n\n",
            f"- a {n}\n- b\n\n",
            f"```\n{n}\n```\n\n",
            f"> quote {n}\n\n",
            f"| a |\n|---|\n| {n} |\n\n",
        )[n % 5],
        "",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_long_costs_as_much_as_it_is_long(name: str) -> None:
    unit, head = SHAPES[name]
    costs = []
    for length in (6000, 12000):
        source = long(length, unit, head)
        with counting() as given:
            document = streamed(source)
        assert document.closed == list(parse(source))
        costs.append(given[0] / len(source))
    # All were linear with fewer than twelve characters parsed for each that came.
    assert costs[1] < 12
    assert costs[1] < costs[0] * 1.15 + 0.5


@pytest.mark.parametrize("name", SHAPES)
def test_a_large_piece_ends_the_same(name: str) -> None:
    unit, head = SHAPES[name]
    source = long(5000, unit, head)
    assert streamed(source, 1024, 1).closed == list(parse(source))


def same_objects(one: tuple[object, ...], other: tuple[object, ...]) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] is pair[1], pairs))


def parts(block: Block) -> tuple[object, ...]:
    match block:
        case Paragraph(inline):
            return inline
        case Quote(blocks):
            return blocks
        case List(items):
            return items
    return ()


@pytest.mark.parametrize("name", ["bold and code", "quote of paragraphs", "list", "emphasis"])
def test_what_stands_in_a_growing_block_keeps_its_identity(name: str) -> None:
    unit, head = SHAPES[name]
    document = StreamingDocument()
    document.append(long(4000, unit, head))
    (before,) = document.open
    document.append(long(300, unit))
    (after,) = document.open
    assert same_objects(parts(before), parts(after)) > 0.7 * len(parts(before))


def test_marks_do_not_show_in_a_long_line() -> None:
    document = StreamingDocument()
    for character in long(1500, *SHAPES["bold and code"]):
        document.append(character)
        (block,) = document.open or (Paragraph(()),)
        assert isinstance(block, Paragraph)
        assert "*" not in plain_text(block.inline)


def test_a_long_line_may_become_a_heading_or_the_head_of_a_table() -> None:
    for line in (f"{WORDS} " * 20, f"{WORDS} | " * 20, f"{WORDS} " * 12 + "| b"):
        for under in ("---", "===", "|---|---|", "-|-", "more"):
            source = f"{line}\n{under}\n| 1 | 2 |\n\nend"
            assert streamed(source).closed == list(parse(source))


STARTS = (
    "",
    "",
    "> ",
    "- ",
    "  ",
    "   ",
    "    ",
    "1. ",
    "> > ",
    "- > ",
    "[^n]: ",
    ">\t",
    "-\t",
    "# ",
)
LINES = (
    "some words here|*a* b c|**open words|`code` x|a `b c|¦ a ¦ b ¦|¦---¦---¦|--¦--|---|===|- - -"
    "|```py|```|~~~|$$|\\[ x|x \\]|cost $5 or $6 x|so $a b$ c|[a](b 'c') d|[a](b c|[r]: /u"
    "|see [r] and [^n]|'t'||text\\|- deep item|2) two items|<div> x *y* z|www.a.com/x_y z"
    "|a@b.co m|code six|¦ a b ¦ c d ¦|words  "
)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(STARTS), st.sampled_from(LINES.split("|"))), max_size=12),
    st.randoms(use_true_random=False),
)
def test_cut_wherever_it_can_be_it_ends_the_same(
    lines: list[tuple[str, str]], chance: random.Random
) -> None:
    source = "\n".join(start + line for start, line in lines).replace("¦", "|")
    with eager():
        document = StreamingDocument()
        rest = source
        while rest:
            size = chance.choice((1, 1, 2, 3, 7, 30))
            document.append(rest[:size])
            rest = rest[size:]
            if chance.random() < 0.3:
                assert isinstance(document.open, tuple)
        document.finish()
    assert document.closed == list(parse(source))
    ends = [0, *(end for _, end in document.lines)]
    starts = [*(start for start, _ in document.lines), source.count("\n") + 1]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))
    assert all(start < end for start, end in document.lines)


@pytest.mark.parametrize("name", SHAPES)
def test_every_kind_of_cut_ends_the_same(name: str) -> None:
    unit, head = SHAPES[name]
    source = f"{long(600, unit, head)}\n\nbehind *it* all\nend"
    with eager():
        assert streamed(source, 3, 2).closed == list(parse(source))


def test_the_runs_of_a_long_text_are_joined() -> None:
    document = StreamingDocument()
    document.append(f"{WORDS} " * 100)
    assert document.open == (Paragraph((Span((f"{WORDS} " * 100).strip()),)),)
