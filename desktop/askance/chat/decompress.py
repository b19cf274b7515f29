"""Unpacking a compressed body in bounded pieces. Pure.

The HTTP library unpacks whatever one read brings at once: 64 KB of a hostile gzip become 64 MB.
"""

from __future__ import annotations

import zlib

_MOST = 256 * 1024
_AUTO = zlib.MAX_WBITS | 32
"""gzip or zlib, told by the first bytes."""


class BrokenCompressionError(Exception):
    """The body is not what its Content-Encoding says."""


class Decompressor:
    """Pieces of a body in, unpacked pieces of at most 256 KB out. Knows gzip and deflate (with or
    without zlib's head, as servers send both), which is more than is ever asked for.
    """

    def __init__(self, encoding: str) -> None:
        self._packed = [name for name in encoding.lower().replace(" ", "").split(",") if name]
        unknown = set(self._packed) - {"gzip", "x-gzip", "deflate", "identity"}
        self._unknown = bool(unknown)
        self._unpack = zlib.decompressobj(_AUTO) if set(self._packed) - {"identity"} else None
        self._begun = False

    def feed(self, piece: bytes) -> bytes:
        """What becomes of a piece; ask `rest` for more before the next. Raises
        `BrokenCompressionError`.
        """
        if self._unpack is None:
            return piece
        if self._unknown:
            raise BrokenCompressionError
        try:
            return self._whole(piece)
        except zlib.error as error:
            if self._begun or self._packed != ["deflate"]:
                raise BrokenCompressionError from error
        self._unpack = zlib.decompressobj(-zlib.MAX_WBITS)
        return self.feed(piece)

    def rest(self) -> bytes:
        """More of what was fed before, empty when there is none."""
        if self._unpack is None or not self._unpack.unconsumed_tail:
            return b""
        return self.feed(self._unpack.unconsumed_tail)

    def _whole(self, piece: bytes) -> bytes:
        assert self._unpack is not None
        unpacked = self._unpack.decompress(piece, _MOST)
        self._begun = self._begun or bool(unpacked)
        return unpacked
