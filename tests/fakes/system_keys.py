"""Windows and macOS as hotkeys see them: one table of who has which keys, and fingers.

Each `FakeUser32` and `FakeCarbon` is one program on that system. They check what the real calls
check: which thread calls, that a number is used once, that a registered chord is refused.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeVar

from askance.hotkeys import macos, windows

T = TypeVar("T")

Keys = tuple[int, int]
"""Modifier bits and a key."""


class Desk:
    """The system: who is told when keys are pressed."""

    def __init__(self) -> None:
        self.taken: dict[Keys, Callable[[], None]] = {}

    def press(self, modifiers: int, key: int) -> None:
        """A finger; nothing happens when nobody has these keys."""
        told = self.taken.get((modifiers, key))
        if told is not None:
            told()


class FakeUser32:
    """A program on Windows. `WM_HOTKEY` goes to the thread that registered."""

    NO_REPEAT = 0x4000

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ids: dict[int, Keys] = {}
        self._queue: deque[int] = deque()
        self._something = threading.Event()
        self._thread: threading.Thread | None = None
        self.closed = False

    def register_hot_key(self, number: int, modifiers: int, key: int) -> int:
        self._same_thread()
        assert 0 < number <= 0xBFFF, "what an application may use"
        assert number not in self._ids
        assert modifiers & self.NO_REPEAT
        keys = (modifiers & ~self.NO_REPEAT, key)
        if keys in self._desk.taken:
            return windows.ALREADY_REGISTERED
        if key == 0xFF:
            return 87  # ERROR_INVALID_PARAMETER
        self._ids[number] = keys
        self._desk.taken[keys] = lambda: self._post(number)
        return 0

    def unregister_hot_key(self, number: int) -> None:
        self._same_thread()
        del self._desk.taken[self._ids.pop(number)]

    def key_of(self, character: str) -> int | None:
        return ord(character.upper()) if character.isalnum() else None

    def pressed(self) -> Iterator[int]:
        while self._queue:
            yield self._queue.popleft()

    def wait(self) -> None:
        self._same_thread()
        self._something.wait()
        self._something.clear()

    def wake(self) -> None:
        self._something.set()

    def close(self) -> None:
        self.closed = True

    def _post(self, number: int) -> None:
        self._queue.append(number)
        self._something.set()

    def _same_thread(self) -> None:
        self._thread = self._thread or threading.current_thread()
        assert threading.current_thread() is self._thread


class FakeCarbon:
    """A program on macOS. Its main thread is whoever calls `on_main`, one at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._ids: dict[int, Keys] = {}
        self._pressed: Callable[[int], None] | None = None
        self._main = threading.RLock()
        self._on_main = False

    def on_main(self, call: Callable[[], T]) -> T:
        with self._main:
            before, self._on_main = self._on_main, True
            try:
                return call()
            finally:
                self._on_main = before

    def listen(self, pressed: Callable[[int], None]) -> None:
        assert self._on_main
        self._pressed = pressed

    def register_hot_key(self, number: int, modifiers: int, code: int) -> int:
        assert self._on_main
        assert number not in self._ids
        keys = (modifiers, code)
        if keys in self._desk.taken:
            return macos.ALREADY_REGISTERED
        self._ids[number] = keys
        self._desk.taken[keys] = lambda: self.on_main(lambda: self._tell(number))
        return 0

    def unregister_hot_key(self, number: int) -> None:
        assert self._on_main
        del self._desk.taken[self._ids.pop(number)]

    def close(self) -> None:
        self._pressed = None

    def _tell(self, number: int) -> None:
        assert self._pressed is not None
        self._pressed(number)
