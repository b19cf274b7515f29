"""The events of a reading as JSON, and back. Pure.

Lists rather than objects: a dense screen has thousands of words, and both ends are one program.
"""

from __future__ import annotations

from askance.core.reading.values import (
    BoxesFound,
    Code,
    CodesRead,
    Line,
    LineRead,
    Looking,
    Quad,
    ReadEvent,
    ReadStarted,
    Word,
)
from askance.reading.fields import Malformed, integer, items, number, text

_CORNERS = 4


def event_to(event: ReadEvent) -> list[object]:
    """What `json` can write: engines count in numpy's numbers, which it cannot."""
    match event:
        case ReadStarted(width, height):
            return ["started", int(width), int(height)]
        case Looking(done, total):
            return ["looking", int(done), int(total)]
        case BoxesFound(first, boxes):
            return ["boxes", int(first), [_quad_to(box) for box in boxes]]
        case LineRead(index, line):
            words = [_word_to(word) for word in line.words]
            return ["line", int(index), line.text, float(line.score), _quad_to(line.box), words]
        case CodesRead(codes):
            return ["codes", [[code.format, code.text, _quad_to(code.box)] for code in codes]]


def event_from(value: object) -> ReadEvent:
    """Raises `Malformed`."""
    match value:
        case ["started", width, height]:
            return ReadStarted(integer(width), integer(height))
        case ["looking", done, total]:
            return Looking(integer(done), integer(total))
        case ["boxes", first, boxes]:
            return BoxesFound(integer(first), tuple(map(_quad_from, items(boxes))))
        case ["line", index, *line]:
            return LineRead(integer(index), _line_from(line))
        case ["codes", codes]:
            return CodesRead(tuple(map(_code_from, items(codes))))
        case _:
            raise Malformed("no known event")


def _word_to(word: Word) -> list[object]:
    return [word.text, float(word.score), _quad_to(word.box), [int(cut) for cut in word.cuts]]


def _line_from(value: object) -> Line:
    match value:
        case [words_text, score, box, words]:
            pieces = tuple(map(_word_from, items(words)))
            return Line(text(words_text), number(score), _quad_from(box), pieces)
        case _:
            raise Malformed("not a line")


def _word_from(value: object) -> Word:
    match value:
        case [word, score, box, cuts]:
            return Word(
                text(word), number(score), _quad_from(box), tuple(map(integer, items(cuts)))
            )
        case _:
            raise Malformed("not a word")


def _code_from(value: object) -> Code:
    match value:
        case [format_, content, box]:
            return Code(text(format_), text(content), _quad_from(box))
        case _:
            raise Malformed("not a code")


def _quad_to(quad: Quad) -> list[int]:
    """x, y of each corner, flat."""
    return [int(value) for point in quad.points for value in point]


def _quad_from(value: object) -> Quad:
    flat = [integer(item) for item in items(value)]
    if len(flat) != 2 * _CORNERS:
        raise Malformed("not four corners")
    a, b, c, d = zip(flat[::2], flat[1::2], strict=True)
    return Quad((a, b, c, d))
