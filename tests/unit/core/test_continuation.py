"""An answer of two parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.core.continuation import LEAST_OVERLAP, Joint, added, both, longer, taken
from askance.core.conversation import Choice, Timing, TokenLogprob, Usage

OLD = "The quick brown fox jumps over"


def joined(old: str, *pieces: str) -> tuple[str, int]:
    """The whole text, and how much was left out."""
    joint = Joint(old)
    text = old + "".join(joint.feed(piece) for piece in pieces) + joint.end()
    return text, joint.trimmed


@pytest.mark.parametrize(
    "pieces",
    [
        ("fox jumps over the dog.",),
        ("fox ", "jumps", " over", " the dog."),
        tuple("fox jumps over the dog."),
        (OLD + " the dog.",),
        (OLD, " the dog."),
        (" the dog.",),
        ("", " the", " dog."),
    ],
)
def test_words_said_again_are_left_out(pieces: tuple[str, ...]) -> None:
    assert joined(OLD, *pieces)[0] == f"{OLD} the dog."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("to be or", "or not to be"),
        ("a|b\n----------------", "----------------\n1|2"),
        ("zeros = [0, 0, 0, 0, 0, 0, ", "0, 0, 0, 0, 0, 0, 1]"),
        (OLD, "The quick brown cat"),
        ("", "fox jumps over"),
        ("short", "short"),
    ],
    ids=["too short", "a rule", "noughts", "another end", "nothing before", "shorter than any"],
)
def test_what_only_looks_alike_stays(old: str, new: str) -> None:
    assert joined(old, *new) == (old + new, 0)


def test_it_is_left_out_once() -> None:
    assert joined(OLD, "fox jumps over", "fox jumps over")[0] == f"{OLD}fox jumps over"


def test_a_whole_answer_said_again_in_one_go_is_left_out_whole() -> None:
    old = "one two three. " * 3
    assert joined(old, *(old + "Four."))[0] == f"{old}Four."


def test_nothing_is_held_back_once_it_is_plain() -> None:
    joint = Joint(OLD)
    assert joint.feed("fox jumps") == ""
    assert joint.feed(" high") == "fox jumps high"
    assert joint.feed("fox jumps over") == "fox jumps over"


@given(st.text("ab \n", max_size=60), st.lists(st.text("ab \n", max_size=8), max_size=12))
def test_only_a_repetition_is_ever_missing(old: str, pieces: list[str]) -> None:
    text, trimmed = joined(old, *pieces)
    new = "".join(pieces)
    assert text == old + new[trimmed:]
    assert trimmed == 0 or (trimmed >= LEAST_OVERLAP and old.endswith(new[:trimmed]))


@given(st.text(min_size=LEAST_OVERLAP, max_size=40).filter(lambda t: len(set(t)) > 4), st.data())
def test_the_cut_does_not_depend_on_the_pieces(old: str, data: st.DataObject) -> None:
    new = old[data.draw(st.integers(0, len(old) - LEAST_OVERLAP)) :] + data.draw(st.text())
    assert joined(old, new) == joined(old, *new)


def test_an_answer_ends_as_its_last_part_did() -> None:
    old = Choice(0, "Half", "hm", "", "length", "MAX_TOKENS")
    new = Choice(0, " whole", "aha", "", "stop", "eos")
    assert longer(old, new, 0) == Choice(0, "Half whole", "hm\n\naha", "", "stop", "eos")


def token(text: str) -> TokenLogprob:
    return TokenLogprob(text, -0.5)


@pytest.mark.parametrize(
    ("old", "new", "trimmed", "spelt"),
    [
        ((token("Half"),), (token(" wh"), token("ole")), 0, ["Half", " wh", "ole"]),
        ((), (), 0, []),
        ((), (token(" whole"),), 0, ["Half", " whole"]),
        ((token("Half"),), (), 0, ["Half", " whole"]),
        ((token("Half"),), (token("Ha"), token("lf"), token(" whole")), 4, ["Half", " whole"]),
        ((token("Half"),), (token("Ha"), token("lf whole")), 4, ["Half", " whole"]),
    ],
    ids=["both", "neither", "only the new", "only the old", "said again", "cut in the middle"],
)
def test_tokens_keep_lying_along_the_text(
    old: tuple[TokenLogprob, ...],
    new: tuple[TokenLogprob, ...],
    trimmed: int,
    spelt: list[str],
) -> None:
    first, second = Choice(0, "Half", logprobs=old), Choice(0, " whole", logprobs=new)
    tokens = longer(first, second, trimmed).logprobs
    assert [each.token for each in tokens] == spelt


def test_tokens_add_up() -> None:
    whole = added(Usage(10, 2, None), Usage(15, None, 20))
    assert whole == Usage(25, 2, 20)
    assert added(None, Usage(1, 2, 3)) == added(Usage(1, 2, 3), None) == Usage(1, 2, 3)
    assert added(None, None) is None
    assert added(Usage(), Usage()) == Usage()


ALONG = (
    TokenLogprob("The", -0.1),
    TokenLogprob(" cat", -0.2, ((" cat", -0.2), (" dog", -1.2))),
    TokenLogprob(" sat", -0.3),
)


@pytest.mark.parametrize(
    ("text", "taken_"),
    [
        ("The dog", [("The", -0.1), (" dog", -1.2)]),
        ("The cow", [("The", -0.1), (" cow", None)]),
        ("The cat", [("The", -0.1), (" cat", -0.2)]),
        ("The cat sat down", [("The", -0.1), (" cat", -0.2), (" sat", -0.3), (" down", None)]),
        ("", []),
    ],
)
def test_tokens_of_a_taken_way_lie_along_its_text(
    text: str, taken_: list[tuple[str, float | None]]
) -> None:
    tokens = taken(Choice(0, "The cat sat", logprobs=ALONG), text)
    assert [(each.token, each.logprob) for each in tokens] == taken_
    assert "".join(each.token for each in tokens) == text


def test_without_tokens_none_are_made_up() -> None:
    assert taken(Choice(0, "The cat sat"), "The dog") == ()


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        (Timing(1, 2, 3), Timing(0.5, 0.6, 4), Timing(1, 2, 7)),
        (Timing(1, None, None), Timing(1, None, 4), Timing(1, None, None)),
        (None, Timing(1, None, 4), None),
        (Timing(1, None, 4), None, None),
    ],
)
def test_times_add_up(first: Timing | None, second: Timing | None, whole: Timing | None) -> None:
    assert both(first, second) == whole
