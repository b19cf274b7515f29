"""What the program and its typesetting process say to each other: JSON, a line each, over two
pipes.

One request at a time; READY comes first, unasked. A colouring comes in pieces, so that neither side
holds its interpreter for long over one. What comes from the process is checked like a stranger's:
it works on strangers' words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from askance.core.typesetting import ROLES, Colouring, Outlines, Run

LONGEST_LINE = 8 * 2**20
"""Bytes."""

READY = b'{"ready":true}\n'

_A_PIECE = 1000
"""Runs in a line of a colouring, about."""
_NUMBERS = {role: number for number, role in enumerate(ROLES)}


class Malformed(Exception):  # noqa: N818 - what the bytes are, rather than an error of ours
    """What came through the pipe is not what the protocol says."""


@dataclass(frozen=True, slots=True)
class Colour:
    """To the process: the runs of this code."""

    language: str
    code: str


@dataclass(frozen=True, slots=True)
class SetFormula:
    """To the process: this formula's outlines."""

    source: str
    display: bool


Request = Colour | SetFormula


def request_to(request: Request) -> bytes:
    """One line."""
    match request:
        case Colour(language, code):
            return _line({"colour": code, "language": language})
        case SetFormula(source, display):
            return _line({"formula": source, "display": display})


def request_from(line: bytes) -> Request:
    """Raises `Malformed`."""
    match _object(line):
        case {"colour": str(code), "language": str(language)}:
            return Colour(language, code)
        case {"formula": str(source), "display": bool(display)}:
            return SetFormula(source, display)
        case _:
            raise Malformed("no request")


def outlines_to(outlines: Outlines | None) -> bytes:
    """One line."""
    if outlines is None:
        return _line({"outlines": None})
    box = [float(each) for each in (outlines.width, outlines.ascent, outlines.descent)]
    return _line({"outlines": outlines.svg, "box": box, "plain": outlines.plain})


def outlines_from(lines: Iterator[bytes]) -> Outlines | None:
    """Takes one line. Raises `Malformed`."""
    match _object(next(lines)):
        case {"outlines": None}:
            return None
        case {
            "outlines": str(svg),
            "box": [
                int() | float() as width,
                int() | float() as ascent,
                int() | float() as descent,
            ],
            "plain": bool(plain),
        } if isfinite(width) and isfinite(ascent) and isfinite(descent):
            return Outlines(svg, width, ascent, descent, plain)
        case _:
            raise Malformed("no outlines")


def colouring_to(colouring: Colouring) -> Iterator[bytes]:
    """Some lines, at least one."""
    piece: list[list[int]] = []
    runs = 0
    for line in colouring:
        piece.append([part for at, length, role in line for part in (at, length, _NUMBERS[role])])
        runs += len(line) + 1
        if runs >= _A_PIECE:
            yield _line({"runs": piece, "more": True})
            piece, runs = [], 0
    yield _line({"runs": piece, "more": False})


def colouring_from(lines: Iterator[bytes]) -> Colouring:
    """Takes lines until the last piece. Raises `Malformed`."""
    made: list[list[Run]] = []
    for line in lines:
        match _object(line):
            case {"runs": list(piece), "more": bool(more)}:
                made += [_runs(numbers) for numbers in piece]
            case _:
                raise Malformed("no runs")
        if not more:
            return made
    raise Malformed("the last runs are missing")


def _runs(numbers: object) -> list[Run]:
    if not isinstance(numbers, list) or len(numbers) % 3 or not _counts(numbers):
        raise Malformed("no runs of a line")
    flat = iter(numbers)
    try:
        return [
            (at, length, ROLES[role]) for at, length, role in zip(flat, flat, flat, strict=True)
        ]
    except IndexError as error:
        raise Malformed("a role that nobody knows") from error


def _counts(numbers: Sequence[object]) -> bool:
    """Whether all are whole numbers from 0 that Qt can count with."""
    return all(type(each) is int and 0 <= each < 2**31 for each in numbers)


def _line(message: dict[str, object]) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def _object(line: bytes) -> dict[str, object]:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Malformed("a line is not JSON") from error
    if not isinstance(message, dict):
        raise Malformed("a line is no object")
    return message
