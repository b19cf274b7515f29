"""`askance endpoint`: adding, listing, testing, removing; through the settings file on disk."""

import json
import stat

import pytest

from tests.support.askance_program import ENDPOINT, Askance
from tests.support.chat_server import MODEL, ChatServer, completion, error, stream
from tests.support.secret import TEST_KEY

pytestmark = pytest.mark.integration


def add(askance: Askance, name: str, base: str, *options: str) -> None:
    finished = askance.run("endpoint", "add", name, "--url", base, "--model", MODEL, *options)
    assert finished.code == 0, finished


def test_the_first_endpoint_is_the_default(askance: Askance) -> None:
    address = ("--url", "https://relay.example.com", "--model", MODEL)
    added = askance.run("endpoint", "add", ENDPOINT, *address)
    assert added.code == 0
    assert "https://relay.example.com/v1/chat/completions" in added.err
    assert "It is the default." in added.err
    assert askance.run("endpoint", "list", "--json").json == [
        {
            "name": ENDPOINT,
            "base_url": "https://relay.example.com",
            "url": "https://relay.example.com/v1/chat/completions",
            "model": MODEL,
            "stream": True,
            "default": True,
        }
    ]


def test_the_list_marks_the_default(askance: Askance) -> None:
    add(askance, "first", "https://one.example.com/v1")
    add(askance, "second", "https://two.example.com/api/v1", "--default")
    assert askance.run("endpoint", "list").out.splitlines() == [
        f"   first   {MODEL}  https://one.example.com/v1/chat/completions",
        f"*  second  {MODEL}  https://two.example.com/api/v1/chat/completions",
    ]


def test_an_endpoint_of_the_same_name_is_replaced(askance: Askance) -> None:
    add(askance, ENDPOINT, "https://one.example.com/v1")
    add(askance, ENDPOINT, "https://one.example.com/v2", "--no-stream")
    [only] = askance.run("endpoint", "list", "--json").json
    assert (only["base_url"], only["stream"]) == ("https://one.example.com/v2", False)


def test_an_empty_list_says_what_to_do(askance: Askance) -> None:
    plain = askance.run("endpoint", "list")
    assert (plain.code, plain.out) == (0, "")
    assert "askance endpoint add" in plain.err
    assert askance.run("endpoint", "list", "--json").json == []


def test_an_impossible_address_is_not_kept(askance: Askance) -> None:
    refused = askance.run("endpoint", "add", ENDPOINT, "--url", "ftp://x.example", "--model", "m")
    assert refused.code == 2
    assert "http and https" in refused.err
    assert askance.run("endpoint", "list", "--json").json == []


def test_questions_go_to_the_default_and_to_the_one_named(
    askance: Askance, chat_server: ChatServer
) -> None:
    with ChatServer() as other:
        add(askance, "first", chat_server.base_url)
        add(askance, "second", other.base_url, "--default", "--no-stream", "--max-tokens", "9")
        variables = {"ASKANCE_API_KEY": TEST_KEY}
        assert askance.run("ask", "--prompt", "To the default?", **variables).code == 0
        named = askance.run("ask", "--prompt", "By name?", "--endpoint", "first", **variables)
        assert named.code == 0
        [default] = other.questions
        assert default.question == "To the default?"
        assert not default.json.get("stream")
        assert default.json["max_tokens"] == 9
        assert default.key == TEST_KEY
    [first] = chat_server.questions
    assert first.question == "By name?"


def test_testing_asks_one_small_question(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.script(stream("ready"))
    add(askance, ENDPOINT, chat_server.base_url)
    tested = askance.run("endpoint", "test", ENDPOINT)
    assert tested.code == 0
    assert f"{MODEL} answered in" in tested.out
    assert tested.out.endswith(": ready\n")
    [question] = chat_server.questions
    assert question.pictures == []
    assert question.json["max_tokens"] <= 64


def test_testing_an_endpoint_without_streams(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.script(completion("ready"))
    add(askance, ENDPOINT, chat_server.base_url, "--no-stream")
    assert askance.run("endpoint", "test", ENDPOINT).out.endswith(": ready\n")


@pytest.mark.parametrize(("status", "code"), [(401, 3), (404, 1), (500, 1)])
def test_a_failed_test_says_why(
    askance: Askance, chat_server: ChatServer, status: int, code: int
) -> None:
    chat_server.otherwise = lambda _: error(status)
    add(askance, ENDPOINT, chat_server.base_url)
    tested = askance.run("endpoint", "test", ENDPOINT)
    assert (tested.code, tested.out) == (code, "")
    assert len(tested.err.splitlines()) >= 2


@pytest.mark.parametrize("action", ["test", "remove"])
def test_an_unknown_name(askance: Askance, action: str) -> None:
    finished = askance.run("endpoint", action, "nowhere")
    assert finished.code == 2
    assert "No endpoint is called “nowhere”" in finished.err


def test_the_settings_are_the_person_s_alone(askance: Askance) -> None:
    add(askance, ENDPOINT, "https://one.example.com/v1")
    file = askance.home / "config" / "settings.json"
    assert json.loads(file.read_text())["endpoints"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_broken_settings_are_put_aside_and_told(askance: Askance) -> None:
    add(askance, ENDPOINT, "https://one.example.com/v1")
    file = askance.home / "config" / "settings.json"
    file.write_text('{"endpoints": [')
    assert askance.run("endpoint", "list", "--json").json == []
    assert file.with_name("settings.json.broken").read_text() == '{"endpoints": ['
