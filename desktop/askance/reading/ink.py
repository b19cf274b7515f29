"""Where the ink is: which pixels of a line of text are its strokes, found without reading it.

Runs in the reading process. The recogniser tells roughly where a character stands (to about half a
character); the ink tells exactly. Ink is what differs from its surroundings: a median over a window
wider than a stroke and narrower than a panel is the background, whatever its colour, on gradients
and pictures too. What is long and thin (rules, frames, underlines) or belongs to the lines above
and below is taken out.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from askance.core.screen import Region

Picture = NDArray[np.uint8]
"""Height × width × 3, BGR."""
Mask = NDArray[np.bool_]

_LEAST_CONTRAST = 14
"""Below this difference (of 255) from the background nothing is ink."""
_PANEL = 10
"""Backgrounds that differ more than this are two."""
_LOCAL, _GLOBAL, _NOISE = 0.38, 0.16, 4.0
"""Ink differs by at least this part of the strongest difference close by; of that of the line; by
this many times the usual difference, which is noise."""
_ABOVE, _BELOW = 0.2, 0.28
"""How far a line's strokes may be from its main rows, of their height: quotes above, an underscore
below. Further away is another line.
"""
_RULE = 2.2
"""A run of ink longer than this many text heights and thinner than a fifth of one is a rule."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The strokes of one line.

    `mask` is true where there is ink of this line, `clean` are the pixels with everything else
    painted over by `paper`, the background; all cover `region` of the picture.
    """

    region: Region
    mask: Mask
    clean: Picture
    paper: Picture

    def crop(self, area: Region, left: int, right: int) -> Picture:
        """The pixels in `area`, with nothing but background left of `left` and right of `right`,
        and continued where `area` goes beyond the region.
        """
        pixels = self.clean.copy()
        start, end = max(0, left - 1 - self.region.x), max(0, right + 1 - self.region.x)
        pixels[:, :start] = self.paper[:, :start]
        pixels[:, end:] = self.paper[:, end:]
        inside = area.intersected(self.region)
        x, y = inside.x - self.region.x, inside.y - self.region.y
        part = pixels[y : y + inside.height, x : x + inside.width]
        around = (
            inside.y - area.y,
            area.bottom - inside.bottom,
            inside.x - area.x,
            area.right - inside.right,
        )
        framed = cv2.copyMakeBorder(part, *around, cv2.BORDER_REPLICATE)
        return np.asarray(framed, np.uint8)

    def runs(self) -> list[tuple[int, int]]:
        """The x ranges (end exclusive, picture pixels) of columns with ink, left to right."""
        return [
            (left + self.region.x, right + self.region.x) for left, right in spans(self.columns())
        ]

    def columns(self) -> Mask:
        """For each column of the region whether there is ink in it."""
        found: Mask = np.any(self.mask, axis=0)
        return found

    def rows(self, left: int, right: int) -> tuple[int, int] | None:
        """The first row with ink between two x and one past the last, or None without ink."""
        part = self.mask[:, max(0, left - self.region.x) : max(0, right - self.region.x)]
        filled = np.flatnonzero(part.any(axis=1))
        if not filled.size:
            return None
        return int(filled[0]) + self.region.y, int(filled[-1]) + 1 + self.region.y

    def density(self, x: int) -> int:
        """How many pixels of ink stand in the column."""
        return int(self.mask[:, x - self.region.x].sum())


def ink_of(picture: Picture, line: Region, *, reach: int) -> Ink:
    """The ink of the line that stands in `line`, looked for `reach` px further left and right."""
    height, width = picture.shape[:2]
    margin = max(2, round(line.height * 0.22))
    region = Region.spanning(
        max(0, line.x - reach),
        max(0, line.y - margin),
        min(width, line.right + reach),
        min(height, line.bottom + margin),
    )
    region = _within_panel(picture, region, line)
    crop = picture[region.y : region.bottom, region.x : region.right]
    background = _background(crop, line.height)
    difference = cv2.absdiff(crop, background).max(axis=2)
    thresholds, least = _thresholds(difference, line.height)
    mask = difference >= thresholds
    textured = not mask.all() and float(np.median(difference[~mask])) >= 2
    lenient = mask if textured else difference >= np.maximum(least, thresholds * 0.5)
    rules = _rules(lenient, line.height)
    top, bottom = line.y - region.y, line.bottom - region.y
    faint, foreign = _not_own(mask & ~rules, difference, top, bottom, textured)
    other = cv2.dilate((rules | foreign).astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    own = mask & ~rules & ~foreign & ~faint
    clean = np.where((other & ~own)[..., None], background, crop)
    return Ink(region, own, clean, background)


def rows_with_ink(picture: Picture, box: Region, text_height: int) -> list[tuple[int, int]]:
    """The rows (from, to, end exclusive; of the picture) in which anything stands in the box."""
    crop = picture[box.y : box.bottom, box.x : box.right]
    difference = cv2.absdiff(crop, _background(crop, text_height)).max(axis=2)
    mask = difference >= _thresholds(difference, text_height)[0]
    mask &= ~_upright_rules(mask.astype(np.uint8), max(2, round(text_height * 0.2)))
    return [(top + box.y, bottom + box.y) for top, bottom in spans(np.any(mask, axis=1))]


def spans(filled: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The ranges (end exclusive) in which the values are true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], filled.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _within_panel(picture: Picture, region: Region, line: Region) -> Region:
    """`region` without what lies beyond the edge of the line's own background: a button's, or that
    of a highlighted row beside it.
    """
    crop = picture[region.y : region.bottom, region.x : region.right]
    middle, reach = line.y + line.height // 2 - region.y, round(0.3 * line.height)
    core = slice(max(0, middle - reach), max(1, middle + reach))
    own = np.abs(crop.astype(np.int16) - _commonest(crop[core])).max(axis=2) <= _PANEL
    if own[core].mean() < 0.4:
        return region
    across, down = own.mean(axis=1), own.mean(axis=0)
    bottom = _edge(across, middle + reach)
    top = len(across) - _edge(across[::-1], len(across) - 1 - middle + reach)
    right = _edge(down, line.right - region.x)
    left = len(down) - _edge(down[::-1], region.right - line.x)
    return Region.spanning(region.x + left, region.y + top, region.x + right, region.y + bottom)


def _commonest(pixels: Picture) -> NDArray[np.int16]:
    """The commonest colour, similar ones taken together."""
    flat = pixels.reshape(-1, 3)
    coarse = flat.astype(np.int32) >> 4
    keys = (coarse[:, 0] << 8) | (coarse[:, 1] << 4) | coarse[:, 2]
    chosen = flat[keys == np.bincount(keys).argmax()]
    colour: NDArray[np.int16] = np.median(chosen, axis=0).astype(np.int16)
    return colour


def _edge(own: NDArray[np.float64], start: int) -> int:
    """Where, from `start` on, the own background ends sharply and for good; else the end. `own` are
    the shares of it, place by place.
    """
    found = np.flatnonzero(own > 0.05)
    last = int(found[-1]) + 1 if found.size else len(own)
    sharp = last < len(own) and own[max(0, last - 2) : last].max() > 0.25
    return last if sharp and last >= start else len(own)


def _background(crop: Picture, text_height: int) -> Picture:
    size = min(max(9, round(text_height * 1.4)) | 1, 99)
    border = size // 2
    wide = cv2.copyMakeBorder(crop, border, border, border, border, cv2.BORDER_REFLECT_101)
    return np.asarray(cv2.medianBlur(wide, size)[border:-border, border:-border], np.uint8)


def _thresholds(
    difference: NDArray[np.uint8], text_height: int
) -> tuple[NDArray[np.float32], float]:
    """What counts as ink, pixel by pixel, and the least of it."""
    strongest = float(np.percentile(difference, 98))
    noise = float(np.median(difference)) * _NOISE
    least = max(_LEAST_CONTRAST, _GLOBAL * strongest, min(noise, 0.5 * strongest))
    window = max(3, text_height) | 1
    near = cv2.dilate(difference, np.ones((window, window), np.uint8))
    return np.maximum(least, near.astype(np.float32) * _LOCAL), least


def _rules(mask: Mask, text_height: int) -> Mask:
    """Long thin runs: underlines, rules and the frames of boxes."""
    filled = mask.astype(np.uint8)
    length, thin = round(text_height * _RULE), max(2, round(text_height * 0.2))
    found = np.zeros_like(filled)
    if length < filled.shape[1]:
        flat = _opened(filled, 1, length)
        found |= flat & ~_opened(flat, thin + 1, 1)
        found |= _reaching_in(flat)
    return found.astype(bool) | _upright_rules(filled, thin)


def _reaching_in(flat: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The part of long runs that goes on beyond the region: the edge of another background."""
    above = np.minimum.accumulate(flat, axis=0)
    below = np.minimum.accumulate(flat[::-1], axis=0)[::-1]
    return np.asarray(above | below, np.uint8)


def _upright_rules(filled: NDArray[np.uint8], thin: int) -> Mask:
    """Thin strokes about as high as the region, which is higher than a line: a bar is not."""
    rows = filled.shape[0]
    tall = _opened(filled, round(rows * 0.9), 1)
    return (tall & ~_opened(tall, 1, thin + 1)).astype(bool)


def _opened(filled: NDArray[np.uint8], rows: int, columns: int) -> NDArray[np.uint8]:
    """Without what is smaller than that; the sizes are made odd, else OpenCV moves the rest."""
    shape = np.ones((rows | 1, columns | 1), np.uint8)
    opened = cv2.morphologyEx(
        filled, cv2.MORPH_OPEN, shape, borderType=cv2.BORDER_CONSTANT, borderValue=0
    )
    return np.asarray(opened, np.uint8)


def _not_own(
    mask: Mask, difference: NDArray[np.uint8], top: int, bottom: int, textured: bool
) -> tuple[Mask, Mask]:
    """What is fainter than text beside it can be, and the strokes of the lines above and below. The
    line's own rows are those of the strokes in the middle of its box, which is loose and reaches
    into its neighbours.
    """
    count, found, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    labels = np.asarray(found, np.int32)
    if count <= 1:
        return np.zeros_like(mask), np.zeros_like(mask)
    head = stats[:, cv2.CC_STAT_TOP]
    foot = head + stats[:, cv2.CC_STAT_HEIGHT]
    middle = (head + foot) / 2
    peaks = np.zeros(count, np.uint8)
    np.maximum.at(peaks, labels[mask], difference[mask])
    faint = peaks < (0.42 if textured else 0.2) * np.percentile(difference[mask], 90)
    faint[0] = False
    touching = (head == 0) | (foot == mask.shape[0])
    central = (np.abs(middle - (top + bottom) / 2) <= 0.25 * (bottom - top)) & ~faint
    central[0] = False
    core = central & ~touching if (central & ~touching).any() else central
    if not core.any():
        core = np.arange(count) > 0
    first, last = head[core].min(), foot[core].max()
    tall = last - first
    start, end = first - _ABOVE * tall, last + _BELOW * tall
    shared = np.minimum(foot, last) - np.maximum(head, first)
    outside = (foot < start) | (head > end) | (touching & (shared < 0.6 * tall))
    outside[0] = False
    beyond = outside[labels]
    top_row, bottom_row = max(0, round(start)), round(end + 0.12 * tall)
    beyond[:top_row] = mask[:top_row]
    beyond[bottom_row:] = mask[bottom_row:]
    return faint[labels], beyond
