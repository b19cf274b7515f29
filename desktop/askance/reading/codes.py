"""QR and bar codes, by zxing-cpp. Runs in the reading process."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any  # zxing-cpp is published without type information

import numpy as np
import zxingcpp
from numpy.typing import NDArray

from askance.core.reading.values import Code, Quad
from askance.core.screen import Region
from askance.reading.bands import parts

Picture = NDArray[np.uint8]

_WHOLE = 2_500_000
"""Pixels that are looked at in one step, about 100 ms."""
_OVERLAP = 400


def read_codes(picture: Picture) -> tuple[Code, ...]:
    """All codes on the picture (BGR), from the top down. About 50 ms a megapixel."""
    return _ordered(_codes_in(picture))


def codes_on(picture: Picture) -> Generator[None, None, tuple[Code, ...]]:
    """As `read_codes`, yielding after each step. A large picture is looked at smaller for large
    codes, then part by part for small ones.
    """
    height, width = picture.shape[:2]
    if height * width <= _WHOLE:
        return read_codes(picture)
    by_text: dict[tuple[str, str], list[Code]] = {}
    factor = int(np.ceil(np.sqrt(height * width / _WHOLE)))
    found = _codes_in(np.ascontiguousarray(picture[::factor, ::factor]), factor=factor)
    _add(by_text, found)
    yield
    for part in parts(width, height, _WHOLE // 2, _OVERLAP):
        crop = np.ascontiguousarray(picture[part.y : part.bottom, part.x : part.right])
        _add(by_text, _codes_in(crop, x=part.x, y=part.y))
        yield
    return _ordered(code for same in by_text.values() for code in same)


def _add(by_text: dict[tuple[str, str], list[Code]], found: Iterable[Code]) -> None:
    """Without those that are there already: overlapping parts show the same code."""
    for code in found:
        same = by_text.setdefault((code.format, code.text), [])
        box = code.box.bounds
        if all(_apart(box, other.box.bounds) for other in same):
            same.append(code)


def _apart(a: Region, b: Region) -> bool:
    return a.intersected(b).empty


def _ordered(codes: Iterable[Code]) -> tuple[Code, ...]:
    return tuple(sorted(codes, key=lambda code: (code.box.bounds.y, code.box.bounds.x)))


def _codes_in(picture: Picture, *, x: int = 0, y: int = 0, factor: int = 1) -> list[Code]:
    return [
        Code(_format(barcode), barcode.text, _box(barcode.position, x, y, factor))
        for barcode in zxingcpp.read_barcodes(picture)
    ]


def _box(place: Any, x: int, y: int, factor: int) -> Quad:
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    a, b, c, d = ((corner.x * factor + x, corner.y * factor + y) for corner in corners)
    return Quad((a, b, c, d))


def _format(barcode: Any) -> str:
    """The format's documented name, without the blanks that newer versions write into it."""
    return str(barcode.format).replace(" ", "")
