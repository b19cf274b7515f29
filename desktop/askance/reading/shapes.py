"""Puts right what the recogniser confuses and the size of the ink tells apart: `o` and `O`, hyphen
and dash, `,` and `，`, `o` and the Chinese full stop. Pure.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace

from askance.reading.glyphs import Measured, is_ideograph, is_sign, is_wide

_TALL = frozenset("bdfhklABDEFGHIKLMNPRTUY123456789")
_ON_LINE = _TALL | frozenset("aceimnorsuvwxzCOSVWXZ0")
_LOWER = dict(zip("COSVWXZ0", "cosvwxzo", strict=True))
_UPPER = dict(zip("cosvwxz", "COSVWXZ", strict=True))
_FULL = dict(zip(",:;!?()", "，：；！？（）", strict=True))
_HALF = {full: half for half, full in _FULL.items()}
_TOPS = {",": 0.185, ":": 0.59, ";": 0.59}
"""How high above the baseline, in em, these signs reach at most; their full-width twins do more."""


def mended(line: Measured, pitch: float | None) -> Measured:
    """The line with such characters put right; `pitch` is the width of a cell where it is fixed."""
    texts = [glyph.text for glyph in line.glyphs]
    _mend_case(line, texts)
    _mend_dashes(line, texts, pitch)
    if any(map(is_wide, texts)):
        _mend_widths(line, texts, pitch)
    glyphs = (
        replace(glyph, text=text) if text != glyph.text else glyph
        for glyph, text in zip(line.glyphs, texts, strict=True)
    )
    return replace(line, glyphs=tuple(glyphs))


def half_cell(line: Measured, at: int, pitch: float | None) -> float:
    """From the middle of a character to the edge of its cell."""
    text, box = line.glyphs[at].text, line.boxes[at]
    if is_wide(text):
        return line.em / 2
    if pitch:
        return pitch / 2
    air = (0.085 if is_sign(text) else 0.06) * line.em
    return (box.width / 2 if box else 0.2 * line.em) + air


def _mend_case(line: Measured, texts: list[str]) -> None:
    """Letters whose capital looks alike: by their height beside sure ones."""
    sure = [
        box.height for text, box in zip(texts, line.boxes, strict=True) if box and text in _TALL
    ]
    if len(sure) < 2:
        return
    tall = statistics.median(sure)
    for at, (text, box) in enumerate(zip(texts, line.boxes, strict=True)):
        if box is None or tall < 7:
            continue
        around = "".join(texts[max(0, at - 1) : at] + texts[at + 1 : at + 2])
        if box.height <= 0.83 * tall and not around.isupper():
            texts[at] = _LOWER.get(text, text)
        elif 0.95 * tall <= box.height <= 1.1 * tall and not around.islower():
            texts[at] = _UPPER.get(text, text)
        elif text in "Il" and box.height >= 1.25 * tall and not _inside_word(line, at):
            texts[at] = "|"


def _inside_word(line: Measured, at: int) -> bool:
    """Whether a letter or figure stands beside it without a blank."""
    before = at > 0 and not line.glyphs[at].blank and line.glyphs[at - 1].text.isalnum()
    following = line.glyphs[at + 1 : at + 2]
    return before or any(not each.blank and each.text.isalnum() for each in following)


def _mend_dashes(line: Measured, texts: list[str], pitch: float | None) -> None:
    """A hyphen between blanks that is as long as a dash."""
    for at in range(1, len(texts) - 1):
        box = line.boxes[at]
        if texts[at] != "-" or box is None or pitch or is_wide(texts[at - 1] + " "):
            continue
        if line.glyphs[at].blank and line.glyphs[at + 1].blank and box.width >= 0.44 * line.em:
            texts[at] = "—" if box.width >= 0.8 * line.em else "–"


def _mend_widths(line: Measured, texts: list[str], pitch: float | None) -> None:
    """Signs among Chinese: full or half width."""
    base = _baseline(line, texts)
    told = [_width(line, texts, at, base, pitch) for at in range(len(texts))]
    known = [width for width in told if width]
    usual = max(set(known), key=known.count) if known else None
    told[-1] = told[-1] or usual
    for at, width in enumerate(told):
        if width == "full":
            texts[at] = _FULL.get(texts[at], texts[at])
        elif width == "half":
            texts[at] = _HALF.get(texts[at], texts[at])
    last = line.boxes[-1]
    if texts[-1] in "o0O" and last and base and len(texts) > 1:
        low = base - last.y < 0.42 * line.em
        texts[-1] = "。" if low and last.height <= 0.42 * line.em else texts[-1]


def _baseline(line: Measured, texts: Sequence[str]) -> float | None:
    """The row that letters stand on."""
    letters = [
        box.bottom for t, box in zip(texts, line.boxes, strict=True) if box and t in _ON_LINE
    ]
    if len(letters) >= 2:
        return statistics.median(letters)
    squares = [
        box.bottom for t, box in zip(texts, line.boxes, strict=True) if box and is_ideograph(t)
    ]
    return statistics.median(squares) - 0.075 * line.em if len(squares) >= 3 else None


def _width(
    line: Measured, texts: Sequence[str], at: int, base: float | None, pitch: float | None
) -> str | None:
    """`full` or `half`, or None for what is no such sign or cannot be told."""
    sign = texts[at]
    if sign not in _FULL and sign not in _HALF:
        return None
    around = [*texts[max(0, at - 1) : at], *texts[at + 1 : at + 2]]
    among = any(map(is_wide, around))
    by_room = _by_room(line, texts, at, pitch) if among else None
    if by_room:
        return by_room
    if not among and _HALF.get(sign, sign) == ",":
        return "half"
    top, box = _TOPS.get(_HALF.get(sign, sign)), line.boxes[at]
    if pitch and top is not None and box is not None and base is not None:
        return "full" if base - box.y > top * line.em else "half"
    return None if among else "half"


def _by_room(line: Measured, texts: Sequence[str], at: int, pitch: float | None) -> str | None:
    """By the room between the sign's neighbours. In a fixed pitch a full-width sign takes as much
    as a half one with a blank.
    """
    if not 0 < at < len(texts) - 1:
        return None
    if any(is_wide(each) and is_sign(each) for each in (texts[at - 1], texts[at + 1])):
        return None
    room = line.middle(at + 1) - line.middle(at - 1)
    room -= half_cell(line, at - 1, pitch) + half_cell(line, at + 1, pitch)
    if pitch is None:
        return "half" if room < 0.75 * line.em else "full" if room < 1.5 * line.em else None
    if room < 0.75 * line.em:
        return "half"
    if abs(2 * pitch - line.em) < 0.12 * line.em:
        return None
    return "half" if abs(room - 2 * pitch) < abs(room - line.em) else "full"
