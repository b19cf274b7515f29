"""What of a body changed when text came: the leaves that stand are told of no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askance.core.markdown import parse, streaming
from askance.ui.conversation.body import PIECE, WHOLE, Body
from askance.ui.conversation.flow import Leaf, TextLeaf, leaves
from tests.support import markdown_strategies

GROWING: dict[str, Callable[[int], str]] = {
    "list": lambda n: f"- item *{n}*\n",
    "quote": lambda n: f"> text *{n}*\n>\n",
    "one item": lambda n: f"{'-' if n == 0 else ' '} text *{n}*\n\n",
    "list in a quote": lambda n: f"> - item {n}\n",
    "paragraphs": lambda n: f"text *{n}*\n\n",
}


class Page:
    """Whoever shows a body: it knows what it is told."""

    def __init__(self) -> None:
        self.body = Body()
        self.leaves: list[Leaf] = []
        self.complete = 0

    def refresh(self) -> int:
        """Takes the change; how many leaves were told."""
        change = self.body.update()
        assert change.first >= self.complete or self.body.finished
        assert change.complete >= self.complete
        self.leaves[change.first :] = change.fresh
        self.complete = change.complete
        assert self.leaves == self.body.leaves
        return len(change.fresh)


@pytest.mark.parametrize("unit", GROWING.values(), ids=GROWING.keys())
def test_what_is_told_and_compared_does_not_grow_with_the_text(
    unit: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page()
    compared = 0
    equal = TextLeaf.__eq__

    def counted(one: TextLeaf, other: object) -> bool:
        nonlocal compared
        compared += 1
        return equal(one, other)

    source = ""
    for number in range(400):
        source += unit(number)
        page.body.append(unit(number))
        with monkeypatch.context() as patched:
            patched.setattr(TextLeaf, "__eq__", counted)
            compared = 0
            change = page.body.update()
        assert compared < 40
        assert len(change.fresh) < 20
        page.leaves[change.first :] = change.fresh
    page.body.finish()
    page.refresh()
    assert page.leaves == leaves(parse(source))
    assert page.complete == len(page.leaves)


@settings(max_examples=150, deadline=None)
@given(markdown_strategies.noise, st.randoms(use_true_random=False), st.booleans())
def test_however_it_comes_what_was_told_is_what_it_says(
    written: markdown_strategies.Written, chance: object, resumed: bool
) -> None:
    page, rest = Page(), written.source
    while rest:
        size = chance.choice((1, 3, 7, 30, 90))  # type: ignore[attr-defined]
        page.body.append(rest[:size])
        rest = rest[size:]
        page.refresh()
    page.body.finish()
    page.refresh()
    assert page.leaves == leaves(parse(written.source))
    assert page.complete == len(page.leaves)
    if resumed:
        page.complete = 0
        page.body.resume(())
        page.body.append("\n\nmore [r]\n\n[r]: /u\n")
        page.refresh()
        page.body.finish()
        page.refresh()
        assert page.leaves == leaves(parse(page.body.text))


def test_a_reference_defined_last_changes_what_refers_to_it() -> None:
    page = Page()
    for piece in ("see [a]\n\n", "plain\n\n", "- [a]\n- b\n\n", "[a]: /u\n", "\nend"):
        page.body.append(piece)
        page.refresh()
    page.body.finish()
    page.refresh()
    assert page.leaves == leaves(parse(page.body.text))


@pytest.mark.parametrize("later", [False, True])
def test_a_whole_text_is_read_once(monkeypatch: pytest.MonkeyPatch, later: bool) -> None:
    source = "# Head\n\nSome *words*\nand more.\n\n- a\n- b\n\n| a |\n|---|\n| 1 |\n\nend"
    read: list[str] = []
    place = streaming.place_late
    monkeypatch.setattr(
        streaming, "place_late", lambda text, known: read.append(text) or place(text, known)
    )
    page = Page()
    page.body.append(source, later=later)
    page.body.finish()
    assert page.body.read(lambda: True)
    page.refresh()
    assert read == [source]
    assert page.leaves == leaves(parse(source))


def test_a_long_text_is_read_in_pieces() -> None:
    source = "Some *words*, and more.\n\n" * 400
    assert len(source) > WHOLE
    page = Page()
    page.body.append(source, later=True)
    page.body.finish()
    turns = 1
    while not page.body.read(lambda: True):
        page.refresh()
        turns += 1
    page.refresh()
    assert turns >= len(source) // PIECE
    assert page.body.text == source
    assert page.body.finished
    assert page.leaves == leaves(parse(source))


def test_nothing_comes_after_the_end() -> None:
    body = Body()
    body.append("text")
    body.finish()
    with pytest.raises(ValueError, match="finished"):
        body.append("more")
