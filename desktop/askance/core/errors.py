"""What can go wrong, as values a person can read.

Every boundary (network, keyring, screen, disk, picture) translates what it meets into one
`AskanceError` that carries a `Problem`: a title, what happened, and what to do next. The window and
the command line show the same words.

    AskanceError          the world's fault: shown to the person, never a traceback
    └─ Cancelled          the person said stop; nothing is shown
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ErrorKind(StrEnum):
    """What went wrong, in the words of `askance ask --json`.

    The first group is the wire's; the second never leaves this computer.
    """

    AUTH = "auth"
    FORBIDDEN = "forbidden"
    WRONG_URL = "wrong_url"
    MODEL_NOT_FOUND = "model_not_found"
    BAD_REQUEST = "bad_request"
    UNSUPPORTED_PARAM = "unsupported_param"
    VISION_UNSUPPORTED = "vision_unsupported"
    IMAGE_INVALID = "image_invalid"
    CONTEXT_LENGTH = "context_length"
    TOO_LARGE = "too_large"
    RATE_LIMIT = "rate_limit"
    QUOTA = "quota"
    SERVER = "server"
    GATEWAY = "gateway"
    TIMEOUT = "timeout"
    REDIRECT = "redirect"
    HTML_PAGE = "html_page"
    BAD_RESPONSE = "bad_response"
    EMPTY_RESPONSE = "empty_response"
    STREAM_ERROR = "stream_error"
    TRUNCATED = "truncated"
    NETWORK = "network"

    NO_KEY = "no_key"
    UNENCRYPTED = "unencrypted"
    NO_ENDPOINT = "no_endpoint"
    KEYRING = "keyring"
    PICTURE = "picture"
    CAPTURE = "capture"
    HOTKEY = "hotkey"
    STORAGE = "storage"
    READING = "reading"
    BUSY = "busy"
    NEEDS_MODEL = "needs_model"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that went wrong, ready to be shown.

    `title` is a few words, `detail` says what happened (the server's own words where there are
    any, at most 2 KB, key masked), `hint` says what to do next. `status` is the HTTP status,
    `param` the request parameter a server refused, `retry_after_s` seconds.
    """

    kind: ErrorKind
    title: str
    detail: str = ""
    hint: str = ""
    status: int | None = None
    param: str | None = None
    retry_after_s: float | None = None
    request_id: str | None = None


class AskanceError(Exception):
    """A known error: the world's, not ours. `problem` is what the person reads."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.kind}: {problem.title}")
        self.problem = problem


def internal_problem(error: BaseException) -> Problem:
    """A bug of ours, put into words; by its type only: a message may hold secrets."""
    return Problem(
        ErrorKind.INTERNAL,
        "Something went wrong inside Askance",
        f"It stopped with {type(error).__name__}. The details are in the log.",
        "Try again. If it happens twice, please report it with the log.",
    )
