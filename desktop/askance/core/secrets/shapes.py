"""Characters that look alike where text was read. Pure."""

from __future__ import annotations

import re

_GROUPS = ("0OoQ", "1Il|", "5Ss", "8B", "2Zz", "Cc", "Kk", "Pp", "Uu", "Vv", "Ww", "Xx", "-_–—−")

DIGIT = "[0-9OoQIl|SsBZz]"
"""A digit, or a letter of its shape."""

_DIGITS = str.maketrans("OoQIl|SsBZz", "00011155822")


def alike(word: str) -> str:
    """A regular expression for the word that takes each character's look-alikes."""
    return "".join(_alike(char) for char in word)


def as_digits(text: str) -> str:
    """The text with every letter that may be a digit as that digit."""
    return text.translate(_DIGITS)


def mostly_digits(text: str, letters: int) -> bool:
    """Whether at most so many of its characters had to be taken for digits."""
    return sum(not char.isdigit() for char in text) <= letters


def _alike(char: str) -> str:
    group = next((group for group in _GROUPS if char in group), char)
    return f"[{re.escape(group)}]" if len(group) > 1 else re.escape(char)
