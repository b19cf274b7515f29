"""One successful answer into the events of a reply, streamed or whole. On the worker's event loop.

What the answer is, its first bytes tell (`form`). Time is kept here, not in the socket:
keep-alive comments re-arm a read timeout for ever, so only what belongs to the reply does.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator
from dataclasses import replace

from askance.chat.complaint import in_body, in_event, in_value, page_title
from askance.chat.form import BLANK, Form, form_of, is_whole
from askance.chat.loose import is_unfinished, mapping, parse, parse_all
from askance.chat.problems import Wording
from askance.chat.sse import LineTooLongError, SseDecoder, SseEvent
from askance.chat.transport import (
    MAX_BODY,
    MAX_ERROR_BODY,
    ConnectionCutError,
    Incoming,
    read_up_to,
)
from askance.chat.wire import WireDecoder
from askance.core.chat import (
    ChatEvent,
    LogprobsDelta,
    ReasoningDelta,
    RefusalDelta,
    ReplyStarted,
    TextDelta,
)
from askance.core.errors import AskanceError, ErrorKind

MAX_REPLY = 4 * 1024 * 1024
"""Bytes of text (all choices, reasoning included) that are kept."""

GRACE_S = 2.5
"""How long a stream may stay open once every choice seen has finished, for usage and `[DONE]`."""

GRACE_FOR_MORE_CHOICES_S = 6.0
"""The same while fewer choices came than were asked for: some servers send one after the other."""

MAX_BARREN = 32 * 1024 * 1024
"""Bytes of a stream without one more word of the reply, after which it is given up."""

_MAX_LOGPROBS = 200_000
_PAGE_PATIENCE_S = 5.0
_ERROR_WORDS = re.compile(r"\W{0,3}(?:\w+ ?(?:server )?)?(?:error|exception|failure)\b", re.I)


class ReplyReader:
    """Reads one answer. `first_timeout`, `idle_timeout`: seconds without anything of the reply,
    before its first piece (counted from the sending) and after. `choices`: how many were asked.
    """

    def __init__(
        self,
        incoming: Incoming,
        *,
        wording: Wording,
        choices: int = 1,
        first_timeout: float,
        idle_timeout: float,
    ) -> None:
        self._incoming = incoming
        self._wording = wording
        self._asked_choices = choices
        self._idle_timeout = idle_timeout
        self._waiting = first_timeout
        self._deadline = incoming.asked_at + first_timeout
        self._wire = WireDecoder()
        self._sse = SseDecoder()
        self._left = MAX_REPLY
        self._barren = 0
        self._logprobs_left = _MAX_LOGPROBS
        self._done = False
        self._cut = False
        self._skipped = ""
        self._streamed: bool | None = None

    async def events(self) -> AsyncGenerator[ChatEvent, None]:
        """The reply's events. Ends when it is complete, raises `AskanceError` when it is not."""
        head, form = await self._sniff()
        self._streamed = form is Form.STREAM
        if form is Form.STREAM:
            async for event in self._stream(head):
                yield event
        elif form is Form.JSON:
            text = await self._body(head)
            for event in self._whole(text):
                yield event
        else:
            raise await self._no_reply(head, form)

    # What it is

    async def _sniff(self) -> tuple[bytes, Form]:
        head = b""
        while True:
            form = form_of(head, self._incoming.header("content-type").lower(), ended=False)
            if form is not None:
                return head, form
            piece = await self._next(self._deadline)
            if piece is None:
                break
            head += piece
            if len(head) > 1024 and not head.strip(BLANK):
                head = b""  # blank lines that keep a slow connection alive
        if not head.strip(BLANK):
            if self._cut:
                raise self._truncated()
            raise self._wording.error(ErrorKind.EMPTY_RESPONSE, "The answer holds nothing.")
        form = form_of(head, self._incoming.header("content-type").lower(), ended=True)
        return head, form or Form.TEXT

    async def _next(self, deadline: float, *, may_end: bool = False) -> bytes | None:
        """The next piece; None at the end, be it orderly or not, or at the deadline if the reply
        `may_end` there. Raises `AskanceError` (timeout) if it may not.
        """
        try:
            return await self._incoming.read(deadline)
        except ConnectionCutError:
            self._cut = True
            return None
        except TimeoutError:
            if may_end:
                return None
        raise self._wording.error(
            ErrorKind.TIMEOUT, f"Nothing of an answer came for {self._waiting:g} seconds."
        )

    def _alive(self) -> None:
        self._waiting = self._idle_timeout
        self._deadline = asyncio.get_running_loop().time() + self._idle_timeout

    # A stream

    async def _stream(self, head: bytes) -> AsyncGenerator[ChatEvent, None]:
        piece: bytes | None = head
        while True:
            self._weigh(piece or b"")
            for sse_event in self._decoded(piece):
                if sse_event.data.strip().strip('"') == "[DONE]":
                    self._done = True
                    break
                for event in self._take(sse_event):
                    yield event
            if piece is None or self._done:
                break
            piece = await self._next(self._stream_deadline(), may_end=self._wire.finished)
        for event in self._wire.flush():
            yield event
        self._conclude()

    def _weigh(self, piece: bytes) -> None:
        self._barren += len(piece)
        if self._barren > MAX_BARREN + len(piece):
            raise self._wording.error(
                ErrorKind.BAD_RESPONSE, "The stream goes on and on without a word."
            )

    def _decoded(self, piece: bytes | None) -> list[SseEvent]:
        try:
            return self._sse.flush() if piece is None else self._sse.feed(piece)
        except LineTooLongError as error:
            raise self._wording.error(
                ErrorKind.BAD_RESPONSE, "One line of the answer is longer than 16 MB."
            ) from error

    def _stream_deadline(self) -> float:
        if not self._wire.finished or self._wire.finish_is_early:
            return self._deadline
        whole = self._wire.seen >= self._asked_choices
        grace = GRACE_S if whole else GRACE_FOR_MORE_CHOICES_S
        last_payload = self._deadline - self._waiting
        return min(self._deadline, last_payload + grace)

    def _take(self, event: SseEvent) -> Iterator[ChatEvent]:
        for payload in self._payloads(event.type, event.data.strip()):
            complaint = in_event(payload, event.type)
            yield from self._bounded(self._wire.feed(payload))
            if self._wire.took_payload:
                self._alive()
            if complaint:
                raise AskanceError(
                    self._wording.of_complaint(
                        complaint, status=self._incoming.status, otherwise=ErrorKind.STREAM_ERROR
                    )
                )

    def _payloads(self, event_type: str, data: str) -> list[dict[str, object]]:
        try:
            value = parse(data)
        except ValueError:
            value = None
        found = value if isinstance(value, list) else [value]
        objects = [item for item in found if isinstance(item, dict)]
        if objects or not data:
            return objects
        said = value if isinstance(value, str) else data[:4096]
        self._skipped = said
        # Timestamps and pings come as bare words too: only what calls itself an error is one.
        return [{"error": said}] if event_type == "error" or _ERROR_WORDS.match(said) else []

    def _bounded(self, events: Iterator[ChatEvent]) -> Iterator[ChatEvent]:
        for event in events:
            if isinstance(event, ReplyStarted):
                yield replace(event, streamed=self._streamed)
                continue
            if isinstance(event, LogprobsDelta):
                self._logprobs_left -= len(event.tokens)
                if self._logprobs_left < 0:
                    continue
            elif isinstance(event, TextDelta | ReasoningDelta | RefusalDelta):
                encoded = event.text.encode()
                self._barren = 0 if encoded else self._barren
                self._left -= len(encoded)
                if self._left < 0:
                    kept = encoded[: self._left].decode("utf-8", "ignore")
                    yield type(event)(event.index, kept)
                    raise self._wording.error(
                        ErrorKind.TRUNCATED,
                        "The answer is longer than 4 MB. What came until then is kept.",
                        hint="Ask for a shorter answer.",
                    )
            yield event

    def _conclude(self) -> None:
        """Raises unless the reply is complete: the end was said, or every choice finished."""
        if failure := self._wire.failure:
            raise self._wording.error(
                ErrorKind.STREAM_ERROR, f"The server ended the answer with “{failure}”."
            )
        if not self._wire.seen:
            if self._cut:
                raise self._truncated()
            said = self._wording.presentable(self._skipped)
            raise self._wording.error(
                ErrorKind.EMPTY_RESPONSE, said or "The stream ended without an answer."
            )
        if not (self._done or self._wire.finished):
            raise self._truncated()

    def _truncated(self) -> AskanceError:
        how = "The connection broke" if self._cut else "The server stopped"
        return self._wording.error(ErrorKind.TRUNCATED, f"{how} before the answer was finished.")

    # A whole body

    async def _body(self, head: bytes) -> str:
        body = bytearray(head)
        self._alive()
        while True:
            whole = is_whole(body)
            # A body that is whole need not wait for the connection's end.
            grace = self._deadline - self._waiting + GRACE_S if whole else self._deadline
            piece = await self._next(min(grace, self._deadline), may_end=whole)
            if piece is None:
                return body.decode("utf-8-sig", "replace")
            if piece.strip(BLANK):
                self._alive()
            body += piece
            if len(body) > MAX_BODY:
                raise self._wording.error(
                    ErrorKind.BAD_RESPONSE, "The answer is larger than 16 MB."
                )

    def _whole(self, text: str) -> Iterator[ChatEvent]:
        values, rest = parse_all(text)
        payloads = [
            item
            for value in values
            for item in (value if isinstance(value, list) else [value])
            if isinstance(item, dict)
        ]
        for payload in payloads:
            complaint = in_event(payload)
            yield from self._bounded(self._wire.feed(payload))
            if complaint:
                raise AskanceError(
                    self._wording.of_complaint(complaint, status=self._incoming.status)
                )
        yield from self._wire.flush()
        if rest:
            raise self._broken(rest)
        if failure := self._wire.failure:
            raise self._wording.error(
                ErrorKind.STREAM_ERROR, f"The server ended the answer with “{failure}”."
            )
        if not self._wire.seen:
            raise self._without_choices(payloads)

    def _broken(self, rest: str) -> AskanceError:
        if self._cut or is_unfinished(rest):
            return self._truncated()
        said = self._wording.presentable(rest[:4096])
        return self._wording.error(ErrorKind.BAD_RESPONSE, f"This is no chat completion: {said}")

    def _without_choices(self, payloads: list[dict[str, object]]) -> AskanceError:
        if any("choices" in payload for payload in payloads):
            return self._wording.error(
                ErrorKind.EMPTY_RESPONSE,
                "The answer holds no choice.",
                status=self._incoming.status,
            )
        said = in_value(mapping(payloads[0]) if payloads else {}).message
        return self._wording.error(
            ErrorKind.BAD_RESPONSE,
            self._wording.presentable(said) or "It is JSON, but no chat completion.",
            status=self._incoming.status,
        )

    # Neither

    async def _no_reply(self, head: bytes, form: Form) -> AskanceError:
        body = await read_up_to(self._incoming, MAX_ERROR_BODY, _PAGE_PATIENCE_S, head)
        text = body.decode("utf-8-sig", "replace")
        status = self._incoming.status
        if form is Form.PAGE:
            title = self._wording.presentable(page_title(text))
            detail = f"The page is called “{title}”." if title else "The page has no title."
            return self._wording.error(ErrorKind.HTML_PAGE, detail, status=status)
        said = self._wording.presentable(in_body(body).message)
        return self._wording.error(ErrorKind.BAD_RESPONSE, said, status=status)
