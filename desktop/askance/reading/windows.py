"""The engine of Windows: Windows.Media.Ocr, by winocr. Runs in the reading process.

It tells the words of each line with their boxes in pixels, but not how sure it is. Signs of scripts
without blanks come as words of one character each; they are put together again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.reading.values import Line, Quad, ReadEvent, ReadRequest, Word
from askance.core.screen import Region
from askance.reading.whole import events, line_of, word_in

if TYPE_CHECKING:
    from askance.reading.engine import Picture

_SURE = 1.0
"""The score of everything: none is told, so nothing can be marked as doubtful."""

_NO_LANGUAGE = Problem(
    ErrorKind.READING,
    "Windows has no language to read with",
    "None of your Windows languages comes with text recognition.",
    "Add one in the Windows settings under Time & language, or set ASKANCE_READER to rapid.",
)


class _Rect(Protocol):
    """Windows.Foundation.Rect, in pixels of the picture that was given."""

    x: float
    y: float
    width: float
    height: float


class _OcrWord(Protocol):
    text: str
    bounding_rect: _Rect


class _OcrLine(Protocol):
    words: Sequence[_OcrWord]


class WindowsEngine:
    """Windows.Media.Ocr with the person's own languages."""

    name = "Windows OCR"

    def __init__(self) -> None:
        self._language = ""
        self._longest = 0

    def load(self) -> None:
        """Raises ImportError where winocr is missing, `AskanceError` (reading) where Windows has no
        language to read with.
        """
        import winocr  # noqa: F401 -- imported now, so that reading begins at once
        from winrt.windows.media.ocr import OcrEngine

        engine = OcrEngine.try_create_from_user_profile_languages()
        if engine is None:
            raise AskanceError(_NO_LANGUAGE)
        self._language = engine.recognizer_language.language_tag
        self._longest = int(OcrEngine.max_image_dimension)

    def read(self, image: Picture, request: ReadRequest) -> Iterator[ReadEvent]:
        """See `engine.Engine`, but for one long step."""
        return events(image, request, self._recognise)

    def _recognise(self, image: Picture) -> list[Line]:
        import cv2
        import winocr

        # Windows refuses longer pictures.
        scale = min(1.0, self._longest / max(image.shape[:2]))
        if scale < 1:
            image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]  # stubs know only "ndarray of numbers"
        found = asyncio.run(winocr.to_coroutine(winocr.recognize_cv2(image, self._language)))
        lines = (_line(line, scale) for line in found.lines)
        return [line for line in lines if line is not None]


def _line(line: _OcrLine, scale: float) -> Line | None:
    words = joined([_word(word, scale) for word in line.words if word.text.strip()])
    if not words:
        return None
    return line_of(" ".join(word.text for word in words), _SURE, words)


def _word(word: _OcrWord, scale: float) -> Word:
    rect = word.bounding_rect
    left, top = round(rect.x / scale), round(rect.y / scale)
    right = max(left + 1, round((rect.x + rect.width) / scale))
    bottom = max(top + 1, round((rect.y + rect.height) / scale))
    return word_in("".join(word.text.split()), _SURE, Region.spanning(left, top, right, bottom))


def joined(words: Sequence[Word]) -> list[Word]:
    """Neighbours that both end and begin with a square sign are one word."""
    from askance.reading.glyphs import is_wide

    runs: list[list[Word]] = []
    for word in words:
        if runs and is_wide(runs[-1][-1].text[-1]) and is_wide(word.text[0]):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [_one(run) for run in runs]


def _one(run: Sequence[Word]) -> Word:
    if len(run) == 1:
        return run[0]
    text = "".join(word.text for word in run)
    seams = [after.box.bounds.x for _, after in pairwise(run)]
    cuts = sorted([*(cut for word in run for cut in word.cuts), *seams])
    hull: Quad = line_of(text, _SURE, run).box
    return Word(text, _SURE, hull, tuple(cuts))
