"""Hotkeys without a keyboard: `press` plays the system."""

from collections.abc import Callable

from askance.core.chord import Chord
from askance.core.errors import AskanceError, ErrorKind, Problem


class FakeHotkeys:
    """`taken` are the chords of other programs; change it to change the world."""

    name = "fake"

    def __init__(self, *, on_activated: Callable[[str], None], taken: set[Chord] | None = None):
        self._on_activated = on_activated
        self.taken: set[Chord] = set() if taken is None else taken
        self.registered: dict[str, Chord] = {}
        self.closed = False

    def register(self, hotkey_id: str, chord: Chord) -> None:
        if self.closed:
            raise _refusal("Hotkeys have stopped working")
        others = {held for name, held in self.registered.items() if name != hotkey_id}
        if chord in self.taken | others:
            raise _refusal(f"{chord} is already taken")
        self.registered[hotkey_id] = chord

    def unregister(self, hotkey_id: str) -> None:
        self.registered.pop(hotkey_id, None)

    def is_free(self, chord: Chord) -> bool:
        return not self.closed and chord not in self.taken

    def close(self) -> None:
        self.closed = True
        self.registered.clear()

    def press(self, chord: Chord) -> None:
        for hotkey_id, held in list(self.registered.items()):
            if held == chord:
                self._on_activated(hotkey_id)


def _refusal(title: str) -> AskanceError:
    return AskanceError(
        Problem(ErrorKind.HOTKEY, title, "The fake says so.", "Bind `askance capture` yourself.")
    )
