"""A chat completion as values: what is asked, and the events of the reply.

A `ChatClient` yields the events below in order and ends: normally when the reply is complete, or by
raising `AskanceError` when it is not. `Reply` gathers events into choices; text that came before an
error is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby

from askance.core.conversation import (
    Choice,
    PictureLink,
    PictureOrigin,
    ReplyRecord,
    Role,
    TextPart,
    TokenLogprob,
    Usage,
)
from askance.core.endpoint import Endpoint
from askance.core.errors import Problem


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """A picture ready to leave: encoded bytes, no metadata. Size in pixels. `origin` says where it
    was cut from, when that is another picture of a conversation; it is kept, and never leaves.
    """

    data: bytes = field(repr=False)
    media_type: str
    width: int
    height: int
    name: str = ""
    origin: PictureOrigin | None = None


PromptPart = TextPart | EncodedPicture | PictureLink


@dataclass(frozen=True, slots=True)
class PromptMessage:
    """One message as it goes into the request."""

    role: Role
    parts: tuple[PromptPart, ...]


@dataclass(frozen=True, slots=True)
class ChatOptions:
    """The parameters of one question; None means: do not send it.

    `retry`: ask again by itself where that helps (a refused parameter, a busy server, answers one
    by one where `n` is ignored); without it exactly one request is sent.
    """

    stream: bool = True
    max_tokens: int | None = None
    n: int = 1
    top_logprobs: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    detail: str | None = None
    reasoning_effort: str | None = None
    retry: bool = True
    idle_timeout: float | None = None

    @classmethod
    def of(cls, endpoint: Endpoint) -> ChatOptions:
        """What an endpoint is asked with unless the question says otherwise."""
        given = endpoint.parameters
        return cls(
            stream=endpoint.stream,
            max_tokens=endpoint.max_tokens,
            n=given.n or 1,
            top_logprobs=given.top_logprobs,
            temperature=given.temperature,
            top_p=given.top_p,
            seed=given.seed,
            stop=given.stop,
            detail=given.detail,
            reasoning_effort=given.reasoning_effort,
        )


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A whole chat completion request. The key travels beside it, never in it."""

    endpoint: Endpoint
    messages: tuple[PromptMessage, ...]
    options: ChatOptions = ChatOptions()


@dataclass(frozen=True, slots=True)
class RequestSent:
    """The request is on its way: where to, and how large its body is in bytes."""

    url: str
    body_bytes: int


@dataclass(frozen=True, slots=True)
class Uploaded:
    """`sent` of `total` bytes of a large body are on their way; told about ten times a second."""

    sent: int
    total: int


@dataclass(frozen=True, slots=True)
class ReplyStarted:
    """The server answered and names itself. `fingerprint` is its `system_fingerprint`, `created`
    seconds since the epoch; kept for the record. `streamed`: whether it answers with a stream of
    events or in one piece; None where nobody looked.
    """

    model: str = ""
    id: str = ""
    fingerprint: str = ""
    created: int | None = None
    streamed: bool | None = None


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Words of choice `index`."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """The model thinking aloud in choice `index`; shown folded, never sent back."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class RefusalDelta:
    """The model declining in choice `index`."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class LogprobsDelta:
    """Tokens of choice `index` with their log probabilities."""

    index: int
    tokens: tuple[TokenLogprob, ...]


@dataclass(frozen=True, slots=True)
class ChoiceFinished:
    """Choice `index` said why it ended: normalised, and as the wire said it."""

    index: int
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class UsageReported:
    """The server's token count; the last one wins."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class RetryScheduled:
    """The request will be sent again in `delay_s` seconds, because of `problem`."""

    delay_s: float
    attempt: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class ParameterDropped:
    """The server refused `name`; it was left out (or renamed to `instead`) and asked again."""

    name: str
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class AskedApart:
    """The server gives one answer at a time: the other `count` are asked one by one."""

    count: int


@dataclass(frozen=True, slots=True)
class PicturesReduced:
    """The body was too large for the server: the pictures were made smaller and it is asked again
    with `body_bytes`.
    """

    body_bytes: int


ChatEvent = (
    RequestSent
    | Uploaded
    | ReplyStarted
    | TextDelta
    | ReasoningDelta
    | RefusalDelta
    | LogprobsDelta
    | ChoiceFinished
    | UsageReported
    | RetryScheduled
    | ParameterDropped
    | AskedApart
    | PicturesReduced
)


class Reply:
    """Gathers the events of one reply. Pieces are joined only when asked for, so a long reply costs
    linear time; not thread-safe, owned by whoever consumes the events. `begun` are answers that
    have something already; what comes is added to them.
    """

    def __init__(self, begun: Iterable[Choice] = ()) -> None:
        self.usage: Usage | None = None
        self.record: ReplyRecord | None = None
        self.model = ""
        self.url = ""
        self.body_bytes = 0
        self._pieces: dict[int, _Pieces] = {each.index: _Pieces(each) for each in begun}

    def apply(self, event: ChatEvent) -> None:
        """Takes one event into account; events that change no choice are remembered or ignored."""
        match event:
            case TextDelta(index, text):
                self._at(index).text.append(text)
            case ReasoningDelta(index, text):
                self._at(index).reasoning.append(text)
            case RefusalDelta(index, text):
                self._at(index).refusal.append(text)
            case LogprobsDelta(index, tokens):
                self._at(index).logprobs.extend(tokens)
            case ChoiceFinished(index, reason, raw):
                pieces = self._at(index)
                pieces.end = replace(pieces.end, finish_reason=reason, finish_reason_raw=raw)
            case UsageReported(usage):
                self.usage = usage
            case ReplyStarted():
                self.model = event.model or self.model
                self._note(event)
            case RequestSent(url, body_bytes):
                self.url, self.body_bytes = url, body_bytes
            case _:
                pass

    def choices(self) -> tuple[Choice, ...]:
        """The answers so far, by index."""
        return tuple(self._pieces[index].choice() for index in sorted(self._pieces))

    def _note(self, started: ReplyStarted) -> None:
        """The first reply's record stays when several make one answer. One that brought nothing
        before it was asked for again is not the first.
        """
        record = ReplyRecord(started.id, started.created, started.fingerprint)
        if self.record is None or not self._pieces:
            self.record = None if record == ReplyRecord() else record

    def _at(self, index: int) -> _Pieces:
        found = self._pieces.get(index)
        if found is None:
            found = self._pieces[index] = _Pieces(Choice(index))
        return found


def merged(events: Iterable[ChatEvent]) -> list[ChatEvent]:
    """The same events, with words that follow one another in the same choice as one: a fast stream
    brings dozens at a time, and to look at one costs more than its words do.
    """
    found: list[ChatEvent] = []
    for index, group in groupby(events, _words_of):
        if index is None:
            found.extend(group)
        else:
            text = "".join(event.text for event in group if isinstance(event, TextDelta))
            found.append(TextDelta(index, text))
    return found


def _words_of(event: ChatEvent) -> int | None:
    return event.index if isinstance(event, TextDelta) else None


class _Pieces:
    __slots__ = ("end", "logprobs", "reasoning", "refusal", "text")

    def __init__(self, end: Choice) -> None:
        self.end = end
        self.text = [end.text]
        self.reasoning = [end.reasoning]
        self.refusal = [end.refusal]
        self.logprobs = list(end.logprobs)

    def choice(self) -> Choice:
        return replace(
            self.end,
            text="".join(self.text),
            reasoning="".join(self.reasoning),
            refusal="".join(self.refusal),
            logprobs=tuple(self.logprobs),
        )
