"""What else a token could have been, and the text that goes on from there."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.core.alternatives import (
    DoubtSummary,
    Weighed,
    spells,
    summary,
    text_with,
    weighed,
)
from askance.core.conversation import TokenLogprob


def tokens(*pieces: str, sure: float | None = 0.9) -> list[TokenLogprob]:
    return [TokenLogprob(text, None if sure is None else log(sure)) for text in pieces]


def in_bytes(text: str, *ends: int) -> list[TokenLogprob]:
    """The text's bytes cut at `ends`, each piece a token."""
    raw = text.encode()
    cuts = zip((0, *ends), (*ends, len(raw)), strict=True)
    return [TokenLogprob(f"bytes:{raw[a:b]!r}", log(0.9), raw=raw[a:b]) for a, b in cuts]


def test_the_alternative_takes_the_tokens_place() -> None:
    said = tokens("The train", " to", " Bern", " leaves")
    text = "The train to Bern leaves"
    assert text_with(text, said, 2, " Basel") == "The train to Basel"
    assert text_with(text, said, 0, "A bus") == "A bus"


def test_equal_tokens_are_told_apart() -> None:
    token = TokenLogprob(" no", log(0.5))
    assert text_with("no no no", [TokenLogprob("no", -0.1), token, token], 2, " yes") == "no no yes"


def test_tokens_without_a_probability_have_a_place_too() -> None:
    assert text_with("a b c", tokens("a", " b", " c", sure=None), 1, " x") == "a x"


def test_thoughts_and_marks_of_the_end_are_passed_over() -> None:
    said = tokens("Let", " me", " think", ".", "It", " is", " Bern", "<|end|>")
    assert text_with("It is Bern", said, 6, " Basel") == "It is Basel"
    assert text_with("It is Bern", said, 7, "!") is None


def test_an_emoji_of_several_tokens_is_whole_or_nothing() -> None:
    said = [*in_bytes("a 🚆", 2, 4), *tokens(" goes", " on")]
    text = "a 🚆 goes on"
    assert text_with(text, said, 3, " stops") == "a 🚆 stops"
    assert text_with(text, said, 1, "bus") == "a bus"
    assert text_with(text, said, 2, "bus") is None


@pytest.mark.parametrize("alternative", ["", "bytes:\\xf0\\x9f", "half \ufffd"])
def test_what_is_no_text_is_not_gone_on_from(alternative: str) -> None:
    assert not spells(alternative)
    assert text_with("a b", tokens("a", " b"), 1, alternative) is None


@pytest.mark.parametrize("index", [-1, 2])
def test_a_token_that_is_not_there_has_no_text(index: int) -> None:
    assert text_with("a b", tokens("a", " b"), index, " c") is None


@given(st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=12), st.data())
def test_tokens_that_tile_the_text_are_cut_exactly(pieces: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(pieces) - 1))
    found = text_with("".join(pieces), tokens(*pieces), index, "~")
    assert found == "".join(pieces[:index]) + "~"


@given(st.text(min_size=1, max_size=8), st.data())
def test_bytes_cut_anywhere_give_a_prefix_or_nothing(text: str, data: st.DataObject) -> None:
    size = len(text.encode())
    ends = sorted(data.draw(st.sets(st.integers(1, size), max_size=4)) - {size})
    said = in_bytes(text, *ends)
    index = data.draw(st.integers(0, len(said) - 1))
    found = text_with(text, said, index, "~")
    cut = text.encode()[: (0, *ends)[index]]
    try:
        assert found == cut.decode() + "~"
    except UnicodeDecodeError:
        assert found is None


def test_the_likeliest_comes_first_and_each_once() -> None:
    top = ((" Bern", log(0.4)), (" Basel", log(0.5)), ("?", None))
    assert weighed(TokenLogprob(" Bern", log(0.4), top)) == (
        Weighed(" Basel", pytest.approx(0.5)),
        Weighed(" Bern", pytest.approx(0.4), written=True),
        Weighed("?", None),
    )


def test_what_was_written_is_there_though_it_is_none_of_the_likeliest() -> None:
    found = weighed(TokenLogprob("c", log(0.01), (("a", log(0.6)), ("b", log(0.3)))))
    assert [each.token for each in found] == ["a", "b", "c"]
    assert weighed(TokenLogprob("c", None)) == (Weighed("c", None, written=True),)


def test_a_summary_is_of_words() -> None:
    said = [*tokens("The", " train", " to"), TokenLogprob(" Be", log(0.5)), *tokens("rn", ".")]
    found = summary(said)
    assert found == DoubtSummary(pytest.approx((0.9 * 3 + 0.45) / 4), pytest.approx(0.45), "Bern")
    assert summary([]) is None
    assert summary(tokens("a", sure=None)) is None
    assert summary(tokens("…", "!")) is None


def test_a_summary_leaves_out_what_is_not_in_the_text() -> None:
    said = [TokenLogprob("<|start|>", log(0.1)), *tokens("Yes")]
    assert summary(said, "Yes") == DoubtSummary(pytest.approx(0.9), pytest.approx(0.9), "Yes")
