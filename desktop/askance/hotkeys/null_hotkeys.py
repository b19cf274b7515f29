"""The hotkeys of a machine on which none can be registered: they know why."""

from __future__ import annotations

from askance.core.chord import Chord
from askance.core.errors import AskanceError, ErrorKind, Problem


class NullHotkeys:
    """`reasons` are the sentences about every way that was tried."""

    name = "none"

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons

    def register(self, hotkey_id: str, chord: Chord) -> None:
        """Raises `AskanceError` (hotkey) with every reason."""
        raise AskanceError(
            Problem(
                ErrorKind.HOTKEY,
                f"{chord} cannot be a hotkey here",
                " ".join(self.reasons),
                "Bind `askance capture` in the desktop's own shortcut settings.",
            )
        )

    def unregister(self, hotkey_id: str) -> None:
        """Nothing to do."""

    def is_free(self, chord: Chord) -> bool:
        """False: registering would not work."""
        return False

    def close(self) -> None:
        """Nothing to do."""
