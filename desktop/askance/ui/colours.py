"""The colours by their roles, light and dark. Pure values, so that the window's first frame can be
painted before anything else of the theme is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour by its role, as `#rrggbb`. `on_accent` is for text on the accent."""

    background: str
    panel: str
    raised: str
    line: str
    text: str
    soft: str
    faint: str
    accent: str
    accent_soft: str
    accent_hover: str
    on_accent: str
    warn: str
    warn_soft: str
    code: str
    danger: str
    hover: str
    dark: bool


LIGHT = Colours(
    background="#fbfbfa",
    panel="#f3f3f1",
    raised="#ffffff",
    line="#e3e2de",
    text="#1d1c1b",
    soft="#5f5d59",
    faint="#6a6762",
    accent="#0e7490",
    accent_soft="#e2f1f4",
    accent_hover="#0b6279",
    on_accent="#ffffff",
    warn="#a14a06",
    warn_soft="#fdf1e3",
    code="#f5f5f2",
    danger="#b42318",
    hover="#edece9",
    dark=False,
)

DARK = Colours(
    background="#1a1b1c",
    panel="#212324",
    raised="#27292b",
    line="#35383a",
    text="#ecebe8",
    soft="#a9a7a2",
    faint="#9c9993",
    accent="#67cbe0",
    accent_soft="#16343b",
    accent_hover="#86d8e9",
    on_accent="#06232a",
    warn="#f0b474",
    warn_soft="#3a2a17",
    code="#232628",
    danger="#f28b82",
    hover="#2c2f31",
    dark=True,
)
