"""Telling pictures by their bytes, and taking them out of data addresses."""

import base64

import pytest

from askance.core.budget import MAX_BYTES
from askance.core.errors import AskanceError, ErrorKind
from askance.pictures.data_url import picture_from_data_url
from askance.pictures.kinds import kind_of


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"BM....", "image/bmp"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", None),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", "image/avif"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "image/avif"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", None),
        (b"<svg>", "image/svg+xml"),
        (b"  <?xml version='1.0'?><svg width='1'>", "image/svg+xml"),
        (b"<?xml version='1.0'?><html>", None),
        (b"<!doctype html><svg>", None),
        (b"\x89PN", None),
        (b"", None),
    ],
)
def test_the_bytes_tell_the_kind(data: bytes, kind: str | None) -> None:
    assert kind_of(data) == kind


ENCODED = base64.b64encode(b"\x89PNG\xfb\xff\xfe1").decode()


@pytest.mark.parametrize(
    "url",
    [
        f"data:image/png;base64,{ENCODED}",
        f" DATA:IMAGE/PNG;BASE64,{ENCODED}\n",
        f"data:image/png;charset=x;base64,{ENCODED.rstrip('=')}",
        f"data:image/png;base64,{ENCODED.replace('+', '-').replace('/', '_')}",
        f"data:image/png;base64,{ENCODED.replace('+', '%2B').replace('=', '%3D')}",
        f"data:image/png;base64,{ENCODED[:4]}\n {ENCODED[4:]}",
        "data:image/png,%89PNG%fb%ff%fe1",
    ],
)
def test_a_data_address_gives_its_bytes(url: str) -> None:
    assert picture_from_data_url(url) == b"\x89PNG\xfb\xff\xfe1"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.com/a.png",
        "data:",
        "data:,hello",
        "data:text/html;base64,AAAA",
        "data:image/png;base64",
        "data:image/png;base64,!!!!",
        "data:image/png;base64,A",
        "data:image/png," + "A" * (MAX_BYTES + 1),
    ],
    ids=lambda url: url[:24],
)
def test_any_other_address_is_a_problem_in_words(url: str) -> None:
    with pytest.raises(AskanceError) as caught:
        picture_from_data_url(url)
    assert caught.value.problem.kind is ErrorKind.PICTURE
