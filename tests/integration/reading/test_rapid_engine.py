"""The engine that comes along, with its real models, in this process and without a network."""

import socket
from collections.abc import Iterator
from typing import NoReturn

import cv2
import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

from askance.core.reading.values import (
    BoxesFound,
    Code,
    CodesRead,
    Line,
    LineRead,
    Quad,
    ReadEvent,
    ReadRequest,
)
from askance.reading.rapid import RapidEngine

pytestmark = pytest.mark.integration

Picture = NDArray[np.uint8]
TEXT = ["Quarterly report", "Net sales 1204.50", "Please answer by Friday"]


def _refuse(*_: object, **__: object) -> NoReturn:
    pytest.fail("the engine opened a connection")


@pytest.fixture(scope="module")
def engine() -> Iterator[RapidEngine]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _refuse)
        patch.setattr(socket, "getaddrinfo", _refuse)
        made = RapidEngine()
        made.load()
        yield made


def paper(width: int = 640, height: int = 240) -> Picture:
    return np.full((height, width, 3), 248, np.uint8)


def write(picture: Picture, text: str, x: int, y: int, size: float = 0.6) -> None:
    """Its base line starts at (x, y)."""
    font = cv2.FONT_HERSHEY_DUPLEX
    cv2.putText(picture, text, (x, y), font, size, (40, 30, 30), 1, cv2.LINE_AA)


def written() -> Picture:
    picture = paper()
    for number, line in enumerate(TEXT):
        write(picture, line, 30, 50 + 60 * number)
    return picture


def events(engine: RapidEngine, picture: Picture, **options: object) -> list[ReadEvent]:
    request = ReadRequest(b"", **options)  # type: ignore[arg-type]  # the options of `ReadRequest`
    return list(engine.read(picture, request))


def boxes(found: list[ReadEvent]) -> list[Quad]:
    """All boxes; their indexes go on from event to event."""
    told: list[Quad] = []
    for event in found:
        if isinstance(event, BoxesFound):
            assert event.first == len(told)
            told += event.boxes
    return told


def lines(found: list[ReadEvent]) -> list[Line]:
    """By index; each box has exactly one."""
    read = {event.index: event.line for event in found if isinstance(event, LineRead)}
    assert len(read) == sum(isinstance(event, LineRead) for event in found) == len(boxes(found))
    return [read[index] for index in range(len(read))]


def codes(found: list[ReadEvent]) -> tuple[Code, ...]:
    (told,) = (event.codes for event in found if isinstance(event, CodesRead))
    return told


def test_lines_with_words_in_reading_order(engine: RapidEngine) -> None:
    found = lines(events(engine, written()))
    assert [line.text for line in found] == TEXT
    for line in found:
        assert [word.text for word in line.words] == line.text.split()
        for word in line.words:
            assert 0.5 < word.score <= 1
            assert len(word.cuts) == len(word.text) - 1


def test_without_a_focus_all_boxes_come_before_the_first_line(engine: RapidEngine) -> None:
    kinds = [type(event) for event in events(engine, written())]
    assert kinds.count(BoxesFound) == 1
    assert kinds.index(BoxesFound) < kinds.index(LineRead)


def test_with_a_focus_the_nearest_is_found_and_read_first(engine: RapidEngine) -> None:
    picture = paper(1900, 1000)
    for number in range(12):
        write(picture, f"Line number {number + 10}", 100, 60 + 80 * number, 0.8)
    found = events(engine, picture, focus=(200, 700))
    assert sum(isinstance(event, BoxesFound) for event in found) > 2
    read = [event.line.text for event in found if isinstance(event, LineRead)]
    assert read[0] == "Line number 18"
    assert sorted(read) == [f"Line number {number + 10}" for number in range(12)]
    assert len(lines(found)) == 12


def test_a_code_is_told_once_and_is_no_text(engine: RapidEngine) -> None:
    picture = written()
    made = zxingcpp.create_barcode("https://example.org/17", zxingcpp.BarcodeFormat.QRCode)
    image = np.array(made.to_image(scale=4))
    picture[40 : 40 + image.shape[0], 440 : 440 + image.shape[1]] = image[..., None]
    found = events(engine, picture)
    assert [code.text for code in codes(found)] == ["https://example.org/17"]
    assert [line.text for line in lines(found) if line.text] == TEXT


def test_what_is_not_asked_for_is_not_told(engine: RapidEngine) -> None:
    assert codes(events(engine, written(), text=False)) == ()
    assert not boxes(events(engine, written(), text=False))
    kinds = {type(event) for event in events(engine, written(), codes=False)}
    assert CodesRead not in kinds


@pytest.mark.parametrize("picture", [paper(), paper(1, 1), paper(3, 900), paper(2500, 2)])
def test_an_empty_picture_is_read_to_the_end(engine: RapidEngine, picture: Picture) -> None:
    found = events(engine, picture)
    assert [line.text for line in lines(found) if line.text] == []
    assert codes(found) == ()


def test_slanted_text_is_read_and_stays_slanted(engine: RapidEngine) -> None:
    picture = paper(460, 180)
    write(picture, "Slanted heading text", 60, 90, 0.9)
    turn = cv2.getRotationMatrix2D((230, 90), 14, 1)
    turned = cv2.warpAffine(picture, turn, (460, 180), borderValue=(248, 248, 248))
    (line,) = lines(events(engine, np.asarray(turned, np.uint8)))
    assert line.text == "Slanted heading text"
    (left, low), (right, high), _, _ = line.box.points
    assert right - left > 200
    assert low - high > 40


def test_text_on_end_is_read(engine: RapidEngine) -> None:
    picture = paper(500, 80)
    write(picture, "Standing on its end", 40, 50, 1.0)
    (line,) = lines(events(engine, np.ascontiguousarray(np.rot90(picture, -1))))
    assert line.text == "Standing on its end"


def test_a_reading_may_be_dropped_and_two_may_alternate(engine: RapidEngine) -> None:
    first = engine.read(written(), ReadRequest(b""))
    second = engine.read(written(), ReadRequest(b""))
    next(first)
    next(second)
    getattr(first, "close")()  # noqa: B009 -- an iterator that is a generator
    assert [line.text for line in lines(list(second))] == TEXT


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    fresh = RapidEngine()
    fresh.load()
    events(fresh, paper(200, 60))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160)])
def test_each_line_of_a_large_picture_is_told_once(
    engine: RapidEngine, size: tuple[int, int]
) -> None:
    """Wherever the borders of the strips are."""
    picture = paper(*size)
    scale = size[0] / 1920
    drawn = []
    for number in range(10):
        drawn.append(f"Item {number + 10} of the list")
        write(picture, drawn[-1], 100, round((80 + 97 * number) * scale), 0.7 * scale)
    assert [line.text for line in lines(events(engine, picture))] == drawn
