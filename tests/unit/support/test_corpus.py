"""The corpus that reading is measured by, and the measure itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from askance.core.reading.values import Line, Quad, Word
from askance.core.screen import Pixels, Region
from tests.support.corpus import ALL, InkedWord, Recipe, Sample, draw
from tests.support.corpus.measure import comparable, distance, mistakes, score

WORDS = st.text(alphabet="abcd 中文", max_size=12)


def sample(*words: tuple[str, Region], marks: tuple[Region, ...] = ()) -> Sample:
    return Sample(
        name="",
        kind="dialog",
        language="en",
        dark=False,
        size_px=12,
        scale=1,
        background="plain",
        pixels=Pixels(1, 1, bytes(4)),
        lines=(" ".join(text for text, _ in words),),
        words=tuple(InkedWord(text, box) for text, box in words),
        marks=marks,
    )


def line(*words: tuple[str, Region]) -> Line:
    return Line(
        " ".join(text for text, _ in words),
        1.0,
        Quad.of(words[0][1]),
        tuple(Word(text, 1.0, Quad.of(box)) for text, box in words),
    )


def by_the_book(a: str, b: str) -> int:
    """The recursive definition."""
    table = {(0, j): j for j in range(len(b) + 1)} | {(i, 0): i for i in range(len(a) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            table[i, j] = min(
                table[i - 1, j] + 1,
                table[i, j - 1] + 1,
                table[i - 1, j - 1] + (a[i - 1] != b[j - 1]),
            )
    return table[len(a), len(b)]


@given(WORDS, WORDS)
def test_distance_is_levenshteins(a: str, b: str) -> None:
    assert distance(a, b) == by_the_book(a, b)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["a  b", "c"], "a b c"),
        (["你好", "世界。", "再见"], "你好世界。再见"),
        (["共 12 行", "abc"], "共 12 行 abc"),
        ([], ""),
    ],
)
def test_line_ends_and_runs_of_blanks_are_one_blank_but_none_within_chinese(
    lines: list[str], expected: str
) -> None:
    assert comparable(lines) == expected


def test_what_is_read_right_and_in_place_scores_so() -> None:
    drawn = sample(("Save", Region(10, 10, 40, 12)), ("as", Region(60, 10, 20, 12)))
    read = line(("Save", Region(9, 10, 41, 15)), ("as", Region(64, 10, 16, 12)))
    found = score(drawn, [read])
    assert (found.error, found.found, found.deviations) == (0, 1, (3, 4))
    assert (found.in_place, found.worst) == (0.5, 4)


def test_a_misread_word_costs_its_letters_and_has_no_place() -> None:
    drawn = sample(("Save", Region(10, 10, 40, 12)))
    found = score(drawn, [line(("Sove", Region(10, 10, 40, 12)))])
    assert (found.error, found.found) == (0.25, 0)
    assert mistakes(drawn, [line(("Sove", Region(10, 10, 40, 12)))]) == ["S[a → o]ve"]


def test_the_same_word_elsewhere_does_not_count_as_found() -> None:
    drawn = sample(("Save", Region(10, 10, 40, 12)))
    assert score(drawn, [line(("Save", Region(10, 90, 40, 12)))]).found == 0


def test_a_mark_may_be_read_or_not() -> None:
    box, mark = Region(30, 10, 40, 12), Region(8, 10, 12, 12)
    drawn = sample(("Save", box), marks=(mark,))
    assert score(drawn, [line(("•", mark), ("Save", box))]).mistakes == 0
    assert score(drawn, [line(("Save", box))]).mistakes == 0
    assert score(drawn, [line(("•", Region(70, 10, 12, 12)), ("Save", box))]).mistakes == 2


def test_nothing_read_is_all_wrong() -> None:
    assert score(sample(("Save", Region(0, 0, 9, 9))), []).error == 1


def test_every_kind_language_theme_size_scale_and_background_is_drawn() -> None:
    assert len(ALL) == len({recipe.name for recipe in ALL}) >= 60
    assert {recipe.size_px for recipe in ALL} == set(range(11, 19))
    for kind in ("terminal", "editor", "document", "dialog"):
        mine = [recipe for recipe in ALL if recipe.kind == kind]
        looks = {(each.language, each.background, each.dark) for each in mine}
        assert len(looks) == len(mine) == 18
        assert {each.scale for each in mine} == {1, 2}


def recipe(kind: str, background: str, *, scale: int) -> Recipe:
    found = (each for each in ALL if (each.kind, each.background) == (kind, background))
    return next(each for each in found if each.scale == scale and not each.dark)


def test_a_picture_is_the_same_each_time(qtbot: QtBot) -> None:
    one = recipe("dialog", "picture", scale=1)
    assert draw(one) == draw(one)


@pytest.mark.parametrize("scale", [1, 2])
def test_a_words_box_hugs_its_ink(qtbot: QtBot, scale: int) -> None:
    drawn = draw(recipe("document", "plain", scale=scale))
    grey = drawn.bgr().min(2)
    for word in drawn.words:
        box = word.box
        # A quarter of the way from paper (255) to ink (34); Qt lightens dark text a little.
        inside = grey[box.y : box.bottom, box.x : box.right] <= 220
        edges = inside[0].any(), inside[-1].any(), inside[:, 0].any(), inside[:, -1].any()
        assert all(edges), word
        above, below = grey[box.y - 1, box.x : box.right], grey[box.bottom, box.x : box.right]
        before, after = grey[box.y : box.bottom, box.x - 1], grey[box.y : box.bottom, box.right]
        assert np.concatenate([above, below, before, after]).min() >= 197, word
