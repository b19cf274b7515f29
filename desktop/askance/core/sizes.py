"""A selection's size, typed. Pure."""

from __future__ import annotations

import re

from askance.core.screen import Region

_SIZE = re.compile(r"\s*(\d{1,5})\s*(?:[x×*,;]|\s)\s*(\d{1,5})\s*", re.IGNORECASE)
_RATIO = re.compile(r"\s*(\d{1,4})\s*:\s*(\d{1,4})\s*")


def resized(region: Region, text: str, bounds: Region) -> Region:
    """The region in the size that `text` asks for: pixels (`800x600`, `800 × 600`, `800 600`) or a
    ratio (`16:9`, which keeps the width). Its first corner stays unless `bounds` end too early.
    Raises ValueError when the text says neither, or a side would be nothing.
    """
    if size := _SIZE.fullmatch(text):
        width, height = int(size[1]), int(size[2])
    elif (ratio := _RATIO.fullmatch(text)) and int(ratio[1]):
        width, height = region.width, round(region.width * int(ratio[2]) / int(ratio[1]))
    else:
        raise ValueError(f"{text!r} is no size")
    if not width or not height:
        raise ValueError("a side of nothing")
    return Region(region.x, region.y, width, height).within(bounds)
