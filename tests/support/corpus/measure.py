"""How well a picture was read: characters, and where the words stand.

The character error rate is the Levenshtein distance between what was drawn and what was read, in
the order it was read, by the number of drawn characters. Line ends and runs of blanks count as one
blank; none are counted between two Chinese characters, where they come from line ends. A word read
where a mark is drawn (see `Sample.marks`) is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from askance.core.reading.values import Line
from askance.core.screen import Region
from tests.support.corpus.values import InkedWord, Sample

WITHIN_PX = 3

_CHINESE = r"[\u2e80-\u9fff\u3000-\u303f\uf900-\ufaff\uff00-\uffef]"
_BETWEEN_CHINESE = re.compile(f"(?<={_CHINESE}) (?={_CHINESE})")


@dataclass(frozen=True, slots=True)
class Score:
    """`deviations`: for each word that was read right, by how many pixels the worst edge of its box
    misses the ink.
    """

    characters: int
    mistakes: int
    words: int = 0
    deviations: tuple[int, ...] = ()

    @property
    def error(self) -> float:
        """The character error rate."""
        return self.mistakes / self.characters if self.characters else 0.0

    @property
    def found(self) -> float:
        """The share of the drawn words that were read right."""
        return len(self.deviations) / self.words if self.words else 0.0

    @property
    def in_place(self) -> float:
        """The share of those whose box is within `WITHIN_PX`."""
        within = sum(each <= WITHIN_PX for each in self.deviations)
        return within / len(self.deviations) if self.deviations else 0.0

    @property
    def worst(self) -> int:
        return max(self.deviations, default=0)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.characters + other.characters,
            self.mistakes + other.mistakes,
            self.words + other.words,
            self.deviations + other.deviations,
        )


def score(sample: Sample, lines: Sequence[Line]) -> Score:
    """What `lines`, as they were read, are worth."""
    drawn, read = comparable(sample.lines), comparable(texts(sample, lines))
    offs = tuple(off for _, off in placed(sample, lines))
    return Score(len(drawn), distance(drawn, read), len(sample.words), offs)


def texts(sample: Sample, lines: Iterable[Line]) -> list[str]:
    """What was read, but for the marks."""
    return [_without_marks(line, sample.marks) for line in lines]


def _without_marks(line: Line, marks: Sequence[Region]) -> str:
    kept, at = "", 0
    for word in line.words:
        start = line.text.index(word.text, at)
        kept += line.text[at:start]
        kept += "" if _is_mark(word.box.bounds, marks) else word.text
        at = start + len(word.text)
    return kept + line.text[at:]


def _is_mark(box: Region, marks: Sequence[Region]) -> bool:
    x, y = box.x + box.width // 2, box.y + box.height // 2
    return any(mark.x <= x < mark.right and mark.y <= y < mark.bottom for mark in marks)


def placed(sample: Sample, lines: Sequence[Line]) -> list[tuple[InkedWord, int]]:
    """The drawn words that were read right, each with how far off its box is."""
    boxes: dict[str, list[Region]] = {}
    for line in lines:
        for word in line.words:
            boxes.setdefault(word.text, []).append(word.box.bounds)
    found = []
    for drawn in sample.words:
        here = [box for box in boxes.get(drawn.text, ()) if not box.intersected(drawn.box).empty]
        if here:
            found.append((drawn, min(off_by(box, drawn.box) for box in here)))
    return found


def off_by(box: Region, ink: Region) -> int:
    """The largest of the four edges' deviations."""
    return max(
        abs(box.x - ink.x),
        abs(box.y - ink.y),
        abs(box.right - ink.right),
        abs(box.bottom - ink.bottom),
    )


def by(scores: Iterable[tuple[Sample, Score]], group: Callable[[Sample], str]) -> dict[str, Score]:
    """Summed up by group, in the order in which the groups come."""
    sums: dict[str, Score] = {}
    for sample, one in scores:
        name = group(sample)
        sums[name] = sums[name] + one if name in sums else one
    return sums


GROUPS: dict[str, Callable[[Sample], str]] = {
    "kind": lambda sample: sample.kind,
    "language": lambda sample: sample.language,
    "theme": lambda sample: sample.theme,
    "scale": lambda sample: f"scale {sample.scale}",
    "background": lambda sample: sample.background,
}


def comparable(lines: Iterable[str]) -> str:
    """The text as it is compared."""
    blanked = " ".join(unicodedata.normalize("NFC", " ".join(lines)).split())
    return _BETWEEN_CHINESE.sub("", blanked)


def distance(a: str, b: str) -> int:
    """The Levenshtein distance, row by row (Wagner and Fischer 1974). Within a row, insertions run
    on from the cheapest cell before them: a running minimum once the way there is taken off.
    """
    letters = np.array([ord(each) for each in b], np.int64)
    steps = np.arange(len(b) + 1)
    row = steps.copy()
    for letter in a:
        cheapest = row + 1
        np.minimum(cheapest[1:], row[:-1] + (letters != ord(letter)), out=cheapest[1:])
        row = np.minimum.accumulate(cheapest - steps) + steps
    return int(row[-1])


def mistakes(sample: Sample, lines: Iterable[Line]) -> list[str]:
    """What was misread, for a person to look at: `drawn → read`, with a little around it."""
    drawn, read = comparable(sample.lines), comparable(texts(sample, lines))
    told = []
    for what, a, b, c, d in SequenceMatcher(None, drawn, read, autojunk=False).get_opcodes():
        if what != "equal":
            told.append(f"{drawn[max(0, a - 8) : a]}[{drawn[a:b]} → {read[c:d]}]{drawn[b : b + 8]}")
    return told
