"""Doubtful words: tokens laid along a text, and the words found again where they are shown."""

import random
from itertools import pairwise
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askance.core.conversation import TokenLogprob
from askance.core.doubt import Doubt, Sureness, doubts, shown


def tokens(*pieces: tuple[str, float | None]) -> list[TokenLogprob]:
    """Tokens with their probabilities."""
    return [TokenLogprob(text, None if sure is None else log(sure)) for text, sure in pieces]


def words(text: str, found: list[Doubt]) -> list[tuple[str, float]]:
    return [(text[each.start : each.end], round(each.probability, 3)) for each in found]


def doubtful(text: str, *pieces: tuple[str, float | None]) -> list[tuple[str, float]]:
    return words(text, doubts(text, tokens(*pieces)))


def test_a_words_probability_is_the_product_of_its_tokens() -> None:
    said = doubtful("The label", ("The", 0.99), (" la", 0.9), ("bel", 0.8))
    assert said == [("label", 0.72)]


def test_only_words_below_the_threshold_are_doubtful() -> None:
    assert doubtful("a b c", ("a", 0.81), (" b", 0.79), (" c", 1.0)) == [("b", 0.79)]


def test_marks_and_blanks_are_no_words() -> None:
    text = "**Yes**, no |\n|---|\n"
    pieces = [("**", 0.1), ("Yes", 0.9), ("**,", 0.1), (" no", 0.95), (" |\n|---|\n", 0.01)]
    assert doubtful(text, *pieces) == []


def test_a_token_over_several_words_counts_for_each() -> None:
    assert doubtful("one two", ("one two", 0.5)) == [("one", 0.5), ("two", 0.5)]


@pytest.mark.parametrize(
    "word",
    ["14:02:58", "SN-7B42-0O9K", "snake_case", "it’s", "12,500.75", "a@b.org", "हिन्दी", "€42"],
)
def test_a_word_may_hold_signs(word: str) -> None:
    assert doubtful(f"see {word}.", ("see ", 1.0), (word, 0.5), (".", 0.1)) == [(word, 0.5)]


def test_scripts_without_blanks_are_told_by_character() -> None:
    assert doubtful("画面の一部", ("画面", 0.9), ("の", 0.99), ("一部", 0.4)) == [
        ("一", 0.4),
        ("部", 0.4),
    ]


def test_a_character_cut_into_tokens_is_put_together() -> None:
    whole = "😀".encode()
    pieces = [
        TokenLogprob("\\xf0\\x9f", log(0.6), raw=whole[:2]),
        TokenLogprob("\\x98", log(0.9), raw=whole[2:3]),
        TokenLogprob("\\x80", log(0.9), raw=whole[3:]),
        TokenLogprob(" ok", log(0.5), raw=b" ok"),
    ]
    assert words("😀 ok", doubts("😀 ok", pieces)) == [("😀", 0.486), ("ok", 0.5)]


def test_what_has_no_probability_is_not_doubtful() -> None:
    assert doubtful("one two", ("one", None), (" two", 0.3)) == [("two", 0.3)]
    assert doubts("one two", []) == []


def test_thoughts_before_the_text_and_marks_behind_it_are_passed_over() -> None:
    thoughts = [(word, 0.1) for word in ("Hm", ", the", " label", " is", " small", ".")]
    said = [("SN", 1.0), ("-7", 0.9), ("B42", 0.8), (" it", 1.0), (" says", 0.5), ("<end>", 0.1)]
    assert doubtful("SN-7B42 it says", *thoughts, *said) == [("SN-7B42", 0.72), ("says", 0.5)]


def test_text_without_tokens_is_passed_over() -> None:
    said = [("one", 0.5), (" two", 0.9), (" three", 0.5), (" four", 0.9)]
    assert doubtful("Preamble. one two three four", *said) == [("one", 0.5), ("three", 0.5)]


def test_a_blank_that_the_server_cut_off_loses_nothing_behind_it() -> None:
    said = [(" one", 0.5), (" two", 0.5), (" three", 0.9), (" four", 0.9), (" five", 0.4)]
    assert doubtful("one two three four five", *said) == [("two", 0.5), ("five", 0.4)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_pieces_of_either_in_any_order_come_to_the_same(seed: int, ahead: bool) -> None:
    dice = random.Random(seed)
    text = "".join(
        dice.choice(["the ", "SN-7B42 ", "画面", "**yes** ", "`x_y` ", "\n"]) for _ in "x" * 30
    )
    cuts = sorted({0, len(text), *(dice.randrange(len(text) + 1) for _ in range(25))})
    said = [(text[start:end], dice.choice([0.3, 0.9, 1.0])) for start, end in pairwise(cuts)]
    whole = doubts(text, tokens(*said))
    sureness, reached = Sureness(), []
    for piece in tokens(*said):
        if ahead:
            sureness.add_text(piece.token)
        sureness.add_tokens([piece])
        if not ahead:
            half = len(piece.token) // 2
            sureness.add_text(piece.token[:half])
            sureness.add_text(piece.token[half:])
        reached.append(sureness.reach)
    sureness.finish()
    assert sureness.reach == len(text)
    assert reached == sorted(reached)
    assert sureness.doubts(text) == whole


def test_a_part_of_the_text_has_its_own_doubts() -> None:
    text = "one two\n\nthree four"
    sureness = Sureness()
    sureness.add_text(text)
    sureness.add_tokens(tokens(("one ", 0.5), ("two", 0.9), ("\n\n", 0.1), ("three four", 0.5)))
    assert words(text[9:], sureness.doubts(text[9:], 9)) == [("three", 0.5), ("four", 0.5)]
    assert words(text[:7], sureness.doubts(text[:7], 0)) == [("one", 0.5)]


def test_many_tokens_take_linear_time() -> None:
    """Work is counted, not time: what is left to be looked at never grows."""
    sureness = Sureness()
    for _ in range(20_000):
        sureness.add_text("word ")
        sureness.add_tokens(tokens(("word ", 0.5)))
        assert sureness._ahead == ""
    assert len(sureness.doubts("word " * 20_000)) == 20_000


def places(source: str, doubtful_word: str, nth: int, *texts: str) -> list[tuple[int, int, str]]:
    start = -1
    for _ in range(nth + 1):
        start = source.index(doubtful_word, start + 1)
    found = [Doubt(start, start + len(doubtful_word), 0.5)]
    return [(each.number, each.start, each.word) for each in shown(source, found, texts)]


def test_the_same_occurrence_is_found_where_it_is_shown() -> None:
    source = "**log** and `log`, then log"
    assert places(source, "log", 1, "log and log, then log") == [(0, 8, "log")]
    assert places(source, "log", 2, "log", " and ", "log", ", then log") == [(3, 7, "log")]


def test_a_backslash_of_markdown_hides_no_word() -> None:
    assert places("snake\\_case \\* C:\\\\Users", "snake\\_case", 0, "snake_case * C:\\Users") == [
        (0, 0, "snake_case")
    ]
    assert places("snake\\_case \\* C:\\\\Users", "C:\\\\Users", 0, "snake_case * C:\\Users") == [
        (0, 13, "C:\\Users")
    ]


def test_what_is_shown_nowhere_is_left_out() -> None:
    assert places("[here](there)", "there", 0, "here") == []
