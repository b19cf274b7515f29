"""The engine of macOS: Apple's Vision, by ocrmac. Runs in the reading process.

Vision tells a line's text, box and confidence; its boxes are parts of the picture's size, with the
origin at the bottom left (VNRecognizedTextObservation).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from askance.core.reading.values import Line, ReadEvent, ReadRequest
from askance.core.screen import Region
from askance.reading.whole import events, line_in

if TYPE_CHECKING:
    from askance.reading.engine import Picture

_KNOWN = {
    "de": "de-DE",
    "en": "en-US",
    "es": "es-ES",
    "fr": "fr-FR",
    "it": "it-IT",
    "ja": "ja-JP",
    "ko": "ko-KR",
    "pt": "pt-BR",
    "ru": "ru-RU",
    "uk": "uk-UA",
    "yue": "yue-Hans",
    "zh": "zh-Hans",
    "zh-hant": "zh-Hant",
}
"""Vision's languages of the accurate level, by how a person's begins."""


class VisionEngine:
    """macOS Vision."""

    name = "macOS Vision"

    def __init__(self) -> None:
        self._languages: list[str] | None = None

    def load(self) -> None:
        """Raises ImportError where ocrmac is missing."""
        from Foundation import NSLocale
        from ocrmac import ocrmac  # noqa: F401 -- imported now, so that reading begins at once

        self._languages = languages(NSLocale.preferredLanguages())

    def read(self, image: Picture, request: ReadRequest) -> Iterator[ReadEvent]:
        """See `engine.Engine`, but for one long step."""
        return events(image, request, self._recognise)

    def _recognise(self, image: Picture) -> list[Line]:
        from ocrmac import ocrmac
        from PIL import Image

        picture = Image.fromarray(image[:, :, ::-1])
        try:
            found = ocrmac.OCR(picture, language_preference=self._languages).recognize()
        except ValueError:
            # An older system does not know one of the languages: it reads with its own choice.
            self._languages = None
            found = ocrmac.OCR(picture).recognize()
        height, width = image.shape[:2]
        lines = (
            line_in(image, text, float(score), _region(box, width, height))
            for text, score, box in found
        )
        return [line for line in lines if line.text]


def languages(preferred: Sequence[str]) -> list[str]:
    """What Vision is asked for: the person's languages that it knows, in their order, and English,
    which is on every screen.
    """
    found: list[str] = []
    for tag in [*preferred, "en"]:
        parts = tag.lower().split("-")
        name = _KNOWN.get("-".join(parts[:2])) or _KNOWN.get(parts[0])
        if name is not None and name not in found:
            found.append(name)
    return found


def _region(box: Sequence[float], width: int, height: int) -> Region:
    x, y, w, h = box
    left, top = round(x * width), round((1 - y - h) * height)
    right, bottom = round((x + w) * width), round((1 - y) * height)
    return Region(left, top, max(1, right - left), max(1, bottom - top))
