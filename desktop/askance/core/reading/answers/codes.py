"""*Codes*: QR and bar codes as a list."""

from __future__ import annotations

from collections.abc import Iterator

from askance.core.reading.answers.escape import code_span
from askance.core.reading.links import link_target
from askance.core.reading.values import Code, CodesRead, Piece, ReadEvent

NO_CODES = "No code was found on this picture."
_PLAIN_ADDRESS = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;="
)


class Codes:
    """Writes the codes alone; see `Writer`."""

    def __init__(self) -> None:
        self._codes: tuple[Code, ...] = ()

    def feed(self, event: ReadEvent) -> Iterator[Piece]:
        if isinstance(event, CodesRead):
            self._codes = event.codes
        return iter(())

    def end(self) -> Iterator[Piece]:
        if not self._codes:
            yield Piece(NO_CODES)
        yield from code_list(self._codes)


def code_list(codes: tuple[Code, ...]) -> Iterator[Piece]:
    """`format: text`, an item each; an address can be opened, after a look at where it leads."""
    for place, code in enumerate(codes):
        end = "" if place == len(codes) - 1 else "\n"
        yield Piece(f"- {code.format}: {_shown(code.text)}{end}")


def _shown(text: str) -> str:
    # Between angle brackets an address is shown with its % signs resolved: that is another text.
    if link_target(text) == text and _PLAIN_ADDRESS.issuperset(text):
        return f"<{text}>"
    return code_span(text)
