"""Characters that only the size of their ink tells apart."""

from itertools import pairwise

import pytest

from askance.core.screen import Region
from askance.reading.glyphs import Glyph, Measured
from askance.reading.shapes import mended

EM, BASE = 20, 40


def line(*inked: tuple[str, int, int, int]) -> Measured:
    """Each (text, x, width, height) of ink that stands on the base line; touching nothing."""
    glyphs = tuple(Glyph(text, 1.0, x + width / 2) for text, x, width, _ in inked)
    boxes = tuple(Region(x, BASE - height, width, height) for _, x, width, height in inked)
    gaps = tuple((a.right, b.x) for a, b in pairwise(boxes))
    return Measured(glyphs, gaps, boxes, EM)


def text(found: Measured) -> str:
    return "".join(glyph.text for glyph in found.glyphs)


TALL = [("b", 0, 9, 15), ("d", 12, 9, 15)]


def test_a_capital_as_low_as_a_small_letter_is_one() -> None:
    csv = [("c", 30, 9, 11), ("s", 42, 8, 11), ("V", 52, 9, 11)]
    assert text(mended(line(*TALL, *csv), None)) == "bdcsv"


def test_a_zero_as_low_as_a_small_letter_is_an_o() -> None:
    assert text(mended(line(*TALL, ("0", 40, 9, 11), (".", 52, 3, 3)), None)) == "bdo."


def test_real_capitals_and_figures_stay() -> None:
    found = line(*TALL, ("V", 40, 11, 15), ("0", 60, 9, 15), ("O", 75, 11, 15))
    assert text(mended(found, None)) == "bdV0O"


def test_nothing_is_changed_without_two_sure_heights() -> None:
    assert text(mended(line(("b", 0, 9, 15), ("V", 12, 9, 11)), None)) == "bV"


def spread(*characters: tuple[str, int, int]) -> Measured:
    """Chinese in squares; each (text, cell, height), ink in the middle or, for a sign, the left."""
    x, inked = 0, []
    for character, cell, height in characters:
        sign = height < 15
        inked.append((character, x + 4 if sign else x + 1, 3 if sign else cell - 2, height))
        x += cell
    return line(*inked)


@pytest.mark.parametrize(("read", "cell", "is_now"), [(",", EM, "，"), ("，", 6, ",")])
def test_the_room_tells_a_full_width_comma(read: str, cell: int, is_now: str) -> None:
    found = spread(("今", EM, 18), ("天", EM, 18), (read, cell, 5), ("好", EM, 18), ("吗", EM, 18))
    assert text(mended(found, None)) == f"今天{is_now}好吗"


def test_signs_between_latin_are_half_width() -> None:
    found = line(("你", 0, 18, 18), ('"', 22, 5, 15), ("：", 32, 3, 11), ('"', 50, 5, 15))
    assert text(mended(found, None)) == '你":"'


def test_a_low_o_at_the_end_is_the_chinese_full_stop() -> None:
    found = line(*TALL, ("好", 30, 18, 18), ("o", 51, 6, 6))
    assert text(mended(found, None)) == "bd好。"


def test_a_long_hyphen_between_blanks_is_a_dash() -> None:
    glyphs = (Glyph("a", 1, 5), Glyph("-", 1, 20, blank=True), Glyph("b", 1, 36, blank=True))
    boxes = (Region(0, 30, 9, 11), Region(15, 34, 10, 2), Region(32, 30, 9, 11))
    found = Measured(glyphs, ((9, 15), (25, 32)), boxes, EM)
    assert text(mended(found, None)) == "a–b"
    assert text(mended(found, 12.0)) == "a-b"
