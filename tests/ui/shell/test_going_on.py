"""Continue: an answer that ended too early goes on in its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from askance.core.chat import ChoiceFinished, TextDelta
from askance.core.conversation import MessageStatus
from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.ui.problem_banner import ProblemBanner
from tests.fakes.chat import HANG
from tests.support.house import READY, RELAY, Build, House

CUT = AskanceError(Problem(ErrorKind.TRUNCATED, "The answer was cut off"))
LENGTH = ChoiceFinished(0, "length", "length")


def half(house: House, *ending: object) -> None:
    """Asks, and gets half of an answer."""
    house.chat.script = [TextDelta(0, "One and\n\ntwo"), *ending]  # type: ignore[list-item]
    house.ask("Count.")
    house.until(lambda: house.shown() == ["Count.", "One and\n\ntwo"])


@pytest.mark.parametrize("ending", [CUT, LENGTH])
def test_a_cut_answer_goes_on_in_the_same_message(build: Build, ending: object) -> None:
    house = build()
    half(house, ending)
    house.until(lambda: house.offered("Continue"))
    before = house.messages()[-1]
    house.chat.script = [TextDelta(0, " and three."), ChoiceFinished(0, "stop", "stop")]
    house.press("Continue")
    house.until(
        lambda: house.shown() == ["Count.", "One and\n\ntwo and three."] and not house.asking
    )
    house.until(lambda: not house.shell.window.composer.running)
    assert house.messages()[-1] is before
    assert before.message.status is MessageStatus.COMPLETE
    assert not house.offered("Continue")
    assert [m.text for m in house.history.messages(1)] == ["Count.", "One and\n\ntwo and three."]


def test_a_stopped_answer_goes_on_and_can_be_stopped_again(build: Build) -> None:
    house = build()
    half(house, HANG)
    house.shell.window.stop_requested.emit()
    house.until(lambda: house.offered("Continue"))
    house.chat.script = [TextDelta(0, " and three"), HANG]
    house.press("Continue")
    house.until(lambda: house.shown()[-1] == "One and\n\ntwo and three")
    assert house.shell.window.composer.running
    house.shell.window.stop_requested.emit()
    house.until(lambda: house.offered("Continue"))
    assert house.history.messages(1)[1].text == "One and\n\ntwo and three"


def test_looking_elsewhere_and_back_shows_both_halves(build: Build) -> None:
    house = build()
    half(house, LENGTH)
    house.until(lambda: house.offered("Continue"))
    house.chat.script = [TextDelta(0, " and three"), HANG]
    house.press("Continue")
    house.until(lambda: house.shown()[-1] == "One and\n\ntwo and three")
    house.shell.window.new_conversation_requested.emit()
    house.shell.window.history.conversation_opened.emit(1)
    house.until(lambda: house.shown() == ["Count.", "One and\n\ntwo and three"])
    house.shell.window.stop_requested.emit()
    house.until(lambda: not house.shell.window.composer.running)


def test_who_began_an_answer_goes_on_with_it(build: Build) -> None:
    other = Endpoint("Other", "https://other.example.com/v1", "m")
    house = build(replace(READY, endpoints=(RELAY, other)))
    half(house, LENGTH)
    house.until(lambda: house.offered("Continue"))
    house.shell.window.endpoint_chosen.emit("Other")
    house.until(lambda: house.settings.load().default_endpoint == "Other")
    house.settle()
    house.press("Continue")
    house.until(lambda: len(house.chat.requests) == 2)
    assert house.chat.requests[1].endpoint.name == "Relay"
    house.until(lambda: not house.shell.window.composer.running)


def test_without_any_model_it_says_what_to_do(build: Build) -> None:
    house = build()
    half(house, LENGTH)
    house.until(lambda: house.offered("Continue"))
    alone = replace(READY, endpoints=(), default_endpoint=ON_DEVICE.name)
    house.shell._setting_up.change(lambda _: alone)
    house.until(lambda: house.shell._setting_up.endpoint is ON_DEVICE)
    house.press("Continue")
    (banner,) = house.shell.window.findChildren(ProblemBanner)
    assert "Choose or add a model" in banner.accessibleName()
    assert len(house.chat.requests) == 1
