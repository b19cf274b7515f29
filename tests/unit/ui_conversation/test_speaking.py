"""What each part of a reply is called for who can't see it."""

import pytest

from askance.ui.conversation.speaking import spoken
from askance.ui.conversation.texts import read


def said(source: str) -> list[str]:
    return [spoken(leaf) for leaf in read(source).leaves]


@pytest.mark.parametrize("level", range(1, 7))
def test_a_heading_is_called_by_its_own_level(level: int) -> None:
    assert said(f"{'#' * level} Name\n") == [f"Heading {level}: Name"]


def test_a_quote_is_called_one() -> None:
    assert said("Before.\n\n> Said.\n>\n> > # Deep\n\nBehind.\n") == [
        "Before.",
        "Quote: Said.",
        "Quote: Heading 1: Deep",
        "Behind.",
    ]
    assert said("> ```py\n> x\n> ```\n") == ["Quote: Code, py: x"]


def test_a_quote_read_from_the_right_is_one_too() -> None:
    assert said("> שלום\n") == ["Quote: שלום"]


def test_a_rule_says_nothing_wherever_it_stands() -> None:
    assert said("> ***\n") == [""]
