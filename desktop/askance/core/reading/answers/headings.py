"""Lines in letters larger than the usual ones. How bold they are cannot be told from boxes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from askance.core.reading.answers.due import DueRow
from askance.core.reading.answers.escape import Escaper
from askance.core.reading.answers.parts import Part, is_wide, joined
from askance.core.reading.answers.pitch import middle_of
from askance.core.reading.layout import Block
from askance.core.reading.values import Piece

_HEADING = 1.16  # times the usual text's size
_TITLE = 1.6
_SHORTEST, _LONGEST = 2, 90
_SENTENCE_ENDS = ".,;。，；、"

_UP = frozenset("bdfhijklt0123456789()[]{}|/\\!?\"'$%&#@")
_DOWN = frozenset("gjpqy()[]{}|,;$@Qµ")
_WHOLE = 0.93  # of the font's size: from the top of an h to the foot of a g
_INK = {(True, True): _WHOLE, (True, False): 0.73, (False, True): 0.74, (False, False): 0.53}


def size_of(parts: Sequence[Part]) -> float | None:
    """How tall a row's words would be, had each a letter that reaches up and one that reaches down,
    in pixels: boxes hug their ink. None without letters.
    """
    sizes = [
        part.box.height * _WHOLE / _INK[_reaches_up(part.text), _reaches_down(part.text)]
        for part in parts
        if any(map(str.isalnum, part.text))
    ]
    return middle_of(sizes) if sizes else None


def _reaches_up(text: str) -> bool:
    return any(each in _UP or each.isupper() or is_wide(each) for each in text)


def _reaches_down(text: str) -> bool:
    return any(each in _DOWN or is_wide(each) for each in text)


def is_heading(due: DueRow, parts: Sequence[Part], usual: float) -> bool:
    """Whether a row is short, alone, and in larger letters than the `usual` ones, in pixels."""
    text = joined(parts)
    if len(due.row.cells) > 1 or not _SHORTEST <= len(text) <= _LONGEST:
        return False
    size = size_of(parts) if due.layout.told else float(due.row.height)
    letters = sum(map(str.isalpha, text))
    return (
        size is not None
        and letters > 1
        and size >= _HEADING * usual
        and text[-1] not in _SENTENCE_ENDS
    )


class Heading:
    """One heading, which may take several rows of one block."""

    def __init__(self, due: DueRow, parts: Sequence[Part], usual: float) -> None:
        self.block: Block = due.block
        title = (size_of(parts) or 0) >= _TITLE * usual
        self._mark = "# " if title else "## "
        self._escaper = Escaper(heading=True)

    def row(self, parts: Sequence[Part]) -> Iterator[Piece]:
        yield Piece(self._mark)
        self._mark = " "
        yield from self._escaper.pieces(parts, starts_line=False)
