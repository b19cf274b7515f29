"""What is opened in a long text and closed late or never costs no more than any other text, ends
in the same blocks as read whole, and is text as long as nobody has closed it.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from itertools import pairwise
from types import FrameType
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from askance.core.markdown import Paragraph, StreamingDocument, parse, plain_text, streaming
from askance.core.markdown.preview import presentable
from tests.unit.core.markdown_streams import WORDS, counting, eager, long, streamed

OPENERS = (  # noqa: SIM905 - a list of so many marks in quotes is harder to read
    "[|![|`|``|*|**|_|__|~~|<|<http://a|$|$$|\\(|\\[|[^|[a][|[a](b |[a](b \"|[a](<b |![a](b '|"
    "[ * ` **"
).split("|")
PLACES = {
    "a paragraph": ("So ", lambda n: f"{WORDS} {n}. "),
    "marks": ("So ", lambda n: f"*a {n}* and `b` **c** [d](e{n}) {WORDS} "),
    "lines": ("So ", lambda n: f"{WORDS} {n}\n"),
    "a quote": ("> So ", lambda n: f"{WORDS} {n}\n> "),
    "an item": ("- So ", lambda n: f"{WORDS} {n} "),
    "a heading": ("# So ", lambda n: f"{WORDS} {n} "),
    "Chinese": ("", lambda n: "漢字、かな。"),
}
REPEATED = (  # noqa: SIM905 - as above
    "[a |![a |[|`a |*a |**a |_a |~~a |<a |$a |\\(a |\\[a |[a](b |[a](|[a](<b |[a][b |[^a |*a_ |]( |"
    "![[|&a|\\ |a**b|x|https://a.b/("
).split("|")


def assert_linear(source: Callable[[int], str], most: float) -> None:
    """For each character that comes, so many are parsed, however many come."""
    costs = []
    for length in (8000, 16000):
        text = source(length)
        with counting() as given_:
            document = streamed(text)
        assert document.closed == list(parse(text))
        costs.append(given_[0] / len(text))
    assert costs[1] < most
    assert costs[1] < costs[0] * 1.15 + 0.5


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("opener", OPENERS)
def test_what_is_never_closed_is_not_read_again_and_again(opener: str, place: str) -> None:
    head, unit = PLACES[place]
    assert_linear(lambda length: long(length, unit, f"{head}{opener}a "), most=20)


@pytest.mark.parametrize("unit", REPEATED)
def test_what_is_opened_again_and_again_is_not_either(unit: str) -> None:
    assert_linear(lambda length: long(length, lambda _: unit, "So "), most=60)


@pytest.mark.parametrize(
    ("opener", "closer"),
    [
        ("[", "](u)"),
        ("![", "](u)"),
        ("`", "`"),
        ("``", "``"),
        ("*", "*"),
        ("**", "**"),
        ("_", "_"),
        ("~~", "~~"),
        ('[a](b "', '")'),
        ("[a](<b", ">)"),
        ("[ ** ~~ `", "` ~~ ** ](u)"),
    ],
)
def test_what_is_closed_late_is_read_again_once(opener: str, closer: str) -> None:
    unit = PLACES["marks" if opener in "[]![**~~_" else "a paragraph"][1]

    def source(length: int) -> str:
        return f"{long(length, unit, f'So {opener}a ').rstrip()}{closer} end {long(900, unit)}"

    assert_linear(source, most=25)


@pytest.mark.parametrize(
    ("openers", "closer"), [("[a ", "b](x "), ("*a ", "b* "), ("[a **b ", "b** ](x ")]
)
def test_what_closes_one_of_many_is_not_read_again_each_time(openers: str, closer: str) -> None:
    def source(length: int) -> str:
        opened = long(length // 2, lambda _: openers, "So ")
        return long(length, lambda _: closer, opened)

    assert_linear(source, most=60)


def calls_of(action: Callable[[], object]) -> int:
    """How many functions are called, in Python or not."""
    calls = 0

    def profile(_frame: FrameType, event: str, _what: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        action()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("unit", [*REPEATED, "[[a] ", "[a](b](", "![a](b ", "[![", "[a]["])
@pytest.mark.parametrize("end", ["", "](u)", "]"])
def test_many_open_brackets_read_whole_cost_as_much_as_they_are(unit: str, end: str) -> None:
    costs = []
    for count in (400, 800):
        source = "So " + unit * count + end * count
        costs.append(calls_of(lambda source=source: parse(source)))  # type: ignore[misc]
    assert costs[1] < costs[0] * 2.2


def test_what_is_open_is_text_until_it_is_closed() -> None:
    document = StreamingDocument()
    for piece in ("So **a ", *([f"{WORDS} "] * 100)):
        document.append(piece)
        assert document.open
    (shown,) = document.open
    assert isinstance(shown, Paragraph)
    assert plain_text(shown.inline).startswith("So **a some words")
    document.append("end** of it")
    (shown,) = document.open
    assert isinstance(shown, Paragraph)
    assert [span.bold for span in shown.inline] == [False, True, False]
    document.finish()
    assert document.closed == list(parse(document.text))


def test_a_line_without_a_blank_is_looked_at_seldom() -> None:
    document = StreamingDocument()
    document.append("xyz*" * 600)
    seen = []
    for _ in range(300):
        document.append("xyz*")
        seen.append(document.open)
    assert 3 <= sum(one is not other for one, other in pairwise(seen)) <= 5
    document.finish()
    assert document.closed == list(parse("xyz*" * 900))


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("see [a", "see [a"),
        ("see [a]", "see "),
        ("see [a](htt", "see "),
        ("see ![a](htt", "see "),
        ("see [a](http://b) c", "see [a](http://b) c"),
        ("see a](htt", "see a](htt"),
        ("[a] see [b", "[a] see [b"),
        ("[a] see [b](", "[a] see "),
        ("![", "!["),
    ],
)
def test_half_a_link_is_not_shown(line: str, shown: str) -> None:
    assert presentable(line, None) == shown


PIECES = (  # noqa: SIM905 - as above
    'a b;word;*a;b*;**a;b**;_a;b_;~~a;b~~;`;``;`c`;``d``;[;];[a;b](u);](u);](<u;u>);](u ";");'
    "](u ';');(;);![;![p;[^n];[r];][r];[r][;[x](y);\\(;\\);\\[;\\];$;$5;x$;$$;<;>;<http://a;http://b;"
    "www.a.b/[c;a@b.co;\\;\\*;\\`;&amp;;|;*;**;~;\n;!;漢字。;字、;](漢。;*漢字。;[漢、;字](u。;<a:漢。;字>"
).split(";")
STARTS = ("", "> ", "- ", "1. ", "# ", "> - ", "[^1]: ", "[r]: /u\n\n", "> [r]: /u\n>\n> ", "| ")
ENDS = ("", "\n\nend", "\n---\n", "\n- x", "\n# h\n", "\n```\nx", "\n\n[r]: /u\n", "\n|---|\n| 1 |")


@settings(max_examples=300, deadline=None)
@given(
    start=st.sampled_from(STARTS),
    pieces=st.lists(st.sampled_from(PIECES), max_size=40),
    between=st.sampled_from((" ", " ", "")),
    end=st.sampled_from(ENDS),
    chance=st.randoms(use_true_random=False),
)
@example("- ", ["**a", "字>", "**a", "b_", "b**", "a b", "b**", "a"], "", "\n- x", random.Random(1))
@example("", ["$$", "[r]", "$", "*a", "$", "$$", "a b", "$$"], " ", "", random.Random(2))
@example("", ["\\[", "a", '](u "', "[r][", "a"], " ", "\n# h\n", random.Random(3))
@example("> [r]: /u\n>\n> ", ["$", "[r][", "[x](y)"], " ", "\n---\n", random.Random(4))
def test_whatever_is_open_where_it_is_cut_it_ends_the_same(
    start: str, pieces: list[str], between: str, end: str, chance: random.Random
) -> None:
    source = start + between.join(pieces) + end
    with eager(), patch.object(streaming, "_LONG_TAIL", chance.choice((8, 20, 2000))):
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


@settings(max_examples=60, deadline=None)
@given(
    heads=st.lists(st.sampled_from(OPENERS), min_size=1, max_size=4),
    place=st.sampled_from(sorted(PLACES)),
    tails=st.lists(st.sampled_from(PIECES), max_size=6),
    size=st.integers(20, 400),
)
def test_what_is_opened_early_may_be_closed_late(
    heads: list[str], place: str, tails: list[str], size: int
) -> None:
    head, unit = PLACES[place]
    source = long(3000, unit, head + " a".join([*heads, ""])) + " ".join(tails)
    assert streamed(source, size, 1).closed == list(parse(source))
