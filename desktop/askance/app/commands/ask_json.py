"""The one object that `askance ask --json` prints: the outside contract, kept stable. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from askance.core.address import chat_url
from askance.core.budget import image_tokens
from askance.core.chat import ChatRequest, EncodedPicture, Reply
from askance.core.conversation import Choice, TokenLogprob, Usage
from askance.core.endpoint import Endpoint
from askance.core.errors import ErrorKind, Problem

_TOLD_AS = {
    ErrorKind.NO_KEY: ErrorKind.AUTH,
    ErrorKind.KEYRING: ErrorKind.AUTH,
    ErrorKind.UNENCRYPTED: ErrorKind.AUTH,
    ErrorKind.PICTURE: ErrorKind.IMAGE_INVALID,
    ErrorKind.NO_ENDPOINT: ErrorKind.BAD_REQUEST,
    ErrorKind.CAPTURE: ErrorKind.BAD_REQUEST,
    ErrorKind.HOTKEY: ErrorKind.BAD_REQUEST,
    ErrorKind.STORAGE: ErrorKind.BAD_REQUEST,
    ErrorKind.READING: ErrorKind.SERVER,
    ErrorKind.NEEDS_MODEL: ErrorKind.BAD_REQUEST,
    ErrorKind.BUSY: ErrorKind.BAD_REQUEST,
    ErrorKind.INTERNAL: ErrorKind.BAD_REQUEST,
}


@dataclass(slots=True)
class Outcome:
    """How far a question came: the request once there is one, the reply as far as it came, and why
    that is not all of it. Filled while it is asked, so that being stopped loses nothing.
    """

    reply: Reply = field(default_factory=Reply)
    request: ChatRequest | None = None
    problem: Problem | None = None


def as_json(outcome: Outcome) -> dict[str, object]:
    """The object of the contract."""
    reply, request = outcome.reply, outcome.request
    return {
        "choices": [_choice_json(choice) for choice in reply.choices()],
        "usage": _usage_json(reply.usage),
        "complete": outcome.problem is None,
        "error": _problem_json(outcome.problem),
        "model": reply.model or (request.endpoint.model if request else ""),
        "request": {
            "url": reply.url or (_url(request.endpoint) if request else ""),
            "bytes": reply.body_bytes,
            "image_tokens": _image_tokens(request) if request else 0,
        },
    }


def told_kind(kind: ErrorKind) -> str:
    """The kind as the object tells it: one of the wire's, for what reads it knows no others.

    What went wrong on this computer takes the nearest of them: `no_key` and `keyring` are `auth`,
    `picture` is `image_invalid`, `reading` is `server`, the rest (`no_endpoint`, `needs_model`,
    `storage`, `internal`, …) `bad_request`. A question that was stopped is `truncated`. The exit
    code is that of the kind as it was.
    """
    return _TOLD_AS.get(kind, kind).value


def _url(endpoint: Endpoint) -> str:
    return "" if endpoint.on_device else chat_url(endpoint.base_url)


def _image_tokens(request: ChatRequest) -> int:
    if request.endpoint.on_device:
        return 0
    return sum(
        image_tokens(request.endpoint.model, part.width, part.height)
        for message in request.messages
        for part in message.parts
        if isinstance(part, EncodedPicture)
    )


def _choice_json(choice: Choice) -> dict[str, object]:
    return {
        "index": choice.index,
        "text": choice.text,
        "reasoning": choice.reasoning,
        "refusal": choice.refusal,
        "finish_reason": choice.finish_reason,
        "finish_reason_raw": choice.finish_reason_raw,
        "logprobs": [_logprob_json(token) for token in choice.logprobs],
    }


def _logprob_json(token: TokenLogprob) -> list[object]:
    return [token.token, token.logprob, [[alternative, value] for alternative, value in token.top]]


def _usage_json(usage: Usage | None) -> dict[str, int] | None:
    if usage is None:
        return None
    figures = {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.total_tokens,
    }
    return {name: figure for name, figure in figures.items() if figure is not None}


def _problem_json(problem: Problem | None) -> dict[str, object] | None:
    if problem is None:
        return None
    return {
        "kind": told_kind(problem.kind),
        "title": problem.title,
        "detail": problem.detail,
        "hint": problem.hint,
        "status": problem.status,
        "param": problem.param,
        "retry_after_s": problem.retry_after_s,
    }
