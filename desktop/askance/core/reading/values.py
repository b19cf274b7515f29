"""What reading finds on a picture. Everything in the picture's own pixels, origin at the top left.

A reading is a run of events: `BoxesFound` tells where text stands before any of it is read, then
each box is answered by exactly one `LineRead` of the same index, in whatever order; codes come when
they come. `Reading` gathers them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from askance.core.screen import Pixels, Region


@dataclass(frozen=True, slots=True)
class Quad:
    """Four corners (x, y), clockwise from the top left as the text is read; text may be slanted."""

    points: tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]

    @classmethod
    def of(cls, region: Region) -> Quad:
        """The upright rectangle; right and bottom are one past the last pixel."""
        left, top, right, bottom = region.x, region.y, region.right, region.bottom
        return cls(((left, top), (right, top), (right, bottom), (left, bottom)))

    @property
    def bounds(self) -> Region:
        """The smallest upright rectangle around it."""
        xs, ys = zip(*self.points, strict=True)
        return Region.spanning(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Word:
    """One word: a run without blanks. `score` is 0 to 1. The box hugs the ink.

    `cuts` are the x between neighbouring characters, `len(text) - 1` of them, or empty when the
    reader does not tell: scripts without blanks are selected by character.
    """

    text: str
    score: float
    box: Quad
    cuts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text with its words in order; each word stands in `text`, in this order.

    `score` (0 to 1) is the mean over its characters. A box that turned out to hold no text has an
    empty `text` and no words. The box hugs the ink of the whole line.
    """

    text: str
    score: float
    box: Quad
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A QR or bar code: its format as the standard names it (`QRCode`, `EAN-13`), and its text."""

    format: str
    text: str
    box: Quad


@dataclass(frozen=True, slots=True)
class Secret:
    """A place that must not leave unseen: what it seems to be (`api_key`, `card` …)."""

    kind: str
    box: Quad


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """A picture to be read: an encoded file or raw pixels.

    `focus` (x, y): what is nearest to it is found and read first, part by part. Without it all
    text is found first, then read in reading order.
    """

    picture: bytes | Pixels = field(repr=False)
    focus: tuple[int, int] | None = None
    text: bool = True
    codes: bool = True


@dataclass(frozen=True, slots=True)
class ReadStarted:
    """The picture is decoded: its size in pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Looking:
    """Text is being looked for: `done` of `total` parts of the picture have been looked at."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class BoxesFound:
    """Where text stands. The boxes' indexes go on from those found before, from `first` on; without
    a focus there is one such event, and its boxes are in reading order.
    """

    first: int
    boxes: tuple[Quad, ...]


@dataclass(frozen=True, slots=True)
class LineRead:
    """What the box of this index holds."""

    index: int
    line: Line


@dataclass(frozen=True, slots=True)
class CodesRead:
    """All the codes on the picture, possibly none."""

    codes: tuple[Code, ...]


ReadEvent = ReadStarted | Looking | BoxesFound | LineRead | CodesRead


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole reading. Lines in reading order, none of them empty."""

    width: int
    height: int
    lines: tuple[Line, ...] = ()
    codes: tuple[Code, ...] = ()


class Task(StrEnum):
    """What the device can do with a picture."""

    EXTRACT = "extract"
    VERBATIM = "verbatim"
    TABLE = "table"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of an answer as they become known. `score` (0 to 1) is how sure the reader is of them,
    None for what it did not read itself (a heading's mark, a line's end).
    """

    text: str
    score: float | None = None
