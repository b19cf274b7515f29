"""How wide a character is, and whether all of them are as wide: a terminal, an editor.

In a monospaced line every word begins on one grid, and is as many cells wide as it has characters.
In other fonts words are narrower or wider than that by whole letters, so two lines tell.
Pure. Pixels of the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import floor

from askance.core.reading.answers.parts import Part, is_wide

_THIN = frozenset(".,:;'\"`!|()[]{}")
_BEARING = 0.1
_TOLERANCE = 0.28  # cells
_FAR = 12  # cells: what is measured over so many is more exact than a word's width
_LEAST_LETTERS = 14
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Pitch:
    """One character's width in pixels; `mono` when all have it, `told` when there was enough to
    tell. `reach` is the longest distance in cells that it was measured over: the longer, the more
    exact. At x `start` a cell begins.
    """

    width: float
    mono: bool = False
    told: bool = False
    reach: int = 0
    start: float = 0.0

    def column(self, left: int, origin: int) -> int:
        """In which column something at x `left` begins, `origin` being column 0."""
        if not self.mono:
            return max(0, round((left - origin) / self.width))
        return max(0, self._cell(left) - self._cell(origin))

    def _cell(self, left: int) -> int:
        return round((left - self.start) / self.width - 0.15)


def pitch_of(rows: Sequence[Sequence[Part]]) -> Pitch | None:
    """Measured over the parts of neighbouring rows; None without any text."""
    parts = [part for row in rows for part in row]
    if not parts:
        return None
    inked = sum(part.cells - 2 * _BEARING for part in parts)
    plain = Pitch(max(1.0, sum(part.box.width for part in parts) / inked))
    words = [part for part in parts if _tells(part)]
    if len(words) < _LEAST_WORDS or sum(map(_letters, words)) < _LEAST_LETTERS:
        return plain
    guess = middle_of([_ideal(part) for part in sorted(words, key=lambda each: -each.cells)[:5]])
    grids = [grid for row in rows if (grid := _fitted(_from_word(row), guess))]
    best = max(grids, key=lambda grid: grid.reach, default=None)
    return best if best and _is_mono(rows, best.width) else replace(plain, told=True)


def same_grid(rows: Sequence[Sequence[Part]], pitch: Pitch) -> bool:
    """Whether short rows, which tell little by themselves, fit a pitch known from others."""
    words = [part for row in rows for part in row if len(part.text) > 1]
    fitting = sum(part.cells for part in words if _fits(part, pitch.width))
    return bool(words) and 10 * fitting >= 8 * sum(part.cells for part in words)


def middle_of(values: Sequence[float]) -> float:
    """The median (the lower one of two)."""
    return sorted(values)[(len(values) - 1) // 2]


def _letters(part: Part) -> int:
    return sum(character.isalpha() and not is_wide(character) for character in part.text)


def _tells(part: Part) -> bool:
    """Digits and Chinese characters are all as wide in any font; it takes letters to tell."""
    return len(part.text) > 2 and _letters(part) > 1 and not any(map(is_wide, part.text))


def _bearing(character: str) -> float:
    """How much of its cell a character leaves empty on one side, about."""
    return 0.28 if character in _THIN else _BEARING


def _ideal(part: Part) -> float:
    """The pitch at which the part would be just as wide as it is."""
    return part.box.width / (part.cells - _bearing(part.text[0]) - _bearing(part.text[-1]))


def _fits(part: Part, width: float) -> bool:
    ideal = part.cells - _bearing(part.text[0]) - _bearing(part.text[-1])
    return abs(part.box.width / width - ideal) <= _TOLERANCE


def _from_word(row: Sequence[Part]) -> Sequence[Part]:
    """The row from its first telling word on: a line's number may stand beside the grid."""
    return next((row[place:] for place, part in enumerate(row) if _tells(part)), ())


def _fitted(row: Sequence[Part], width: float) -> Pitch | None:
    """The grid through the row's words, the guess made exact from the left to the right."""
    if not row:
        return None
    origin, column = row[0].box.x, 0
    for before, part in pairwise(row):
        gap = (part.box.x - before.box.right) / width
        column += before.cells + max(0, floor(gap + 0.05))
        if column > _FAR:
            width = (part.box.x - origin) / column
        if width <= 0:
            return None
    end = column + row[-1].cells
    if end > _FAR:
        width = (row[-1].box.right - origin) / (end - 0.2)
    start = origin - _bearing(row[0].text[0]) * width
    return Pitch(width, mono=True, told=True, reach=end, start=start)


def _is_mono(rows: Sequence[Sequence[Part]], width: float) -> bool:
    words = [part for row in rows for part in row if _tells(part)]
    fitting = sum(part.cells for part in words if _fits(part, width))
    runs = [run for row in rows if (run := _from_word(row))]
    places = [(part.box.x - run[0].box.x) / width for run in runs for part in run]
    on_grid = sum(abs(place - round(place)) <= 0.33 for place in places)
    return 20 * fitting >= 17 * sum(part.cells for part in words) and 5 * on_grid >= 4 * len(places)
