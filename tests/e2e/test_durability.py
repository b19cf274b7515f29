"""Whatever ends the program in the middle of an answer, what came is kept and can be retried."""

import signal
from collections.abc import Callable

import pytest

from tests.e2e.conftest import Open
from tests.support.askance_program import Askance
from tests.support.askance_window import AskanceWindow
from tests.support.chat_server import ChatServer, held_stream, stream
from tests.support.waiting import wait_for

pytestmark = pytest.mark.e2e

QUESTION = "How does it end?"
PIECES = ("It was a dark", " and stormy", " night")
CAME = "".join(PIECES)


def last_answer(askance: Askance) -> dict[str, object]:
    [listed] = askance.run("history", "list", "--json").json
    answer: dict[str, object] = askance.run("history", "show", str(listed["id"]), "--json").json[-1]
    return answer


def ask_about_the_screen(askance: Askance, window: AskanceWindow) -> None:
    asked = askance.run("capture", "--region", "10,10,60,40", "--ask", QUESTION)
    assert asked.code == 0, asked
    window.wait_for_words(QUESTION, CAME)


def test_a_kill_in_the_middle_loses_nothing(
    askance: Askance, open_window: Open, chat_server: ChatServer
) -> None:
    chat_server.script(held_stream(*PIECES))
    with open_window() as window:
        ask_about_the_screen(askance, window)
        # What is shown is on the disk a quarter of a second later at most.
        wait_for(lambda: last_answer(askance)["text"] == CAME, "the journal")
        window.program.kill()
    chat_server.script(stream("And then ", "the sun rose."))
    with open_window() as window:
        window.open_conversation(QUESTION)
        window.wait_for_words(QUESTION, CAME, "Interrupted")
        answer = last_answer(askance)
        assert (answer["status"], answer["text"]) == ("interrupted", CAME)
        window.press("Retry")
        window.wait_for_words("And then the sun rose.")
        window.wait_until_answered()
        assert "Interrupted" not in window.words()
    first, again = chat_server.questions
    assert again.json["messages"] == first.json["messages"]
    assert len(again.pictures) == 1
    answer = last_answer(askance)
    assert (answer["status"], answer["text"]) == ("complete", "And then the sun rose.")


def by_signal(_askance: Askance, window: AskanceWindow) -> None:
    window.program.process.send_signal(signal.SIGTERM)


def by_command(askance: Askance, _window: AskanceWindow) -> None:
    assert askance.run("quit").code == 0


def by_key(_askance: Askance, window: AskanceWindow) -> None:
    window.question.focus()
    window.display.wait_for_focus("Askance")
    window.display.press("ctrl+q")


@pytest.mark.parametrize("end", [by_signal, by_command, by_key])
def test_quitting_in_the_middle_keeps_what_came(
    askance: Askance,
    window: AskanceWindow,
    chat_server: ChatServer,
    end: Callable[[Askance, AskanceWindow], None],
) -> None:
    chat_server.script(held_stream(*PIECES))
    ask_about_the_screen(askance, window)
    end(askance, window)
    assert window.program.wait() == 0
    assert chat_server.wait_for_question().wait_closed()
    answer = last_answer(askance)
    assert (answer["status"], answer["text"]) == ("cancelled", CAME)


def test_the_question_is_kept_before_a_byte_leaves(
    askance: Askance, window: AskanceWindow, chat_server: ChatServer
) -> None:
    def look(_request: object) -> object:
        nonlocal kept
        [listed] = askance.run("history", "list", "--json").json
        kept = askance.run("history", "show", str(listed["id"]), "--json").json
        return stream("Seen.")

    kept: list[dict[str, object]] = []
    chat_server.otherwise = look  # type: ignore[assignment]
    window.ask(QUESTION)
    window.wait_for_words("Seen.")
    assert [(message["role"], message["text"]) for message in kept] == [
        ("user", QUESTION),
        ("assistant", ""),
    ]
