"""Colours of the drawn programs, as common desktops have them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """`panel` is drawn half transparent over gradients and pictures."""

    dark: bool
    window: str
    panel: str
    field: str
    border: str
    text: str
    dim: str
    accent: str
    on_accent: str
    selection: str
    red: str
    green: str
    blue: str
    amber: str
    purple: str


DARK = Theme(
    dark=True,
    window="#1e1e1e",
    panel="#2b2b2e",
    field="#141416",
    border="#55555a",
    text="#dcdcdc",
    dim="#a0a0a0",
    accent="#1f6fd0",
    on_accent="#ffffff",
    selection="#264f78",
    red="#ff8a80",
    green="#9ad17f",
    blue="#7ab8f5",
    amber="#e8c27a",
    purple="#d2a0e0",
)
LIGHT = Theme(
    dark=False,
    window="#ffffff",
    panel="#ececee",
    field="#ffffff",
    border="#b4b4ba",
    text="#222222",
    dim="#666666",
    accent="#1a5fb4",
    on_accent="#ffffff",
    selection="#b8d6fb",
    red="#b3150f",
    green="#1b6b25",
    blue="#0b3fbf",
    amber="#7a4b00",
    purple="#7a1f8f",
)
