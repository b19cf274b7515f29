"""Stop, before the first byte and in the middle; and endpoints that answer in one piece."""

import pytest

from tests.e2e.conftest import Open
from tests.support.askance_program import Askance
from tests.support.askance_window import AskanceWindow
from tests.support.chat_server import ChatServer, Gate, Reply, completion, held_stream, silent

pytestmark = pytest.mark.e2e


def kept(askance: Askance) -> tuple[str, str]:
    """Status and text of the last answer in the history."""
    [listed] = askance.run("history", "list", "--json").json
    answer = askance.run("history", "show", str(listed["id"]), "--json").json[-1]
    return answer["status"], answer["text"]


def test_stop_before_the_first_byte(
    askance: Askance, window: AskanceWindow, chat_server: ChatServer
) -> None:
    chat_server.script(silent())
    window.ask("Is anybody there?")
    question = chat_server.wait_for_question()
    window.wait_for_words("Waiting for the first word")
    window.press("Stop")
    assert question.wait_closed()
    window.wait_until_answered()
    window.wait_for_words("Is anybody there?", "Stopped", "Retry")
    assert kept(askance) == ("cancelled", "")


def test_stop_in_the_middle_keeps_what_came(
    askance: Askance, window: AskanceWindow, chat_server: ChatServer
) -> None:
    chat_server.script(held_stream("Half of", " an answer"))
    window.ask("What is this?")
    window.wait_for_words("Half of an answer")
    window.press("Stop")
    assert chat_server.wait_for_question().wait_closed()
    window.wait_until_answered()
    window.wait_for_words("Half of an answer", "Stopped", "Retry")
    assert kept(askance) == ("cancelled", "Half of an answer")


def test_escape_stops_and_retry_asks_again(
    askance: Askance, window: AskanceWindow, chat_server: ChatServer
) -> None:
    chat_server.script(held_stream("Half"))
    window.question.focus()
    window.ask("What is this?")
    window.wait_for_words("Half")
    window.display.press("Escape")
    window.wait_for_words("Stopped")
    window.press("Retry")
    first, second = chat_server.wait_for_question(1), chat_server.wait_for_question(2)
    window.wait_until_answered()
    assert second.json["messages"] == first.json["messages"]
    assert "Stopped" not in window.wait_for_words("A window with three buttons.")
    assert kept(askance) == ("complete", "A window with **three** buttons.")


def test_an_endpoint_that_does_not_stream(
    askance: Askance, open_window: Open, chat_server: ChatServer
) -> None:
    askance.set_up(chat_server.base_url, "--no-stream")
    gate = Gate()
    whole = completion("All of it, **at once**.")
    chat_server.script(Reply((gate, *whole.steps)), silent())
    with open_window() as window:
        window.ask("In one piece?")
        question = chat_server.wait_for_question()
        assert not question.json.get("stream")
        window.wait_for_words("Waiting for the first word")
        gate.open()
        window.wait_for_words("All of it, at once.")
        window.wait_until_answered()
        window.ask("And another?")
        second = chat_server.wait_for_question(2)
        window.press("Stop")
        assert second.wait_closed()
        window.wait_for_words("Stopped")
