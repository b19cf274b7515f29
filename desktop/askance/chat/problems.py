"""Kinds of error into words for a person: a title, the server's own words, what to do next. Pure.

The server's words are shortened to 2 KB, and what must not be shown is taken out of them: the key
(also where a server echoes it), anything shaped like one, and embedded pictures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from askance.chat.classify import classify
from askance.chat.complaint import Complaint
from askance.core.address import api_root
from askance.core.errors import AskanceError, ErrorKind, Problem

MAX_DETAIL = 2048
"""Bytes of a server's words that are shown."""

_WORDS: dict[ErrorKind, tuple[str, str]] = {
    ErrorKind.AUTH: ("The key was refused", "Check the key for this endpoint in the settings."),
    ErrorKind.FORBIDDEN: (
        "The server does not allow this",
        "Check that your account may use this model, and that it is offered in your region.",
    ),
    ErrorKind.WRONG_URL: (
        "There is no chat at this address",
        "Check the endpoint's address against the server's documentation.",
    ),
    ErrorKind.MODEL_NOT_FOUND: (
        "The server does not know this model",
        "Choose another model, or check how its name is written.",
    ),
    ErrorKind.BAD_REQUEST: (
        "The server refused the request",
        "Read the server's words above. Another model may take it.",
    ),
    ErrorKind.UNSUPPORTED_PARAM: (
        "The server does not take one of the options",
        "Ask again without this option.",
    ),
    ErrorKind.VISION_UNSUPPORTED: (
        "This model cannot see pictures",
        "Choose a model that sees pictures.",
    ),
    ErrorKind.IMAGE_INVALID: (
        "The server could not read the picture",
        "Capture it again, or save it as PNG or JPEG and attach that.",
    ),
    ErrorKind.CONTEXT_LENGTH: (
        "This is more than the model can read at once",
        "Start a new conversation, or send fewer or smaller pictures.",
    ),
    ErrorKind.TOO_LARGE: (
        "This is too large for the server",
        "Send a smaller region or fewer pictures.",
    ),
    ErrorKind.RATE_LIMIT: ("Too many questions at once", "Wait a moment, then ask again."),
    ErrorKind.QUOTA: (
        "The account has no credit left",
        "Add credit with the provider, or choose another endpoint.",
    ),
    ErrorKind.SERVER: (
        "The server ran into an error",
        "Ask again in a moment, or choose another model.",
    ),
    ErrorKind.GATEWAY: (
        "The server behind this address is not answering",
        "Ask again in a moment.",
    ),
    ErrorKind.TIMEOUT: (
        "The server took too long",
        "Ask again. A smaller picture or another model may be faster.",
    ),
    ErrorKind.REDIRECT: (
        "The address leads somewhere else",
        "Enter the new address in Settings under Models if you trust it.",
    ),
    ErrorKind.HTML_PAGE: (
        "A web page answered instead of a model",
        "Check the endpoint's address against the server's documentation.",
    ),
    ErrorKind.BAD_RESPONSE: (
        "The answer makes no sense",
        "Check that the address belongs to an OpenAI-compatible server.",
    ),
    ErrorKind.EMPTY_RESPONSE: (
        "The server sent no answer",
        "Ask again, or choose another model.",
    ),
    ErrorKind.STREAM_ERROR: ("The answer broke off with an error", "Ask again."),
    ErrorKind.TRUNCATED: ("The answer was cut off", "Continue the answer, or ask again."),
    ErrorKind.NETWORK: (
        "The server could not be reached",
        "Check your connection and the endpoint's address.",
    ),
}

_KEY_SHAPES = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|nvapi|hf|AIza)[-_]?[A-Za-z0-9_\-]{16,}|(?<=Bearer )[^\s\"',;]{8,}"
)
_DATA_URL = re.compile(r"data:(image/[\w.+-]+)[^,\s]{0,40},[A-Za-z0-9+/=_%-]{40,}")
_VERSION = re.compile(r"/v\d+\w*(?:/|$)")


@dataclass(frozen=True, slots=True)
class Wording:
    """Puts problems with one endpoint into words. `base_url` as the person typed it; `key` is only
    held to be taken out of what a server says.
    """

    base_url: str
    model: str = ""
    key: str | None = field(default=None, repr=False)

    def of_complaint(
        self,
        complaint: Complaint,
        *,
        status: int | None,
        otherwise: ErrorKind = ErrorKind.SERVER,
        request_id: str | None = None,
    ) -> Problem:
        """The problem a server complains of. `status` is the HTTP status; where that was a success,
        the code inside the complaint stands for it. `otherwise`: the kind when nothing tells.
        """
        if status is None or status < 300:
            status = complaint.code
        found = classify(complaint, status)
        kind = found.kind if found else otherwise
        return self.of_kind(
            kind,
            self.presentable(complaint.message) or _phrase(status),
            status=status,
            param=found.param if found else None,
            retry_after_s=complaint.retry_after_s,
            request_id=request_id,
        )

    def of_kind(
        self,
        kind: ErrorKind,
        detail: str,
        *,
        hint: str = "",
        status: int | None = None,
        param: str | None = None,
        retry_after_s: float | None = None,
        request_id: str | None = None,
    ) -> Problem:
        """A problem of a known kind, with the usual title and hint for it."""
        title, usual_hint = _WORDS[kind]
        return Problem(
            kind,
            title,
            detail,
            hint or self._hint(kind, usual_hint, param),
            status=status,
            param=param,
            retry_after_s=retry_after_s,
            request_id=request_id,
        )

    def error(self, kind: ErrorKind, detail: str, **more: str | int | None) -> AskanceError:
        """`of_kind`, ready to be raised; `more` is a `hint` or `status`."""
        status = more.get("status")
        return AskanceError(
            self.of_kind(
                kind,
                detail,
                hint=str(more.get("hint") or ""),
                status=status if isinstance(status, int) else None,
            )
        )

    def presentable(self, text: str) -> str:
        """A server's words without keys and pictures, at most `MAX_DETAIL` bytes."""
        if self.key and len(self.key) >= 4:
            text = text.replace(self.key, "•••")
        text = _KEY_SHAPES.sub("•••", text)
        text = _DATA_URL.sub(r"data:\1,…", text)
        text = "".join(char for char in text if char in "\n\t" or char.isprintable()).strip()
        return shortened(text, MAX_DETAIL)

    def _hint(self, kind: ErrorKind, usual: str, param: str | None) -> str:
        suggestions: dict[ErrorKind, Callable[[], str]] = {
            ErrorKind.WRONG_URL: self._versioned,
            ErrorKind.HTML_PAGE: self._versioned,
            ErrorKind.AUTH: self._missing_key,
            ErrorKind.MODEL_NOT_FOUND: self._misspelt,
            ErrorKind.UNSUPPORTED_PARAM: lambda: f"Ask again without {param}." if param else "",
        }
        suggest = suggestions.get(kind)
        return (suggest() if suggest else "") or usual

    def _versioned(self) -> str:
        try:
            root = api_root(self.base_url)
        except AskanceError:
            return ""
        if _VERSION.search(root.path):
            return ""
        return f"Try {root._replace(path=f'{root.path}/v1').geturl()} as the endpoint's address."

    def _missing_key(self) -> str:
        return "" if self.key else "This server wants a key. Add one in Settings under Models."

    def _misspelt(self) -> str:
        if not self.model:
            return ""
        return f"Choose another model, or check how “{shortened(self.model, 80)}” is written."


def shortened(text: str, limit: int) -> str:
    """At most `limit` bytes in UTF-8, with an ellipsis where something was cut."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= limit:
        return text
    return encoded[: limit - 3].decode("utf-8", "ignore") + "…"


def _phrase(status: int | None) -> str:
    if status is None:
        return ""
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"
