"""Text that is slanted or stands on end: cut out straight, read, and put back. Runs in the reading
process.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr.utils.process_img import get_rotate_crop_image

from askance.core.reading.values import Line, Quad

Picture = NDArray[np.uint8]

_STANDING = 1.5
"""rapidocr turns crops this many times as high as wide by 90 degrees to the left."""


@dataclass(frozen=True, slots=True)
class Straightened:
    """A crop with its text upright, and the way back: the picture's coordinates from the crop's."""

    crop: Picture
    way_back: NDArray[np.float64]

    @classmethod
    def of(cls, picture: Picture, quad: Quad) -> Straightened:
        """Cuts out what the quad holds."""
        corners = np.array(quad.points, np.float32)
        crop = np.ascontiguousarray(get_rotate_crop_image(picture, corners))
        width, height = crop.shape[1], crop.shape[0]
        flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        if _stands(corners):
            # Turned to the left: what was the right edge is the top now.
            flat = np.array([[0, height], [0, 0], [width, 0], [width, height]], np.float32)
        return cls(crop, np.asarray(cv2.getPerspectiveTransform(flat, corners), np.float64))

    def back(self, line: Line) -> Line:
        """The line with its boxes on the picture. Characters' cuts are not told: they are no
        columns there.
        """
        words = tuple(replace(word, box=self._quad(word.box), cuts=()) for word in line.words)
        return replace(line, box=self._quad(line.box), words=words)

    def _quad(self, quad: Quad) -> Quad:
        points = np.array(quad.points, np.float32).reshape(-1, 1, 2)
        moved = cv2.perspectiveTransform(points, self.way_back).reshape(-1, 2)
        a, b, c, d = ((round(float(x)), round(float(y))) for x, y in moved)
        return Quad((a, b, c, d))


def _stands(corners: NDArray[np.float32]) -> bool:
    a, b, c, d = corners
    width = int(max(np.linalg.norm(a - b), np.linalg.norm(c - d)))
    height = int(max(np.linalg.norm(a - d), np.linalg.norm(b - c)))
    return height / max(1, width) >= _STANDING
