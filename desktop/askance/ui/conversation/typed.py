"""Text as it was typed, taken in pieces like Markdown is, with nothing in it interpreted. Pure.

A question may be a pasted log and thoughts a book: read by the same `Body` as a reply, they are
read in slices like one. Each paragraph is a block; only the last one may still grow.
"""

from __future__ import annotations

from collections.abc import Sequence

from askance.core.markdown import Block, Paragraph, Span

_APART = "\n\n"


class TypedDocument:
    """What `StreamingDocument` is to Markdown, for words alone. The paragraphs are those of
    `flow.plain_leaves`, however the text was cut into pieces.
    """

    def __init__(self) -> None:
        self.closed: list[Block] = []
        self.lines: list[tuple[int, int]] = []
        """Nothing is looked up in the source by its lines: no token tells how sure it was."""
        self.finished = False
        self._pieces: list[str] = []
        self._last = ""
        self._began = False

    @property
    def text(self) -> str:
        """Everything that came."""
        self._pieces = ["".join(self._pieces)]
        return self._pieces[0]

    @property
    def open(self) -> Sequence[Block]:
        """The paragraph that may still grow."""
        return (_paragraph(self._last),) if self._began and not self.finished else ()

    def append(self, text: str) -> None:
        """More text."""
        if text:
            self._began = True
            self._pieces.append(text)
            *whole, self._last = (self._last + text).split(_APART)
            self.closed.extend(map(_paragraph, whole))

    def finish(self, text: str = "") -> None:
        """The last of it."""
        self.append(text)
        self.closed.extend(self.open)
        self.finished = True

    def resumed(self) -> TypedDocument:
        """The same text, which takes more again."""
        again = TypedDocument()
        again.append(self.text)
        return again


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Span(text),))
