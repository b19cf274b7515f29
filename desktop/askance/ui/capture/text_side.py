"""The session's way to the text mode, which is made when it is first wanted. GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from askance.core.screen import Region
from askance.ui.capture.overlay import OverlayWindow

if TYPE_CHECKING:
    from askance.ui.capture.offers import MakeTextMode
    from askance.ui.capture.text_mode import TextMode


class TextSide(QObject):
    """Nothing where `make` is None."""

    left = Signal()
    typed = Signal(str)
    changed = Signal()
    followed = Signal(str)

    def __init__(self, make: MakeTextMode | None, parent: QObject) -> None:
        super().__init__(parent)
        self._make = make
        self._mode: TextMode | None = None

    @property
    def there(self) -> bool:
        """Whether text can be selected here."""
        return self._make is not None

    @property
    def mode(self) -> TextMode | None:
        """While text is being selected."""
        return self._mode if self._mode is not None and self._mode.active else None

    def enter(
        self,
        windows: Sequence[OverlayWindow],
        region: Region | None,
        screen: Region,
        pointer: tuple[int, int] | None,
        letters: str,
    ) -> None:
        """As `TextMode.enter`."""
        assert self._make is not None
        if self._mode is None:
            self._mode = mode = self._make(windows, self)
            mode.left.connect(self.left)
            mode.typed.connect(self.typed)
            mode.changed.connect(self.changed)
            mode.followed.connect(self.followed)
        self._mode.enter(region, screen, pointer, letters)

    def leave(self) -> None:
        """Ends it; nothing when it was not."""
        if self._mode is not None:
            self._mode.leave()
