"""One more choice beside those an answer has: another model's, or one that takes another way from a
place within it. Worker's loop.

It is written into the same message, under an index of its own; one that failed and is asked for
again keeps its index and its place. Whatever becomes of it, the other choices that stood and how
they ended stay as they were; how it ended itself is kept with it. The message's usage, record,
model and timing stay those of the first asking: what the added choice took is told while it comes
and is not kept.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

from askance.core.chat import ChatEvent, ChatOptions, ChatRequest, PromptMessage
from askance.core.choices import failed_to_answer
from askance.core.continuation import taken
from askance.core.conversation import Choice, Message, MessageStatus, Role, TextPart
from askance.core.endpoint import Endpoint
from askance.core.given import GivenJoint
from askance.core.prefilling import refused
from askance.services.continuing import Seam
from askance.services.manner import Outcome
from askance.services.prompting import Prompting
from askance.services.question import Question

_ERROR = "error"


class Addition:
    """Adds `choice` to `before`, a finished answer; in the place of the one with its index, if
    there is one. Words that `choice` has already are put into the mouth of `endpoint`'s model;
    without any it is asked as the first one was.
    """

    def __init__(self, before: Message, choice: Choice, endpoint: Endpoint) -> None:
        self._before, self._choice = before, choice
        self._joint = GivenJoint(choice.text, endpoint)
        self._seam = Seam(choice, self._joint)

    async def request(self, prompting: Prompting, question: Question) -> ChatRequest:
        """What led to the answer, and the words to go on from; always for one answer."""
        messages = await prompting.before(self._before)
        if self._joint.sent:
            begun = PromptMessage(Role.ASSISTANT, (TextPart(self._joint.sent),))
            messages = (*messages, begun)
        options = replace(question.options or ChatOptions.of(question.endpoint), n=1)
        return await prompting.request(question.endpoint, messages, options)

    def events(self, reply: AsyncGenerator[ChatEvent, None]) -> AsyncGenerator[ChatEvent, None]:
        """The reply's events as those of the added choice."""
        return self._seam.events(reply)

    def ended(self, answer: Message, question: Question, outcome: Outcome) -> Message:
        """The answer as it was, and the added choice with its own ending. Stopped before its first
        word, it is not kept; where it failed before that, what it was to replace keeps its words.
        """
        before, problem = self._before, outcome.problem
        grown = self._seam.longer(self._choice, outcome.reply)
        if grown is None and outcome.status is MessageStatus.CANCELLED:
            return before
        choice = replace(
            grown or self._stood or self._choice,
            model=outcome.reply.model or question.endpoint.model,
        )
        if problem is not None:
            problem = refused(problem) if self._joint.sent else problem
            choice = replace(choice, finish_reason=_ERROR, problem=problem)
        choices = with_choice(before.choices, choice)
        return replace(before, chosen=answer.chosen, choices=choices)

    @property
    def _stood(self) -> Choice | None:
        found = (each for each in self._before.choices if each.index == self._choice.index)
        return next(found, None)


def another(answer: Message, endpoint: Endpoint) -> Choice:
    """The choice that another model is about to give; in the place of the one that it failed to."""
    failed = failed_to_answer(answer, endpoint.name)
    index = failed.index if failed is not None else next_index(answer)
    return Choice(index, model=endpoint.model, endpoint=endpoint.name)


def branching(answer: Message, index: int, text: str, endpoint: Endpoint) -> Choice:
    """The choice that begins with `text`, taken from the choice `index`, tokens and all."""
    old = next((choice for choice in answer.choices if choice.index == index), Choice(index))
    return Choice(
        next_index(answer),
        text,
        logprobs=taken(old, text),
        model=endpoint.model,
        endpoint=endpoint.name,
    )


def with_choice(choices: Sequence[Choice], choice: Choice) -> tuple[Choice, ...]:
    """With `choice` in the place of the one with its index; at the end when there is none."""
    if all(each.index != choice.index for each in choices):
        return (*choices, choice)
    return tuple(choice if each.index == choice.index else each for each in choices)


def next_index(answer: Message) -> int:
    """One that no choice has, nor one that was chosen and never came."""
    return max((answer.chosen, *(choice.index for choice in answer.choices))) + 1
