"""Blanks: what the recogniser said, held against the ink. Lines are laid out like type here."""

from dataclasses import dataclass

import pytest

from askance.reading.glyphs import Glyph, Measured, is_wide, measured
from askance.reading.spacing import Pitches, with_blanks

EM = 16
PROPORTIONAL = {"i": 4, "l": 4, ".": 5, ",": 5, "(": 6, ")": 6, "m": 14, "w": 13, " ": 4}


@dataclass(frozen=True)
class Type:
    """How wide characters are."""

    pitch: int | None = None

    def width(self, character: str) -> int:
        if is_wide(character):
            return EM
        return self.pitch or PROPORTIONAL.get(character, 9)

    def ink(self, character: str, left: int) -> tuple[int, int]:
        inked = PROPORTIONAL.get(character, 9) - 2 if not is_wide(character) else EM - 2
        start = left + (self.width(character) - inked) // 2
        return start, start + inked


def laid_out(text: str, said: str, type_: Type) -> Measured:
    """`text` as it is drawn, `said` as it was read: they differ in blanks alone."""
    assert text.replace(" ", "") == said.replace(" ", "")
    runs, x = [], 0
    for character in text:
        if character != " ":
            runs.append(type_.ink(character, x))
        x += type_.width(character)
    glyphs, at, blank = [], iter(runs), False
    for character in said:
        if character != " ":
            left, right = next(at)
            glyphs.append(Glyph(character, 1.0, (left + right) / 2 + 1, blank))
        blank = character == " "
    return measured(glyphs, runs, lambda left, right: rows(text))


def rows(text: str) -> tuple[int, int]:
    """From the top to the bottom of the highest and deepest character."""
    if any(map(is_wide, text)):
        return 0, 15
    high = any(each.isupper() or each.isdigit() or each in "bdfhklt()" for each in text)
    return 0 if high else 3, 15 if any(each in "gjpqy()," for each in text) else 12


def read(text: str, said: str, type_: Type) -> str:
    line = laid_out(text, said, type_)
    spaced = with_blanks(line, Pitches().of(line))
    return "".join((" " if glyph.blank else "") + glyph.text for glyph in spaced.glyphs)


FIXED, FREE = Type(pitch=10), Type()


@pytest.mark.parametrize("type_", [FIXED, FREE])
@pytest.mark.parametrize(
    "text", ["the lines of a small window", "print(a, b) if all else None", "il mill wills"]
)
def test_what_was_read_right_stays(text: str, type_: Type) -> None:
    assert read(text, text, type_) == text


@pytest.mark.parametrize("type_", [FIXED, FREE])
def test_words_that_were_glued_are_parted(type_: Type) -> None:
    assert read("Nov 23 06:35 model ends", "Nov 23 06:35model ends", type_) == (
        "Nov 23 06:35 model ends"
    )


def test_in_fixed_pitch_the_room_around_thin_signs_is_no_blank() -> None:
    assert read("call() ends il.il all", "call( ) ends il. il all", FIXED) == (
        "call() ends il.il all"
    )


def test_a_blank_between_chinese_and_latin_is_seen_by_its_room() -> None:
    assert read("版本 26 已经发布", "版本26已经发布", FREE) == "版本 26 已经发布"
    assert read("版本26已经发布", "版本26已经发布", FREE) == "版本26已经发布"


def test_a_blank_between_chinese_words() -> None:
    assert read("确定 取消 应用 帮助", "确定取消应用帮助", FREE) == "确定 取消 应用 帮助"


def test_nothing_is_invented_where_letters_touch() -> None:
    glyphs = [Glyph(each, 1.0, 4.0 + 8 * at) for at, each in enumerate("wave")]
    line = measured(glyphs, [(0, 34)], lambda left, right: (0, 15))
    assert not any(each.blank for each in with_blanks(line, None).glyphs)


def test_a_short_line_takes_the_pitch_of_those_before() -> None:
    pitches = Pitches()
    assert pitches.of(laid_out("the pitch is all alike", "the pitch is all alike", FIXED)) == (
        pytest.approx(10, abs=0.3)
    )
    assert pitches.of(laid_out("il", "il", FIXED)) == pytest.approx(10, abs=0.3)


def test_proportional_type_has_no_pitch() -> None:
    line = laid_out("milliliters in willow mills", "milliliters in willow mills", FREE)
    assert Pitches().of(line) is None
