"""Counting as Qt counts: offsets into a text in UTF-16 code units. Pure."""

from __future__ import annotations


def narrow(text: str) -> bool:
    """Whether each character is one code unit."""
    return text.isascii() or max(text) < "\U00010000"


def length(text: str) -> int:
    """The code units of a text."""
    return len(text) if not text or narrow(text) else sum(1 + (char > "\uffff") for char in text)


def cut(text: str, start: int, end: int) -> str:
    """The part between two offsets; a pair of surrogates is taken whole."""
    if not text or narrow(text):
        return text[start:end]
    return text[index(text, start, down=True) : index(text, end)]


def index(text: str, offset: int, *, down: bool = False) -> int:
    """The number of the character at an offset; inside of a pair that behind it, or `down`."""
    units = 0
    for number, char in enumerate(text):
        if units >= offset:
            return number
        units += 1 + (char > "\uffff")
        if units > offset and down:
            return number
    return len(text)


def offset(text: str, number: int) -> int:
    """The offset at which a character stands."""
    return length(text[:number])
