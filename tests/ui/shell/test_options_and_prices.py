"""Options of one question, and what questions cost, from the window to the ports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from askance.core.chat import ChoiceFinished, TextDelta, UsageReported
from askance.core.conversation import Usage
from askance.core.endpoint import ON_DEVICE, Endpoint, Parameters, Prices
from askance.core.overrides import Overrides
from askance.ui.conversation.answer import AnswerView
from tests.support.accessible_names import named
from tests.support.house import HELLO, READY, RELAY, Build, House

OWN = replace(RELAY, parameters=Parameters(temperature=0.7, n=2), max_tokens=500)
PRICED = replace(RELAY, prices=Prices(prompt=1.0, completion=4.0))
COUNTED = (*HELLO, UsageReported(Usage(1000, 25, 1025)))


def with_endpoint(endpoint: Endpoint) -> object:
    return replace(READY, endpoints=(endpoint,))


def total(house: House) -> str:
    found = [
        widget.text()  # type: ignore[attr-defined]
        for name in (f"This conversation: {words}" for words in TOTALS)
        for widget in named(house.shell.window, name)
    ]
    return found[0] if found else ""


TOTALS = ("1,025 tokens · 0.0011", "2,050 tokens · 0.0022", "1,025 tokens")


def quiet(house: House) -> str:
    return house.shell.window.composer._quiet.whole


def test_a_question_is_asked_with_what_deviates(build: Build) -> None:
    house = build(with_endpoint(OWN))
    options = house.shell.window.composer.options
    options.form.set_overrides(Overrides(temperature=0.2, n=3))
    house.ask("What is this?")
    house.until(lambda: house.chat.requests)
    asked = house.chat.requests[0].options
    assert (asked.temperature, asked.n, asked.max_tokens) == (0.2, 3, 500)
    house.until(lambda: not house.shell.window.composer.running)
    assert options.overrides == Overrides(temperature=0.2, n=3), "kept for the next question"
    house.shell.window.new_conversation_requested.emit()
    assert options.overrides == Overrides()
    house.ask("And this?")
    house.until(lambda: len(house.chat.requests) == 2)
    asked = house.chat.requests[1].options
    assert (asked.temperature, asked.n, asked.max_tokens) == (0.7, 2, 500)


def test_retry_asks_with_what_deviates(build: Build) -> None:
    house = build(with_endpoint(OWN))
    house.shell.window.composer.options.form.set_overrides(Overrides(temperature=0.2))
    house.ask("What is this?")
    house.until(lambda: house.chat.requests and not house.shell.window.composer.running)
    house.view.retry_requested.emit(house.messages()[-1].message.id)
    house.until(lambda: len(house.chat.requests) == 2)
    assert house.chat.requests[1].options.temperature == 0.2


def test_the_built_in_endpoint_takes_none(build: Build) -> None:
    house = build()
    options = house.shell.window.composer.options
    options.form.set_overrides(Overrides(n=3))
    assert not options.button.isHidden()
    house.shell.window.endpoint_chosen.emit(ON_DEVICE.name)
    house.until(options.button.isHidden)
    assert options.chip.isHidden()
    assert options.chosen() is None
    house.shell.window.endpoint_chosen.emit("Relay")
    house.until(lambda: not options.chip.isHidden())
    assert options.overrides == Overrides(n=3)


def facts(house: House) -> str:
    """The quiet line under the last answer."""
    answer = house.messages()[-1]
    assert isinstance(answer, AnswerView)
    assert answer.foot.meta is not None
    return answer.foot.meta.facts.text()


def test_a_price_is_told_before_and_after_and_summed_up(build: Build) -> None:
    house = build(with_endpoint(PRICED))
    house.chat.script = list(COUNTED)
    composer = house.shell.window.composer
    composer.insert_text("x" * 4000)
    assert quiet(house) == "≈ 1,000 tokens · ≈ 0.0010 · relay.example.com"
    composer.clear()
    house.ask("What is this?")
    house.until(lambda: total(house) == "1,025 tokens · 0.0011")
    assert facts(house) == "gemini-pro-vision · 1,025 tokens · 0.0011"
    house.until(lambda: not composer.running)
    house.ask("And now?")
    house.until(lambda: total(house) == "2,050 tokens · 0.0022")
    house.until(lambda: not composer.running)
    house.shell.window.new_conversation_requested.emit()
    house.until(lambda: total(house) == "")


def test_a_sum_that_takes_many_turns_is_told_once_it_is_whole(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("askance.ui.reckoning._SLICE_MS", 0)
    monkeypatch.setattr("askance.ui.reckoning._BETWEEN_LOOKS", 1)
    house, told = build(with_endpoint(PRICED)), list[str]()
    house.shell._reckoning.total_known.connect(told.append)
    house.chat.script = list(COUNTED)
    for words in TOTALS[:2]:
        house.ask("What is this?")
        house.until(lambda words=words: total(house) == words)
        house.until(lambda: not house.shell.window.composer.running)
    assert list(dict.fromkeys(filter(None, told))) == list(TOTALS[:2])


def test_what_was_said_before_is_part_of_what_a_question_costs(build: Build) -> None:
    house = build()
    house.chat.script = [TextDelta(0, "x" * 400), ChoiceFinished(0, "stop", "stop")]
    house.ask("What?")
    house.until(lambda: not house.shell.window.composer.running and len(house.shown()) == 2)
    house.shell.window.composer.insert_text("Why?")
    house.until(lambda: quiet(house) == "≈ 103 tokens · relay.example.com")


def test_no_price_is_shown_where_none_is_known(build: Build) -> None:
    house = build()
    house.chat.script = list(COUNTED)
    house.ask("What is this?")
    house.until(lambda: total(house) == "1,025 tokens")
    assert facts(house).endswith("1,025 tokens")


def test_a_price_that_is_set_later_is_shown_at_once(build: Build) -> None:
    house = build()
    house.chat.script = list(COUNTED)
    house.ask("What is this?")
    house.until(lambda: total(house) == "1,025 tokens")
    house.shell._setting_up.change(lambda settings: settings.with_endpoint(PRICED))
    house.until(lambda: total(house) == "1,025 tokens · 0.0011")
