"""How large a picture may leave, and what it will roughly cost in tokens.

The figures are those the providers publish for their image models; the server's own usage replaces
every estimate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

MAX_PIXELS = 100_000_000
"""A picture with more pixels is refused before it is decoded."""

MAX_BYTES = 64 * 1024 * 1024
"""A picture file above this many bytes is refused unread."""


@dataclass(frozen=True, slots=True)
class ImageBudget:
    """What a picture may become: longest side in pixels, most bytes once encoded. The bytes leave
    room for base64 (4/3) and several pictures under the 4 MB that small gateways take.
    """

    long_side: int = 2048
    max_bytes: int = 2_500_000


WHOLE = ImageBudget(long_side=65_536, max_bytes=MAX_BYTES)
"""Every pixel as it is: for what stays on this computer."""


def fitted(width: int, height: int, long_side: int) -> tuple[int, int]:
    """The size in pixels that fits the long side, never enlarged, at least 1 × 1."""
    scale = min(1.0, long_side / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def image_tokens(model: str, width: int, height: int) -> int:
    """Roughly how many tokens `model` counts for a picture of this size in pixels."""
    name = model.lower()
    if "gemini-3" in name:
        return 1120
    if "gemini" in name:
        return _gemini_tiles(width, height)
    if "claude" in name:
        return min(1568, math.ceil(width / 28) * math.ceil(height / 28))
    return _openai_tiles(width, height)


def text_tokens(text: str) -> int:
    """Roughly how many tokens a text is: four Latin letters each, one for most other letters."""
    latin = sum(1 for char in text if ord(char) < 0x250)
    return math.ceil(latin / 4) + (len(text) - latin)


def _gemini_tiles(width: int, height: int) -> int:
    if width <= 384 and height <= 384:
        return 258
    unit = max(256, min(768, math.floor(min(width, height) / 1.5)))
    return 258 * math.ceil(width / unit) * math.ceil(height / unit)


def _openai_tiles(width: int, height: int) -> int:
    width, height = fitted(width, height, 2048)
    scale = min(1.0, 768 / min(width, height))
    tiles = math.ceil(width * scale / 512) * math.ceil(height * scale / 512)
    return 85 + 170 * tiles
