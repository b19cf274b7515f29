"""What every typesetter promises: the real one in its process, and the one of the GUI's tests."""

from collections.abc import Callable, Iterator

import pytest

from askance.core.typesetting import INK, LONGEST_CODE, LONGEST_FORMULA, SET_AT, Typesetter
from askance.typesetting.process import ProcessTypesetter
from tests.fakes.typesetter import FakeTypesetter

MAKERS: dict[str, Callable[[], Typesetter]] = {
    "fake": FakeTypesetter,
    "process": ProcessTypesetter,
}
STRANGE = ["", " ", "\x00", "\ud800", "\r\n\u2028", "😀", "{" * 900 + "}" * 900, "</svg>", "\\"]


@pytest.fixture(params=MAKERS.values(), ids=MAKERS.keys(), scope="module")
def typesetter(request: pytest.FixtureRequest) -> Iterator[Typesetter]:
    made: Typesetter = request.param()
    yield made
    made.close()


def test_a_programs_words_have_roles_line_by_line(typesetter: Typesetter) -> None:
    first, second, third, *rest = typesetter.colour("python", "def f():\n    x\ndef g(): ...")
    assert (first[0], third[0]) == ((0, 3, "keyword"), (0, 3, "keyword"))
    assert list(second) == []
    assert not any(rest)


@pytest.mark.parametrize("language", ["", "no-such-language"])
def test_a_language_that_nobody_knows_has_no_colours(typesetter: Typesetter, language: str) -> None:
    assert not any(typesetter.colour(language, "def f(): ..."))


def test_a_formula_has_outlines_in_our_ink(typesetter: Typesetter) -> None:
    made = typesetter.outlines(r"\frac{a}{b}", display=True)
    assert made is not None
    assert made.plain
    assert INK in made.svg
    assert 0.3 * SET_AT < made.width < 4 * SET_AT
    assert made.ascent > 0 < made.descent


def test_a_formula_with_colours_of_its_own_is_not_plain(typesetter: Typesetter) -> None:
    made = typesetter.outlines(r"\textcolor{red}{x} + y", display=False)
    assert made is not None
    assert not made.plain


def test_what_can_not_be_set_has_no_outlines(typesetter: Typesetter) -> None:
    assert typesetter.outlines(r"\nosuch{x}", display=False) is None


@pytest.mark.parametrize("text", STRANGE)
def test_nothing_makes_it_raise(typesetter: Typesetter, text: str) -> None:
    typesetter.colour("python", text)
    typesetter.colour(text, text)
    typesetter.outlines(text, display=True)
    assert typesetter.colour("python", "def")


def test_what_is_too_long_is_left_as_it_is(typesetter: Typesetter) -> None:
    assert not typesetter.colour("python", "def " * (LONGEST_CODE // 4 + 1))
    assert typesetter.outlines("x" * (LONGEST_FORMULA + 1), display=True) is None


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
def test_once_closed_it_does_nothing_and_does_not_mind(make: Callable[[], Typesetter]) -> None:
    typesetter = make()
    assert typesetter.colour("python", "def")
    typesetter.close()
    typesetter.close()
    assert not typesetter.colour("python", "def f")
    assert typesetter.outlines("x", display=True) is None
