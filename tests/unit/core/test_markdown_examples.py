"""Every example of CommonMark 0.31 and of GitHub's extensions reads as its reference does, and a
text that arrives in any two pieces, or one character at a time, ends as one that is read whole.
"""

from __future__ import annotations

import pytest

from askance.core.markdown import StreamingDocument, parse
from tests.unit.core.markdown_examples import (
    Example,
    examples,
    exceptions,
    links_of,
    reference,
    text_of,
    words,
)

ALL = [*examples("commonmark"), *examples("gfm")]
SECTIONS = sorted({example.section for example in ALL})


def test_all_examples_are_there() -> None:
    assert len(examples("commonmark")) == 652
    assert len(examples("gfm")) > 25


@pytest.mark.parametrize("section", SECTIONS)
def test_the_text_is_that_of_the_reference(section: str) -> None:
    known = exceptions()
    for example in ALL:
        if example.section != section:
            continue
        expected = words(reference(example.html)[0])
        text = words(text_of(parse(example.markdown)))
        if example.name not in known:
            assert text == expected, example.name
        else:
            reason, ours = known[example.name]
            assert text == ours != expected, f"{example.name}: {reason}"


def test_every_exception_is_of_an_example() -> None:
    assert set(exceptions()) <= {example.name for example in ALL}


@pytest.mark.parametrize(
    "example",
    [example for example in ALL if example.name.startswith("gfm") and "<a" in example.html],
    ids=lambda example: example.name,
)
def test_addresses_in_plain_text_are_links(example: Example) -> None:
    assert links_of(parse(example.markdown)) == reference(example.html)[1]


@pytest.mark.parametrize("section", SECTIONS)
def test_cut_anywhere_it_ends_as_read_whole(section: str) -> None:
    for example in ALL:
        if example.section != section:
            continue
        source = example.markdown
        whole = list(parse(source))
        document = StreamingDocument()
        for character in source:
            document.append(character)
            assert isinstance(document.open, tuple)
        document.finish()
        assert document.closed == whole, example.name
        for cut in range(1, len(source)):
            document = StreamingDocument()
            document.append(source[:cut])
            document.append(source[cut:])
            document.finish()
            assert document.closed == whole, (example.name, cut)
