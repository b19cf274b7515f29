"""Blocks as a row of leaves: the same whether they came at once or grew; what stands is kept."""

from __future__ import annotations

import pytest

from askance.core.markdown import StreamingDocument, parse
from askance.ui.conversation.flow import Flow, Leaf, Style, TextLeaf, leaves

GROWING = {
    "list": "".join(f"- item {n}\n" for n in range(60)),
    "ordered list": "".join(f"{n}. item {n}\n" for n in range(90, 130)),
    "nested list": "".join(f"{'  ' * (n % 3)}- item {n}\n" for n in range(60)),
    "one item": "1. head\n\n" + "".join(f"   text {n}\n\n   > quote\n\n" for n in range(40)),
    "quote": "".join(f"> text {n}\n>\n> - a\n>   - b\n>\n" for n in range(40)),
    "note": "[^a]: head\n\n" + "".join(f"    text {n}\n\n" for n in range(40)),
    "a mix": "# h\n\n- ```\n  x\n  ```\n- | a |\n  |---|\n- \n- - a\n\n> ---\n\n$$\nx\n$$\n\nend",
}


@pytest.mark.parametrize("source", GROWING.values(), ids=GROWING.keys())
def test_grown_it_is_the_same_as_whole(source: str) -> None:
    document, flow = StreamingDocument(), Flow()
    for start in range(0, len(source), 7):
        document.append(source[start : start + 7])
        grown = [leaf for block in document.blocks for leaf in flow.leaves(block)]
        assert grown == leaves(document.blocks)
    document.finish()
    assert leaves(document.blocks) == leaves(parse(source))


@pytest.mark.parametrize("name", ["list", "nested list", "one item", "quote", "note"])
def test_the_leaves_of_what_stands_are_kept(name: str) -> None:
    document, flow = StreamingDocument(), Flow()
    before: list[Leaf] = []
    source = GROWING[name]
    for start in range(0, len(source), 40):
        document.append(source[start : start + 40])
        after = [leaf for block in document.blocks for leaf in flow.leaves(block)]
        kept = sum(one is other for one, other in zip(before, after, strict=False))
        assert kept >= len(before) - 40
        before = after
    assert len(before) > 30


def test_a_note_has_its_label_beside_its_first_line() -> None:
    first, second = leaves(parse("[^1]: one\n\n    two"))
    assert isinstance(first, TextLeaf)
    assert isinstance(second, TextLeaf)
    assert (first.marker, first.style) == ("[1]", Style.PARAGRAPH)
    assert (second.marker, second.place) == ("", first.place)
    (code,) = leaves(parse("[^a-very-long-label]: x"))
    assert isinstance(code, TextLeaf)
    assert code.marker == "[a-very-…]"
