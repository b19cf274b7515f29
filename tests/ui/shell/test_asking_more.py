"""More of an answer that is there: while another comes, and at whom it failed."""

from __future__ import annotations

from dataclasses import replace
from math import log

import pytest
from PySide6.QtWidgets import QApplication, QMenu

from askance.core.chat import LogprobsDelta, TextDelta
from askance.core.conversation import TokenLogprob
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.ui.conversation.alternatives import Alternatives
from askance.ui.conversation.answer import AnswerView
from askance.ui.conversation.tabs import Tab
from askance.ui.problem_banner import ProblemBanner
from tests.fakes.chat import HANG
from tests.support.house import READY, RELAY, Build, House

OTHER = Endpoint("Other", "https://other.example.com/v1", "second-model")
BOTH = replace(READY, endpoints=(RELAY, OTHER))
AWAY = Problem(ErrorKind.NETWORK, "The server could not be reached")


def told(house: House, *questions: str) -> None:
    """A conversation of these questions, each with the same answer."""
    for number, question in enumerate(questions, 1):
        house.ask(question)
        house.until(lambda size=2 * number: len(house.shown()) == size and not house.asking)


def banners(house: House) -> list[str]:
    found = house.shell.window.findChildren(ProblemBanner)
    return [each.accessibleName() for each in found if each.isVisibleTo(house.shell.window)]


def entries(house: House, number: int) -> dict[str, object]:
    """What the menu of a message offers."""
    menu = QMenu()
    house.messages()[number].fill_menu(menu)
    return {each.text(): each for each in menu.actions() if each.text()}


def coming(house: House) -> int:
    """A conversation of two questions; the second answer is coming. The first answer's id."""
    told(house, "First?")
    house.chat.script = [TextDelta(0, "Half"), HANG]
    house.ask("Second?")
    house.until(lambda: house.shown()[-1:] == ["Half"])
    return house.messages()[1].message.id


def stop(house: House) -> None:
    house.shell.window.stop_requested.emit()
    house.until(lambda: not house.asking)


@pytest.mark.parametrize("what", ["again", "another", "from here", "delete"])
def test_what_must_wait_for_an_answer_says_so(build: Build, what: str) -> None:
    house = build(BOTH)
    first = coming(house)
    match what:
        case "again":
            house.view.retry_requested.emit(first)
        case "another":
            house.view.another_requested.emit(first)
        case "from here":
            house.view.continue_from_requested.emit(first, 0, "Hello")
        case _:
            house.view.delete_requested.emit(house.messages()[-1].message.id)
    assert not house.view.findChildren(QMenu)
    (said,) = banners(house)
    assert " ".join(said.split()) == "An answer is still coming. Stop it, or wait."
    stop(house)
    assert not banners(house), "it holds no longer"
    assert len(house.chat.requests) == 2


def test_an_answer_that_is_coming_is_not_to_be_deleted(build: Build) -> None:
    house = build()
    coming(house)
    assert "Delete" not in entries(house, 3)
    assert "Delete" in entries(house, 1)
    stop(house)
    assert "Delete" in entries(house, 3)


def failed_beside(house: House) -> None:
    """A second model that failed to answer, and its card is shown."""
    told(house, "First?")
    house.chat.script = [AskanceError(AWAY)]
    house.view.another_requested.emit(house.messages()[1].message.id)
    menu = house.view.findChild(QMenu)
    assert menu is not None
    menu.actions()[0].trigger()
    menu.close()
    house.until(lambda: len(house.messages()[1].message.choices) == 2 and not house.asking)
    house.until(lambda: house.offered("second-model"))
    house.press("second-model")


def test_whoever_failed_beside_an_answer_is_asked_again_on_its_card(build: Build) -> None:
    house = build(BOTH)
    failed_beside(house)
    assert [each.rstrip(". ") for each in banners(house)] == [AWAY.title]
    house.chat.script = [TextDelta(0, "Hi there")]
    house.press("Retry")
    assert banners(house) == []
    house.until(lambda: len(house.chat.requests) == 3 and not house.asking)
    assert house.chat.requests[-1].endpoint == OTHER
    answer = house.history.messages(1)[1]
    assert (answer.choices[0].text, answer.choices[-1].text) == ("Hello world", "Hi there")
    assert answer.siblings in ((), (answer.id,)), "the first answer stays where it is"
    assert len(answer.choices) == 2, "the failed one is gone"
    tabs = [each for each in house.messages()[1].findChildren(Tab) if each.isVisibleTo(house.view)]
    assert {each.accessibleName() for each in tabs} == {
        "gemini-pro-vision",
        "second-model",
        "Side by side",
    }
    assert len(tabs) == 3
    assert (answer.chosen, house.shown()[1]) == (1, "Hi there")


def test_stopped_before_its_first_word_the_failed_one_is_back(build: Build) -> None:
    house = build(BOTH)
    failed_beside(house)
    house.chat.script = [HANG]
    house.press("Retry")
    house.until(lambda: len(house.chat.requests) == 3 and not house.offered("Retry"))
    stop(house)
    (card,) = house.offered("Retry")
    assert card.isVisibleTo(house.view)
    assert house.history.messages(1)[1].choices[1].problem == AWAY
    assert len(house.history.messages(1)[1].choices) == 2


def test_another_model_stopped_before_its_first_word_leaves_no_tab(build: Build) -> None:
    house = build(BOTH)
    told(house, "First?")
    house.chat.script = [HANG]
    house.shell._questioning._more.ask_another(house.messages()[1].message.id, OTHER)
    house.until(lambda: house.offered("second-model"))
    house.press("second-model")
    stop(house)
    assert not house.offered("second-model")
    assert not house.offered("Side by side")
    answer = house.history.messages(1)[1]
    assert (len(answer.choices), answer.chosen, answer.text) == (1, 0, "Hello world")
    assert house.shown()[1] == "Hello world"


def test_whoever_failed_may_be_asked_again_from_the_menu(build: Build) -> None:
    house = build(BOTH)
    failed_beside(house)
    house.view.another_requested.emit(house.messages()[1].message.id)
    menu = [each for each in house.view.findChildren(QMenu) if each.isVisible()][-1]
    assert [each.text() for each in menu.actions()] == ["Other · second-model"]
    menu.close()


def test_when_everybody_has_answered_that_is_said(build: Build) -> None:
    house = build(BOTH)
    told(house, "First?")
    house.chat.script = [TextDelta(0, "Hi there")]
    house.shell._questioning._more.ask_another(house.messages()[1].message.id, OTHER)
    house.until(lambda: len(house.chat.requests) == 2 and not house.asking)
    house.until(lambda: len(house.messages()[1].message.choices) == 2)
    house.view.another_requested.emit(house.messages()[1].message.id)
    menu = [each for each in house.view.findChildren(QMenu) if each.isVisible()][-1]
    words = [(each.text(), each.isEnabled()) for each in menu.actions() if each.text()]
    assert words == [("Every model you added has answered", False), ("Add a model…", True)]
    menu.close()


def bern(house: House) -> AnswerView:
    """An answer with a doubtful word, and what else was weighed there."""
    top = ((" Bern", log(0.4)), (" Basel", log(0.3)))
    tokens = (TokenLogprob("In", log(0.99)), TokenLogprob(" Bern", log(0.4), top))
    house.chat.script = [TextDelta(0, "In Bern"), LogprobsDelta(0, tokens)]
    house.ask("Where?")
    house.until(lambda: house.shown()[-1:] == ["In Bern"] and not house.asking)
    answer = house.messages()[-1]
    assert isinstance(answer, AnswerView)
    return answer


def opened(answer: AnswerView) -> Alternatives:
    ((leaf, mark),) = answer.choices.canvas.doubts
    answer.open_alternatives(answer.choices.canvas, leaf, mark)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, Alternatives)
    return popup


def test_a_server_known_to_begin_anew_is_not_asked_to_go_on(build: Build) -> None:
    openai = Endpoint("OpenAI", "https://api.openai.com/v1", "gpt-4o")
    house = build(replace(READY, endpoints=(openai,), default_endpoint="OpenAI"))
    popup = opened(bern(house))
    assert not popup.go_on.isEnabled()
    said = (
        "This endpoint can’t continue from a chosen word. "
        "Continue with another endpoint, or ask in a follow-up."
    )
    assert popup.go_on.toolTip() == popup.go_on.accessibleDescription() == said
    popup.close()


def test_any_other_server_is(build: Build) -> None:
    house = build()
    popup = opened(bern(house))
    assert popup.go_on.isEnabled()
    popup.close()
