"""Reading standard input to its end, bounded. Blocks for as long as whoever writes takes, so it
belongs on the thread `Container.thread("stdin")`, which nobody waits for at the end: Ctrl+C must
end `askance ask -` while the other end of the pipe stays open.
"""

from __future__ import annotations

import os

from askance.core.budget import MAX_BYTES
from askance.pictures.problems import picture_error, unreadable

NAME = "standard input"
_STDIN = 0
_PIECE = 1024 * 1024


def read_picture(descriptor: int = _STDIN, most: int = MAX_BYTES) -> bytes:
    """What comes until the end. Raises `AskanceError` (picture) above `most` bytes, without reading
    on, and when nothing can be read there.

    By `os.read`, not `sys.stdin`: a reader that is abandoned in the middle would hold that object's
    lock, which the interpreter wants at exit.
    """
    pieces: list[bytes] = []
    size = 0
    while piece := _read(descriptor, min(_PIECE, most + 1 - size)):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise picture_error(
                "The picture is too large",
                f"More than {most // 2**20} MB came on {NAME}.",
                "Make it smaller, or send the part that matters.",
            )
    return b"".join(pieces)


def _read(descriptor: int, most: int) -> bytes:
    try:
        return os.read(descriptor, most)
    except OSError as error:  # closed at the start, a folder, a terminal in the background
        raise unreadable(NAME, error) from error
