"""What a conversation took: the server's figures first, estimates marked, no price made up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from askance.core.conversation import (
    Attachment,
    Choice,
    Message,
    MessageStatus,
    Role,
    TextPart,
    Usage,
)
from askance.core.cost import Account, Ledger, Spent, asking_price
from askance.core.endpoint import ON_DEVICE, Prices

PRICES = Prices(prompt=1.0, completion=4.0)
PICTURE = Attachment("a" * 64, "image/png", 1920, 1080, 200_000)
QUESTION = Message(1, 1, Role.USER, 0.0, parts=(PICTURE, TextPart("What does it say? ok")))
"""1105 tokens of picture, 5 of words."""


def answer(usage: Usage | None, text: str = "four words, sixteen.", **more: object) -> Message:
    made = Message(
        2,
        1,
        Role.ASSISTANT,
        0.0,
        choices=(Choice(0, text),),
        endpoint="Relay",
        usage=usage,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def prices(name: str) -> Prices:
    return PRICES if name == "Relay" else Prices()


def account_of(
    messages: Iterable[Message], prices_of: Callable[[str], Prices], model: str = ""
) -> Account:
    ledger = Ledger(prices_of, model)
    for message in messages:
        ledger.add(message)
    return ledger.account()


def spent(message: Message) -> Spent | None:
    return account_of((QUESTION, message), prices).answers.get(message.id)


def test_the_servers_own_count_is_taken() -> None:
    assert spent(answer(Usage(1105, 43, 1148))) == Spent(1148, (1105 + 43 * 4) / 1e6)


def test_thoughts_counted_in_the_total_alone_are_paid_like_words() -> None:
    assert spent(answer(Usage(100, 10, 150))) == Spent(150, (100 + 50 * 4) / 1e6)


def test_without_a_count_it_is_estimated_from_what_is_kept() -> None:
    assert spent(answer(None)) == Spent(1110 + 5, (1110 + 5 * 4) / 1e6, exact=False)


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        (Usage(None, 43, None), 1110 + 43),
        (Usage(90, None, None), 95),
        (Usage(None, None, 200), 200),
    ],
)
def test_half_a_count_is_filled_up_and_marked(usage: Usage, tokens: int) -> None:
    found = spent(answer(usage))
    assert found is not None
    assert (found.tokens, found.exact) == (tokens, False)


def test_nothing_is_counted_for_what_never_came_or_stayed_here() -> None:
    assert spent(answer(None, "", status=MessageStatus.FAILED)) is None
    assert spent(answer(None, status=MessageStatus.STREAMING)) is None
    assert spent(answer(Usage(1, 1, 2), endpoint=ON_DEVICE.name)) is None


def test_an_unknown_price_is_none() -> None:
    assert spent(answer(Usage(10, 5, 15), endpoint="Other")) == Spent(15)


def test_the_total_is_the_sum_and_as_exact_as_its_parts() -> None:
    one, two = answer(Usage(100, 10, 110)), answer(Usage(200, 20, 220), id=3)
    total = account_of((QUESTION, one, two), prices).total
    assert total is not None
    assert (total.tokens, total.exact) == (330, True)
    assert total.price == pytest.approx((300 + 30 * 4) / 1e6)
    estimated = account_of((QUESTION, one, replace(two, usage=None)), prices).total
    assert estimated is not None
    assert not estimated.exact


def test_half_a_price_is_no_price() -> None:
    one, two = answer(Usage(100, 10, 110)), answer(Usage(200, 20, 220), id=3, endpoint="Other")
    assert account_of((QUESTION, one, two), prices).total == Spent(330)


def test_nothing_asked_is_nothing_spent() -> None:
    assert account_of((), prices).total is None
    assert account_of((QUESTION,), prices).total is None


def test_what_was_said_goes_along_with_the_next_question() -> None:
    assert account_of((), prices).context == 0
    assert account_of((QUESTION, answer(None)), prices).context == 1110 + 5
    assert account_of((QUESTION,), prices, "gemini-pro-vision").context == 1548 + 5


def test_a_price_that_is_half_known_is_none() -> None:
    assert Prices(prompt=1.0).of(100, 10) is None
    assert Prices(completion=4.0).of(100, 10) is None
    assert Prices().of(0, 0) is None
    assert Prices(prompt=1.0).of(100, 0) == pytest.approx(0.0001)
    assert Prices(completion=4.0).of(0, 10) == pytest.approx(0.00004)


def test_the_price_of_asking_needs_the_price_of_asking() -> None:
    assert asking_price(PRICES, 1105) == pytest.approx(0.001105)
    assert asking_price(Prices(completion=4.0), 1105) is None
    assert asking_price(Prices(prompt=0.0), 1105) == 0
