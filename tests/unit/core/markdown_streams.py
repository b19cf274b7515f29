"""Long Markdown texts that come in pieces, and what reading them costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from unittest.mock import patch

from askance.core.markdown import (
    StreamingDocument,
    cutting,
    late_references,
    openers,
    settled,
    streaming,
)
from askance.core.markdown.engine import read

WORDS = "some words that go on and on in a line"


def long(length: int, unit: Callable[[int], str], head: str = "") -> str:
    text, size = [head], len(head)
    for number in count():
        if size >= length:
            return "".join(text)
        text.append(unit(number))
        size += len(text[-1])
    raise AssertionError


@contextmanager
def counting() -> Iterator[list[int]]:
    """The characters given to the engine."""
    given = [0]
    place, outline = streaming.place, streaming.outline

    def placed(source, references):  # type: ignore[no-untyped-def]
        given[0] += len(source)
        return place(source, references)

    def outlined(source, references):  # type: ignore[no-untyped-def]
        given[0] += len(source)
        return outline(source, references)

    def read_(text, references):  # type: ignore[no-untyped-def]
        given[0] += len(text)
        return read(text, references)

    with (
        patch.object(streaming, "place", placed),
        patch.object(late_references, "place", placed),
        patch.object(streaming, "outline", outlined),
        patch.object(settled, "read", read_),
        patch.object(openers, "read", read_),
    ):
        yield given


def streamed(source: str, size: int = 4, every: int = 33) -> StreamingDocument:
    document = StreamingDocument()
    for number, start in enumerate(range(0, len(source), size)):
        document.append(source[start : start + size])
        if number % every == 0:
            assert isinstance(document.open, tuple)
    document.finish()
    return document


@contextmanager
def eager() -> Iterator[None]:
    """Cuts what is a few characters long, so that short texts meet every kind of cut."""
    with (
        patch.object(cutting, "_LONG_TEXT", 6),
        patch.object(cutting, "_LONG_ITEM", 6),
        patch.object(streaming, "_LONG_LINE", 8),
        patch.object(settled, "_LONG_OPEN", 6),
    ):
        yield
