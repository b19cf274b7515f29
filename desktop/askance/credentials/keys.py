"""What a key looks like before it is kept: trimmed, and fit for an HTTP header. Pure."""

from __future__ import annotations

from askance.credentials import problems


def cleaned(key: str) -> str:
    """The key without the space around it that copying brings. Raises `AskanceError` (no_key) when
    nothing is left, or when a character in it cannot travel in a header (RFC 9110, 5.5): a line
    break, a control character, or a letter outside ASCII such as the “…” of a shortened key.
    """
    key = key.strip()
    if not key:
        raise problems.not_a_key("Nothing was entered.")
    if any(char in "\r\n" for char in key):
        raise problems.not_a_key("It has more than one line.")
    if not (key.isascii() and key.isprintable()):
        raise problems.not_a_key(
            "It holds a character no key has, such as “…” from a shortened display."
        )
    return key
