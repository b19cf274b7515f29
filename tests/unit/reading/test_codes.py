"""Codes, made by the library that reads them and put on a picture."""

from collections.abc import Generator

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

from askance.core.reading.values import Code
from askance.core.screen import Region
from askance.reading.codes import codes_on, read_codes

Picture = NDArray[np.uint8]
LINK = "https://example.org/orders?id=17"


def blank(width: int, height: int) -> Picture:
    return np.full((height, width, 3), 255, np.uint8)


def put(
    picture: Picture, x: int, y: int, text: str, kind: str = "QRCode", scale: int = 3
) -> Region:
    """Where the whole code is, its quiet zone with it."""
    made = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    image = np.array(made.to_image(scale=scale))
    height, width = image.shape[:2]
    picture[y : y + height, x : x + width] = image[..., None]
    return Region(x, y, width, height)


def whole(work: Generator[None, None, tuple[Code, ...]]) -> tuple[int, tuple[Code, ...]]:
    """How many steps, and the codes."""
    steps = 0
    while True:
        try:
            next(work)
        except StopIteration as end:
            return steps, end.value
        steps += 1


def test_a_qr_code_with_its_place() -> None:
    picture = blank(400, 300)
    place = put(picture, 120, 80, LINK)
    (code,) = read_codes(picture)
    assert (code.format, code.text) == ("QRCode", LINK)
    box = code.box.bounds
    assert box.intersected(place) == box
    assert box.width > 0.7 * place.width


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [("EAN13", "4006381333931", "EAN-13"), ("Code128", "ORDER-17", "Code128")],
)
def test_a_bar_code_by_its_usual_name(kind: str, text: str, name: str) -> None:
    picture = blank(500, 300)
    put(picture, 40, 60, text, kind)
    assert [(code.format, code.text) for code in read_codes(picture)] == [(name, text)]


def test_codes_come_from_the_top_down() -> None:
    picture = blank(500, 500)
    put(picture, 20, 300, "below")
    put(picture, 250, 20, "above")
    assert [code.text for code in read_codes(picture)] == ["above", "below"]


def test_light_on_dark() -> None:
    picture = blank(300, 300)
    put(picture, 60, 60, LINK)
    assert [code.text for code in read_codes(255 - picture)] == [LINK]


def test_a_picture_without_codes() -> None:
    assert read_codes(blank(64, 64)) == ()


def test_a_large_picture_is_looked_at_in_steps_and_each_code_told_once() -> None:
    picture = blank(3840, 2160)
    small = put(picture, 1000, 990, "small", scale=2)
    put(picture, 2000, 300, "large", scale=20)
    steps, codes = whole(codes_on(picture))
    assert steps > 3
    assert sorted(code.text for code in codes) == ["large", "small"]
    (found,) = (code for code in codes if code.text == "small")
    assert not found.box.bounds.intersected(small).empty


def test_the_same_code_in_two_places_is_two_codes() -> None:
    picture = blank(2400, 1600)
    put(picture, 100, 100, "twice")
    put(picture, 1900, 1200, "twice")
    assert len(whole(codes_on(picture))[1]) == 2
