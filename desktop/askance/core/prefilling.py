"""Letting a model go on from given words: how each kind of server is asked to, and what is said
when it cannot. Pure.

The words go as the last message of the conversation, in the assistant's name. That alone is enough
for some servers; others want it marked, or take it for a finished message and begin a new one. The
table below holds what their documentation says. A server of no known name is asked as vLLM, SGLang,
llama.cpp, TGI and transformers are: most that run open models understand that, most others pass
over it, and one that refuses it is asked again without (see `chat.parameters`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from askance.core.address import api_root, host_of
from askance.core.chat import PromptMessage
from askance.core.conversation import Role
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem

PREFILL_FIELDS = ("continue_final_message", "add_generation_prompt")
"""Fields of the body that only mean something together."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How servers under `hosts` are told that the last message is the beginning of their answer.

    `mark` is a field of that message that is set to true, `fields` are those of the body. `path`
    takes the place of the API root's own. `echoes`: the reply begins with the given words.
    """

    hosts: tuple[str, ...] = ()
    mark: str = ""
    fields: tuple[tuple[str, bool], ...] = ()
    path: str = ""
    echoes: bool = False


OPEN_SERVER = Dialect(fields=((PREFILL_FIELDS[0], True), (PREFILL_FIELDS[1], False)))
"""What a server of no known name is asked with."""

DIALECTS: tuple[Dialect, ...] = (
    Dialect(("mistral.ai",), mark="prefix", echoes=True),
    Dialect(("deepseek.com",), mark="prefix", path="/beta"),
    Dialect(("moonshot.ai", "moonshot.cn", "aliyuncs.com"), mark="partial"),
    Dialect(("anthropic.com", "openrouter.ai", "groq.com", "googleapis.com")),
)

_BEGIN_ANEW = ("api.openai.com", "openai.azure.com")
_UNTOUCHED = "The answer stays as it is."
_ELSEWHERE = "Continue with another endpoint, or ask in a follow-up."
_ABOUT_PREFILL = re.compile(
    r"pre-?fill|continue_final_message|must end with a user|last (?:message|role)|final message"
    r"|\bprefix\b|partial mode|roles must alternate",
    re.I,
)
_REFUSALS = (ErrorKind.BAD_REQUEST, ErrorKind.UNSUPPORTED_PARAM, ErrorKind.SERVER)


def dialect_of(endpoint: Endpoint) -> Dialect:
    """How this endpoint is asked to go on from given words."""
    host = _host(endpoint)
    return next((each for each in DIALECTS if _is_under(host, each.hosts)), OPEN_SERVER)


def is_begun(messages: tuple[PromptMessage, ...]) -> bool:
    """Whether the last message is the beginning of the answer that is asked for."""
    return bool(messages) and messages[-1].role is Role.ASSISTANT


def why_not(endpoint: Endpoint) -> Problem | None:
    """Why an answer cannot be gone on with from given words there; None when it may be tried."""
    if endpoint.on_device:
        return Problem(
            ErrorKind.NEEDS_MODEL,
            "This computer reads; it doesn’t go on with an answer",
            _UNTOUCHED,
            "Choose or add a model, then continue from here again.",
        )
    if _is_under(_host(endpoint), _BEGIN_ANEW):
        return _cannot(f"{host_of(endpoint.base_url)} always begins a new answer. {_UNTOUCHED}")
    return None


def refused(problem: Problem) -> Problem:
    """A server's refusal of a begun answer in words of what the person did; others as they are."""
    if problem.kind not in _REFUSALS or not _ABOUT_PREFILL.search(problem.detail):
        return problem
    said = _cannot(problem.detail)
    return replace(problem, title=said.title, hint=said.hint)


def began_anew(endpoint: Endpoint, opening: str) -> Problem:
    """A server that was given words and began another answer; `opening` is how."""
    host = host_of(endpoint.base_url)
    return _cannot(f"{host} began a new answer instead: “{opening.strip()}…” {_UNTOUCHED}")


def _cannot(detail: str) -> Problem:
    title = "This endpoint can’t continue from a chosen word"
    return Problem(ErrorKind.BAD_REQUEST, title, detail, _ELSEWHERE)


def _host(endpoint: Endpoint) -> str:
    try:
        return api_root(endpoint.base_url).hostname or ""
    except AskanceError:
        return ""


def _is_under(host: str, names: tuple[str, ...]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in names)
