"""What leaves, for a person to read before it does: the request with its pictures folded away.

Pure. The adapter that speaks the wire describes a request as a `RequestPreview`; `build_payload`
makes of it what the panel shows. The key is in neither: where it would stand is `KEY_MASK`.
"""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field

from askance.core.budget import image_tokens, text_tokens
from askance.core.chat import ChatRequest, EncodedPicture
from askance.core.conversation import PictureLink, Role, TextPart

KEY_MASK = "••••••••"
"""Stands in a header's value where the key travels."""

_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+);base64,([A-Za-z0-9+/=]+)")
_INLINE_WIDTH = 44


@dataclass(frozen=True, slots=True)
class RequestPreview:
    """A request as it would go over the wire. `headers` carry `KEY_MASK` instead of the key and are
    without an authorization when there is no key; `body_text` is the JSON body, data URLs in full.
    """

    url: str
    headers: tuple[tuple[str, str], ...]
    body_text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Payload:
    """What the panel shows; `url` is empty when nothing leaves at all, and all else then is too.

    `pictures` are the question's own, `earlier_pictures` counts those of the conversation so far
    that travel again. `size` is the bytes of all encoded pictures, `body_size` those of the whole
    body; `tokens` is an estimate.
    """

    pictures: tuple[EncodedPicture | PictureLink, ...]
    earlier_pictures: int
    size: int
    body_size: int
    tokens: int
    url: str
    headers: tuple[tuple[str, str], ...]
    shown_body: str
    curl: str = field(repr=False)


NOTHING_LEAVES = Payload((), 0, 0, 0, 0, "", (), "", "")
"""For what is answered on this computer."""


def build_payload(request: ChatRequest, preview: RequestPreview) -> Payload:
    """The payload of a request. Costs a few milliseconds per megabyte of body: not for the GUI
    thread when pictures are large.
    """
    pictures = [
        part
        for message in request.messages
        for part in message.parts
        if not isinstance(part, TextPart)
    ]
    own = _own_pictures(request)
    return Payload(
        pictures=own,
        earlier_pictures=len(pictures) - len(own),
        size=sum(len(part.data) for part in pictures if isinstance(part, EncodedPicture)),
        body_size=len(preview.body_text.encode()),
        tokens=request_tokens(request),
        url=preview.url,
        headers=preview.headers,
        shown_body=folded(preview.body_text),
        curl=as_curl(preview),
    )


def request_tokens(request: ChatRequest) -> int:
    """Roughly how many tokens the whole request is. A picture sent as a link counts as one of
    1024 × 1024, since its size is unknown.
    """
    total = 0
    for message in request.messages:
        for part in message.parts:
            if isinstance(part, TextPart):
                total += text_tokens(part.text)
            elif isinstance(part, EncodedPicture):
                total += image_tokens(request.endpoint.model, part.width, part.height)
            else:
                total += image_tokens(request.endpoint.model, 1024, 1024)
    return total


def human_size(count: int) -> str:
    """Bytes as a person reads them: `214 KB`, `1.2 MB` (powers of ten)."""
    if count < 1000:
        return f"{count} B"
    if count < 999_500:
        return f"{count / 1000:.0f} KB"
    return f"{count / 1_000_000:.1f} MB"


def folded(body_text: str) -> str:
    """The JSON body laid out for reading, each data URL cut to its size. Text that is no JSON is
    only cut.
    """
    cut = _DATA_URL.sub(_fold, body_text)
    try:
        return _laid_out(json.loads(cut), "")
    except ValueError:
        return cut


def as_curl(preview: RequestPreview) -> str:
    """A shell command that sends the same request; the key comes from `$ASKANCE_API_KEY`.

    The body goes in through standard input: a picture is longer than an argument may be, and
    JSON on one line cannot hold the line that ends it.
    """
    lines = [f"curl {shlex.quote(preview.url)} \\"]
    for name, value in preview.headers:
        lines.append(f"  -H {_quoted_header(f'{name}: {value}')} \\")
    body = preview.body_text.replace("\n", " ")
    return "\n".join([*lines, "  --data-binary @- <<'JSON'", body, "JSON", ""])


def _own_pictures(request: ChatRequest) -> tuple[EncodedPicture | PictureLink, ...]:
    if not request.messages or request.messages[-1].role is not Role.USER:
        return ()
    return tuple(part for part in request.messages[-1].parts if not isinstance(part, TextPart))


def _fold(match: re.Match[str]) -> str:
    media_type, data = match.groups()
    size = len(data) * 3 // 4 - data[-2:].count("=")
    return f"data:{media_type};base64, ▸ {human_size(size)}"


def _quoted_header(header: str) -> str:
    if KEY_MASK not in header:
        return shlex.quote(header)
    escaped = re.sub(r'([\\"$`])', r"\\\1", header)
    return '"' + escaped.replace(KEY_MASK, "$ASKANCE_API_KEY") + '"'


def _laid_out(value: object, indent: str) -> str:
    """JSON with small values on one line; an object opens on the line of its first name."""
    inline = json.dumps(value, ensure_ascii=False)
    if (
        len(inline) + len(indent) <= _INLINE_WIDTH
        or not isinstance(value, dict | list)
        or not value
    ):
        return inline
    if isinstance(value, list):
        deeper = indent + "  "
        items = [deeper + _laid_out(item, deeper) for item in value]
        return "[\n" + ",\n".join(items) + f"\n{indent}]"
    deeper = indent + (" " if indent else "  ")
    items = [
        f"{json.dumps(name, ensure_ascii=False)}: {_laid_out(item, deeper)}"
        for name, item in value.items()
    ]
    if indent:
        return "{" + f",\n{deeper}".join(items) + "}"
    return "{\n" + ",\n".join(deeper + item for item in items) + "\n}"
