"""The mouse pointer in the picture of one capture. GUI thread; no Qt of its own.

Two ways: where the pointer's own picture is known it is drawn in afterwards, so the choice is free
until the end; where only a grab can draw it, as on Wayland, the frozen picture has it or has not,
and the choice holds from the next one on.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from askance.core.screen import PointerPicture
from askance.ui.capture import words


@dataclass(slots=True)
class PointerWish:
    """For the grabs to come, as long as the program runs."""

    wanted: bool = False


@dataclass(slots=True)
class Pointing:
    """`picture`: what the pointer looked like when the screens were frozen. `by_grab`: a grab can
    draw it; `grabbed`: this one did. `wish` outlives the capture.
    """

    wish: PointerWish = field(default_factory=PointerWish)
    by_grab: bool = False
    grabbed: bool = False
    picture: PointerPicture | None = None
    chosen: bool = False
    """It is to be drawn in afterwards."""

    @property
    def offered(self) -> bool:
        """Whether the person has a choice."""
        return self.picture is not None or self.by_grab

    @property
    def next_only(self) -> bool:
        """Whether the choice is for the pictures to come."""
        return self.picture is None and self.by_grab

    @property
    def drawn(self) -> PointerPicture | None:
        """What is to be drawn over the frozen screens."""
        return self.picture if self.chosen else None

    def toggle(self) -> str:
        """The other way round; what is so now, in words."""
        if self.picture is not None:
            self.chosen = not self.chosen
            return words.pointer_drawn(self.chosen)
        if not self.next_only:
            return words.no_pointer()
        self.wish.wanted = not self.wish.wanted
        if self.wish.wanted == self.grabbed:
            return words.pointer_drawn(self.grabbed)
        return words.pointer_next(self.wish.wanted)
