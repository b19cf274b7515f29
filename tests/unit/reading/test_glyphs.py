"""Which gap in the ink belongs between which characters."""

import pytest

from askance.reading.glyphs import Glyph, Measured, measured

TOP, BOTTOM = 10, 20


def glyphs(text: str, middles: list[float]) -> list[Glyph]:
    """A blank in the text is what the recogniser saw."""
    seen, blank = [], False
    at = iter(middles)
    for character in text:
        if character != " ":
            seen.append(Glyph(character, 0.9, next(at), blank))
        blank = character == " "
    return seen


def line(text: str, middles: list[float], runs: list[tuple[int, int]]) -> Measured:
    return measured(glyphs(text, middles), runs, lambda left, right: (TOP, BOTTOM))


def test_each_gap_goes_between_the_characters_beside_it() -> None:
    found = line("abc", [3, 11, 19], [(0, 6), (8, 14), (16, 22)])
    assert found.gaps == ((6, 8), (14, 16))
    assert [box and (box.x, box.right) for box in found.boxes] == [(0, 6), (8, 14), (16, 22)]


def test_letters_that_touch_have_no_gap_and_no_box_of_their_own() -> None:
    found = line("abc", [3, 10, 19], [(0, 14), (16, 22)])
    assert found.gaps == (None, (14, 16))
    assert found.boxes[0] is None
    assert found.boxes[1] is None
    assert found.boxes[2] is not None


def test_a_gap_inside_a_character_of_two_parts_is_none_between_two() -> None:
    found = line("行人", [10, 31], [(0, 8), (11, 20), (22, 40)])
    assert found.gaps == ((20, 22),)


def test_positions_that_are_a_little_off_still_find_their_gap() -> None:
    found = line("ab cd", [4, 13, 22, 36], [(0, 6), (8, 14), (24, 30), (32, 38)])
    assert found.gaps == ((6, 8), (14, 24), (30, 32))


def test_the_size_of_the_font_is_the_step_between_ideographs() -> None:
    runs = [(1, 10), (12, 21), (23, 32), (34, 43)]
    found = line("今天天气", [5.5, 16.5, 27.5, 38.5], runs)
    assert found.em == pytest.approx(11)


def test_the_middle_is_that_of_the_ink() -> None:
    found = line("ab", [4, 9], [(0, 6), (8, 14)])
    assert found.middle(0) == 3
    assert found.step(1) == 8
