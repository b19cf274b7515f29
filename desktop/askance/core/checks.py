"""What works on this computer, what does not, and what to do: the rows of `askance doctor` and of
the status window. Pure values; whoever looks things up fills them in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CheckState(StrEnum):
    """`LIMITED`: it works, with a limit that the detail names."""

    OK = "ok"
    LIMITED = "limited"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `detail` says what was found, `hint` what to do next (empty when there
    is nothing to do), `command` a line to copy into a terminal or a desktop's shortcut settings,
    `steps` how to get there, a sentence each, `ways` the same for several desktops, of which the
    person has one, `link` a page of the system's settings (one of `core.system_pages`).
    """

    name: str
    state: CheckState
    detail: str = ""
    hint: str = ""
    command: str = ""
    steps: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    link: str = ""
