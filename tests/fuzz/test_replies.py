"""Replies nobody would write, read to their end: no crash, no hang, no unbounded growth.

Three kinds of bytes: JSON of any shape where a chat completion is expected, real replies damaged at
random, and noise. Every one is fed in random pieces. `FUZZ_EXAMPLES=20000` runs that many examples
of each (about ten minutes); a test run takes a sample.
"""

import asyncio
import itertools
import json
import os
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askance.chat.problems import Wording
from askance.chat.reader import MAX_REPLY, ReplyReader
from askance.chat.transport import ConnectionCutError
from askance.core.chat import ChoiceFinished, ReasoningDelta, RefusalDelta, Reply, TextDelta
from askance.core.errors import AskanceError, ErrorKind

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "400"))
KEY = "sk-fuzz-0123456789abcdef"
HANG_S = 20.0
"""Seconds of real time no bounded input may take; it ends the test, it measures nothing."""

fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


class Bytes:
    """An answer that is there at once, in these pieces."""

    def __init__(self, pieces: Sequence[bytes], *, content_type: str, cut: bool) -> None:
        self.status = 200
        self.asked_at = asyncio.get_running_loop().time()
        self._pieces = list(pieces)
        self._content_type = content_type
        self._cut = cut

    def header(self, name: str) -> str:
        return self._content_type if name == "content-type" else ""

    async def read(self, deadline: float) -> bytes | None:
        if self._pieces:
            return self._pieces.pop(0)
        if self._cut:
            raise ConnectionCutError
        return None


async def _read(pieces: Sequence[bytes], content_type: str, cut: bool) -> None:
    incoming = Bytes(pieces, content_type=content_type, cut=cut)
    reader = ReplyReader(
        incoming,
        wording=Wording("https://x.example/v1", "m", KEY),
        first_timeout=5.0,
        idle_timeout=5.0,
    )
    reply, kept = Reply(), 0
    try:
        async for event in reader.events():
            reply.apply(event)
            if isinstance(event, TextDelta | ReasoningDelta | RefusalDelta):
                kept += len(event.text.encode())
            if isinstance(event, ChoiceFinished):
                assert isinstance(event.reason, str)
    except AskanceError as error:
        problem = error.problem
        assert problem.kind in ErrorKind
        assert problem.title
        assert problem.hint
        assert len(problem.detail.encode()) <= 2_300
        assert KEY not in f"{problem}"
    assert kept <= MAX_REPLY
    for choice in reply.choices():
        json.dumps([choice.text, choice.reasoning, choice.refusal]).encode()
        choice.text.encode()


def read(body: bytes, cuts: Sequence[int], content_type: str, cut: bool) -> None:
    places = sorted({0, len(body), *(place % (len(body) + 1) for place in cuts)})
    pieces = [body[a:b] for a, b in itertools.pairwise(places)]

    async def bounded() -> None:
        async with asyncio.timeout(HANG_S):
            await _read(pieces, content_type, cut)

    asyncio.run(bounded())


names = st.sampled_from(
    [
        "id", "object", "created", "model", "choices", "index", "delta", "message", "content",
        "role", "text", "reasoning", "reasoning_content", "refusal", "finish_reason", "logprobs",
        "tokens", "token", "token_logprobs", "logprob", "top_logprobs", "bytes", "usage",
        "prompt_tokens", "completion_tokens", "total_tokens", "error", "code", "type", "param",
        "detail", "tool_calls", "thinking", "system_fingerprint", "",
    ]
)  # fmt: skip
words = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["stop", "length", "SAFETY", "assistant", "\ud800", "\udfff", KEY, "[DONE]"]),
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), words, st.just(10**400), st.just(-9999.0)
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=5)),
    max_leaves=20,
)
choices = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "index": st.one_of(st.integers(-2, 5), values),
            "delta": values,
            "message": values,
            "text": values,
            "finish_reason": values,
            "logprobs": values,
        },
    ),
    max_size=4,
)
payloads = st.fixed_dictionaries(
    {}, optional={"choices": st.one_of(choices, values), "usage": values, "error": values}
)
kinds = st.sampled_from(["text/event-stream", "application/json", "text/html", ""])
splits = st.lists(st.integers(0, 1 << 20), max_size=30)


def event(payload: object, end: str = "\n\n") -> bytes:
    return f"data: {json.dumps(payload)}{end}".encode()


@fuzzed
@given(
    st.lists(st.one_of(payloads, values), min_size=1, max_size=8),
    st.sampled_from(["\n\n", "\r\n\r\n", "\r\r", "\n"]),
    st.booleans(),
    splits,
    kinds,
    st.booleans(),
)
def test_any_json_as_a_stream(
    said: list[object], end: str, done: bool, cuts: list[int], kind: str, cut: bool
) -> None:
    body = b"".join(event(payload, end) for payload in said)
    read(body + (b"data: [DONE]\n\n" if done else b""), cuts, kind, cut)


@fuzzed
@given(st.one_of(payloads, values), splits, kinds, st.booleans())
def test_any_json_as_a_whole(said: object, cuts: list[int], kind: str, cut: bool) -> None:
    read(json.dumps(said).encode(), cuts, kind, cut)


REAL = b"".join(
    [
        b"\xef\xbb\xbf: ping\n\n",
        event(
            {"id": "c1", "model": "m", "choices": [{"index": 0, "delta": {"role": "assistant"}}]}
        ),
        event({"choices": [{"index": 0, "delta": {"content": "Hél\u2028lo 🙂"}}]}),
        event({"choices": [{"index": 1, "delta": {"reasoning_content": "hm", "content": None}}]}),
        event(
            {
                "choices": [
                    {
                        "index": 0,
                        "delta": {"content": "!"},
                        "logprobs": {
                            "content": [
                                {
                                    "token": "!",
                                    "logprob": -0.5,
                                    "bytes": [33],
                                    "top_logprobs": [{"token": "?", "logprob": -1.0}],
                                }
                            ]
                        },
                    }
                ]
            }
        ),
        event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}),
        event({"choices": [{"index": 1, "delta": {}, "finish_reason": "length"}]}),
        event({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4}}),
        b"data: [DONE]\n\n",
    ]
)


@fuzzed
@given(
    st.lists(
        st.tuples(st.integers(0, len(REAL)), st.integers(0, 12), st.binary(max_size=12)), max_size=6
    ),
    splits,
    kinds,
    st.booleans(),
)
def test_damaged_replies(
    damage: list[tuple[int, int, bytes]], cuts: list[int], kind: str, cut: bool
) -> None:
    body = bytearray(REAL)
    for start, length, instead in damage:
        body[start : start + length] = instead
    read(bytes(body), cuts, kind, cut)


@fuzzed
@given(st.binary(max_size=400), splits, kinds, st.booleans())
def test_noise(body: bytes, cuts: list[int], kind: str, cut: bool) -> None:
    read(body, cuts, kind, cut)


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"choices":['])
@pytest.mark.parametrize("framed", [True, False])
def test_nesting_deeper_than_any_stack(opening: str, framed: bool) -> None:
    body = (opening * 200_000).encode()
    read(b"data: " + body + b"\n\n" if framed else body, [], "application/json", False)
