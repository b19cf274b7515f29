"""What on a picture leads elsewhere, by where it stands. Pure, any thread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from askance.core.reading.strips import away, strips
from askance.core.screen import Region


@dataclass(frozen=True, slots=True)
class Mark:
    """Something found that leads elsewhere: a web or mail address in the text, or a code.

    `target` is the address in full, empty where the text is none. `text` is what stands there; for
    a code what it holds. `code` is the code's format (`QRCode` …), empty for an address.
    """

    target: str
    text: str
    boxes: tuple[Region, ...]
    code: str = ""


class Marks:
    """Grows while a reading runs."""

    def __init__(self) -> None:
        self._all: list[Mark] = []
        self._strips: dict[int, list[Mark]] = defaultdict(list)

    def __iter__(self) -> Iterator[Mark]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def add(self, marks: Iterable[Mark]) -> tuple[Region, ...]:
        """Returns where they stand."""
        changed: list[Region] = []
        for mark in marks:
            self._all.append(mark)
            for strip in {strip for box in mark.boxes for strip in strips(box)}:
                self._strips[strip].append(mark)
            changed.extend(mark.boxes)
        return tuple(changed)

    def at(self, x: int, y: int, reach: int = 0) -> Mark | None:
        """The one at a pixel, or at most `reach` pixels away from it."""
        for mark in self.meeting(Region(x - reach, y - reach, 1, 2 * reach + 1)):
            if any(away(box, x, y) <= reach for box in mark.boxes):
                return mark
        return None

    def meeting(self, part: Region) -> list[Mark]:
        """Those that may meet a part of the picture, each once."""
        found = (mark for strip in strips(part) for mark in self._strips.get(strip, ()))
        return list({id(mark): mark for mark in found}.values())
