"""From the lines of a reading to the places of its secrets. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from askance.core.reading.values import Line, Quad, Secret
from askance.core.screen import Region
from askance.core.secrets.kinds import SecretKind
from askance.core.secrets.numbers import Span
from askance.core.secrets.patterns import PATTERNS, body_at, looks_random
from askance.core.secrets.shapes import alike

_BEGIN = re.compile(rf"{alike('BEGIN')}[\w ]*{alike('PRIVATE')} *{alike('KEY')}", re.IGNORECASE)
_END = re.compile(rf"{alike('END')}[\w ]*{alike('PRIVATE')} *{alike('KEY')}", re.IGNORECASE)
_LEAST_WRAPPED = 8
_WRAP = (SecretKind.API_KEY, SecretKind.TOKEN)


def find_secrets(lines: Sequence[Line]) -> tuple[Secret, ...]:
    """The secrets on lines given in reading order. A box covers all the words that a secret
    touches; one that goes on in the next row has a box in each.
    """
    rows = _rows(lines)
    found: list[Secret] = []
    wrapped: SecretKind | None = None
    in_key = False
    for row in rows:
        begins = _BEGIN.search(row.text) is not None
        ends = _END.search(row.text) is not None
        if begins or (in_key and (ends or _is_key_row(row.text))):
            found.append(row.secret(SecretKind.PRIVATE_KEY, (0, len(row.text))))
            in_key = not ends
            continue
        in_key = False
        spans = list(_spans(row.text, wrapped))
        found.extend(row.secret(kind, span) for kind, span in spans)
        wrapped = _going_on(row.text, spans)
    return tuple(found)


@dataclass(slots=True)
class _Row:
    """Lines that stand beside each other as one text, and where on it each word stands."""

    text: str = ""
    words: list[tuple[Span, Region]] = field(default_factory=list)
    bounds: Region = field(default_factory=lambda: Region(0, 0, 0, 0))

    def add(self, line: Line) -> None:
        start = len(self.text) + 1 if self.text else 0
        self.text = f"{self.text} {line.text}" if self.text else line.text
        self.bounds = line.box.bounds
        cursor = start
        for word in line.words:
            at = self.text.find(word.text, cursor)
            if at >= 0:
                cursor = at + len(word.text)
                self.words.append(((at, cursor), word.box.bounds))
        if not line.words:
            self.words.append(((start, len(self.text)), line.box.bounds))

    def goes_on_with(self, line: Line) -> bool:
        """Whether the line stands right of the last one, as a form's fields and wide gaps do."""
        last, box = self.bounds, line.box.bounds
        shared = min(last.bottom, box.bottom) - max(last.y, box.y)
        height = min(last.height, box.height)
        return bool(self.text) and 2 * shared > height and 0 <= box.x - last.right <= 3 * height

    def secret(self, kind: SecretKind, span: Span) -> Secret:
        start, end = span
        boxes = [box for (first, last), box in self.words if first < end and start < last]
        boxes = boxes or [self.bounds]
        return Secret(
            kind,
            Quad.of(
                Region.spanning(
                    min(box.x for box in boxes),
                    min(box.y for box in boxes),
                    max(box.right for box in boxes),
                    max(box.bottom for box in boxes),
                )
            ),
        )


def _rows(lines: Sequence[Line]) -> list[_Row]:
    rows: list[_Row] = []
    for line in lines:
        if not rows or not rows[-1].goes_on_with(line):
            rows.append(_Row())
        rows[-1].add(line)
    return rows


def _spans(text: str, wrapped: SecretKind | None) -> Iterator[tuple[SecretKind, Span]]:
    """What is found in a row, the first pattern first; `wrapped` goes on from the row before."""
    told: list[Span] = []
    if wrapped is not None:
        end = body_at(text, 0)
        if end >= _LEAST_WRAPPED and looks_random(text[:end]):
            told.append((0, end))
            yield wrapped, (0, end)
    for kind, find in PATTERNS:
        for start, end in find(text):
            if not any(first <= start and end <= last for first, last in told):
                told.append((start, end))
                yield kind, (start, end)


def _going_on(text: str, spans: Sequence[tuple[SecretKind, Span]]) -> SecretKind | None:
    """The kind of the key that runs up to the row's end: it may go on in the next."""
    end = len(text.rstrip())
    return next((kind for kind, span in spans if kind in _WRAP and span[1] == end), None)


def _is_key_row(text: str) -> bool:
    """Whether a row inside a private key is one: a long word, or one of its headers."""
    return ": " in text or not text.strip() or body_at(text, 0) >= min(16, len(text))
