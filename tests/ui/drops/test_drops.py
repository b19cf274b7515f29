"""What is dropped or pasted, as the programs it comes from really give it."""

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from askance.ui.drops import (
    BroughtBytes,
    BroughtLink,
    BroughtPath,
    BroughtPixels,
    brought_by,
    looks_like_picture,
    may_bring,
    pixels_of,
)
from tests.support.sample_pictures import png

WEB = "https://example.com/pictures/cat.png?size=2"
PAGE = "https://example.com/article"
CDN = "https://cdn.example.com/i/8f3a"


def mime(
    *,
    urls: list[str] | None = None,
    html: str = "",
    text: str = "",
    formats: dict[str, bytes] | None = None,
) -> QMimeData:
    data = QMimeData()
    if urls is not None:
        data.setUrls([QUrl(url) for url in urls])
    if html:
        data.setHtml(html)
    if text:
        data.setText(text)
    for name, value in (formats or {}).items():
        data.setData(name, value)
    return data


DROPPED = {
    "files from a file manager": (
        {"urls": ["file:///home/a/one.png", "file:///home/a/two%20words.jpg"]},
        (BroughtPath("/home/a/one.png"), BroughtPath("/home/a/two words.jpg")),
    ),
    "files win over a preview of them": (
        {"urls": ["file:///home/a/one.png"], "formats": {"image/png": b"preview"}},
        (BroughtPath("/home/a/one.png"),),
    ),
    "a picture inside a link: the picture's address, not the page's": (
        {"urls": [PAGE], "html": f'<a href="{PAGE}"><img src="{WEB}" alt="cat"></a>'},
        (BroughtLink(WEB),),
    ),
    "bytes and an address: the bytes, named after the address": (
        {"urls": [WEB], "html": f'<img src="{WEB}">', "formats": {"image/png": b"\x89PNG"}},
        (BroughtBytes(b"\x89PNG", "cat.png"),),
    ),
    "lossless before lossy": (
        {"formats": {"image/jpeg": b"jpeg", "image/png": b"png"}},
        (BroughtBytes(b"png", "Pasted picture"),),
    ),
    "an address without a suffix is meant when dropped": ({"urls": [CDN]}, (BroughtLink(CDN),)),
    "an address as text": ({"text": f" {WEB}\n"}, (BroughtLink(WEB),)),
    "a data address can only be embedded": (
        {"html": '<img src="data:image/png;base64,iVBORw0KGgo=">'},
        (BroughtLink("data:image/png;base64,iVBORw0KGgo="),),
    ),
    "the same picture twice": (
        {"html": f'<img src="{WEB}"><img src="{WEB}">'},
        (BroughtLink(WEB),),
    ),
    "words": ({"text": "Why is the sky blue?"}, ()),
    "words with a link in them": ({"text": f"see {PAGE} for more"}, ()),
    "no scheme that could be fetched": ({"urls": ["ftp://example.com/a.png"]}, ()),
    "a script's address": ({"html": '<img src="javascript:alert(1)">'}, ()),
    "a file's address hidden in HTML": ({"html": '<img src="file:///etc/passwd">'}, ()),
}


@pytest.mark.parametrize(("given", "expected"), DROPPED.values(), ids=DROPPED.keys())
def test_dropped(qapp, given, expected):
    assert brought_by(mime(**given)) == expected


PASTED = {
    "copied picture from a browser": (
        {"html": f'<meta charset="utf-8"><img src="{WEB}">', "formats": {"image/png": b"png"}},
        (BroughtBytes(b"png", "cat.png"),),
    ),
    "copied picture with its address as text": (
        {"html": f'<img src="{WEB}">', "text": WEB, "formats": {"image/png": b"png"}},
        (BroughtBytes(b"png", "cat.png"),),
    ),
    "spreadsheet cells come as words and as a picture": (
        {
            "text": "1\t2\n3\t4",
            "html": "<table><tr><td>1</td></tr></table>",
            "formats": {"image/png": b"png"},
        },
        (),
    ),
    "an address of a page is words": ({"text": PAGE}, ()),
    "an address of a picture is a picture": ({"text": WEB}, (BroughtLink(WEB),)),
    "copied files": ({"urls": ["file:///home/a/one.png"]}, (BroughtPath("/home/a/one.png"),)),
    "empty clipboard": ({}, ()),
}


@pytest.mark.parametrize(("given", "expected"), PASTED.values(), ids=PASTED.keys())
def test_pasted(qapp, given, expected):
    assert brought_by(mime(**given), pasted=True) == expected


def test_pixels_without_bytes_come_as_they_are(qapp):
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor(10, 20, 30))
    data = QMimeData()
    data.setImageData(image)

    (picture,) = brought_by(data, pasted=True)

    assert isinstance(picture, BroughtPixels)
    assert (picture.pixels.width, picture.pixels.height) == (3, 2)
    assert bytes(picture.pixels.bgra[:3]) == bytes((30, 20, 10))
    assert len(picture.pixels.bgra) == 3 * 2 * 4


def test_transparent_pixels_are_flattened_on_white():
    image = QImage(1, 1, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    assert bytes(pixels_of(image).bgra[:3]) == b"\xff\xff\xff"


def test_encoded_bytes_are_handed_on_undecoded(qapp):
    data = png()
    (picture,) = brought_by(mime(formats={"image/png": data}))
    assert picture == BroughtBytes(data, "Pasted picture")
    assert repr(data)[2:20] not in repr(picture)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (WEB, "cat.png"),
        ("https://example.com/", "example.com"),
        ("https://example.com/a%20b.png", "a b.png"),
        ("data:image/png;base64,AAAA", "picture"),
    ],
)
def test_a_link_has_a_name(url, name):
    assert BroughtLink(url).name == name


def test_only_a_data_address_must_be_embedded():
    assert BroughtLink("data:image/png;base64,AAAA").embed_only
    assert not BroughtLink(WEB).embed_only


@pytest.mark.parametrize(
    ("url", "expected"),
    [(WEB, True), (PAGE, False), ("https://e.com/A.JPG", True), ("data:image/gif;base64,R0", True)],
)
def test_what_looks_like_a_picture(url, expected):
    assert looks_like_picture(url) is expected


def test_a_drag_is_judged_by_its_formats(qapp):
    assert may_bring(mime(urls=[PAGE]))
    assert not may_bring(mime(formats={"application/x-color": b"\0\0"}))
