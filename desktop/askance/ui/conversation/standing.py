"""Where the sight of a conversation stands: at the end, following it, or at a line that stays put.

GUI thread. Places are the column's, in logical pixels.
"""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea

from askance.ui.conversation.anchor import Anchor
from askance.ui.conversation.sight import Sight

_NEAR_THE_END = 24


class Standing:
    """`following` says whether the end is followed; else what was in sight stays in it."""

    def __init__(self, *, area: QScrollArea, sight: Sight) -> None:
        self._area, self._sight = area, sight
        self.following = True
        self.top = 0
        """Where the sight begins."""
        self.laid = (0, 0)
        """What is laid out, from the upper edge of the sight."""
        self._anchor: Anchor | None = None

    @property
    def room(self) -> int:
        """The height of the sight."""
        return self._area.viewport().height()

    @property
    def at_end(self) -> bool:
        """Whether the end is in sight, or nearly."""
        return self.top >= self._sight.total - self.room - _NEAR_THE_END

    def follow(self) -> None:
        """Follows the end from now on."""
        self.following, self._anchor = True, None

    def leap(self, top: int) -> None:
        """To another place, where nothing that was in sight holds."""
        self.following, self._anchor, self.top = False, None, top

    def wanted(self) -> int:
        """Where the sight begins as the heights are now."""
        last = max(0, self._sight.total - self.room)
        if self.following:
            return last
        found = self._sight.top_for(self._anchor) if self._anchor is not None else None
        return max(0, min(self.top if found is None else found, last))

    def fix(self, y: int | None = None, top: int | None = None) -> None:
        """Remembers the text at the upper edge, or at `y` of a sight from `top`."""
        top = self.top if top is None else top
        # The column's upper end holds itself: nothing above it can change.
        self._anchor = None if top <= 0 else self._sight.anchor(top if y is None else y, top)

    def hold(self) -> None:
        """Something above may change: what is in sight is to stay, if it does not already."""
        if not self.following and self._anchor is None:
            self.fix()
