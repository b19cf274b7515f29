"""What was read behind the opening of a block that goes on, and what that decides. Pure values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from askance.core.markdown.blocks import Code, Heading, Math, Paragraph, Rule, Table
from askance.core.markdown.continued import GUARD, Kept, KeptText, leaf_of
from askance.core.markdown.cutting import Source
from askance.core.markdown.engine import References
from askance.core.markdown.parser import Placed, is_open_fence, may_refer

_DELIMITERS = re.compile(r"[\s>]*[-:|][-:|\s]*")
_GUARDED = (f"{GUARD} ", f"{GUARD}\n")


@dataclass(frozen=True, slots=True)
class Read:
    """The tail's blocks as they were read behind an opening, the first made whole. `fitting` says
    whether what was read is the rest of what was kept.
    """

    placed: list[Placed]
    source: Source
    opening: str
    fitting: bool

    @property
    def ahead(self) -> int:
        """The lines of the opening."""
        return self.opening.count("\n")

    def offset(self, line: int, column: int = 0) -> int:
        """Where a place in what was read is in the tail."""
        return sum(map(len, self.source.lines[:line])) + column - len(self.opening)

    def rest(self) -> tuple[str, bool]:
        """What came of a text that was kept, and whether that is the last and may still go on."""
        texts = [token for each in self.placed for token in each.group if token.type == "inline"]
        for token in texts:
            if token.content.startswith(_GUARDED):
                _, end = token.map or (0, 0)
                last = token is texts[-1] and end == len(self.source.lines)
                return token.content[len(GUARD) + 1 :], last
        return "", False

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be added to the last block although none has come behind it. A text
        with a bracket in it is left open: the next line may define what it refers to.
        """
        last = self.placed[-1]
        match last.block:
            case Code() if last.group[0].type == "fence":
                return not is_open_fence(last.group)
            case Math() | Rule():
                return True
            case Paragraph() | Heading() if may_refer(last.block):
                return False
            case Paragraph() | Heading() | Table():
                return last.end < len(self.source.lines)
        return False


@dataclass(frozen=True, slots=True)
class Sure:
    """What was kept before a text was cut behind something open: should that be closed, the text
    is read again from here. `pieces` are those of the kept source, `line` is where the tail began.
    """

    kept: Kept | None
    pieces: int
    line: int


def is_table_head(kept: Kept | None, source: str) -> bool:
    """Whether a line that was cut inside turns out to be the head of a table; `source` is the rest
    of it, and what came behind it.
    """
    leaf = leaf_of(kept)
    if not isinstance(leaf, KeptText) or not leaf.inside_line:
        return False
    first, _, rest = source.partition("\n")
    second = rest.partition("\n")[0]
    return (leaf.barred or "|" in first) and bool(_DELIMITERS.fullmatch(second))


def is_closed_by(kept: Kept | None, text: str, references: References) -> bool:
    """Whether a text that was kept with something open may be closed by what came behind it."""
    leaf = leaf_of(kept)
    return isinstance(leaf, KeptText) and leaf.openers.closed_by(text, references)
