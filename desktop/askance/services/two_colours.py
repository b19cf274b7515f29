"""A picture that nobody can mistake, for asking a model whether it sees. Pure."""

from __future__ import annotations

import struct
import zlib


def two_colours() -> bytes:
    """A PNG of 64 × 64 pixels, red at the left, blue at the right (PNG specification, 5.2)."""
    row = b"\0" + b"\xe0\x10\x10" * 32 + b"\x10\x20\xe0" * 32

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    pixels = zlib.compress(row * 64)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )
