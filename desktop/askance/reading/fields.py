"""Values out of a header that came through a pipe, each of the type it must have. Pure."""

from __future__ import annotations


class Malformed(Exception):  # noqa: N818 - what the bytes are, rather than an error of ours
    """What came through the pipe is not what the protocol says."""


def integer(value: object) -> int:
    """A whole number of at most 53 bits, which true and false are not."""
    if type(value) is not int or abs(value) >= 2**53:
        raise Malformed("not a whole number")
    return value


def number(value: object) -> float:
    """A number."""
    if type(value) not in (int, float):
        raise Malformed("not a number")
    assert isinstance(value, int | float)
    return float(value)


def text(value: object) -> str:
    """Characters."""
    if not isinstance(value, str):
        raise Malformed("not a text")
    return value


def truth(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Malformed("neither true nor false")
    return value


def items(value: object) -> list[object]:
    """A list, whatever is in it."""
    if not isinstance(value, list):
        raise Malformed("not a list")
    return value
