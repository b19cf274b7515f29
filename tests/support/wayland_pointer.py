"""A mouse for a Wayland desktop without one: a client of `zwlr_virtual_pointer_v1`, in the wire
protocol's own bytes, since there is nothing to install for it everywhere.

Positions are points of the whole desktop, as the compositor places its outputs.
"""

import socket
import struct
import time
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

_DISPLAY, _REGISTRY = 1, 2
_MANAGER = "zwlr_virtual_pointer_manager_v1"
_LEFT_BUTTON = 0x110
_PAUSE_S = 0.6
"""Longer than the 400 ms in which Qt takes two presses for a double click."""

_BETWEEN_S = 0.05


class WaylandPointer:
    """`size`: the desktop's, in points. A context manager."""

    def __init__(self, environment: dict[str, str], size: tuple[int, int]) -> None:
        place = Path(environment["XDG_RUNTIME_DIR"], environment["WAYLAND_DISPLAY"])
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(place))
        self._size, self._ids, self._unread = size, count(_REGISTRY + 1), b""
        self._send(_DISPLAY, 1, struct.pack("=I", _REGISTRY))
        manager, self._pointer = self._bound(_MANAGER), next(self._ids)
        self._send(manager, 0, struct.pack("=II", 0, self._pointer))
        self._settle()

    def move(self, x: int, y: int) -> None:
        """To the middle of a point, as near as whole numbers get."""
        extent = (2 * self._size[0], 2 * self._size[1])
        self._do(1, 2 * x + 1, 2 * y + 1, *extent)

    def drag(self, begin: tuple[int, int], end: tuple[int, int]) -> None:
        """From a point to another, by way of others."""
        self.move(*begin)
        self._button(pressed=True)
        for part in range(1, 5):
            self.move(*(a + (b - a) * part // 4 for a, b in zip(begin, end, strict=True)))
        self._button(pressed=False)

    def double_click(self, x: int, y: int) -> None:
        """A press before is none of its two: whoever counts them by the clock must see a pause."""
        self.move(x, y)
        time.sleep(_PAUSE_S)
        for _ in range(2):
            self._button(pressed=True)
            self._button(pressed=False)
            time.sleep(_BETWEEN_S)

    def _button(self, *, pressed: bool) -> None:
        self._do(2, _LEFT_BUTTON, int(pressed))

    def _do(self, request: int, *numbers: int) -> None:
        """One event, at the time it happens, and its end."""
        now = time.monotonic_ns() // 1_000_000 & 0xFFFFFFFF
        self._send(self._pointer, request, struct.pack(f"={1 + len(numbers)}I", now, *numbers))
        self._send(self._pointer, 4, b"")
        self._settle()

    def _send(self, target: int, request: int, body: bytes) -> None:
        self._socket.sendall(struct.pack("=IHH", target, request, 8 + len(body)) + body)

    def _settle(self) -> list[tuple[int, int, bytes]]:
        """Everything the compositor said until it had done what it was asked so far."""
        done, said = next(self._ids), []
        self._send(_DISPLAY, 0, struct.pack("=I", done))
        while True:
            said.append(self._event())
            target, event, body = said[-1]
            assert (target, event) != (_DISPLAY, 0), body  # a protocol error, in words
            if target == done:
                return said

    def _event(self) -> tuple[int, int, bytes]:
        target, event, length = struct.unpack("=IHH", self._read(8))
        return target, event, self._read(length - 8)

    def _read(self, length: int) -> bytes:
        while len(self._unread) < length:
            more = self._socket.recv(65536)
            assert more, "the compositor hung up"
            self._unread += more
        data, self._unread = self._unread[:length], self._unread[length:]
        return data

    def _bound(self, interface: str) -> int:
        """The id of one of the compositor's globals."""
        for target, event, body in self._settle():
            if (target, event) == (_REGISTRY, 0):
                name, length = struct.unpack_from("=II", body)
                if body[8 : 8 + length - 1].decode() == interface:
                    bound = next(self._ids)
                    word = body[4:-4]  # the length and the padded name, as they came
                    rest = struct.pack("=II", 1, bound)
                    self._send(_REGISTRY, 0, struct.pack("=I", name) + word + rest)
                    return bound
        raise AssertionError(f"the compositor has no {interface}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()
