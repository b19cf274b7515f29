"""How large a picture may leave, and what it will roughly cost in tokens.

The figures are those the providers publish for their image models; the server's own usage replaces
every estimate.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from askance.core.endpoint import Endpoint

_NOT_LATIN = re.compile("[^\\u0000-\\u024f]+")

MAX_PIXELS = 100_000_000
"""A picture with more pixels is refused before it is decoded."""

MAX_BYTES = 64 * 1024 * 1024
"""A picture file above this many bytes is refused unread."""


@dataclass(frozen=True, slots=True)
class ImageBudget:
    """What a picture may become: longest side in pixels, most bytes once encoded. The bytes leave
    room for base64 (4/3) and several pictures under the 4 MB that small gateways take. `exact`:
    every colour as it is wherever the bytes allow, whatever that costs.
    """

    long_side: int = 2048
    max_bytes: int = 2_500_000
    exact: bool = False

    def holds(self, width: int, height: int, size: int) -> bool:
        """Whether a picture of these pixels and `size` bytes is within it."""
        return max(width, height) <= self.long_side and size <= self.max_bytes


WHOLE = ImageBudget(long_side=65_536, max_bytes=MAX_BYTES, exact=True)
"""Every pixel as it is: for what stays on this computer."""


def budget_for(endpoint: Endpoint) -> ImageBudget:
    """What pictures for this endpoint may become: small letters are read best at full size, and
    what travels is kept small.
    """
    return WHOLE if endpoint.on_device else ImageBudget()


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
    latin = len(text) if text.isascii() else len(_NOT_LATIN.sub("", text))
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
