"""Which words of a program have which role."""

import pytest

from askance.core.typesetting import LONGEST_CODE, ROLES
from askance.typesetting import colouring
from askance.typesetting.colouring import runs


def test_runs_name_the_roles_of_words() -> None:
    first, second, *rest = runs("python", 'def f():\n    return "é𝄞" + 1  # no')
    assert first == [(0, 3, "keyword"), (4, 1, "name")]
    strings = [(11, 1, "string"), (12, 3, "string"), (15, 1, "string")]
    assert second == [(4, 6, "keyword"), *strings, (19, 1, "number"), (22, 4, "comment")]
    assert rest == [[]]


def test_every_role_is_one_that_the_window_knows() -> None:
    assert set(colouring._ROLES.values()) == set(ROLES)


@pytest.mark.parametrize("language", ["", "no-such-language", "text"])
def test_unknown_languages_have_no_colours(language: str) -> None:
    assert not any(runs(language, "def f(): pass"))


def test_a_huge_program_is_left_plain() -> None:
    assert runs("python", "x = 1\n" * (LONGEST_CODE // 6 + 1)) == []


def test_half_a_surrogate_counts_as_what_it_is() -> None:
    (line, *_) = runs("python", '"\ud800" + 1')
    assert line[-1] == (6, 1, "number")
