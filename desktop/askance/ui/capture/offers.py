"""What the person is offered while choosing, as a value. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from askance.core.screen import Region
from askance.ui.capture.ending import Outcome
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.capture.pointing import Pointing

if TYPE_CHECKING:
    from askance.ui.capture.text_mode import TextMode

    MakeTextMode = Callable[[Sequence[OverlayWindow], QObject], TextMode]


@dataclass(frozen=True, slots=True)
class Offers:
    """`cost` tells what a region would cost and where it would go; `text_mode` makes what selects
    text, where text can be read. `last`: the region taken before. `joins`: what became of a capture
    a moment ago, which this one may belong to. `pointing`: the mouse pointer in the picture.
    """

    cost: Callable[[Region], str]
    text_mode: MakeTextMode | None = None
    last: Region | None = None
    joins: Outcome | None = None
    pointing: Pointing = field(default_factory=Pointing)
