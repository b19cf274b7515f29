"""References are often defined behind what uses them: only at the end all are known. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from askance.core.markdown.blocks import Block
from askance.core.markdown.engine import References
from askance.core.markdown.parser import may_refer, normalised, place


@dataclass(frozen=True, slots=True)
class Closed:
    """Blocks, the lines `[start, end)` each was made of, and how many references were known then.
    `unsure` says that a definition may have changed where they end.
    """

    blocks: Sequence[Block]
    lines: Sequence[tuple[int, int]]
    known: Sequence[int]
    unsure: bool


def resolved(
    text: str, closed: Closed, references: References
) -> tuple[list[Block], list[tuple[int, int]]]:
    """The blocks and their lines once all references are known. What they may have changed is read
    again, everything if where blocks end may have changed.
    """
    lines = normalised(text).split("\n")
    fresh = list(closed.blocks)
    unsure = closed.unsure
    for number, (start, end) in enumerate(closed.lines):
        if closed.known[number] < len(references) and may_refer(closed.blocks[number]):
            placed = place("\n".join(lines[start:end]), dict(references)).placed
            if len(placed) != 1:
                unsure = True
                break
            fresh[number] = placed[0].block
    if not unsure:
        return fresh, list(closed.lines)
    whole = place("\n".join(lines), {}).placed
    return [each.block for each in whole], [(each.start, each.end) for each in whole]
