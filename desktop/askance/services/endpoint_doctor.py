"""A thorough look at an endpoint: from its name to what the model can do. Worker's loop.

Each step is told as soon as it is known; what makes no sense after a failure is skipped. Every
question is one of a few tokens, and what they came to is added up.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from askance.core.address import api_root, chat_url
from askance.core.chat import (
    AskedApart,
    ChatEvent,
    ChatOptions,
    ChatRequest,
    EncodedPicture,
    ParameterDropped,
    PromptMessage,
    PromptPart,
    Reply,
    ReplyStarted,
    TextDelta,
)
from askance.core.conversation import Role, TextPart, Usage
from askance.core.endpoint import Endpoint
from askance.core.endpoint_check import Connection, Finding, Step, Verdict
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.payload import human_size
from askance.core.ports import ChatClient, Prober
from askance.services.keys import KeyService
from askance.services.two_colours import two_colours

WORD = "Reply with the single word: ready"
COLOURS = "This picture has a left and a right half. Name the two colours, nothing else."
TOKENS = 64
"""Enough for two words; a model that thinks first may be cut, which is told as such."""

BODIES = (1_000_000, 4_000_000, 8_000_000)
"""Bytes of a body to try: what gateways take unless told otherwise, and what pictures come to."""

_KEY_PROBLEMS = (ErrorKind.AUTH, ErrorKind.NO_KEY, ErrorKind.UNENCRYPTED, ErrorKind.KEYRING)
_KEY_NOT_LOOKED_AT = (
    ErrorKind.NETWORK,
    ErrorKind.TIMEOUT,
    ErrorKind.SERVER,
    ErrorKind.GATEWAY,
    ErrorKind.WRONG_URL,
    ErrorKind.HTML_PAGE,
    ErrorKind.REDIRECT,
)
"""After these nobody can tell whether the key is right."""
_ABOUT_PICTURES = (ErrorKind.VISION_UNSUPPORTED, ErrorKind.IMAGE_INVALID, ErrorKind.BAD_REQUEST)


@dataclass(slots=True)
class _Asked:
    """One tiny question: what came, how, and what the server refused on the way."""

    reply: Reply = field(default_factory=Reply)
    pieces: int = 0
    dropped: list[ParameterDropped] = field(default_factory=list)
    apart: bool = False
    streamed: bool | None = None
    problem: Problem | None = None
    first_s: float | None = None

    @property
    def text(self) -> str:
        choices = self.reply.choices()
        return choices[0].text.strip() if choices else ""


class EndpointDoctor:
    """Looks an endpoint over. `clock` gives seconds, any origin."""

    def __init__(
        self,
        *,
        chat: ChatClient,
        prober: Prober,
        keys: KeyService,
        clock: Callable[[], float],
        wall_clock: Callable[[], float],
    ) -> None:
        self._chat, self._prober, self._keys = chat, prober, keys
        self._clock, self._wall_clock = clock, wall_clock
        self.tokens = 0
        self._refused: dict[str, None] = {}

    async def look(self, endpoint: Endpoint) -> AsyncGenerator[Finding, None]:
        """The findings, one for every `Step`, in order. Never raises for what the world does."""
        async with aclosing(self.look_draft(endpoint, None, saved=endpoint)) as findings:
            async for finding in findings:
                yield finding

    async def look_draft(
        self, endpoint: Endpoint, key: str | None, *, saved: Endpoint | None
    ) -> AsyncGenerator[Finding, None]:
        """The same for an endpoint as it stands in a form. `key` is the typed one; without it the
        kept one goes along if `saved`, the endpoint kept under this name, has the same origin.
        """
        self.tokens, self._refused = 0, {}
        fresh = replace(endpoint, dropped_params=())
        told: set[Step] = set()
        async with aclosing(self._steps(fresh, key, saved)) as findings:
            async for finding in findings:
                told.add(finding.step)
                yield finding
        for step in Step:
            if step not in told:
                yield Finding(step, Verdict.SKIPPED, "Not looked at, because of the above.")

    async def _steps(
        self, endpoint: Endpoint, key: str | None, saved: Endpoint | None
    ) -> AsyncGenerator[Finding, None]:
        try:
            yield _good(Step.ADDRESS, f"Questions go to {chat_url(endpoint.base_url)}")
        except AskanceError as error:
            yield _failed(Step.ADDRESS, error.problem)
            return
        async for finding in self._way(endpoint):
            yield finding
            if finding.verdict is Verdict.FAILED:
                return
        try:
            key = key or await self._keys.for_draft(endpoint, saved)
        except AskanceError as error:
            yield _failed(Step.KEY, error.problem)
            return
        asked = await self._ask(endpoint, key, (TextPart(WORD),), stream=True)
        for finding in (await self._key(endpoint, key, asked), *self._basics(endpoint, asked)):
            yield finding
            if finding.verdict is Verdict.FAILED:
                return
        yield await self._pictures(endpoint, key)
        yield await self._choices(endpoint, key)
        yield await self._logprobs(endpoint, key)
        yield await self._body(endpoint, key)

    async def _way(self, endpoint: Endpoint) -> AsyncGenerator[Finding, None]:
        try:
            places = await self._prober.resolve(endpoint)
            words = f"It is at {', '.join(places[:3])}" if places else "The proxy looks it up"
            yield _good(Step.NAME, words)
        except AskanceError as error:
            yield _failed(Step.NAME, error.problem)
            return
        try:
            connection = await self._prober.connect(endpoint)
        except AskanceError as error:
            step = Step.CONNECTION
            if "certificate" in error.problem.detail:
                yield _good(Step.CONNECTION, "It answers")
                step = Step.CERTIFICATE
            yield _failed(step, error.problem)
            return
        through = f", through {connection.proxy}" if connection.proxy else ""
        yield _good(Step.CONNECTION, f"It answers after {_ms(connection.seconds)}{through}")
        yield self._certificate(endpoint, connection)

    def _certificate(self, endpoint: Endpoint, connection: Connection) -> Finding:
        certificate = connection.certificate
        if certificate is None:
            plain = api_root(endpoint.base_url).scheme == "http"
            words = "The connection is not encrypted" if plain else "Its certificate is not told"
            return _good(Step.CERTIFICATE, words)
        words = (
            f"Of {certificate.subject or 'an unnamed owner'}, vouched for by "
            f"{certificate.issuer or 'nobody named'}, trusted by {connection.trusted_by}"
        )
        if certificate.expires is not None:
            days = int((certificate.expires - self._wall_clock()) // 86_400)
            words += f", good for {days} more days"
        return _good(Step.CERTIFICATE, words)

    async def _key(self, endpoint: Endpoint, key: str | None, asked: _Asked) -> Finding:
        problem = asked.problem
        if problem is not None and problem.kind in _KEY_PROBLEMS:
            return _failed(Step.KEY, problem)
        if problem is not None and problem.kind in (ErrorKind.QUOTA, ErrorKind.FORBIDDEN):
            return _failed(Step.KEY, problem)
        if problem is not None and problem.kind in _KEY_NOT_LOOKED_AT:
            return Finding(Step.KEY, Verdict.SKIPPED, "Not known: no answer came.")
        return _good(Step.KEY, "The key is accepted" if key else "It wants no key")

    def _basics(self, endpoint: Endpoint, asked: _Asked) -> list[Finding]:
        problem = asked.problem
        if problem is not None:
            if problem.kind is ErrorKind.MODEL_NOT_FOUND:
                return [_failed(Step.MODEL, problem)]
            unknown = Finding(Step.MODEL, Verdict.SKIPPED, "Not known: no answer came.")
            return [unknown, _failed(Step.ANSWER, problem)]
        said = asked.reply.model
        known = f"{endpoint.model} is there"
        if said and said != endpoint.model:
            known += f", and calls itself {said}"
        return [
            _good(Step.MODEL, known),
            _good(Step.ANSWER, f"It said “{asked.text[:40] or 'nothing'}”"),
            self._stream(endpoint, asked),
        ]

    def _stream(self, endpoint: Endpoint, asked: _Asked) -> Finding:
        refused = tuple(drop.name for drop in asked.dropped)
        if not endpoint.stream and not refused:
            words = "Not looked at: it is set to give the answer in one piece."
            return Finding(Step.STREAM, Verdict.SKIPPED, words)
        first = f"first word after {_ms(asked.first_s)}" if asked.first_s is not None else "no word"
        words = f"It streams, {first}"
        if asked.streamed is False or (asked.pieces <= 1 and len(asked.text) > 8):
            words = f"It takes “stream” but sends the answer in one piece, {first}"
        if not endpoint.stream:
            words = "It is set to give the answer in one piece"
        elif "stream" in refused:
            words = "It gives the answer in one piece; Askance no longer asks for a stream"
        if others := [name for name in refused if name != "stream"]:
            words += f"; without {', '.join(others)}, which it does not take"
        return Finding(
            Step.STREAM, Verdict.LEARNT if refused else Verdict.GOOD, words, parameters=refused
        )

    async def _pictures(self, endpoint: Endpoint, key: str | None) -> Finding:
        picture = EncodedPicture(two_colours(), "image/png", 64, 64, "test")
        asked = await self._ask(endpoint, key, (picture, TextPart(COLOURS)))
        if asked.problem is not None:
            if asked.problem.kind in _ABOUT_PICTURES:
                hint = "Choose a model that sees pictures."
                return Finding(Step.PICTURES, Verdict.FAILED, asked.problem.title, hint)
            return _failed(Step.PICTURES, asked.problem)
        said = asked.text.lower()
        if "red" in said and "blue" in said:
            return _good(Step.PICTURES, "It sees pictures: it told red from blue")
        return Finding(
            Step.PICTURES,
            Verdict.FAILED,
            f"It took the picture but did not name red and blue: “{asked.text[:60]}”",
            "It may not see pictures, or think for long first. Try a model known to see them.",
        )

    async def _choices(self, endpoint: Endpoint, key: str | None) -> Finding:
        asked = await self._ask(endpoint, key, (TextPart(WORD),), n=2)
        if asked.problem is not None:
            return _failed(Step.CHOICES, asked.problem)
        if asked.apart:
            words = "One answer at a time: for several, Askance asks several times"
            return Finding(Step.CHOICES, Verdict.LEARNT, words, parameters=("n",))
        return _good(Step.CHOICES, "It gives several answers at once")

    async def _logprobs(self, endpoint: Endpoint, key: str | None) -> Finding:
        asked = await self._ask(endpoint, key, (TextPart(WORD),), top_logprobs=2)
        if asked.problem is not None:
            return _failed(Step.LOGPROBS, asked.problem)
        refused = tuple(drop.name for drop in asked.dropped if "logprobs" in drop.name)
        if refused:
            words = "It does not say how sure it is; Askance no longer asks"
            return Finding(Step.LOGPROBS, Verdict.LEARNT, words, parameters=refused)
        if any(choice.logprobs for choice in asked.reply.choices()):
            return _good(Step.LOGPROBS, "It says how sure it is of each word")
        return _good(Step.LOGPROBS, "It takes the question how sure it is, and does not answer it")

    async def _body(self, endpoint: Endpoint, key: str | None) -> Finding:
        taken = 0
        acceptable = replace(endpoint, dropped_params=tuple(self._refused))
        for size in BODIES:
            try:
                answer = await self._prober.takes(acceptable, key, size)
            except AskanceError as error:
                if not taken:
                    return _failed(Step.BODY, error.problem)
                # A busy server or a spent quota says nothing about sizes.
                words = f"It takes {human_size(taken)} at once; whether more is not known"
                return _good(Step.BODY, f"{words}: {error.problem.title.rstrip('.')}")
            self._count(answer.usage)
            if not answer.ok:
                words = f"It takes less than {human_size(size)} at once: pictures are made to fit"
                return Finding(Step.BODY, Verdict.LEARNT, words)
            taken = size
        return _good(Step.BODY, f"It takes {human_size(taken)} at once")

    async def _ask(
        self,
        endpoint: Endpoint,
        key: str | None,
        parts: tuple[PromptPart, ...],
        *,
        stream: bool = False,
        n: int = 1,
        top_logprobs: int | None = None,
    ) -> _Asked:
        options = ChatOptions(
            stream=stream or endpoint.stream, max_tokens=TOKENS, n=n, top_logprobs=top_logprobs
        )
        request = ChatRequest(endpoint, (PromptMessage(Role.USER, parts),), options)
        asked, started = _Asked(), self._clock()
        try:
            async with aclosing(self._chat.stream(request, key)) as events:
                async for event in events:
                    self._note(event, asked, started)
        except AskanceError as error:
            asked.problem = error.problem
        self._count(asked.reply.usage)
        return asked

    def _count(self, usage: Usage | None) -> None:
        if usage is None:
            return
        total = usage.total_tokens
        if total is None:
            total = (usage.prompt_tokens or 0) + (usage.completion_tokens or 0)
        self.tokens += total

    def _note(self, event: ChatEvent, asked: _Asked, started: float) -> None:
        asked.reply.apply(event)
        match event:
            case TextDelta(_, text) if text:
                asked.pieces += 1
                if asked.first_s is None:
                    asked.first_s = self._clock() - started
            case ReplyStarted(streamed=streamed):
                asked.streamed = streamed
            case ParameterDropped():
                asked.dropped.append(event)
                self._refused[event.name] = None
            case AskedApart():
                asked.apart = True
            case _:
                pass


def _good(step: Step, words: str) -> Finding:
    return Finding(step, Verdict.GOOD, words)


def _failed(step: Step, problem: Problem) -> Finding:
    words = ". ".join(part.rstrip(".") for part in (problem.title, problem.detail) if part)
    return Finding(step, Verdict.FAILED, words, problem.hint, problem=problem)


def _ms(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
