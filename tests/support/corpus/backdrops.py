"""What is behind the text: one colour, a gradient, or something like a photograph, toned down as
far as a person would to be able to read on it. Physical pixels.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPolygonF

from tests.support.corpus.themes import Theme

_GRADIENTS = {
    True: (("#16283f", "#3d1d49"), ("#10302c", "#22222e"), ("#3a2313", "#161a2e")),
    False: (("#fff3dc", "#cfe4ff"), ("#e3f7e4", "#f7f2ff"), ("#ffe6e6", "#e8f0ff")),
}
_LEFT_OF_PICTURE = 0.3
"""How much of the picture shines through; the rest is the theme's window colour."""


def backdrop(background: str, theme: Theme, seed: int, width: int, height: int) -> QImage:
    """An RGB32 image of `background`: plain, gradient or picture."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.window))
    if background == "plain":
        return image
    if background == "gradient":
        _paint_gradient(image, theme, seed)
        return image
    return _photograph(theme, width, height, seed)


def _paint_gradient(image: QImage, theme: Theme, seed: int) -> None:
    begin, end = _GRADIENTS[theme.dark][seed % 3]
    gradient = QLinearGradient(QPointF(0, 0), QPointF(image.width(), image.height()))
    gradient.setColorAt(0, QColor(begin))
    gradient.setColorAt(1, QColor(end))
    painter = QPainter(image)
    painter.fillRect(image.rect(), gradient)
    painter.end()


def _photograph(theme: Theme, width: int, height: int, seed: int) -> QImage:
    """A sky with lights, hills before it, a sharp-edged house or two, and film grain."""
    random = np.random.default_rng(seed)
    picture = _as_image(_sky(random, width, height))
    _paint_land(picture, random)
    pixels = _as_array(picture).astype(np.float64)
    pixels += random.normal(0, 12, (height, width, 1))
    window = QColor(theme.window)
    tone = np.array([window.blue(), window.green(), window.red()], np.float64)
    share = _LEFT_OF_PICTURE
    return _as_image(share * np.clip(pixels, 0, 220) + (1 - share) * tone)


def _sky(random: np.random.Generator, width: int, height: int) -> NDArray[np.float64]:
    down = np.linspace(0, 1, height)[:, None, None]
    top, bottom = random.uniform(20, 220, 3), random.uniform(60, 220, 3)
    sky = np.broadcast_to(top * (1 - down) + bottom * down, (height, width, 3)).copy()
    y, x = np.mgrid[0:height, 0:width]
    for _ in range(9):
        centre_x, centre_y = random.uniform(0, width), random.uniform(0, height)
        radius = random.uniform(0.05, 0.3) * width
        glow = np.exp(-((x - centre_x) ** 2 + (y - centre_y) ** 2) / (2 * radius**2))
        sky += glow[:, :, None] * random.uniform(-140, 160, 3)
    return sky


def _paint_land(picture: QImage, random: np.random.Generator) -> None:
    width, height = picture.width(), picture.height()
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for base in (0.45, 0.6, 0.78):
        painter.setBrush(_colour(random))
        ridge = [
            QPointF(step / 7 * width, height * (base + random.uniform(-0.15, 0.1)))
            for step in range(8)
        ]
        corners = [QPointF(width, height), QPointF(0, height)]
        painter.drawPolygon(QPolygonF(ridge + corners))
    for _ in range(4):
        painter.setBrush(_colour(random))
        x, y = random.uniform(0, width), random.uniform(0.3, 0.8) * height
        size = random.uniform(0.04, 0.14) * width
        painter.drawRect(round(x), round(y), round(size), height)
        painter.drawEllipse(QPointF(x, y / 3), size / 3, size / 3)
    painter.end()


def _colour(random: np.random.Generator) -> QColor:
    red, green, blue = (int(value) for value in random.integers(20, 200, 3))
    return QColor(red, green, blue)


def _as_image(bgr: NDArray[np.float64]) -> QImage:
    height, width, _ = bgr.shape
    bgra = np.full((height, width, 4), 255, np.uint8)
    bgra[:, :, :3] = np.clip(bgr, 0, 255)
    return QImage(bgra.tobytes(), width, height, QImage.Format.Format_RGB32).copy()


def _as_array(image: QImage) -> NDArray[np.uint8]:
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[:, :, :3]
