"""Servers that we did not write, one on uvicorn and one on aiohttp: asked whole and streamed, with
pictures, and while they misbehave on purpose. Through the command line, to what it prints.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.support.askance_program import Askance
from tests.support.llmock_server import LlmockServer
from tests.support.mocktopus_server import (
    ANSWER,
    PATIENCE,
    REFUSALS,
    MocktopusServer,
    mocktopus_server,
)

pytestmark = pytest.mark.integration
MODEL = "gpt-4o"
HOW = pytest.mark.parametrize("how", [(), ("--no-stream",)], ids=["streamed", "whole"])


@pytest.fixture(scope="module")
def mocktopus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MocktopusServer]:
    with mocktopus_server(tmp_path_factory.mktemp("mocktopus")) as server:
        yield server


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return noise(tmp_path_factory.mktemp("pictures") / "small.png", 200)


def noise(path: Path, side: int) -> Path:
    """A picture that nothing makes small."""
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(path)
    return path


def asking(base: str, question: str = "What is this?", *options: str | Path) -> list[str | Path]:
    return ["ask", "--url", base, "--model", MODEL, "--prompt", question, *options]


# --- mocktopus


@HOW
def test_mocktopus_answers_about_a_picture(
    askance: Askance, mocktopus: MocktopusServer, picture: Path, how: tuple[str, ...]
) -> None:
    finished = askance.run(*asking(mocktopus.base_url, "What is this?", picture, "--json", *how))
    assert finished.code == 0, finished
    [choice] = finished.json["choices"]
    assert (choice["text"], choice["finish_reason"]) == (ANSWER, "stop")
    assert finished.json["model"] == MODEL
    tokens = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
    assert finished.json["usage"] == (tokens if how else None)


def test_mocktopus_finds_a_picture_too_large_once(
    askance: Askance, mocktopus: MocktopusServer, tmp_path: Path
) -> None:
    large = noise(tmp_path / "large.png", 1200)
    finished = askance.run(*asking(mocktopus.base_url, "What is this?", large))
    assert (finished.code, finished.out) == (0, f"{ANSWER}\n")
    assert finished.err.count("made smaller") == 1


def test_mocktopus_is_asked_again_when_it_says_when(
    askance: Askance, mocktopus: MocktopusServer
) -> None:
    finished = askance.run(*asking(mocktopus.base_url, f"Have {PATIENCE}"))
    assert (finished.code, finished.out) == (0, f"{ANSWER}\n")
    assert "Trying again in 1 s" in finished.err


@pytest.mark.parametrize(("word", "code"), [*zip(REFUSALS, (3, 1, 1), strict=True)])
def test_mocktopus_refuses_in_its_own_words(
    askance: Askance, mocktopus: MocktopusServer, word: str, code: int
) -> None:
    finished = askance.run(*asking(mocktopus.base_url, f"Say {word}", "--no-retry", "--json"))
    assert finished.code == code, finished
    problem = finished.json["error"]
    assert problem["status"] == REFUSALS[word]
    assert f"Told: {word}" in problem["detail"]


@HOW
def test_mocktopus_gives_one_answer_at_a_time(
    askance: Askance, mocktopus: MocktopusServer, how: tuple[str, ...]
) -> None:
    told = askance.run(*asking(mocktopus.base_url, "Three?", "-n", "3", "--json", *how)).json
    assert [choice["index"] for choice in told["choices"]] == [0, 1, 2]
    assert [choice["text"] for choice in told["choices"]] == [ANSWER] * 3


def test_mocktopus_is_looked_over(askance: Askance, mocktopus: MocktopusServer) -> None:
    askance.set_up(mocktopus.base_url, key=None)
    tested = askance.run("endpoint", "test", "relay", "--json")
    found = {each["step"]: each["verdict"] for each in tested.json["findings"]}
    assert found["stream"] == found["model"] == found["key"] == "good"
    assert found["choices"] == "learnt"
    assert found["pictures"] == "failed"  # it names no colours: it never looks
    assert found["body"] == "learnt"
    assert tested.code == 1


# --- llmock


@HOW
def test_llmock_answers_about_a_picture(
    askance: Askance, llmock: LlmockServer, picture: Path, how: tuple[str, ...]
) -> None:
    llmock.script({"type": "reply", "text": "Three **buttons**."})
    finished = askance.run(*asking(llmock.base_url, "What is this?", picture, "--json", *how))
    assert finished.code == 0, finished
    [choice] = finished.json["choices"]
    assert (choice["text"], choice["finish_reason"]) == ("Three **buttons**.", "stop")
    assert finished.json["usage"]["completion_tokens"] > 0
    assert llmock.verdict["passed"]


def fault(kind: str, **more: object) -> dict[str, object]:
    return {"type": "stream_fault", "kind": kind, "after_chunks": 3, **more}


WORDS = "One two three four five six seven eight nine ten eleven twelve thirteen."


@pytest.mark.parametrize("kind", ["disconnect", "truncate", "stall"])
def test_llmock_breaks_a_stream(askance: Askance, llmock: LlmockServer, kind: str) -> None:
    """What came is kept and told to be incomplete; it is never asked for again by itself."""
    more = {"stall_seconds": 30} if kind == "stall" else {}
    llmock.script({"type": "reply", "text": WORDS}, fault(kind, **more))
    finished = askance.run(*asking(llmock.base_url, "Count", "--timeout", "1", "--json"))
    assert finished.code == 4, finished
    [choice] = finished.json["choices"]
    assert choice["text"]
    assert WORDS.startswith(choice["text"])
    assert finished.json["complete"] is False
    assert len(llmock.requests) == 1


def test_llmock_sends_a_chunk_that_is_no_json(askance: Askance, llmock: LlmockServer) -> None:
    """Passed over, as the pings and timestamps are that relays send."""
    llmock.script({"type": "reply", "text": WORDS}, fault("malformed"))
    finished = askance.run(*asking(llmock.base_url, "Count", "--json"))
    assert finished.code == 0, finished
    [choice] = finished.json["choices"]
    assert choice["text"].startswith("One two")
    assert choice["text"].endswith("thirteen.")
    assert choice["finish_reason"] == "stop"


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 1, "bad_request"),
        (401, 3, "auth"),
        (403, 1, "forbidden"),
        (404, 1, None),
        (413, 1, "too_large"),
        (422, 1, "bad_request"),
    ],
)
def test_llmock_refuses_for_good(
    askance: Askance, llmock: LlmockServer, status: int, code: int, kind: str | None
) -> None:
    llmock.script({"type": "fail", "status": status, "times": None})
    finished = askance.run(*asking(llmock.base_url, "Hi", "--json"))
    assert finished.code == code, finished
    problem = finished.json["error"]
    assert problem["status"] == status
    assert kind is None or problem["kind"] == kind
    assert len(llmock.requests) == 1
    assert llmock.verdict["passed"]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504, 529])
def test_llmock_fails_for_a_moment(askance: Askance, llmock: LlmockServer, status: int) -> None:
    llmock.script(
        {"type": "fail", "status": status, "retry_after": 0.2, "times": 1},
        {"type": "reply", "text": "There you are."},
    )
    finished = askance.run(*asking(llmock.base_url, "Hi"))
    if status == 500:  # may have been our question's fault: not asked again
        assert finished.code == 1
    else:
        assert (finished.code, finished.out) == (0, "There you are.\n"), finished
        assert "Trying again" in finished.err
    assert llmock.verdict["passed"]


def test_llmock_takes_its_time(askance: Askance, llmock: LlmockServer) -> None:
    llmock.script({"type": "slow_first_token", "seconds": 1.5}, {"type": "reply", "text": "Yes."})
    finished = askance.run(*asking(llmock.base_url, "Hi", "--timeout", "20"))
    assert (finished.code, finished.out, finished.err) == (0, "Yes.\n", "")
