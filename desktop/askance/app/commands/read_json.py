"""The object that `askance read --json` prints for a picture: the outside contract, kept stable.
Pure. Boxes are four corners (x, y) in the picture's pixels, clockwise from the top left.
"""

from __future__ import annotations

from askance.core.reading.values import Code, Line, Quad, Reading, Secret, Word
from askance.core.secrets import find_secrets

_DIGITS = 4
"""A score is a guess: more of it would only be noise."""


def as_json(reading: Reading) -> dict[str, object]:
    """The object of the contract."""
    return {
        "size": [reading.width, reading.height],
        "lines": [_line(line) for line in reading.lines],
        "codes": [_code(code) for code in reading.codes],
        "secrets": [_secret(secret) for secret in find_secrets(reading.lines)],
    }


def _line(line: Line) -> dict[str, object]:
    return {**_word(line), "words": [_word(word) for word in line.words]}


def _word(word: Line | Word) -> dict[str, object]:
    return {"text": word.text, "score": round(word.score, _DIGITS), "box": _box(word.box)}


def _code(code: Code) -> dict[str, object]:
    return {"format": code.format, "text": code.text, "box": _box(code.box)}


def _secret(secret: Secret) -> dict[str, object]:
    return {"kind": str(secret.kind), "box": _box(secret.box)}


def _box(box: Quad) -> list[list[int]]:
    return [list(point) for point in box.points]
