"""A text that comes in pieces ends in the same blocks, and what is closed stays as it is."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askance.core.markdown import (
    Block,
    Code,
    Heading,
    List,
    Paragraph,
    Span,
    StreamingDocument,
    parse,
    rough_text,
)

SAMPLES = {
    "paragraph, then a heading that is none": "text\n#5 is a number\n\n# Head\ntext\n",
    "setext": "a\nb\n---\n\nc\n===\n",
    "table interrupts a paragraph": "see\n| a | b |\n|--|--|\n| 1 | 2 |\n| 3 |\nend?\n\nend",
    "no table after all": "see\n| a | b |\n|--|--x\n| 1 | 2 |\n\n",
    "table, blank, table": "|a|\n|-|\n|1|\n\n|b|\n|-|\n|2|\n# h\n",
    "fences": "```py\nx\n\n``\n````\n~~~ js\n```\n~~~\nafter\n```",
    "indented fence": "  ```\n    a\n  b\n c\n  ```\nx",
    "fence of blank lines": "```\n\n\n```\n\nx\n",
    "list": "- a\n- b\n\n  c\n    - d\n- e\n* f\n* g\n\nend\n",
    "ordered list": "1. a\n\n   ```py\n   x\n   ```\n2. b\n   - n\n10. c\nlazy\n\n---\n",
    "list and rule": "- a\n- b\n- - -\n- c\n---\n",
    "tasks": "- [x] a\n- [ ] b\n-\n- [x]\n",
    "quote": "> a\nlazy\n> - b\n\n> c\n\nd",
    "math": "so\n\\[\na\n= b\n\\]\nand $$\nx\n\ny $$ z\n$$\nx\n",
    "reference used first": "see [a] and [b]\n\n- [a]\n- c\n\n[a]: https://a.b\n 'title'\n\nx",
    "reference with a broken title": "[a]: /u\n'title\nmore\n\n[a]\n",
    "line ends": "a\r\nb\rc\n\r\n\r\rd\r",
    "odd characters": "a\u2028b\x0bc\0d\n\n\te\n\xa0\n",
    "indented code": "    a\n\n    b\n\nc\n",
}


def streamed(pieces: list[str]) -> list[Block]:
    document = StreamingDocument()
    for piece in pieces:
        document.append(piece)
        assert isinstance(document.open, tuple)
    document.finish()
    assert document.text == "".join(pieces)
    assert document.open == ()
    return document.closed


@pytest.mark.parametrize("source", SAMPLES.values(), ids=SAMPLES.keys())
def test_cut_anywhere_it_ends_the_same(source: str) -> None:
    whole = list(parse(source))
    assert streamed(list(source)) == whole
    for cut in range(len(source)):
        assert streamed([source[:cut], source[cut:]]) == whole


LINES = st.sampled_from(
    "|a paragraph|- item|- [x] task|* star|1. one|2) two|  nested|   - deep|    far|```|```py|~~~"
    "|> quote|>|# head|#|---|===|- - -|a ¦ b|¦a¦b¦|¦-¦-¦|--¦--|$$|\\[|x \\]|[r]: /u|[r]|'t'|\t- t"
    "|10. ten|+|**b|`c|  ```".replace("|", "\n")
    .replace("¦", "|")
    .split("\n")
)


@settings(max_examples=300, deadline=None)
@given(lines=st.lists(LINES, max_size=14), ends=st.sampled_from(["\n", "\r\n"]), seed=st.integers())
def test_any_lines_cut_anywhere_end_the_same(lines: list[str], ends: str, seed: int) -> None:
    source = ends.join(lines)
    chance = random.Random(seed)
    pieces, rest = [], source
    while rest:
        size = chance.choice((1, 1, 2, 3, 7, 30))
        pieces.append(rest[:size])
        rest = rest[size:]
    assert streamed(pieces) == list(parse(source))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab*_`~[]()!<>#-+|:$\\ \n\t1.\"'", max_size=60), st.integers(1, 5))
def test_any_characters_cut_anywhere_end_the_same(source: str, size: int) -> None:
    pieces = [source[start : start + size] for start in range(0, len(source), size)]
    assert streamed(pieces) == list(parse(source))


def test_closed_blocks_keep_their_identity() -> None:
    document = StreamingDocument()
    seen: list[Block] = []
    for piece in SAMPLES["list"] + SAMPLES["fences"] + SAMPLES["quote"]:
        document.append(piece)
        assert all(old is new for old, new in zip(seen, document.closed, strict=False))
        assert len(document.closed) >= len(seen)
        seen = list(document.closed)
    document.finish()
    assert all(old is new for old, new in zip(seen, document.closed, strict=False))


def test_a_late_reference_changes_only_the_blocks_that_use_it() -> None:
    document = StreamingDocument()
    document.append("plain\n\nsee [a]\n\nplain too\n\n")
    first, second, third = document.blocks
    document.append("[a]: https://a.example\n")
    document.finish()
    assert document.closed[0] is first
    assert document.closed[1] != second
    assert document.closed[2] == third


def test_what_is_long_is_continued_and_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from askance.core.markdown import streaming

    parsed = 0
    place = streaming.place

    def counted(source, references):  # type: ignore[no-untyped-def]
        nonlocal parsed
        parsed += len(source)
        return place(source, references)

    monkeypatch.setattr(streaming, "place", counted)
    fence = "```py\n" + "x = 1\n" * 2000
    table = "|a|b|\n|-|-|\n" + "| 1 | 2 |\n" * 2000
    items = "- item\n" * 2000
    for source in (fence, table, items):
        document = StreamingDocument()
        parsed = 0
        for start in range(0, len(source), 40):
            document.append(source[start : start + 40])
            assert document.open
        document.finish()
        assert parsed < 10 * len(source)


@pytest.mark.parametrize(
    ("so_far", "shown"),
    [
        ("text\n-", "text"),
        ("text\n12.", "text"),
        ("text\n```pyth", "text"),
        ("text\n| a | b |\n|--", "text"),
        ("see [the page](https://a.exam", "see "),
        ("it is **very bold", "it is very bold"),
        ("it is **bold*", "it is bold"),
        ("call `run", "call run"),
        ("- [x", ""),
    ],
)
def test_markers_do_not_show_before_they_mean_something(so_far: str, shown: str) -> None:
    document = StreamingDocument()
    document.append(so_far)
    text = "".join(
        span.text
        for block in document.open
        if isinstance(block, Paragraph | Heading)
        for span in block.inline
    )
    assert text.rstrip() == shown.rstrip()
    assert not any(isinstance(block, List | Code) for block in document.open)


def test_the_end_of_a_fence_does_not_show_as_code() -> None:
    document = StreamingDocument()
    document.append("```py\nx\n``")
    assert document.open == (Code("py", "x"),)
    document.append("`\n")
    assert document.closed == [Code("py", "x")]


def test_nothing_comes_after_the_end() -> None:
    document = StreamingDocument()
    document.finish()
    document.finish()
    with pytest.raises(ValueError, match="finished"):
        document.append("x")


def test_a_late_reference_reads_only_what_may_use_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from askance.core.markdown import streaming

    source = "plain text that refers to nothing\n\n" * 200 + "see [a]\n\nplain\n\n[a]: /u\n"
    document = StreamingDocument()
    for start in range(0, len(source), 500):
        document.append(source[start : start + 500])
    parsed = []
    place = streaming.place
    monkeypatch.setattr(
        streaming, "place", lambda text, known: parsed.append(text) or place(text, known)
    )
    document.finish()
    assert document.closed == list(parse(source))
    assert sum(map(len, parsed)) < 600


def test_what_refers_to_nothing_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from askance.core.markdown import late_references

    block = "see [this](https://a.b) and `x[1]` and [^1]\n\n- [it](/u)\n\n```\nx[2]\n```\n\n"
    source = block * 50 + "see [a]\n\n> [a]\n\nend\n\n"
    document = StreamingDocument()
    for start in range(0, len(source), 100):
        document.append(source[start : start + 100])
    parsed: list[str] = []
    place = late_references.place
    monkeypatch.setattr(
        late_references, "place", lambda text, known: parsed.append(text) or place(text, known)
    )
    document.finish("[a]: /u\n")
    assert document.closed == list(parse(f"{source}[a]: /u\n"))
    assert parsed == ["see [a]", "> [a]"]


def test_a_text_is_closed_by_the_blank_line_behind_it() -> None:
    for source in (
        "some *words*\nand more\n",
        "# head\n",
        "head\n===\n",
        "> q\n\n---\n",
        "$$\nx\n$$\n",
    ):
        document = StreamingDocument()
        document.append(f"{source}\n")
        assert document.open == ()
        assert document.closed == list(parse(source))
    for source in ("see [a]\n\n", "- item\n\n", "# a | b\n", "    code\n\n"):
        document = StreamingDocument()
        document.append(source)
        assert document.closed == []
        assert document.open == parse(source)


def test_the_line_behind_a_definition_may_be_its_title() -> None:
    for ending in ("'", "", "' x"):
        source = f"[a]: /u\n'some title\nof [two] lines{ending}\n\nsee [a] and [two]\n\n[two]: /v"
        assert streamed(list(source)) == list(parse(source))
        assert streamed([source[:12], source[12:25], source[25:]]) == list(parse(source))


@pytest.mark.parametrize("cut", [0, 1, 9, 25, 1000])
def test_the_last_piece_can_come_with_the_end_and_is_read_once(
    monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    source = "# One\r\n\r\nSome *words* [a]\r\n\r\n- x\r- y\r\n\r\n[a]: https://example.org\r"
    told = StreamingDocument()
    told.append(source)
    told.finish()
    document = StreamingDocument()
    document.append(source[:cut])
    document.finish(source[cut:])
    assert document.text == source
    assert document.closed == told.closed
    assert document.finish() is None
    with pytest.raises(ValueError, match="finished"):
        document.finish("more")
    from askance.core.markdown import streaming
    from askance.core.markdown.parser import place_late

    read: list[str] = []
    monkeypatch.setattr(
        streaming, "place_late", lambda text, known: read.append(text) or place_late(text, known)
    )
    whole = StreamingDocument()
    whole.finish("One *two*.\n\nThree.\n")
    assert read == ["One *two*.\n\nThree.\n"]


def test_texts_of_the_last_piece_are_read_when_somebody_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from askance.core.markdown import runs

    read: list[str] = []
    whole = runs.runs_of
    monkeypatch.setattr(
        runs, "runs_of", lambda text, known: read.append(text) or whole(text, known)
    )
    document = StreamingDocument()
    document.finish("One *two* [a].\n\n## A `b`\n\n- c **d**\n\nplain\n\n    [a]: no")
    assert read == ["plain"]  # there is nothing in it to be put off
    paragraph, heading, items, *_ = document.closed
    assert isinstance(paragraph, Paragraph)
    assert rough_text(paragraph.inline) == "One two a]."
    assert read == ["plain"]
    assert paragraph.inline == (Span("One "), Span("two", italic=True), Span(" [a]."))
    assert (Span("A "), Span("b", code=True)) == heading.inline
    assert read == ["plain", "One *two* [a].", "A `b`"]
    assert rough_text(paragraph.inline) == "One two [a]."
    linked = StreamingDocument()
    linked.finish("See [the page](https://example.org/a/long/address) and `code`.")
    assert rough_text(linked.closed[0].inline) == "See the page and code."
    again = StreamingDocument()
    again.finish(document.text)
    assert again.closed == document.closed
    assert hash(again.closed[2]) == hash(items)
    assert repr(again.closed[0]) == repr(parse(document.text)[0])
