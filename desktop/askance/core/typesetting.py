"""Setting formulas in type and colouring code: the values, and the port behind which it is done.

Nothing here knows a colour or a pixel of the window: code is told in roles, a formula in outlines
of one size and one ink, which the window draws in any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

ROLES = (
    "keyword", "string", "comment", "name", "number", "deleted", "inserted",
)  # fmt: skip
"""What a word of a program may be, as far as colours tell."""

Run = tuple[int, int, str]
"""Start and length in UTF-16 code units within a line, and one of `ROLES`."""

Colouring = Sequence[Sequence[Run]]
"""For each line its runs, in order. Lines at the end may be missing."""

LONGEST_CODE = 200_000
"""Characters of code that are coloured at most."""

LONGEST_FORMULA = 2000
"""Characters of a source that is set."""

SET_AT = 48.0
"""The size formulas are set in, in pixels; they are outlines and can be drawn in any other."""

INK = "#010203"
"""The colour to be replaced: one that nobody writes into a formula."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """A formula as an SVG picture in `INK` and letters of `SET_AT` pixels; its width, and what
    stands above and below the baseline. `plain` if all of it is in the one ink.
    """

    svg: str = field(repr=False)
    width: float
    ascent: float
    descent: float
    plain: bool


class Typesetter(Protocol):
    """Works out how code and formulas look. Blocking, some milliseconds to many seconds; called on
    one thread of its own. Never raises: what can't be had is left plain.
    """

    def colour(self, language: str, code: str) -> Colouring:
        """The coloured runs of a program in the language that the reply names; none is ever
        guessed. Empty when the language is unknown, or the code too long.
        """
        ...

    def outlines(self, source: str, *, display: bool) -> Outlines | None:
        """A formula of TeX set in type, as one that stands alone or within a line. None where the
        source can't be set.
        """
        ...

    def close(self) -> None:
        """Lets go of everything, on any thread; what is under way ends at once, without a
        result.
        """
        ...
