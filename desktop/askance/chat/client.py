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
from dataclasses import dataclass, field

from askance.chat import models
from askance.chat.fetch import fetch_picture
from askance.chat.parameters import without
from askance.chat.problems import Wording
from askance.chat.reader import ReplyReader
from askance.chat.refusal import refusal
from askance.chat.request import Prepared, clean_key, headers_for, prepare, wants_api_key_header
from askance.chat.retry import delay_before
from askance.chat.transport import Call, Transport
from askance.core.chat import (
    ChatEvent,
    ChatRequest,
    ParameterDropped,
    ReplyStarted,
    RequestSent,
    RetryScheduled,
)
from askance.core.endpoint import LOCAL_SERVERS, Endpoint, FoundServer, ModelInfo, Provider
from askance.core.errors import AskanceError, ErrorKind, Problem

_MOST_DROPPED = 6


@dataclass(slots=True)
class _Attempts:
    """What was already tried for one question."""

    refused: set[str] = field(default_factory=set)
    retries: int = 0


class HttpChatClient:
    """Chat completions of every OpenAI-compatible server. `sleep`, `chance` (0–1) and `wall_clock`
    (seconds since the epoch) are there to be replaced in tests.

    Parameters a server refused are remembered by address and model until the client ends.
    """

    def __init__(
        self,
        *,
        transport: Transport | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        wall_clock: Callable[[], float] = time.time,
        local_servers: Sequence[Provider] = LOCAL_SERVERS,
    ) -> None:
        self._transport = transport or Transport()
        self._sleep = sleep
        self._chance = chance
        self._wall_clock = wall_clock
        self._local_servers = tuple(local_servers)
        self._refused: dict[tuple[str, str], set[str]] = {}

    async def stream(
        self, request: ChatRequest, key: str | None
    ) -> AsyncGenerator[ChatEvent, None]:
        """The events of one reply, as the port says. Close it (`contextlib.aclosing`) when leaving
        early, so that the connection ends at once.
        """
        key = clean_key(key)
        attempts = _Attempts(set(self._remembered(request.endpoint)))
        while True:
            prepared = prepare(request, attempts.refused)
            yield RequestSent(prepared.url, len(prepared.body))
            problem: Problem | None = None
            async with contextlib.aclosing(self._ask(request, prepared, key)) as events:
                replying = False
                try:
                    async for event in events:
                        replying = replying or not isinstance(event, ReplyStarted)
                        yield event
                except AskanceError as error:
                    if replying or not request.options.retry:
                        raise
                    problem = error.problem
            if problem is None:
                return
            step, delay = self._next_step(problem, prepared, attempts, request.endpoint)
            yield step
            await self._sleep(delay)

    async def models(self, endpoint: Endpoint, key: str | None) -> tuple[ModelInfo, ...]:
        """The models the server names, in its order. Raises `AskanceError`."""
        return await models.listed(
            self._transport,
            endpoint.base_url,
            clean_key(key),
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
            headers=headers_for(prepared),
            body=prepared.body,
            key=key,
            api_key_header=wants_api_key_header(endpoint.base_url),
            connect_timeout=connect if patience is None else min(connect, patience),
            answer_timeout=first,
        )
        async with self._transport.open(call) as incoming:
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

    def _next_step(
        self, problem: Problem, prepared: Prepared, attempts: _Attempts, endpoint: Endpoint
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
            self._remembered(endpoint).add(name)
            return ParameterDropped(name, without(attempts.refused).get(name)), 0.0
        delay = delay_before(attempts.retries + 1, problem, self._chance())
        if delay is None:
            raise AskanceError(problem)
        attempts.retries += 1
        return RetryScheduled(delay, attempts.retries, problem), delay

    def _remembered(self, endpoint: Endpoint) -> set[str]:
        return self._refused.setdefault((endpoint.base_url, endpoint.model), set())
