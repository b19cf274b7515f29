"""Where a block begins in its line. A value of the rules and of those who read what they note."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """Where a block begins in its line, both in columns: `content`, and the least indentation that
    its container asks for.
    """

    least: int
    content: int
