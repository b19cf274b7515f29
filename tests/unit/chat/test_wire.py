import json
from collections.abc import Mapping

import pytest

from askance.chat.logprobs import tokens_of
from askance.chat.loose import is_unfinished, parse, parse_all, whole_characters, whole_number
from askance.chat.wire import WireDecoder, normalised
from askance.core.chat import ChoiceFinished, Reply, ReplyStarted, TextDelta
from askance.core.conversation import Choice, TokenLogprob, Usage


def read(*payloads: Mapping[str, object]) -> tuple[Reply, WireDecoder]:
    decoder, reply = WireDecoder(), Reply()
    for payload in payloads:
        for event in decoder.feed(payload):
            reply.apply(event)
    for event in decoder.flush():
        reply.apply(event)
    return reply, decoder


def delta(finish: object = None, index: object = 0, **fields: object) -> dict[str, object]:
    return {"choices": [{"index": index, "delta": fields, "finish_reason": finish}]}


def only(*payloads: Mapping[str, object]) -> Choice:
    (choice,) = read(*payloads)[0].choices()
    return choice


@pytest.mark.parametrize(
    ("raw", "reason"),
    [(word, "stop") for word in ("stop", "eos", "end", "STOP", "end_turn", "FINISH_REASON_STOP")]
    + [(word, "length") for word in ("length", "MAX_TOKENS", "max_tokens", "model_length")]
    + [(word, "content_filter") for word in ("content_filter", "SAFETY", "sensitive", "RECITATION")]
    + [(word, "tool_calls") for word in ("tool_calls", "function_call", "tool_use")]
    + [(word, "error") for word in ("error", "network_error", "abort")]
    + [("gave up", "gave up"), ("Brewing", "Brewing")],
)
def test_finish_reason(raw: str, reason: str) -> None:
    choice = only(delta(raw, content="x"))
    assert (choice.finish_reason, choice.finish_reason_raw) == (reason, raw)
    assert normalised(raw) == reason


@pytest.mark.parametrize("nothing", [None, "", "null", "None", False])
def test_no_finish_reason(nothing: object) -> None:
    reply, decoder = read(delta(nothing, content="x"))
    assert reply.choices()[0].finish_reason is None
    assert not decoder.finished


@pytest.mark.parametrize(
    "fields",
    [
        {"reasoning_content": "I think"},
        {"reasoning": "I think"},
        {"reasoning_content": "I think", "reasoning": "I think"},
        {"reasoning": "", "reasoning_content": "I think"},
        {"reasoning_details": [{"type": "reasoning.text", "text": "I think"}]},
        {
            "reasoning": "I think",
            "reasoning_details": [{"type": "reasoning.text", "text": "I think"}],
        },
        {"reasoning_details": [{"type": "reasoning.summary", "summary": "I think"}]},
        {"content": [{"type": "thinking", "thinking": "I think"}]},
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "I think"}]}]},
        {"content": {"type": "reasoning", "text": "I think"}},
    ],
)
def test_reasoning(fields: dict[str, object]) -> None:
    assert only(delta(**fields), delta(content="So.")) == Choice(0, "So.", "I think")


@pytest.mark.parametrize(
    "content",
    ["Hi", [{"type": "text", "text": "Hi"}], ["H", "i"], {"type": "output_text", "text": "Hi"}],
)
def test_content(content: object) -> None:
    assert only(delta(content=content)).text == "Hi"
    assert only({"choices": [{"message": {"content": content}}]}).text == "Hi"


@pytest.mark.parametrize(
    "choice",
    [
        {"text": "Hi"},
        {"delta": None, "text": "Hi"},
        {"delta": {}, "text": "Hi"},
        {"delta": "Hi"},
        {"delta": None, "message": {"content": "Hi"}},
        {"delta": {}, "message": {"content": "Hi"}},
    ],
)
def test_where_words_stand(choice: dict[str, object]) -> None:
    assert only({"choices": [choice]}).text == "Hi"


@pytest.mark.parametrize(
    "choice", [{"delta": None}, {"delta": {"content": 7}}, {"delta": []}, {}, {"message": None}]
)
def test_a_choice_without_words_is_still_a_choice(choice: dict[str, object]) -> None:
    assert only({"choices": [choice]}) == Choice(0)


def test_refusals() -> None:
    assert only(delta(refusal="I can"), delta(refusal="not")).refusal == "I cannot"
    assert only(delta(content=[{"type": "refusal", "refusal": "No"}])).refusal == "No"


def test_the_whole_message_at_the_end_of_a_stream_is_not_said_twice() -> None:
    whole = {"object": "chat.completion", "choices": [{"message": {"content": "Hello world"}}]}
    assert only(delta(content="Hello "), delta(content="world"), whole).text == "Hello world"
    assert only(delta(content="Hello "), whole).text == "Hello world"


def test_choices_by_index_in_any_order() -> None:
    both = {
        "choices": [
            {"index": 1, "delta": {"content": "B"}},
            {"index": 0, "delta": {"content": "A"}},
        ]
    }
    reply, decoder = read(both, delta("stop", index="1"), delta(content="a"))
    assert [choice.text for choice in reply.choices()] == ["Aa", "B"]
    assert decoder.seen == 2
    assert not decoder.finished


def test_choices_without_index_are_told_by_their_place() -> None:
    reply, _ = read({"choices": [{"message": {"content": "A"}}, {"message": {"content": "B"}}]})
    assert [choice.text for choice in reply.choices()] == ["A", "B"]


def test_a_repeated_finish_is_told_once() -> None:
    decoder = WireDecoder()
    events = [e for _ in range(3) for e in decoder.feed(delta("stop"))]
    assert [e for e in events if isinstance(e, ChoiceFinished)] == [
        ChoiceFinished(0, "stop", "stop")
    ]
    assert not decoder.finish_is_early


def test_words_after_a_finish_show_that_it_means_nothing() -> None:
    _, decoder = read(delta("stop", content="a"), delta("stop", content="b"))
    assert decoder.finish_is_early


@pytest.mark.parametrize(
    ("payload", "took"),
    [
        (delta(content="x"), True),
        (delta(reasoning="x"), True),
        (delta("stop"), True),
        (delta(tool_calls=[{"index": 0}]), True),
        (delta(role="assistant", content=""), False),
        ({"choices": []}, False),
        ({"type": "ping"}, False),
    ],
)
def test_what_counts_as_part_of_the_reply(payload: dict[str, object], took: bool) -> None:
    assert read(payload)[1].took_payload is took


@pytest.mark.parametrize(
    "payload",
    [
        {"choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}},
        {"x_groq": {"usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}}},
        {
            "choices": [
                {
                    "delta": {},
                    "usage": {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3},
                }
            ]
        },
        {"usage": {"input_tokens": 1, "output_tokens": 2.0, "total_tokens": "3"}},
    ],
)
def test_usage(payload: dict[str, object]) -> None:
    before = {"usage": {"prompt_tokens": 9}}
    assert read(before, payload, {"usage": None}, {"usage": {}})[0].usage == Usage(1, 2, 3)


def test_the_server_names_itself_once() -> None:
    decoder = WireDecoder()
    payloads = [{"id": "", "model": "", "choices": []}, {"id": "1", "model": "m", "choices": []}]
    events = [event for payload in [*payloads, *payloads] for event in decoder.feed(payload)]
    assert events == [ReplyStarted("m", "1")]


def test_characters_split_between_chunks_are_joined() -> None:
    halves = [json.loads('"a\\ud83d"'), json.loads('"\\ude00b"')]
    assert only(*(delta(content=half) for half in halves)).text == "a😀b"
    assert only(delta(content=halves[0])).text == "a\ufffd"
    assert only(delta(content=halves[1])).text == "\ufffdb"
    assert whole_characters("plain") == "plain"


def test_junk_is_survived() -> None:
    junk: list[dict[str, object]] = [
        {"choices": 3}, {"choices": [None, 4, "x"]}, {"choices": {"0": {}}}, {"usage": 5},
        {"choices": [{"index": -1, "delta": {"content": None}, "logprobs": {"content": [None]}}]},
        {"choices": [{"index": {}, "finish_reason": {}}]}, {"model": 5, "id": []},
    ]  # fmt: skip
    read(*junk)


CHAT = {
    "content": [
        {
            "token": "a",
            "logprob": -0.1,
            "bytes": [97],
            "top_logprobs": [{"token": "b", "logprob": -2}],
        }
    ]
}
LEGACY = {"tokens": ["a"], "token_logprobs": [-0.1], "top_logprobs": [{"a": -0.1, "b": -2}]}


def test_logprob_shapes() -> None:
    assert tokens_of(CHAT) == (TokenLogprob("a", -0.1, (("b", -2.0),), b"a"),)
    assert tokens_of(CHAT["content"]) == tokens_of(CHAT)
    assert tokens_of(LEGACY) == (TokenLogprob("a", -0.1, (("a", -0.1), ("b", -2.0))),)
    assert tokens_of({"tokens": ["a", "b"], "token_logprobs": [None]}) == (
        TokenLogprob("a", None),
        TokenLogprob("b", None),
    )
    assert tokens_of({"content": [{"bytes": [240, 159]}]}) == (
        TokenLogprob("�", None, (), b"\xf0\x9f"),
    )
    assert tokens_of({"content": None}) == tokens_of(None) == tokens_of("x") == ()


@pytest.mark.parametrize(
    ("value", "logprob"),
    [
        (-9999.0, -9999.0),
        ("-inf", -9999.0),
        ("-Infinity", -9999.0),
        (float("-inf"), -9999.0),
        (float("nan"), None),
        (None, None),
        (True, None),
        (-1, -1.0),
        ("-1.5", -1.5),
    ],
)
def test_logprob_values(value: object, logprob: float | None) -> None:
    assert tokens_of({"content": [{"token": "a", "logprob": value}]})[0].logprob == logprob


def test_json_in_a_row_and_its_rest() -> None:
    assert parse_all('{"a":1}\n{"b":2} ') == ([{"a": 1}, {"b": 2}], "")
    assert parse_all('{"a":1} {"b') == ([{"a": 1}], '{"b')
    assert parse_all("") == ([], "")
    with pytest.raises(ValueError, match="not one"):
        parse("1 2")
    with pytest.raises(ValueError, match="not one"):
        parse("[" * 200_000)


@pytest.mark.parametrize(
    ("text", "unfinished"), [('{"a": "x}', True), ("[1", True), ('{"a":]', False)]
)
def test_unfinished_json(text: str, unfinished: bool) -> None:
    assert is_unfinished(text) is unfinished


@pytest.mark.parametrize(
    ("value", "number"), [("3", 3), (3.0, 3), (3.5, None), (True, None), ("²", None)]
)
def test_whole_numbers(value: object, number: int | None) -> None:
    assert whole_number(value) == number


def test_first_words_come_first() -> None:
    events = list(WireDecoder().feed(delta(content="x")))
    assert events == [ReplyStarted(), TextDelta(0, ""), TextDelta(0, "x")]
