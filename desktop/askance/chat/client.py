"""The `ChatClient` port over HTTP: asks, reads, and asks again where that helps.

Lives on the worker's event loop. A question is asked again on its own only before anything of a
reply came: with less where a server refused an option, after a wait where it was busy.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from askance.chat import models
from askance.chat.apart import asked_apart
from askance.chat.fetch import fetch_picture
from askance.chat.parameters import without
from askance.chat.problems import Wording
from askance.chat.reader import ReplyReader
from askance.chat.reducing import REDUCED_BODIES, Reduce, with_smaller_pictures
from askance.chat.refusal import refusal
from askance.chat.request import (
    Prepared,
    check_encryption,
    clean_key,
    headers_for,
    prepare,
    wants_api_key_header,
)
from askance.chat.retry import delay_before
from askance.chat.routes import Route
from askance.chat.transport import Call, Transport
from askance.chat.uploading import Upload
from askance.core.chat import (
    AskedApart,
    ChatEvent,
    ChatRequest,
    ChoiceFinished,
    ParameterDropped,
    PicturesReduced,
    ReplyStarted,
    RequestSent,
    RetryScheduled,
    TextDelta,
    Uploaded,
    UsageReported,
)
from askance.core.conversation import Usage
from askance.core.endpoint import LOCAL_SERVERS, Endpoint, FoundServer, ModelInfo, Provider
from askance.core.errors import AskanceError, ErrorKind, Problem

_MOST_DROPPED = 6
_BEFORE_THE_REPLY = (ReplyStarted, Uploaded)


@dataclass(slots=True)
class _Attempts:
    """What was already tried for one question. `apart`: it turned out that this server gives one
    answer at a time; `smaller`: the question as it was not too large for it.
    """

    refused: set[str] = field(default_factory=set)
    retries: int = 0
    reductions: int = 0
    apart: bool = False
    smaller: ChatRequest | None = None


class HttpChatClient:
    """Chat completions of every OpenAI-compatible server. `sleep`, `chance` (0–1) and `wall_clock`
    (seconds since the epoch) are there to be replaced in tests. `reduce` makes a picture smaller
    than so many bytes; without it a server that finds the body too large has the last word.

    What a server refused is told as an event and forgotten with the question: whoever asks puts it
    into the endpoint's `dropped_params`.
    """

    def __init__(
        self,
        *,
        transport: Transport | None = None,
        reduce: Reduce | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        wall_clock: Callable[[], float] = time.time,
        local_servers: Sequence[Provider] = LOCAL_SERVERS,
    ) -> None:
        self._transport = transport or Transport()
        self._reduce = reduce
        self._sleep = sleep
        self._chance = chance
        self._wall_clock = wall_clock
        self._local_servers = tuple(local_servers)

    async def stream(
        self, request: ChatRequest, key: str | None
    ) -> AsyncGenerator[ChatEvent, None]:
        """The events of one reply, as the port says. Close it (`contextlib.aclosing`) when leaving
        early, so that the connection ends at once.
        """
        key = clean_key(key)
        check_encryption(request.endpoint, key)
        wanted = set(range(request.options.n))
        splits = request.options.retry and len(wanted) > 1
        attempts = _Attempts()
        if splits and "n" in request.endpoint.dropped_params:
            parts = self._one_by_one(request, key, wanted, attempts)
            async with contextlib.aclosing(parts) as events:
                async for event in events:
                    yield event
            return
        seen: set[int] = set()
        used: Usage | None = None
        async with contextlib.aclosing(self._one(request, key, attempts)) as events:
            async for event in events:
                if isinstance(event, TextDelta | ChoiceFinished):
                    seen.add(event.index)
                elif isinstance(event, UsageReported):
                    used = event.usage
                yield event
        if splits and (attempts.apart or (seen and wanted - seen)):
            missing = wanted - seen
            yield AskedApart(len(missing))
            single = attempts.smaller or request
            parts = self._one_by_one(single, key, missing, attempts, used)
            async with contextlib.aclosing(parts) as events:
                async for event in events:
                    yield event

    async def _one_by_one(
        self,
        request: ChatRequest,
        key: str | None,
        indexes: set[int],
        before: _Attempts,
        used: Usage | None = None,
    ) -> AsyncGenerator[ChatEvent, None]:
        single = replace(request, options=replace(request.options, n=1))

        def ask() -> AsyncGenerator[ChatEvent, None]:
            return self._one(single, key, _Attempts(set(before.refused)))

        async with contextlib.aclosing(asked_apart(ask, sorted(indexes), used)) as events:
            async for event in events:
                yield event

    async def _one(
        self, request: ChatRequest, key: str | None, attempts: _Attempts
    ) -> AsyncGenerator[ChatEvent, None]:
        """One reply, asked for again where that helps."""
        while True:
            prepared = prepare(request, attempts.refused)
            yield RequestSent(prepared.url, len(prepared.body))
            problem: Problem | None = None
            async with contextlib.aclosing(self._ask(request, prepared, key)) as events:
                replying = False
                try:
                    async for event in events:
                        replying = replying or not isinstance(event, _BEFORE_THE_REPLY)
                        yield event
                except AskanceError as error:
                    if replying or not request.options.retry:
                        raise
                    problem = error.problem
            if problem is None:
                return
            smaller = await self._smaller(problem, request, prepared, attempts)
            if smaller is not None:
                request = attempts.smaller = smaller
                yield PicturesReduced(len(prepare(request, attempts.refused).body))
                continue
            step, delay = self._next_step(problem, prepared, attempts)
            yield step
            if attempts.apart:
                return
            await self._sleep(delay)

    async def models(self, endpoint: Endpoint, key: str | None) -> tuple[ModelInfo, ...]:
        """The models the server names, in its order. Raises `AskanceError`."""
        return await models.listed(
            self._transport,
            endpoint.base_url,
            clean_key(key),
            route=_route(endpoint),
            connect_timeout=endpoint.connect_timeout,
        )

    async def find_local(self) -> tuple[FoundServer, ...]:
        """The local servers that answer right now, in the order they are known; takes at most
        about a second.
        """
        return await models.found_local(self._transport, self._local_servers)

    async def fetch_picture(self, url: str) -> bytes:
        """The bytes of a picture on the web, as the port says."""
        return await fetch_picture(self._transport, url)

    async def aclose(self) -> None:
        await self._transport.aclose()

    async def _ask(
        self, request: ChatRequest, prepared: Prepared, key: str | None
    ) -> AsyncGenerator[ChatEvent, None]:
        """One request, one reply."""
        endpoint, options = request.endpoint, request.options
        patience = options.idle_timeout
        wording = Wording(endpoint.base_url, endpoint.model, key)
        first = endpoint.first_payload_timeout if patience is None else patience
        connect = endpoint.connect_timeout
        call = Call(
            "POST",
            prepared.url,
            wording,
            headers=headers_for(prepared, endpoint.extra_headers),
            body=prepared.body,
            key=key,
            api_key_header=wants_api_key_header(endpoint.base_url),
            route=_route(endpoint),
            connect_timeout=connect if patience is None else min(connect, patience),
            answer_timeout=first,
        )
        async with contextlib.AsyncExitStack() as stack:
            upload = Upload(self._transport, call, stack)
            async with contextlib.aclosing(upload.progress()) as told:
                async for step in told:
                    yield step
            incoming = upload.incoming
            if not 200 <= incoming.status < 300:
                raise AskanceError(await refusal(incoming, wording, self._wall_clock()))
            reader = ReplyReader(
                incoming,
                wording=wording,
                choices=options.n,
                first_timeout=first,
                idle_timeout=endpoint.idle_timeout if patience is None else patience,
            )
            async with contextlib.aclosing(reader.events()) as events:
                async for event in events:
                    yield event

    async def _smaller(
        self, problem: Problem, request: ChatRequest, prepared: Prepared, attempts: _Attempts
    ) -> ChatRequest | None:
        """The question with smaller pictures, when it was too large for the server and can be."""
        too_large = problem.kind is ErrorKind.TOO_LARGE
        if self._reduce is None or not too_large or attempts.reductions >= len(REDUCED_BODIES):
            return None
        limit = REDUCED_BODIES[attempts.reductions]
        attempts.reductions += 1
        try:
            return await with_smaller_pictures(request, len(prepared.body), limit, self._reduce)
        except AskanceError:
            # A picture that cannot be made smaller is beside the point: the server's “too large”
            # is what the person can act on, and is raised next.
            return None

    def _next_step(
        self, problem: Problem, prepared: Prepared, attempts: _Attempts
    ) -> tuple[ChatEvent, float]:
        """What is done about a problem before asking again, and after how many seconds. Raises it
        when nothing helps.
        """
        name = problem.param
        if (
            problem.kind is ErrorKind.UNSUPPORTED_PARAM
            and name is not None
            and name in prepared.parameters
            and len(attempts.refused) < _MOST_DROPPED
        ):
            attempts.refused.add(name)
            attempts.apart = name == "n"
            return ParameterDropped(name, without(attempts.refused).get(name)), 0.0
        delay = delay_before(attempts.retries + 1, problem, self._chance())
        if delay is None:
            raise AskanceError(problem)
        attempts.retries += 1
        return RetryScheduled(delay, attempts.retries, problem), delay


def _route(endpoint: Endpoint) -> Route:
    return Route(endpoint.proxy, endpoint.ca_file)
