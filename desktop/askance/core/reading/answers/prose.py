"""Running text and lists as Markdown, row by row.

Where a row is known to have been wrapped, it goes on with the next one; else its end stays one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from askance.core.reading.answers.escape import Escaper
from askance.core.reading.answers.parts import Part, cells, glue_of, is_wide, joined
from askance.core.reading.layout import Block, Row
from askance.core.reading.values import Piece

_BULLETS = "•·▪◦‣●○■□►▸∙"
_BULLET = re.compile(rf"[{_BULLETS}]|[–*+-](?=\s)")
_NUMBER = re.compile(r"(?P<number>[1-9]\d{0,2}|0)(?P<end>[.)])(?=\s|[⺀-￯])")
_SENTENCE_ENDS = ".!?:;。！？：；…"
_ROWS_THAT_TELL = 3
_MOST_INDENTED = 5  # columns: a paragraph's first line
_LEAST_WRAPPED = 20  # columns: shorter lines are rather items of something


@dataclass(frozen=True, slots=True)
class _Item:
    """A list's item: where it begins (x in pixels), how far its text is indented in Markdown."""

    left: int
    indent: int
    width: int
    number: int | None
    end: str


class Prose:
    """Writes rows of text. A paragraph may go on over blocks of one flow only in a list."""

    def __init__(self) -> None:
        self._block: Block | None = None
        self._above: tuple[Row, list[Part]] | None = None
        self._items: list[_Item] = []
        self._escaper = Escaper()
        self._filled = False
        self._right = 0
        self._first: Row | None = None

    def row(self, block: Block, row: Row, parts: list[Part]) -> Iterator[Piece]:
        """The row with what parts it from the one before."""
        fresh = block is not self._block
        if fresh and (self._block is None or block.flow is not self._block.flow):
            self._items = []
        if fresh:
            self._filled = _is_filled(block)
            self._right, self._first = block.box.right, block.rows[0]
        if (marker := _marker(parts)) is not None:
            yield from self._item(row, parts, marker, fresh)
        elif self._items and self._hangs(row, fresh):
            yield from self._more(row, parts)
        elif self._above is None or fresh or self._items:
            self._items = []
            yield from self._begin("\n\n" if self._above else "")
            yield from self._words(parts, starts_line=True)
        else:
            yield from self._more(row, parts)
        self._block, self._above = block, (row, parts)

    def _begin(self, separator: str) -> Iterator[Piece]:
        self._escaper = Escaper()
        if separator:
            yield Piece(separator)

    def _more(self, row: Row, parts: list[Part]) -> Iterator[Piece]:
        """A row of the paragraph that was begun."""
        assert self._above is not None
        if self._goes_on(row, parts):
            glue = glue_of(self._above[1][-1], parts[0])
            yield from self._words(parts, starts_line=False, glue=glue)
            return
        indent = self._items[-1].indent + self._items[-1].width if self._items else 0
        yield Piece("\n" + " " * indent)
        yield from self._words(parts, starts_line=True)

    def _goes_on(self, row: Row, parts: Sequence[Part]) -> bool:
        """Whether the row above ended only because the next word did not fit: it is long, there was
        no room, and either the block is one of filled lines, or the sentence visibly goes on.
        """
        assert self._above is not None
        above, before = self._above
        length = cells(joined(before))
        letter = above.box.width / max(1, length)
        room = self._right - letter - above.box.right
        if length < _LEAST_WRAPPED or letter + _first_word(parts) <= room:
            return False
        shift = (above.box.x - row.box.x) / letter
        indented = bool(self._items) or (above is self._first and 0 < shift <= _MOST_INDENTED)
        if (abs(shift) > 1.5 and not indented) or _begins_alike(before, parts):
            return False
        last, first = before[-1].text[-1], parts[0].text[0]
        east = is_wide(last) and is_wide(first)
        return self._filled or (last not in _SENTENCE_ENDS and (first.islower() or east))

    def _words(self, parts: list[Part], *, starts_line: bool, glue: str = "") -> Iterator[Piece]:
        if glue:
            yield Piece(glue)
        yield from self._escaper.pieces(parts, starts_line=starts_line)

    def _item(
        self, row: Row, parts: list[Part], marker: re.Match[str], fresh: bool
    ) -> Iterator[Piece]:
        rest = _without(parts, marker.end())
        left, tolerance = row.box.x, row.height * 8 // 10
        depth = len(self._items)
        while self._items and left < self._items[-1].left - tolerance:
            self._items.pop()
        number = int(marker["number"]) if "number" in marker.groupdict() else None
        item = self._placed(left, tolerance, number, marker)
        other = fresh and depth and (self._items or [item])[-1].end != item.end
        apart = other or not depth or (not self._items and fresh) or _needs_room(item, self._items)
        yield from self._begin("" if self._above is None else "\n\n" if apart else "\n")
        if self._items and left <= self._items[-1].left + tolerance:
            self._items.pop()
        self._items.append(item)
        mark = f"{item.number}{item.end} " if item.number is not None else "- "
        yield Piece(" " * item.indent + mark)
        yield from self._words(rest, starts_line=True)

    def _placed(
        self, left: int, tolerance: int, number: int | None, marker: re.Match[str]
    ) -> _Item:
        """The item below its parent, or beside the one before it."""
        end = marker["end"] if number is not None else ""
        width = len(f"{number}{end} ") if number is not None else 2
        if not self._items:
            return _Item(left, 0, width, number, end)
        last = self._items[-1]
        if left > last.left + tolerance:
            return _Item(left, last.indent + last.width, width, number, end)
        if number is not None and last.end == end and number != (last.number or 0) + 1:
            # Markdown counts by itself; another mark behind the number begins another list.
            end = ")" if end == "." else "."
        return _Item(last.left, last.indent, width, number, end)

    def _hangs(self, row: Row, fresh: bool) -> bool:
        """Whether a row without a marker belongs to the item above it."""
        return not fresh and row.box.x > self._items[-1].left + row.height // 2


def _needs_room(item: _Item, above: list[_Item]) -> bool:
    """A list inside an item begins right below its text only if it counts from one."""
    return bool(above) and item.indent > above[-1].indent and item.number not in (None, 1)


def are_items(rows: Sequence[list[Part]]) -> bool:
    """Whether all the rows begin as a list's items do."""
    return all(row and _marker(row) for row in rows)


def _marker(parts: list[Part]) -> re.Match[str] | None:
    text = joined(parts)
    match = _BULLET.match(text) or _NUMBER.match(text)
    letters = sum(character.isalnum() for character in text[match.end() :]) if match else 0
    return match if letters > 1 else None


def _without(parts: list[Part], length: int) -> list[Part]:
    """The parts without their first characters, and without the blank that follows them."""
    first, *others = parts
    rest = first.text[length:]
    if rest:
        return [Part(rest, first.score, first.box), *others]
    second, *others = others
    return [Part(second.text, second.score, second.box), *others]


def _is_filled(block: Block) -> bool:
    """Whether most rows reach the block's right edge, as wrapped text does."""
    if len(block.rows) < _ROWS_THAT_TELL or any(len(row.cells) > 1 for row in block.rows):
        return False
    left, right = block.box.x, block.box.right
    ends = [row.box.right - left for row in block.rows[:-1]]
    return 10 * sum(10 * end >= 8 * (right - left) for end in ends) >= 6 * len(ends)


def _begins_alike(above: Sequence[Part], parts: Sequence[Part]) -> bool:
    """Whether both rows begin with a number, a date or a label of the same kind, as records do."""
    first = parts[0].text
    shapes = {re.sub(r"\d", "0", row[0].text) for row in (above, parts)}
    return first.endswith(":") or (len(shapes) == 1 and "0" in shapes.pop())


def _first_word(parts: Sequence[Part]) -> int:
    """How much room the row's first word needs; a Chinese one can be broken anywhere."""
    first = parts[0]
    if is_wide(first.text[0]):
        return first.box.width // len(first.text)
    return first.box.width
