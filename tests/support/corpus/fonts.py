"""The fonts of the drawn programs: free ones that every distribution has."""

from __future__ import annotations

import os
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

_LATIN = {"mono": "DejaVu Sans Mono", "sans": "DejaVu Sans", "serif": "DejaVu Serif"}
_CHINESE = {
    "mono": "Noto Sans Mono CJK SC",
    "sans": "Noto Sans CJK SC",
    "serif": "Noto Serif CJK SC",
}


@cache
def _application() -> QGuiApplication:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QGuiApplication([])


def ready() -> None:
    """Makes the application that fonts need, when there is none. Raises AssertionError when a font
    is not installed.
    """
    if QGuiApplication.instance() is None:
        _application()
    missing = {*_LATIN.values(), *_CHINESE.values()} - set(QFontDatabase.families())
    assert not missing, f"install fonts-dejavu-core and fonts-noto-cjk: {missing} missing"


def font(family: str, size_px: float, *, language: str, bold: bool = False) -> QFont:
    """`family` is mono, sans or serif. Chinese text is set in a Chinese font throughout; mixed text
    in a Latin one that falls back, as most desktops do it.
    """
    names = [_LATIN[family], _CHINESE[family]]
    made = QFont()
    made.setFamilies(names[::-1] if language == "zh" else names)
    made.setPixelSize(round(size_px))
    made.setBold(bold)
    # The same on every machine: grey antialiasing, as on most screens of today.
    made.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    made.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
    return made
