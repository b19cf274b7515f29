"""What kind of picture some bytes are, by how they begin; names and extensions lie. Pure."""

from __future__ import annotations

import re

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
)
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_SVG = re.compile(rb"\s*(?:<\?xml|<!--|<!DOCTYPE\s+svg|<svg[\s>])", re.IGNORECASE)
_SVG_ROOT = re.compile(rb"<(?:\w+:)?svg[\s>]", re.IGNORECASE)


def kind_of(data: bytes) -> str | None:
    """The media type (`image/png`, …, `image/heic`, `image/svg+xml`), or None when the bytes begin
    like no picture known here. Looks at the first 4 KB at most.
    """
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return _iso_kind(data)
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if _SVG.match(head) and _SVG_ROOT.search(head):
        return "image/svg+xml"
    return None


def _iso_kind(data: bytes) -> str | None:
    """The kind by the brands of an ISO base media file (ISO/IEC 14496-12): the major one first, the
    compatible ones when that is generic.
    """
    length = min(int.from_bytes(data[:4], "big"), 256)
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, length - 3, 4))]
    if any(brand in _AVIF_BRANDS for brand in brands):
        return "image/avif"
    return "image/heic" if any(brand in _HEIC_BRANDS for brand in brands) else None
