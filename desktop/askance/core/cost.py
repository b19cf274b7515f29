"""What answers took, in tokens and in money: of each, and of a whole conversation.

Pure. The server's own figures where it gave them; where it gave none they are estimated from what
is kept, and marked as such. What is answered on this computer costs nothing and is not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from askance.core.budget import image_tokens, text_tokens
from askance.core.conversation import (
    Attachment,
    Message,
    MessageStatus,
    PictureLink,
    Role,
    Usage,
)
from askance.core.endpoint import ON_DEVICE, Prices

UNKNOWN_SIDE = 1024
"""A linked picture's size is not known; this is a middling one."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens, their price (None: not known), and whether the server itself counted them all."""

    tokens: int
    price: float | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    """What a conversation took: `answers` by the message's id, `total` None when nothing was asked
    for. `context` is roughly how many tokens go along with its next question.
    """

    answers: Mapping[int, Spent]
    total: Spent | None
    context: int


class Ledger:
    """Adds a conversation up, message by message in their order. `prices_of` gives an endpoint's
    prices by its name; `model` is who would be asked next, which decides what pictures count.
    """

    def __init__(self, prices_of: Callable[[str], Prices], model: str = "") -> None:
        self._prices_of, self._model = prices_of, model
        self._answers: dict[int, Spent] = {}
        self._context = 0

    def add(self, message: Message) -> None:
        """The next message."""
        if message.role is not Role.ASSISTANT:
            self._context += _question_tokens(message, self._model)
            return
        spent = spent_on(message, self._context, self._prices_of(message.endpoint))
        if spent is not None:
            self._answers[message.id] = spent
        self._context += text_tokens(message.text)

    def account(self) -> Account:
        """What all messages so far took."""
        return Account(self._answers, _total(self._answers.values()), self._context)


def spent_on(answer: Message, context: int, prices: Prices) -> Spent | None:
    """What one answer took; None while it is coming, when none came, and for the built-in endpoint.
    `context` is roughly what was asked, in tokens.
    """
    if answer.endpoint == ON_DEVICE.name or answer.status is MessageStatus.STREAMING:
        return None
    usage = answer.usage or Usage()
    prompt, completion, total = usage.prompt_tokens, usage.completion_tokens, usage.total_tokens
    if prompt is not None and completion is not None:
        # Some count the thoughts in the total alone; they are paid for like words.
        completion = max(completion, (total or 0) - prompt)
        return Spent(prompt + completion, prices.of(prompt, completion))
    written = sum(
        text_tokens(choice.text) + text_tokens(choice.reasoning) + text_tokens(choice.refusal)
        for choice in answer.choices
    )
    if total is None and prompt is None and completion is None and not written:
        return None
    if completion is None:
        completion = total - prompt if total is not None and prompt is not None else written
    if prompt is None:
        prompt = max(0, total - completion) if total is not None else context
    return Spent(prompt + completion, prices.of(prompt, completion), exact=False)


def asking_price(prices: Prices, tokens: int) -> float | None:
    """What sending so many tokens costs, whatever comes back; None when it is not known."""
    return None if prices.prompt is None else prices.of(tokens, 0)


def _total(answers: Iterable[Spent]) -> Spent | None:
    each = list(answers)
    if not each:
        return None
    priced = [spent.price for spent in each if spent.price is not None]
    return Spent(
        sum(spent.tokens for spent in each),
        # Half a price would be a wrong one.
        sum(priced) if len(priced) == len(each) else None,
        all(spent.exact for spent in each),
    )


def _question_tokens(message: Message, model: str) -> int:
    count = text_tokens(message.text)
    for part in message.parts:
        if isinstance(part, Attachment):
            count += image_tokens(model, part.width, part.height)
        elif isinstance(part, PictureLink):
            count += image_tokens(model, UNKNOWN_SIDE, UNKNOWN_SIDE)
    return count
