"""`askance endpoint`: adding, listing, testing, removing; through the settings file on disk."""

import json
import stat

import pytest

from askance.core.endpoint import ON_DEVICE
from tests.support.askance_program import ENDPOINT, Askance
from tests.support.chat_server import MODEL, ChatServer
from tests.support.secret import TEST_KEY

pytestmark = pytest.mark.integration


def add(askance: Askance, name: str, base: str, *options: str) -> None:
    finished = askance.run("endpoint", "add", name, "--url", base, "--model", MODEL, *options)
    assert finished.code == 0, finished


def added_endpoints(askance: Askance) -> list[dict[str, object]]:
    """As `endpoint list` tells them, without the built-in one."""
    told = askance.run("endpoint", "list", "--json").json
    return [endpoint for endpoint in told if not endpoint["built_in"]]


def test_the_first_endpoint_is_the_default(askance: Askance) -> None:
    address = ("--url", "https://relay.example.com", "--model", MODEL)
    added = askance.run("endpoint", "add", ENDPOINT, *address)
    assert added.code == 0
    assert "https://relay.example.com/v1/chat/completions" in added.err
    assert "It is the default." in added.err
    added_one, built_in = askance.run("endpoint", "list", "--json").json
    assert built_in["built_in"]
    assert [added_one] == [
        {
            "name": ENDPOINT,
            "base_url": "https://relay.example.com",
            "url": "https://relay.example.com/v1/chat/completions",
            "model": MODEL,
            "stream": True,
            "default": True,
            "built_in": False,
        }
    ]


def test_the_list_marks_the_default(askance: Askance) -> None:
    add(askance, "first", "https://one.example.com/v1")
    add(askance, "second", "https://two.example.com/api/v1", "--default")
    assert askance.run("endpoint", "list").out.splitlines() == [
        f"   first             {MODEL:22}  https://one.example.com/v1/chat/completions",
        f"*  second            {MODEL:22}  https://two.example.com/api/v1/chat/completions",
        f"   {ON_DEVICE.name}  text, tables and codes  nothing leaves",
    ]


def test_an_endpoint_of_the_same_name_is_replaced(askance: Askance) -> None:
    add(askance, ENDPOINT, "https://one.example.com/v1")
    add(askance, ENDPOINT, "https://one.example.com/v2", "--no-stream")
    [only] = added_endpoints(askance)
    assert (only["base_url"], only["stream"]) == ("https://one.example.com/v2", False)


def test_without_a_model_the_list_says_what_to_do(askance: Askance) -> None:
    plain = askance.run("endpoint", "list")
    assert plain.code == 0
    assert plain.out == f"*  {ON_DEVICE.name}  text, tables and codes  nothing leaves\n"
    assert "askance endpoint add" in plain.err
    assert askance.run("endpoint", "list", "--json").json == [
        {
            "name": ON_DEVICE.name,
            "base_url": "device:",
            "url": "",
            "model": ON_DEVICE.model,
            "stream": True,
            "default": True,
            "built_in": True,
        }
    ]


@pytest.mark.parametrize("name", [ON_DEVICE.name, " on this COMPUTER "])
def test_the_built_in_endpoint_is_neither_replaced_nor_removed(askance: Askance, name: str) -> None:
    added = askance.run("endpoint", "add", name, "--url", "https://a.example", "--model", "m")
    assert added.code == 2
    assert "built in" in added.err
    removed = askance.run("endpoint", "remove", name)
    assert removed.code == 2
    assert "stays" in removed.err
    kept = askance.run("key", "set", name, typed=TEST_KEY.encode())
    assert kept.code == 2
    assert "needs no key" in kept.err
    assert added_endpoints(askance) == []


def test_the_built_in_endpoint_is_tested_by_reading(askance: Askance) -> None:
    tested = askance.run("endpoint", "test", ON_DEVICE.name)
    assert (tested.code, tested.err) == (0, ""), tested
    assert f"{ON_DEVICE.name} answered in" in tested.out
    assert tested.out.endswith(": ready\n")
    told = askance.run("endpoint", "test", ON_DEVICE.name, "--json").json
    assert [(each["step"], each["verdict"]) for each in told["findings"]] == [("answer", "good")]


def test_an_impossible_address_is_not_kept(askance: Askance) -> None:
    refused = askance.run("endpoint", "add", ENDPOINT, "--url", "ftp://x.example", "--model", "m")
    assert refused.code == 2
    assert "http and https" in refused.err
    assert added_endpoints(askance) == []


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
    assert added_endpoints(askance) == []
    assert file.with_name("settings.json.broken").read_text() == '{"endpoints": ['
