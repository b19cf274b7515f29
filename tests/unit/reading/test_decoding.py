"""What the engine gets to see of a file or of raw pixels; what is refused undecoded."""

import io
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from askance.core.budget import MAX_BYTES
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.screen import Pixels
from askance.reading import decoding
from askance.reading.decoding import decoded, pixel_count

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def two(mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (2, 1), RED)
    image.putpixel((1, 0), BLUE)
    return image.convert(mode)


def saved(image: Image.Image, format_: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format_, **options)
    return buffer.getvalue()


def colours(data: bytes | Pixels) -> list[list[tuple[int, int, int]]]:
    """RGB, row by row."""
    image = decoded(data)
    assert image.dtype == np.uint8
    assert image.flags.c_contiguous
    return [[(int(r), int(g), int(b)) for b, g, r in row] for row in image]


def refusal(read: Callable[[], object]) -> Problem:
    with pytest.raises(AskanceError) as caught:
        read()
    problem = caught.value.problem
    assert problem.kind is ErrorKind.PICTURE
    assert problem.title
    assert problem.detail
    assert problem.hint
    return problem


@pytest.mark.parametrize("mode", ["RGB", "P", "RGBA"])
def test_a_file_becomes_bgr(mode: str) -> None:
    assert colours(saved(two(mode))) == [[RED, BLUE]]


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_every_kind_that_can_be_sent_can_be_read(format_: str) -> None:
    data = saved(Image.new("RGB", (16, 8), WHITE), format_)
    assert pixel_count(data) == 128
    assert decoded(data).shape == (8, 16, 3)


def test_a_grey_cmyk_or_one_bit_file_has_three_channels_too() -> None:
    for mode, format_ in (("L", "PNG"), ("1", "PNG"), ("CMYK", "TIFF"), ("LA", "PNG")):
        assert colours(saved(Image.new("RGB", (1, 1), WHITE).convert(mode), format_)) == [[WHITE]]


def test_deep_grey_keeps_its_range() -> None:
    deep = Image.fromarray(np.array([[0, 32768, 65535]], dtype=np.uint16))
    assert [pixel[0] for pixel in colours(saved(deep))[0]] == [0, 127, 255]


def test_what_is_transparent_is_white() -> None:
    image = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
    image.putpixel((1, 0), (0, 0, 255, 255))
    assert colours(saved(image)) == [[WHITE, BLUE]]


def test_a_photograph_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[274] = 6  # turn clockwise to be upright
    assert colours(saved(two(), exif=exif)) == [[RED], [BLUE]]
    assert pixel_count(saved(two(), exif=exif)) == 2


def test_an_animation_is_its_first_frame() -> None:
    frames = [Image.new("RGB", (1, 1), colour) for colour in (RED, BLUE)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert colours(data) == [[RED]]


def test_raw_pixels_lose_their_fourth_byte() -> None:
    for kind in (bytes, bytearray, memoryview):
        assert colours(Pixels(2, 1, kind(b"\0\0\xff\x11\xff\0\0\x22"))) == [[RED, BLUE]]


@pytest.mark.parametrize("data", [b"", b"hello", b"<svg/>", b"%PDF-1.7"])
def test_what_is_no_picture_is_told(data: bytes) -> None:
    assert "not a picture" in refusal(lambda: pixel_count(data)).title
    assert "not a picture" in refusal(lambda: decoded(data)).title


def test_a_file_that_was_cut_short_is_broken() -> None:
    rng = np.random.default_rng(1)
    noise = Image.fromarray(rng.integers(0, 255, (64, 64, 3), dtype=np.uint8))
    for format_ in ("PNG", "JPEG", "WEBP"):
        data = saved(noise, format_)
        assert "broken" in refusal(lambda data=data: decoded(data[: len(data) // 2])).title


def test_too_many_pixels_are_refused_by_the_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_PIXELS", 100)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)  # given back afterwards
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("it was decoded"))
    for data in (saved_unloaded(11, 10), saved_unloaded(101, 101), Pixels(11, 10, bytes(440))):
        assert "too large" in refusal(lambda data=data: pixel_count(data)).title
        assert "too large" in refusal(lambda data=data: decoded(data)).title


def saved_unloaded(width: int, height: int) -> bytes:
    """A PNG's header that promises this size."""
    chunk = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    crc = zlib.crc32(chunk).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + b"\0\0\0\x0d" + chunk + crc + b"\0\0\0\0IDAT\x35\xaf\x06\x1e"


def test_too_many_bytes_are_not_even_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "open", lambda *_a, **_k: pytest.fail("it was opened"))
    assert "64" in refusal(lambda: pixel_count(bytes(MAX_BYTES + 1))).detail


def test_pixels_that_are_not_as_many_as_they_say_are_broken() -> None:
    assert "broken" in refusal(lambda: decoded(Pixels(2, 2, b"abcd"))).title
