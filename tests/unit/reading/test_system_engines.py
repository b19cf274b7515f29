"""The engines of macOS and Windows on stand-ins for their modules, which answer in the shapes that
ocrmac 1.0 and winocr 0.0.15 do.
"""

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from askance.core.errors import AskanceError, ErrorKind
from askance.core.reading.values import (
    BoxesFound,
    CodesRead,
    Line,
    LineRead,
    Looking,
    ReadEvent,
    ReadRequest,
    Word,
)
from askance.core.screen import Region
from askance.reading.engine import Engine
from askance.reading.vision import VisionEngine, languages
from askance.reading.whole import line_in, word_in
from askance.reading.windows import WindowsEngine, joined
from tests.support.text_pictures import drawn

TEXT = ("Glance and ask", "Second line")
IMAGE = drawn(*TEXT)
BGR = np.ascontiguousarray(np.asarray(IMAGE)[:, :, ::-1])
REQUEST = ReadRequest(b"")


def ink(region: Region) -> Region:
    """The box of what is black in a part of the picture."""
    part = IMAGE.crop((region.x, region.y, region.right, region.bottom))
    box = part.convert("L").point(lambda value: 255 * (value < 128)).getbbox()
    assert box is not None
    left, top, right, bottom = box
    return Region.spanning(left, top, right, bottom).moved(region.x, region.y)


TOP = Region(0, 0, 320, 40)
BOTTOM = Region(0, 40, 320, 40)


def module(monkeypatch: pytest.MonkeyPatch, name: str, **contents: Any) -> ModuleType:
    made = ModuleType(name)
    for key, value in contents.items():
        setattr(made, key, value)
    monkeypatch.setitem(sys.modules, name, made)
    return made


class FakeOcr:
    """`ocrmac.ocrmac.OCR`: parts of the size, from the bottom left; the lower line comes first."""

    known = ("en-US", "zh-Hans")
    asked: list[object] = []  # noqa: RUF012 -- the test looks at it

    def __init__(self, image: Image.Image, language_preference: list[str] | None = None) -> None:
        FakeOcr.asked.append(language_preference)
        if language_preference and not set(language_preference) <= set(self.known):
            raise ValueError("Invalid language preference.")
        assert image.size == IMAGE.size
        assert image.mode == "RGB"

    def recognize(self) -> list[tuple[str, float, list[float]]]:
        return [("Second line", 0.5, self.box(BOTTOM)), ("Glance and ask", 1.0, self.box(TOP))]

    @staticmethod
    def box(region: Region) -> list[float]:
        box, (width, height) = ink(region), IMAGE.size
        return [box.x / width, 1 - box.bottom / height, box.width / width, box.height / height]


@pytest.fixture
def vision(monkeypatch: pytest.MonkeyPatch) -> Engine:
    locale = SimpleNamespace(preferredLanguages=lambda: ["zh-Hans-CN", "en-GB"])
    module(monkeypatch, "Foundation", NSLocale=locale)
    inner = module(monkeypatch, "ocrmac.ocrmac", OCR=FakeOcr)
    module(monkeypatch, "ocrmac", ocrmac=inner)
    FakeOcr.asked = []
    engine = VisionEngine()
    engine.load()
    return engine


class FakeOcrEngine:
    """`winrt.windows.media.ocr.OcrEngine`."""

    max_image_dimension = 10_000
    language: str | None = "en-GB"

    @classmethod
    def try_create_from_user_profile_languages(cls) -> SimpleNamespace | None:
        if cls.language is None:
            return None
        return SimpleNamespace(recognizer_language=SimpleNamespace(language_tag=cls.language))


class FakeWinocr:
    """winocr's functions; every word of the two lines stands where its ink is."""

    def __init__(self) -> None:
        self.sizes: list[tuple[int, int]] = []

    def recognize_cv2(self, image: "np.ndarray[Any, Any]", language: str) -> object:
        assert language == "en-GB"
        self.sizes.append((image.shape[1], image.shape[0]))
        scale = image.shape[1] / IMAGE.width
        bounds = ((TEXT[1], BOTTOM), (TEXT[0], TOP))
        return SimpleNamespace(lines=[self._line(*line, scale) for line in bounds])

    async def to_coroutine(self, result: object) -> object:
        return result

    def _line(self, text: str, region: Region, scale: float) -> SimpleNamespace:
        line = line_in(BGR, text, 1, ink(region))
        words = [self._word(word, scale) for word in line.words]
        return SimpleNamespace(text=text, words=[*words, self._blank()])

    def _word(self, word: Word, scale: float) -> SimpleNamespace:
        box = word.box.bounds
        rect = SimpleNamespace(
            x=box.x * scale, y=box.y * scale, width=box.width * scale, height=box.height * scale
        )
        return SimpleNamespace(text=word.text, bounding_rect=rect)

    def _blank(self) -> SimpleNamespace:
        rect = SimpleNamespace(x=0.0, y=0.0, width=0.0, height=0.0)
        return SimpleNamespace(text=" ", bounding_rect=rect)


@pytest.fixture
def winocr(monkeypatch: pytest.MonkeyPatch) -> FakeWinocr:
    fake = FakeWinocr()
    module(monkeypatch, "winocr", recognize_cv2=fake.recognize_cv2, to_coroutine=fake.to_coroutine)
    for name in ("winrt", "winrt.windows", "winrt.windows.media"):
        module(monkeypatch, name)
    module(monkeypatch, "winrt.windows.media.ocr", OcrEngine=FakeOcrEngine)
    monkeypatch.setattr(FakeOcrEngine, "language", "en-GB")
    monkeypatch.setattr(FakeOcrEngine, "max_image_dimension", 10_000)
    return fake


@pytest.fixture
def windows(winocr: FakeWinocr) -> Engine:
    engine = WindowsEngine()
    engine.load()
    return engine


@pytest.fixture(params=["vision", "windows"])
def engine(request: pytest.FixtureRequest) -> Engine:
    made: Engine = request.getfixturevalue(request.param)
    return made


def lines_of(events: list[ReadEvent]) -> list[Line]:
    return [event.line for event in events if isinstance(event, LineRead)]


def near(a: Region, b: Region, by: int) -> bool:
    pairs = ((a.x, b.x), (a.y, b.y), (a.right, b.right), (a.bottom, b.bottom))
    return all(abs(one - other) <= by for one, other in pairs)


def test_the_lines_come_in_reading_order_each_in_its_box(engine: Engine) -> None:
    events = list(engine.read(BGR, REQUEST))
    assert events[:3] == [CodesRead(()), Looking(0, 1), Looking(1, 1)]
    found = events[3]
    assert isinstance(found, BoxesFound)
    lines = lines_of(events)
    assert [line.text for line in lines] == list(TEXT)
    assert found.boxes == tuple(line.box for line in lines)
    for line, region in zip(lines, (TOP, BOTTOM), strict=True):
        assert near(line.box.bounds, ink(region), 3)


def test_the_words_stand_where_their_ink_is(engine: Engine) -> None:
    for line in lines_of(list(engine.read(BGR, REQUEST))):
        assert [word.text for word in line.words] == line.text.split()
        for word in line.words:
            box = word.box.bounds
            assert near(box, ink(box), 3)
            assert len(word.cuts) == len(word.text) - 1
            assert list(word.cuts) == sorted(word.cuts)
            assert box.x < min(word.cuts)
            assert max(word.cuts) < box.right
        for before, after in zip(line.words, line.words[1:], strict=False):
            assert after.box.bounds.x - before.box.bounds.right >= 4


def test_with_a_focus_the_nearest_line_is_first(engine: Engine) -> None:
    events = list(engine.read(BGR, ReadRequest(b"", focus=(5, 79))))
    assert [line.text for line in lines_of(events)] == list(reversed(TEXT))


def test_only_what_is_asked_for_is_looked_for(engine: Engine) -> None:
    assert list(engine.read(BGR, ReadRequest(b"", text=False))) == [CodesRead(())]
    kinds = {type(event) for event in engine.read(BGR, ReadRequest(b"", codes=False))}
    assert CodesRead not in kinds


def test_vision_is_asked_for_the_persons_languages(vision: Engine) -> None:
    scores = [line.score for line in lines_of(list(vision.read(BGR, REQUEST)))]
    assert FakeOcr.asked == [["zh-Hans", "en-US"]]
    assert scores == [1.0, 0.5]


def test_an_older_vision_reads_with_its_own_choice(
    vision: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeOcr, "known", ("en-US",))
    for _ in range(2):
        assert lines_of(list(vision.read(BGR, REQUEST)))
    assert FakeOcr.asked == [["zh-Hans", "en-US"], None, None]


@pytest.mark.parametrize(
    ("preferred", "asked"),
    [
        ([], ["en-US"]),
        (["en-AU", "de-CH"], ["en-US", "de-DE"]),
        (["zh-Hant-TW", "zh-Hans"], ["zh-Hant", "zh-Hans", "en-US"]),
        (["tlh", "fr"], ["fr-FR", "en-US"]),
    ],
)
def test_languages_that_vision_does_not_know_are_left_out(
    preferred: list[str], asked: list[str]
) -> None:
    assert languages(preferred) == asked


def test_windows_gets_no_longer_picture_than_it_takes(
    windows: Engine, winocr: FakeWinocr, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = lines_of(list(windows.read(BGR, REQUEST)))
    monkeypatch.setattr(FakeOcrEngine, "max_image_dimension", IMAGE.width // 2)
    windows.load()
    half = lines_of(list(windows.read(BGR, REQUEST)))
    assert winocr.sizes == [IMAGE.size, (IMAGE.width // 2, IMAGE.height // 2)]
    for one, other in zip(full, half, strict=True):
        assert near(one.box.bounds, other.box.bounds, 2)


def test_windows_without_a_language_says_what_to_do(
    winocr: FakeWinocr, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeOcrEngine, "language", None)
    with pytest.raises(AskanceError) as caught:
        WindowsEngine().load()
    assert caught.value.problem.kind is ErrorKind.READING
    assert "ASKANCE_READER" in caught.value.problem.hint


def test_square_signs_are_one_word_with_a_cut_at_every_seam() -> None:
    signs = [word_in(sign, 1, Region(20 * at, 5, 18, 18)) for at, sign in enumerate("今天好")]
    latin = [word_in("ok", 1, Region(70, 5, 20, 18)), word_in("go", 1, Region(95, 5, 20, 18))]
    words = joined([*signs, *latin])
    assert [word.text for word in words] == ["今天好", "ok", "go"]
    assert words[0].cuts == (20, 40)
    assert words[0].box.bounds == Region(0, 5, 58, 18)


@pytest.mark.parametrize("module_name", ["ocrmac", "winocr"])
def test_where_the_module_is_missing_loading_says_which(
    monkeypatch: pytest.MonkeyPatch, module_name: str
) -> None:
    monkeypatch.setitem(sys.modules, "Foundation", SimpleNamespace(NSLocale=None))
    monkeypatch.setitem(sys.modules, module_name, None)
    engine = VisionEngine() if module_name == "ocrmac" else WindowsEngine()
    with pytest.raises(ImportError, match=module_name):
        engine.load()


def test_a_line_without_enough_gaps_is_split_by_length() -> None:
    white = np.full((40, 200, 3), 255, dtype=np.uint8)
    line = line_in(white, "ab cd efgh", 0.7, Region(10, 10, 100, 20))
    assert [word.box.bounds for word in line.words] == [
        Region(10, 10, 20, 20),
        Region(40, 10, 20, 20),
        Region(70, 10, 40, 20),
    ]
    assert line.box.bounds == Region(10, 10, 100, 20)
    assert line_in(white, "  ", 0.7, Region(190, 30, 50, 20)).text == ""
