"""Looking things up on a picture by strips of its height, instead of one by one. Pure."""

from __future__ import annotations

from askance.core.screen import Region

_HIGH = 64
_AIR = 16
"""What is painted around a thing reaches so far at most."""


def strips(region: Region) -> range:
    """The strips a region and what is painted around it lie in."""
    return range((region.y - _AIR) // _HIGH, (region.bottom + _AIR) // _HIGH + 1)


def away(region: Region, x: int, y: int) -> int:
    """How far a pixel is outside of a region: the longer one of across and down."""
    across = max(region.x - x, x - region.right + 1, 0)
    return max(across, region.y - y, y - region.bottom + 1)
