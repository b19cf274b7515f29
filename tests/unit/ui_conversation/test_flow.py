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
    "quote in Hebrew": "".join(f"> מילים {n}\n>\n> - א\n>   - ב\n>\n" for n in range(40)),
    "a mix": "# h\n\n- ```\n  x\n  ```\n- | a |\n  |---|\n- \n- - a\n\n> ---\n\n$$\nx\n$$\n\nend",
}


@pytest.mark.parametrize("source", GROWING.values(), ids=GROWING.keys())
def test_grown_it_is_the_same_as_whole(source: str) -> None:
    document, flow = StreamingDocument(), Flow()
    last: list[Leaf] = []
    count = 0
    for start in range(0, len(source), 7):
        document.append(source[start : start + 7])
        for number, block in enumerate(document.blocks[max(0, count - 1) :], max(1, count)):
            if number == count:
                kept, behind = flow.grown(block)
                last[kept:] = behind
            else:
                last = flow.leaves(block)
            assert last == leaves([block])
        count = len(document.blocks)
    document.finish()
    assert leaves(document.blocks) == leaves(parse(source))


@pytest.mark.parametrize("name", ["list", "nested list", "one item", "quote", "note"])
def test_the_leaves_of_what_stands_are_kept(name: str) -> None:
    document, flow = StreamingDocument(), Flow()
    count = 0
    source = GROWING[name]
    for start in range(0, len(source), 40):
        document.append(source[start : start + 40])
        (block,) = document.blocks
        kept, behind = flow.grown(block)
        assert kept >= count - 40
        count = kept + len(behind)
    assert count > 30
    assert flow.grown(block)[0] >= count - 3
    assert flow.leaves(block) == leaves([block])


def test_a_note_has_its_label_beside_its_first_line() -> None:
    first, second = leaves(parse("[^1]: one\n\n    two"))
    assert isinstance(first, TextLeaf)
    assert isinstance(second, TextLeaf)
    assert (first.marker, first.style) == ("[1]", Style.PARAGRAPH)
    assert (second.marker, second.place) == ("", first.place)
    (code,) = leaves(parse("[^a-very-long-label]: x"))
    assert isinstance(code, TextLeaf)
    assert code.marker == "[a-very-…]"


def test_a_quote_that_is_read_from_right_to_left_has_its_bar_there() -> None:
    first, item, inner = leaves(parse("> מילים\n>\n> - פריט\n>\n> > English\n"))
    assert (first.place.bars, first.place.right_bars) == ((), (0.0,))
    assert (first.place.indent, first.place.right) == (0.0, 1.1)
    assert (item.place.hung, item.place.right) == (1.4, 1.1)
    assert (inner.place.bars, inner.place.right_bars) == ((0.0,), (0.0,))


@pytest.mark.parametrize(
    ("source", "mirrored"),
    [
        ("> עברית", True),
        ("> عربي", True),
        ("> 12. **عربي** words", True),
        ("> words עברית", False),
        ("> 123", False),
        (">", False),
        ("> ```\n> עברית\n> ```", False),
        ("> ```\n> code\n> ```\n>\n> - עברית", True),
        ("> > עברית", True),
    ],
)
def test_its_first_letters_tell_how_a_quote_is_read(source: str, mirrored: bool) -> None:
    [outer, *_] = leaves(parse(f"{source}\n>\n> end"))
    assert bool(outer.place.right_bars) is mirrored
    assert bool(outer.place.bars) is not mirrored


def test_a_mirrored_quote_stands_beside_its_item() -> None:
    item, quote = leaves(parse("- פריט\n\n  > ציטוט"))
    assert (item.place.hung, item.place.right) == (1.4, 0.0)
    assert (quote.place.indent, quote.place.right_bars, quote.place.right) == (0.0, (1.4,), 2.5)
