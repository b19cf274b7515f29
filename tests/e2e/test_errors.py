"""What goes wrong is told beside the answer: what happened, what to do next, Retry; and nothing of
the question is lost.
"""

import socket
from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Open
from tests.support.askance_program import Askance
from tests.support.askance_window import AskanceWindow
from tests.support.chat_server import ChatServer, Cut, Reply, body_reply, cut_stream, error

pytestmark = pytest.mark.e2e

SOON = {"Retry-After": "0.01"}


def refusal(message: str, code: str | None = None) -> dict[str, object]:
    return {"error": {"message": message, "type": "invalid_request_error", "code": code}}


ERRORS = {
    "bad key": (
        error(401, refusal("Incorrect API key provided.", "invalid_api_key")),
        ("The key was refused", "Incorrect API key provided.", "Check the key", "Open settings"),
    ),
    "no such model": (
        error(404, refusal("The model `x` does not exist.", "model_not_found")),
        ("does not know this model", "does not exist", "Choose another model"),
    ),
    "no vision": (
        error(400, refusal("This model does not support image input.")),
        ("cannot see pictures", "does not support image input", "Choose a model that sees"),
    ),
    "too large": (
        body_reply(b"<html><title>413 Request Entity Too Large</title></html>", "text/html", 413),
        ("too large for the server", "Send a smaller region"),
    ),
    "too many": (
        error(429, refusal("Rate limit reached."), SOON),
        ("Too many questions at once", "Rate limit reached.", "Wait a moment"),
    ),
    "server error": (
        error(500, refusal("Something broke.")),
        ("ran into an error", "Something broke.", "Ask again in a moment"),
    ),
    "overloaded": (
        error(503, refusal("Overloaded."), SOON),
        ("Overloaded.", "Ask again"),
    ),
    "cut stream": (
        cut_stream("Half an ans"),
        ("Half an ans", "The answer was cut off"),
    ),
    "no answer": (
        Reply((Cut(),)),
        ("could not be reached",),
    ),
    "a web page": (
        body_reply(b"<html><title>Welcome!</title></html>", "text/html"),
        ("A web page answered instead of a model", "Check the endpoint"),
    ),
}


@pytest.mark.parametrize("what", ERRORS)
def test_an_error_is_told_and_retried(
    askance: Askance, window: AskanceWindow, chat_server: ChatServer, what: str
) -> None:
    reply, words = ERRORS[what]
    usual = chat_server.otherwise
    chat_server.otherwise = lambda _request: reply
    assert askance.run("capture", "--region", "20,20,80,50", "--ask", "What is it?").code == 0
    window.wait_for_words("What is it?", *words, "Retry")
    window.wait_until_answered()
    asked = len(chat_server.questions)
    chat_server.otherwise = usual
    window.press("Retry")
    again = chat_server.wait_for_question(asked + 1)
    assert again.json["messages"] == chat_server.questions[0].json["messages"]
    assert (again.question, len(again.pictures)) == ("What is it?", 1)
    window.wait_until_answered()
    assert words[0] not in window.wait_for_words("A window with three buttons.")


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address where nobody listens, and nobody else will meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def test_no_network(askance: Askance, open_window: Open, nobody: str) -> None:
    askance.set_up(nobody)
    with open_window() as window:
        window.ask("Is anybody there?")
        window.wait_for_words("Is anybody there?", "The server could not be reached", "Retry")
        window.wait_until_answered()


def test_no_key_where_one_is_wanted(
    askance: Askance, open_window: Open, chat_server: ChatServer
) -> None:
    assert askance.run("key", "delete", "relay").code == 0
    chat_server.script(error(401, refusal("You didn't provide an API key.")))
    with open_window() as window:
        window.ask("May I?")
        window.wait_for_words("This endpoint wants a key", "You didn't provide", "Open settings")
        assert chat_server.questions[0].key is None
        window.press("Open settings")
        window.display.wait_for_window("Askance – Settings")


def test_a_retry_that_is_under_way_is_told_and_can_be_stopped(
    window: AskanceWindow, chat_server: ChatServer
) -> None:
    chat_server.otherwise = lambda _request: error(503, headers={"Retry-After": "50"})
    window.ask("Now?")
    window.wait_for_words("Trying again in 50 s")
    window.press("Stop")
    window.wait_for_words("Stopped", "Retry")
    assert len(chat_server.questions) == 1


def test_a_follow_up_keeps_the_context_with_its_picture(
    askance: Askance, window: AskanceWindow, chat_server: ChatServer
) -> None:
    assert askance.run("capture", "--region", "20,20,80,50", "--ask", "What is it?").code == 0
    window.wait_for_words("A window with three buttons.")
    window.wait_until_answered()
    window.ask("Why three?")
    first, second = chat_server.wait_for_question(1), chat_server.wait_for_question(2)
    messages = second.json["messages"]
    assert [message["role"] for message in messages] == ["user", "assistant", "user"]
    assert messages[0] == first.json["messages"][0]
    assert messages[1]["content"] == "A window with **three** buttons."
    assert second.question == "Why three?"
    window.wait_until_answered()
