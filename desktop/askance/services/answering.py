"""From a kept question to the end of its answer, which is kept whatever happens.

Runs on the worker's event loop. The answer stands as streaming before this begins; its text is
journalled at most every 250 ms; the final state is written even while the task is being cancelled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from askance.core.chat import Reply
from askance.core.conversation import Message, MessageStatus
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem, internal_problem
from askance.core.ports import ChatClient, HistoryStore
from askance.services.journal import Journal
from askance.services.keys import KeyService
from askance.services.manner import Manner, Outcome
from askance.services.one_thread import OneThread
from askance.services.prompting import Prompting
from askance.services.question import AskEnded, AskStarted, Question, Report
from askance.services.stopwatch import Steady, Stopwatch


@dataclass(slots=True)
class Asking:
    """One answer on its way. `again` is the one that was there and is asked for again; `replaces`
    says that it goes when this one has ended. `under` is as in `Journal`.
    """

    kept: AskStarted
    question: Question
    manner: Manner
    again: Message | None = None
    replaces: bool = False
    under: Mapping[int, int] = field(default_factory=dict)
    reply: Reply = field(default_factory=Reply)

    @property
    def answer(self) -> Message:
        return self.kept.answer


class Answering:
    """Streams and keeps. `clock` gives seconds since the epoch, `steady` those of a clock that is
    never set.
    """

    def __init__(
        self,
        *,
        chat: ChatClient,
        history: HistoryStore,
        history_thread: OneThread,
        keys: KeyService,
        prompting: Prompting,
        clock: Callable[[], float],
        steady: Steady,
    ) -> None:
        self._chat = chat
        self._history = history
        self._db = history_thread
        self._keys = keys
        self._prompting = prompting
        self._clock, self._steady = clock, steady

    async def answer(self, asking: Asking, report: Report, *, cancelled: bool) -> Message:
        """The answer as it was kept. `cancelled`: the task was, while the question was being kept;
        the answer is then ended before anything leaves.
        """
        report(asking.kept)
        watch = Stopwatch(self._steady)
        status, problem = MessageStatus.CANCELLED, None
        try:
            if cancelled:
                raise asyncio.CancelledError  # noqa: TRY301 -- taken up where it was held back
            problem = await self._stream(asking, watch, report)
            status = MessageStatus.FAILED if problem else MessageStatus.COMPLETE
        except Exception as error:
            status, problem = MessageStatus.FAILED, internal_problem(error)
            raise
        finally:
            # Written even while the task is being cancelled, so that nothing that came is lost.
            outcome = Outcome(asking.reply, status, problem, watch.timing())
            ended = await asyncio.shield(asyncio.ensure_future(self._end(asking, outcome)))
            report(ended)
        return ended.answer

    async def _stream(self, asking: Asking, watch: Stopwatch, report: Report) -> Problem | None:
        journal = Journal(self._db, self._history, asking.answer.id, asking.under)
        endpoint, key = asking.question.endpoint, None
        try:
            key = await self._keys.for_endpoint(endpoint)
            request = await asking.manner.request(self._prompting, asking.question)
            events = asking.manner.events(self._chat.stream(request, key))
            async with journal, aclosing(events):
                async for event in events:
                    watch.hear(event)
                    asking.reply.apply(event)
                    journal.note(event)
                    report(event)
        except AskanceError as error:
            return _worded(error.problem, endpoint, key)
        return None

    async def _end(self, asking: Asking, outcome: Outcome) -> AskEnded:
        """The end, written. What cannot be written is still shown, with why."""
        answer = asking.manner.ended(asking.answer, asking.question, outcome)
        try:
            ended = await self._db.run(self._finish, answer)
            return await self._settled(asking, ended)
        except AskanceError as error:
            return AskEnded(replace(answer, status=MessageStatus.FAILED, problem=error.problem))

    def _finish(self, answer: Message) -> Message:
        kept = self._history.finish(
            answer.id,
            status=answer.status,
            choices=answer.choices,
            usage=answer.usage,
            problem=answer.problem,
            record=answer.record,
            timing=answer.timing,
            model=answer.model,
            endpoint=answer.endpoint,
            now=self._clock(),
        )
        if (
            kept.chosen != answer.chosen
            and kept.choices
            and all(choice.index != kept.chosen for choice in kept.choices)
        ):
            # What was chosen as it began never came.
            self._history.choose(answer.id, answer.chosen)
            kept = replace(kept, chosen=answer.chosen)
        return kept

    async def _settled(self, asking: Asking, ended: Message) -> AskEnded:
        """What becomes of the earlier answer that was asked for again."""
        again = asking.again
        if again is not None and asking.replaces:
            await self._db.run(self._history.delete_message, again.id)
            siblings = tuple(each for each in ended.siblings if each != again.id)
            alone = siblings if len(siblings) > 1 else ()
            return AskEnded(replace(ended, siblings=alone), replaced=again.id)
        if again is not None and ended.status is MessageStatus.CANCELLED and not says(ended):
            await self._db.run(self._withdraw, ended, again)
            return AskEnded(ended, withdrawn=True)
        return AskEnded(ended)

    def _withdraw(self, ended: Message, again: Message) -> None:
        self._history.delete_message(ended.id)
        self._history.select_branch(again.id)


def says(answer: Message) -> bool:
    """Whether an answer has anything worth keeping."""
    return any(
        choice.text.strip() or choice.refusal.strip() or choice.reasoning.strip()
        for choice in answer.choices
    )


def _worded(problem: Problem, endpoint: Endpoint, key: str | None) -> Problem:
    """A refused key and a missing key look the same on the wire; the person needs to know which."""
    if problem.kind is not ErrorKind.AUTH or key:
        return problem
    return replace(
        problem,
        title="This endpoint wants a key",
        hint=f"Add it in Settings, or run: askance key set {endpoint.name}",
    )
