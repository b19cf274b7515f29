"""Chat completion payloads into events: every shape that servers send. Pure, one decoder a reply.

Streamed chunks and whole bodies go through the same rules, because servers mix them: a whole
message at the end of a stream, a delta in a whole body, text in the older `text` field. A payload
is one JSON object; what is an error in it is told by `complaint`, not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from askance.chat.logprobs import tokens_of
from askance.chat.loose import mapping, sequence, string, whole_characters, whole_number
from askance.core.chat import (
    ChatEvent,
    ChoiceFinished,
    LogprobsDelta,
    ReasoningDelta,
    RefusalDelta,
    ReplyStarted,
    TextDelta,
    UsageReported,
)
from askance.core.conversation import Usage

MAX_CHOICES = 128
"""More than anyone asks for; further ones are not looked at."""

_FINISH_WORDS = {
    "stop": "stop eos eos_token end end_turn end_of_text eot stop_sequence stop_word stop_token"
    " completed complete done finished",
    "length": "length max_tokens max_length max_output_tokens max_completion_tokens model_length"
    " token_limit context_length model_context_window_exceeded",
    "content_filter": "content_filter content_filtered filtered safety image_safety sensitive"
    " recitation blocklist prohibited_content spii moderation refusal guardrail_intervened",
    "tool_calls": "tool_calls tool_call tool_use function_call",
    "error": "error network_error internal_error server_error engine_error abort aborted failed"
    " failure insufficient_system_resource",
}
_FINISH = {word: reason for reason, words in _FINISH_WORDS.items() for word in words.split()}
_NOT_FINISHED = {"", "null", "none", "finish_reason_unspecified"}
_REASONING_KEYS = (
    "reasoning_content", "reasoning", "thinking", "reasoning_text", "reasoning_details",
)  # fmt: skip
_TEXTUAL = {"text", "reasoning", "refusal"}


def normalised(raw: str) -> str:
    """A finish reason in the standard's words, or the raw word when it means none of them."""
    word = raw.strip().lower().removeprefix("finish_reason_").replace("-", "_").replace(" ", "_")
    return _FINISH.get(word, raw)


@dataclass(slots=True)
class _Choice:
    """What was seen of one choice: lengths in characters, halves of surrogate pairs held back."""

    finish: str | None = None
    length: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_TEXTUAL, 0))
    held: dict[str, str] = field(default_factory=dict)


class WireDecoder:
    """Payloads in, events out. `finished`: every choice seen so far said why it ended.
    `finish_is_early`: text came after a finish reason, so this server's reasons tell nothing.
    `took_payload`: whether the last payload brought anything of the reply (a ping does not).
    """

    def __init__(self) -> None:
        self.finish_is_early = False
        self.took_payload = False
        self._started = False
        self._choices: dict[int, _Choice] = {}

    @property
    def seen(self) -> int:
        """How many choices there are so far."""
        return len(self._choices)

    @property
    def finished(self) -> bool:
        states = self._choices.values()
        return bool(states) and all(state.finish is not None for state in states)

    @property
    def failure(self) -> str | None:
        """The finish reason of a choice that ended by an error, as the wire said it."""
        finishes = (state.finish for state in self._choices.values())
        return next((raw for raw in finishes if raw and normalised(raw) == "error"), None)

    def feed(self, payload: Mapping[str, object]) -> Iterator[ChatEvent]:
        """The events in one payload, in reading order. Exhaust it before feeding the next."""
        self.took_payload = False
        choices: list[Mapping[str, object]] = [
            item for item in sequence(payload.get("choices")) if isinstance(item, dict)
        ]
        if not self._started and (payload.get("model") or choices):
            self._started = True
            model = whole_characters(string(payload.get("model")))
            yield ReplyStarted(
                model,
                whole_characters(string(payload.get("id"))),
                whole_characters(string(payload.get("system_fingerprint"))),
                whole_number(payload.get("created")),
            )
        whole = payload.get("object") == "chat.completion"
        for position, choice in enumerate(choices):
            yield from self._choice(choice, position, whole=whole)
        yield from self._usage(payload, choices)

    def flush(self) -> Iterator[ChatEvent]:
        """Half characters that never got their other half."""
        for index, state in self._choices.items():
            for kind in list(state.held):
                yield from self._emit(index, state, kind, "", last=True)

    def _choice(
        self, choice: Mapping[str, object], position: int, *, whole: bool
    ) -> Iterator[ChatEvent]:
        said = whole_number(choice.get("index"))
        index = position if said is None else said
        state = self._choices.get(index)
        if state is None and len(self._choices) >= MAX_CHOICES:
            return
        if state is None:
            state = self._choices[index] = _Choice()
            yield TextDelta(index, "")
        body, repeats = _body(choice, whole=whole)
        pieces = _pieces(body)
        for kind, text in pieces.items():
            rest = text[state.length[kind] :] if repeats else text
            if not rest:
                continue
            self.finish_is_early = self.finish_is_early or state.finish is not None
            yield from self._emit(index, state, kind, rest)
        if any(value for key, value in body.items() if key != "role"):
            self.took_payload = True
        logprobs = choice.get("logprobs")
        if logprobs and (tokens := tokens_of(logprobs)):
            self.took_payload = True
            yield LogprobsDelta(index, tokens)
        yield from self._finish(choice, index, state)

    def _emit(
        self, index: int, state: _Choice, kind: str, text: str, *, last: bool = False
    ) -> Iterator[ChatEvent]:
        text = state.held.pop(kind, "") + text
        if text and "\ud800" <= text[-1] <= "\udbff" and not last:
            state.held[kind], text = text[-1], text[:-1]
        if not text:
            return
        text = whole_characters(text)
        state.length[kind] += len(text)
        if kind == "text":
            yield TextDelta(index, text)
        elif kind == "reasoning":
            yield ReasoningDelta(index, text)
        else:
            yield RefusalDelta(index, text)

    def _finish(
        self, choice: Mapping[str, object], index: int, state: _Choice
    ) -> Iterator[ChatEvent]:
        said = choice.get("finish_reason")
        if isinstance(said, bool) or not isinstance(said, str | int):
            return
        raw = whole_characters(str(said))
        if raw.strip().lower() in _NOT_FINISHED:
            return
        if raw != state.finish:
            self.took_payload = True
            state.finish = raw
            yield ChoiceFinished(index, normalised(raw), raw)

    def _usage(
        self, payload: Mapping[str, object], choices: list[Mapping[str, object]]
    ) -> Iterator[ChatEvent]:
        places = [choice["usage"] for choice in choices if choice.get("usage")]
        if groq := payload.get("x_groq"):
            places.append(mapping(groq).get("usage"))
        places.append(payload.get("usage"))
        # Most pieces carry none: what is empty is not looked into.
        found = [usage for place in places if place and (usage := _usage(mapping(place)))]
        if found:
            yield UsageReported(found[-1])


def _body(choice: Mapping[str, object], *, whole: bool) -> tuple[Mapping[str, object], bool]:
    """What a choice says, and whether it repeats everything from the start."""
    delta = choice.get("delta")
    if isinstance(delta, dict) and (delta or "message" not in choice):
        if not delta and choice.get("text"):
            return {"content": choice["text"]}, False
        return delta, False
    if isinstance(delta, str):
        return {"content": delta}, False
    message = choice.get("message")
    if isinstance(message, dict):
        return message, whole
    return {"content": choice.get("text")}, False


def _pieces(body: Mapping[str, object]) -> dict[str, str]:
    """Reasoning, text and refusal of a delta or message; the two reasoning fields often repeat each
    other, so the first that says anything is taken.
    """
    text, thought, refusal = _content(body.get("content"))
    for key in _REASONING_KEYS:
        if thought:
            break
        if key in body:
            thought = _flat(body[key])
    return {
        "reasoning": thought,
        "text": text,
        "refusal": refusal or string(body.get("refusal")),
    }


def _content(content: object) -> tuple[str, str, str]:
    """Text, reasoning and refusal of `content`: a string, null, a part or a list of parts."""
    if isinstance(content, str):
        return content, "", ""
    text = thought = refusal = ""
    for part in [content] if isinstance(content, dict) else sequence(content):
        kind = string(mapping(part).get("type"))
        if "think" in kind or "reason" in kind:
            thought += _flat(part)
        elif kind == "refusal":
            refusal += string(mapping(part).get("refusal"))
        else:
            text += _flat(part)
    return text, thought, refusal


def _flat(value: object, depth: int = 4) -> str:
    """The words in a part, however deep they are wrapped."""
    if isinstance(value, str):
        return value
    if depth == 0:
        return ""
    if isinstance(value, list):
        return "".join(_flat(item, depth - 1) for item in value)
    part = mapping(value)
    for key in ("text", "thinking", "reasoning", "summary", "content"):
        if key in part and (found := _flat(part[key], depth - 1)):
            return found
    return ""


def _usage(usage: Mapping[str, object]) -> Usage | None:
    def count(*names: str) -> int | None:
        return next((n for key in names if (n := whole_number(usage.get(key))) is not None), None)

    found = Usage(
        count("prompt_tokens", "input_tokens"),
        count("completion_tokens", "output_tokens"),
        count("total_tokens"),
    )
    return None if found == Usage() else found
