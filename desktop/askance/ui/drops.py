"""What a person drops or pastes, as values. GUI thread; only looks at what the other program hands
over, never at a disk or the network.

A browser often gives the same picture several times over: encoded bytes, an address, a piece of
HTML, and the address of the page around it. The order here is: files, encoded bytes, pixels, the
address in the HTML, the address alone, so that what can be had without asking a server wins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage, QPainter

from askance.core.screen import Pixels

PICTURE_SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".svg"),
    *(".heic", ".heif", ".avif"),
)

# In this order: lossless first.
_ENCODED_FORMATS = ("image/png", "image/webp", "image/jpeg", "image/gif", "image/tiff", "image/bmp")
_LONGEST_ADDRESS = 4096


@dataclass(frozen=True, slots=True)
class BroughtPath:
    """A file on this computer, not opened yet."""

    path: str


@dataclass(frozen=True, slots=True)
class BroughtBytes:
    """An encoded picture, not decoded yet."""

    data: bytes = field(repr=False)
    name: str


@dataclass(frozen=True, slots=True)
class BroughtPixels:
    """Raw pixels, already flattened on white."""

    pixels: Pixels
    name: str


@dataclass(frozen=True, slots=True)
class BroughtLink:
    """The address of a picture, not fetched. A `data:` address can only be embedded."""

    url: str

    @property
    def embed_only(self) -> bool:
        return self.url[:5].lower() == "data:"

    @property
    def name(self) -> str:
        """The last part of the path, or the host; `picture` for a `data:` address."""
        if self.embed_only:
            return "picture"
        parts = urlsplit(self.url)
        return unquote(parts.path.rstrip("/").rpartition("/")[2])[:80] or parts.netloc


Brought = BroughtPath | BroughtBytes | BroughtPixels | BroughtLink


def may_bring(mime: QMimeData) -> bool:
    """Whether a drag could hold a picture, by its formats alone: nothing is handed over yet."""
    return mime.hasUrls() or mime.hasImage() or mime.hasHtml() or mime.hasText()


def brought_by(mime: QMimeData, *, pasted: bool = False) -> tuple[Brought, ...]:
    """The pictures in it; empty when it is words.

    When `pasted`, words win over a picture of the same words (spreadsheets give both), and an
    address counts only when it looks like a picture's. What is dropped is meant as a picture.
    """
    urls = mime.urls() if mime.hasUrls() else []
    files = tuple(BroughtPath(url.toLocalFile()) for url in urls if url.isLocalFile())
    if files:
        return files
    text = mime.text().strip() if mime.hasText() else ""
    page = _read_html(mime.html()) if mime.hasHtml() else _Page()
    if pasted and _is_words(text, page):
        return ()
    image = _image_in(mime, _name_for(page, urls))
    if image is not None:
        return (image,)
    return _links_in(page, urls, text, pasted=pasted)


def looks_like_picture(url: str) -> bool:
    """Whether an address's path ends like a picture's, or it is one itself (`data:image/…`)."""
    if url[:11].lower() == "data:image/":
        return True
    return urlsplit(url).path.lower().endswith(PICTURE_SUFFIXES)


def pixels_of(image: QImage) -> Pixels:
    """A QImage as raw BGRA, transparency flattened on white; nothing is encoded."""
    if image.hasAlphaChannel():
        flat = QImage(image.size(), QImage.Format.Format_RGB32)
        flat.fill(0xFFFFFFFF)
        painter = QPainter(flat)
        painter.drawImage(0, 0, image)
        painter.end()
        image = flat
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return Pixels(image.width(), image.height(), bytes(image.constBits()))


def _is_words(text: str, page: _Page) -> bool:
    if not text:
        return False
    return not (_address_in(text) or text in page.sources)


def _image_in(mime: QMimeData, name: str) -> Brought | None:
    for kind in _ENCODED_FORMATS:
        if mime.hasFormat(kind):
            data = bytes(mime.data(kind).data())
            if data:
                return BroughtBytes(data, name)
    if not mime.hasImage():
        return None
    image = mime.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return None
    return BroughtPixels(pixels_of(image), name)


def _links_in(page: _Page, urls: list[QUrl], text: str, *, pasted: bool) -> tuple[BroughtLink, ...]:
    if page.sources:
        return tuple(BroughtLink(source) for source in dict.fromkeys(page.sources))
    addresses = [
        _address_in(url.toString(QUrl.ComponentFormattingOption.FullyEncoded)) for url in urls
    ]
    if not urls:
        addresses = [_address_in(text)]
    return tuple(
        BroughtLink(address)
        for address in dict.fromkeys(addresses)
        if address and (looks_like_picture(address) or not (pasted or page.words))
    )


def _name_for(page: _Page, urls: list[QUrl]) -> str:
    for url in (*page.sources, *(url.toString() for url in urls)):
        if looks_like_picture(url) and url[:5].lower() != "data:":
            return BroughtLink(url).name
    return "Pasted picture"


def _address_in(text: str) -> str:
    """The text when it is one address that can be fetched, else nothing."""
    if text[:11].lower() == "data:image/":
        return text
    if len(text) > _LONGEST_ADDRESS or len(text.split()) != 1:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc else ""


class _Page(HTMLParser):
    """The picture addresses in a piece of HTML, and whether it has words too."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sources: list[str] = []
        self.words = False
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script", "title"):
            self._silent += 1
        if tag == "img":
            source = (dict(attrs).get("src") or "").strip()
            if _address_in(source):
                self.sources.append(source)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script", "title"):
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        self.words = self.words or (self._silent <= 0 and bool(data.strip()))


def _read_html(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    return page
