"""A question into the address and the JSON body that travel. Pure.

A message of words alone goes as a plain string, because many servers take no list of parts there;
with pictures it is a list of parts in the person's order.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from askance.chat.parameters import without
from askance.core.address import api_root, chat_url, is_loopback
from askance.core.chat import ChatRequest, EncodedPicture, PromptMessage, PromptPart
from askance.core.conversation import PictureLink, Role, TextPart
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.headers import is_free_header, is_header_value
from askance.core.payload import KEY_MASK, RequestPreview
from askance.core.prefilling import Dialect, dialect_of, is_begun

_OURS = frozenset({"model", "messages", "stream"})
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\xad\"'`“”‘’"))


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is sent. `parameters` are the names in the body."""

    url: str
    body: bytes = field(repr=False)
    parameters: frozenset[str]


def prepare(request: ChatRequest, refused: Iterable[str] = ()) -> Prepared:
    """The request without the parameters that this server refused. Raises `AskanceError`
    (wrong_url).

    A refused `max_tokens` goes as `max_completion_tokens`, unless that was refused too.
    """
    endpoint = request.endpoint
    dialect = dialect_of(endpoint) if is_begun(request.messages) else Dialect()
    messages = _messages(request)
    if dialect.mark:
        messages[-1][dialect.mark] = True
    body: dict[str, object] = {"model": endpoint.model, "messages": messages}
    options = dict(dialect.fields) | _options(request) | extra_fields(endpoint.extra_body)
    for name, instead in without((*endpoint.dropped_params, *refused)).items():
        value = options.pop(name, None)
        if name == "stream":
            options.pop("stream_options", None)
        if instead is not None and value is not None:
            options[instead] = value
    body |= options
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    url = chat_url(endpoint.base_url, dialect.path)
    return Prepared(url, text.encode("utf-8", "replace"), frozenset(body))


def extra_fields(text: str) -> dict[str, object]:
    """The fields that an endpoint adds to every body. What the question itself is made of stays.
    Raises `AskanceError` (bad_request) when it is no JSON object.
    """
    if not text.strip():
        return {}
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise AskanceError(
            Problem(
                ErrorKind.BAD_REQUEST,
                "The extra fields cannot be sent",
                f"They are no JSON object: {text.strip()[:80]}",
                'Write them in the endpoint\'s settings like {"top_k": 40}.',
            )
        )
    return {name: value for name, value in fields.items() if name not in _OURS}


def headers_for(prepared: Prepared, extra: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """The headers that do not depend on the key; `extra` are the endpoint's own, which replace none
    that carry a key or frame the body.
    """
    headers = {
        name: value
        for name, value in extra
        if is_free_header(name, value) and is_header_value(value)
    }
    headers |= {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
    }
    if "stream" in prepared.parameters:
        # Some proxies hold a compressed stream back until a block is full.
        headers["Accept-Encoding"] = "identity"
    return headers


def preview(request: ChatRequest, *, has_key: bool) -> RequestPreview:
    """The request as it would travel, `KEY_MASK` in place of the key. Raises as `prepare`."""
    prepared = prepare(request)
    headers = headers_for(prepared, request.endpoint.extra_headers)
    if has_key:
        headers["Authorization"] = f"Bearer {KEY_MASK}"
        if wants_api_key_header(request.endpoint.base_url):
            headers["api-key"] = KEY_MASK
    return RequestPreview(prepared.url, tuple(headers.items()), prepared.body.decode())


def clean_key(key: str | None) -> str | None:
    """A pasted key without the blanks, line ends, quotes, invisible characters and `Bearer` that
    come along; None when nothing is left.

    Raises `AskanceError` (auth) for characters that no HTTP header carries.
    """
    if key is None:
        return None
    cleaned = key.translate(_INVISIBLE).strip()
    if cleaned[:7].lower() in ("bearer ", "bearer\t"):
        cleaned = cleaned[7:]
    cleaned = "".join(cleaned.split())
    if not all("!" <= char <= "~" for char in cleaned):
        raise AskanceError(
            Problem(
                ErrorKind.AUTH,
                "This key cannot be right",
                "It holds characters that no key has, such as letters with accents.",
                "Copy the key from the provider's page once more.",
            )
        )
    return cleaned or None


def check_encryption(endpoint: Endpoint, key: str | None) -> None:
    """Raises `AskanceError` (unencrypted) when a key would travel readable for everyone on the way,
    unless the person agreed to that for this address.
    """
    root = api_root(endpoint.base_url)
    if key is None or endpoint.plain_http or root.scheme == "https":
        return
    if is_loopback(endpoint.base_url):
        return
    raise AskanceError(
        Problem(
            ErrorKind.UNENCRYPTED,
            "The key would travel unencrypted",
            f"Everyone between here and {root.netloc} could read it: the address begins with http.",
            "Use an https address. If the network is yours, allow it in Settings under Models.",
        )
    )


def wants_api_key_header(base_url: str) -> bool:
    """Whether the address is Azure's, which takes the key in a header of its own."""
    root = api_root(base_url)
    return (root.hostname or "").endswith(".azure.com") or "api-version" in parse_qs(root.query)


def _options(request: ChatRequest) -> dict[str, object]:
    endpoint, options = request.endpoint, request.options
    chosen: dict[str, object] = {}
    if options.stream and endpoint.stream:
        chosen["stream"] = True
        chosen["stream_options"] = {"include_usage": True}
    max_tokens = endpoint.max_tokens if options.max_tokens is None else options.max_tokens
    if max_tokens is not None:
        chosen["max_tokens"] = max_tokens
    if options.n > 1:
        chosen["n"] = options.n
    if options.top_logprobs is not None:
        chosen["logprobs"] = True
        chosen["top_logprobs"] = options.top_logprobs
    chosen |= {
        name: value
        for name, value in (
            ("temperature", options.temperature),
            ("top_p", options.top_p),
            ("seed", options.seed),
            ("stop", list(options.stop) or None),
            ("reasoning_effort", options.reasoning_effort),
        )
        if value is not None
    }
    return chosen


def _messages(request: ChatRequest) -> list[dict[str, object]]:
    messages = request.messages
    system = request.endpoint.system_prompt
    if system and not any(message.role is Role.SYSTEM for message in messages):
        messages = (PromptMessage(Role.SYSTEM, (TextPart(system),)), *messages)
    return [
        {"role": str(message.role), "content": _content(message, request.options.detail)}
        for message in messages
        if not _is_empty(message)
    ]


def _is_empty(message: PromptMessage) -> bool:
    return all(isinstance(part, TextPart) and not part.text for part in message.parts)


def _content(message: PromptMessage, detail: str | None) -> str | list[dict[str, object]]:
    words = [part.text for part in message.parts if isinstance(part, TextPart) and part.text]
    if all(isinstance(part, TextPart) for part in message.parts):
        return "\n\n".join(words)
    return [_part(part, detail) for part in message.parts if not _is_blank(part)]


def _is_blank(part: PromptPart) -> bool:
    return isinstance(part, TextPart) and not part.text


def _part(part: PromptPart, detail: str | None) -> dict[str, object]:
    if isinstance(part, TextPart):
        return {"type": "text", "text": part.text}
    image: dict[str, object] = {"url": _address(part)}
    if detail:
        image["detail"] = detail
    return {"type": "image_url", "image_url": image}


def _address(picture: EncodedPicture | PictureLink) -> str:
    if isinstance(picture, PictureLink):
        return picture.url
    return f"data:{picture.media_type};base64,{b64encode(picture.data).decode('ascii')}"
