"""Where answers differ: the right words, whole, and never outside the text."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.core.compare import MOST_UNITS, Range, _common, by_leaf, compare, merged


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def part(text: str, start: int, end: int) -> str:
    return utf16(text)[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")


def without(text: str, ranges: tuple[Range, ...]) -> str:
    """What is the same, without blanks."""
    at, kept = 0, ""
    for start, end in (*ranges, (len(utf16(text)) // 2,) * 2):
        kept += part(text, at, start) + " "
        at = end
    return "".join(unicodedata.normalize("NFC", kept).split())


def different(*texts: str) -> list[list[str]]:
    found = compare(texts).ranges
    return [
        [part(text, *each) for each in ranges] for text, ranges in zip(texts, found, strict=True)
    ]


def test_the_words_that_differ_are_found_whole() -> None:
    first = "The train to Bern leaves at 14:02."
    second = "The train to Basel leaves at 14:32!"
    assert different(first, second) == [["Bern", "14:02."], ["Basel", "14:32!"]]


def test_what_only_one_says_is_nothing_in_the_other() -> None:
    assert different("It is late", "It is very late") == [[], ["very"]]
    found = compare(["It is late", "It is very late"]).against[0]
    assert (found.disagreements, found.share) == (1, pytest.approx(6 / 7))


def test_the_same_words_on_other_lines_are_the_same() -> None:
    found = compare(["one two\nthree", " one\n\ntwo   three "])
    assert found.ranges == ((), ())
    assert (found.share, found.disagreements) == (1.0, 0)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("it’s 3.14 here", "it’s 3.15 here", [["3.14"], ["3.15"]]),
        ("東京は雨です", "京都は雨です", [["東"], ["都"]]),
        ("नमस्ते दुनिया", "नमस्ते दोस्त", [["दुनिया"], ["दोस्त"]]),
        ("go 👩🏽‍🚀 now", "go 👩🏻‍🚀 now", [["👩🏽‍🚀"], ["👩🏻‍🚀"]]),
        ("caf\u00e9 open", "cafe\u0301 shut", [["open"], ["shut"]]),
        ("a_b-c", "a_c-c", [["a_b"], ["a_c"]]),
    ],
)
def test_units_are_what_a_person_takes_for_one(
    first: str, second: str, words: list[list[str]]
) -> None:
    assert different(first, second) == words


def test_a_word_common_by_chance_does_not_cut_a_difference() -> None:
    first = "Yes. A large red bus of some company waits near it."
    second = "Yes. Two people walk out of a shop that closed early."
    assert different(first, second) == [
        ["A large red bus of some company waits near it"],
        ["Two people walk out of a shop that closed early"],
    ]


def test_several_are_compared_with_the_first() -> None:
    texts = ["red and green", "red and blue", "pink and green"]
    found = compare(texts)
    assert different(*texts) == [["red", "green"], ["blue"], ["pink"]]
    assert [each.disagreements for each in found.against] == [1, 1]
    assert found.disagreements == 2
    assert found.share == pytest.approx(2 / 3)


@pytest.mark.parametrize("texts", [[], ["alone"], ["", ""], ["", " \n"]])
def test_nothing_to_compare_is_no_difference(texts: list[str]) -> None:
    found = compare(texts)
    assert found.ranges == ((),) * len(texts)
    assert found.share == 1.0


def test_nothing_in_common_is_all_of_both() -> None:
    found = compare(["", "all new"])
    assert found.ranges == ((), ((0, 7),))
    assert found.share == 0.0


def test_of_very_long_texts_lines_are_compared() -> None:
    first = "\n".join(f"line {number}" for number in range(MOST_UNITS))
    second = first.replace("line 77\n", "line 78 here\n")
    assert different(first, second) == [["line 77"], ["line 78 here"]]


TEXTS = st.text(st.sampled_from("ab c.\n東🚆é\u0301’1"), max_size=40) | st.text(max_size=20)


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_ranges_are_sorted_apart_inside_and_hold_something(texts: list[str]) -> None:
    for text, ranges in zip(texts, compare(texts).ranges, strict=True):
        edges = [edge for each in ranges for edge in each]
        assert edges == sorted(set(edges))
        assert all(0 <= edge <= len(utf16(text)) // 2 for edge in edges)
        assert all(part(text, *each).strip() == part(text, *each) for each in ranges)


@given(TEXTS, TEXTS)
def test_what_is_left_is_the_same_in_both(first: str, second: str) -> None:
    (found,) = compare([first, second]).against
    assert without(first, found.first) == without(second, found.other)
    assert 0 <= found.share <= 1
    assert (found.disagreements == 0) == (not found.first and not found.other)


KEYS = st.lists(st.integers(0, 3), max_size=20)


@given(KEYS, KEYS)
def test_no_more_could_be_common(a: list[int], b: list[int]) -> None:
    pairs = _common(a, b)
    assert all(a[i] == b[j] for i, j in pairs)
    assert all(one[0] < two[0] and one[1] < two[1] for one, two in pairwise(pairs))
    row = [0] * (len(b) + 1)
    for left in a:
        above = row[:]
        for j, right in enumerate(b):
            row[j + 1] = above[j] + 1 if left == right else max(above[j + 1], row[j])
    assert len(pairs) == row[-1]


@given(TEXTS)
def test_a_text_agrees_with_itself(text: str) -> None:
    found = compare([text, text, text])
    assert found.ranges == ((), (), ())
    assert found.share == 1.0


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8))
def test_merged_covers_the_same(pairs: list[tuple[int, int]]) -> None:
    ranges = [(min(pair), max(pair) + 1) for pair in pairs]
    found = merged(ranges)
    assert {at for each in ranges for at in range(*each)} == {
        at for each in found for at in range(*each)
    }
    assert all(one[1] < two[0] for one, two in pairwise(found))


def test_a_range_over_several_leaves_is_parted() -> None:
    assert by_leaf([(2, 4), (5, 12)], [4, 0, 3, 5]) == (((2, 4),), (), ((0, 3),), ((0, 2),))
    assert by_leaf([(0, 1)], []) == ()


@given(
    st.lists(st.text("ab c", max_size=6), min_size=1, max_size=6),
    st.lists(st.text("ab c", max_size=6), min_size=1, max_size=6),
    st.integers(1, 2),
)
def test_the_leaves_parts_are_the_whole_texts_parts(
    first: list[str], second: list[str], gap: int
) -> None:
    joined = [("\n" * gap).join(leaves) for leaves in (first, second)]
    found = compare(joined)
    for leaves, text, ranges in zip((first, second), joined, found.ranges, strict=True):
        parts = by_leaf(ranges, [len(leaf) for leaf in leaves], gap)
        cut = "".join(
            leaf[start:end] for leaf, each in zip(leaves, parts, strict=True) for start, end in each
        )
        whole = "".join(text[start:end] for start, end in ranges)
        assert cut == whole.replace("\n", "")
