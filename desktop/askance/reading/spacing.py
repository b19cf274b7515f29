"""Where the blanks of a line are: what the recogniser said, held against the gaps in the ink. Pure.

The recogniser reads characters surely, but their distances less so: it glues words together and
leaves out blanks beside Chinese. Gaps in the ink are exact: the distance of two characters' middles
is compared with what their cells should take up, a square for Chinese, the pitch where it is fixed,
else the ink with a little air.
"""

from __future__ import annotations

import cmath
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from askance.reading.glyphs import Measured, is_ideograph, is_sign, is_wide
from askance.reading.shapes import half_cell

_BLANK = 0.25
"""About the width of a blank in proportional type, in em."""


@dataclass(slots=True)
class Pitches:
    """What the lines of one picture told about the pitch, for those too short to tell: the font's
    size, and the width of a cell or None where it is not fixed.
    """

    _told: list[tuple[float, float | None]] = field(default_factory=list)

    def of(self, line: Measured) -> float | None:
        """The width of a character when the pitch is fixed, else None."""
        sure, pitch = _pitch(line)
        if sure:
            self._told.append((line.em, pitch))
            return pitch
        for em, pitch in reversed(self._told):
            if 0.87 < em / line.em < 1.15:
                return pitch
        return None


def with_blanks(line: Measured, pitch: float | None) -> Measured:
    """The line with its blanks put right."""
    judge = _Judge(line, pitch)
    blanks = [False, *(judge.blank(at) for at in range(1, len(line.glyphs)))]
    glyphs = (replace(glyph, blank=blank) for glyph, blank in zip(line.glyphs, blanks, strict=True))
    return replace(line, glyphs=tuple(glyphs))


class _Judge:
    def __init__(self, line: Measured, pitch: float | None) -> None:
        self._line, self._pitch = line, pitch
        latin = [
            (gap[1] - gap[0] if gap else 0, line.glyphs[at].blank)
            for at, gap in enumerate(line.gaps, 1)
            if not is_wide(line.glyphs[at - 1].text) and not is_wide(line.glyphs[at].text)
        ]
        self._seen = [width for width, blank in latin if blank and width]
        self._inner = [width for width, blank in latin if blank is False]

    def blank(self, at: int) -> bool:
        """Whether there is one before the character `at`."""
        before, after = self._line.glyphs[at - 1].text, self._line.glyphs[at].text
        gap, said, em = self._line.gaps[at - 1], self._line.glyphs[at].blank, self._line.em
        if gap is None:
            return bool(said) and not (is_wide(before) and is_wide(after))
        width = gap[1] - gap[0]
        slack = (
            self._line.step(at)
            - half_cell(self._line, at - 1, self._pitch)
            - half_cell(self._line, at, self._pitch)
        )
        if is_wide(before) or is_wide(after):
            if any(unicodedata.category(each[0]) == "So" for each in (before, after)):
                return width > 0.3 * em
            if any(is_wide(each) and is_sign(each) for each in (before, after)):
                return bool(said) and width > 0.9 * em
            if self._pitch:
                return slack > 0.5 * self._pitch
            letters = (
                not is_sign(before) and not is_sign(after) and is_wide(before) != is_wide(after)
            )
            return slack > 0.14 * em or (letters and width > 0.235 * em)
        if self._pitch:
            if said:
                return slack > 0.4 * self._pitch
            return slack > 0.6 * self._pitch and width > 0.6 * self._pitch
        return self._by_others(width, slack, said)

    def _by_others(self, width: int, slack: float, said: bool | None) -> bool:
        """In proportional type, by the line's other gaps."""
        em = self._line.em
        usual = statistics.median(self._seen) if len(self._seen) >= 2 else 0.32 * em
        inner = min(statistics.median(self._inner), 0.15 * em) if self._inner else 0.08 * em
        if said is None:
            return width > (usual + inner) / 2
        if said:
            return slack > 0.02 * em or width > inner + 0.3 * (usual - inner)
        return width >= 0.85 * usual and slack > 0.7 * _BLANK * em and width > 2 * inner


def _pitch(line: Measured) -> tuple[bool, float | None]:
    """Whether the line tells, and the width of a cell if the pitch is fixed: it is when all middles
    stand on one grid.
    """
    if (square := _half_square(line)) is not None:
        return True, square
    groups: list[list[float]] = [[]]
    steps = []
    for at, (glyph, box) in enumerate(zip(line.glyphs, line.boxes, strict=True)):
        if is_wide(glyph.text):
            groups.append([])
        elif box is not None:
            groups[-1].append(line.middle(at))
            if at and glyph.blank is False and not is_wide(line.glyphs[at - 1].text):
                steps.append(line.step(at))
    groups = [group for group in groups if len(group) >= 4]
    count = sum(map(len, groups))
    if count < 7 or len(steps) < 4:
        return False, None
    usual = statistics.median(steps)
    grids = [usual * (0.92 + 0.005 * number) for number in range(33)]
    best = max(grids, key=lambda grid: _on_grid(groups, grid))
    fits = _on_grid(groups, best) >= (0.84 if count >= 12 else 0.9)
    return True, best if fits and 0.4 * line.em < best < 0.75 * line.em else None


def _half_square(line: Measured) -> float | None:
    """The cell of a font in which two letters take up one Chinese character: then both stand on one
    grid. None where too few of either say so.
    """
    cell = line.em / 2
    squares = [
        line.middle(at) / cell - 0.5 for at in _standing(line) if is_ideograph(line.glyphs[at].text)
    ]
    letters = [
        line.middle(at) / cell for at in _standing(line) if not is_wide(line.glyphs[at].text)
    ]
    if len(squares) < 2 or len(letters) < 4:
        return None
    start = cmath.phase(sum(cmath.exp(2j * cmath.pi * x) for x in squares)) / (2 * cmath.pi)
    off = [abs((x - start + 0.5) % 1 - 0.5) for x in letters]
    return cell if sum(each <= 0.17 for each in off) >= 0.85 * len(off) else None


def _standing(line: Measured) -> list[int]:
    """The indexes of the characters that stand free."""
    return [at for at, box in enumerate(line.boxes) if box is not None]


def _on_grid(groups: Sequence[Sequence[float]], grid: float) -> float:
    """How well positions fit a grid, whatever its start: 1 exactly, about 0 not at all. Each group
    has a start of its own.
    """
    sums = [abs(sum(cmath.exp(2j * cmath.pi * x / grid) for x in group)) for group in groups]
    return sum(sums) / sum(map(len, groups))
