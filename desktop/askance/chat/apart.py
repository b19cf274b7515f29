"""Several answers from a server that gives one at a time: so many requests, at most three at once.

Worker's event loop. The events of all come as one reply, each under its own index.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, replace

from askance.core.chat import (
    ChatEvent,
    ChoiceFinished,
    LogprobsDelta,
    ReasoningDelta,
    RefusalDelta,
    ReplyStarted,
    RequestSent,
    TextDelta,
    Uploaded,
    UsageReported,
)
from askance.core.conversation import Usage
from askance.core.errors import AskanceError, Problem

AT_ONCE = 3
_WAITING = 64
_BEFORE = -1
"""No answer's index."""
_INDEXED = TextDelta | ReasoningDelta | RefusalDelta | LogprobsDelta | ChoiceFinished
_OF_THE_FIRST = RequestSent | ReplyStarted | Uploaded


@dataclass(frozen=True, slots=True)
class _Over:
    problem: Problem | None = None


_Item = tuple[int, ChatEvent | _Over | BaseException]


async def asked_apart(
    ask: Callable[[], AsyncGenerator[ChatEvent, None]],
    indexes: Sequence[int],
    before: Usage | None = None,
) -> AsyncGenerator[ChatEvent, None]:
    """The events of one reply for every index. Those that fail do not disturb the others; the first
    problem is raised (`AskanceError`) once all have ended. `before`: what was used already, which
    every `UsageReported` counts too.
    """
    items: asyncio.Queue[_Item] = asyncio.Queue(_WAITING)
    turns = asyncio.Semaphore(AT_ONCE)
    tasks = [asyncio.ensure_future(_follow(ask, index, items, turns)) for index in indexes]
    usages = {} if before is None else {_BEFORE: before}
    problems: list[Problem] = []
    running = len(tasks)
    try:
        while running:
            index, item = await items.get()
            if isinstance(item, BaseException):
                raise item
            if isinstance(item, _Over):
                running -= 1
                problems += [item.problem] if item.problem else []
            elif isinstance(item, UsageReported):
                usages[index] = item.usage
                yield UsageReported(_total(list(usages.values())))
            elif isinstance(item, _INDEXED):
                yield replace(item, index=index)
            elif index == indexes[0] or not isinstance(item, _OF_THE_FIRST):
                yield item
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if problems:
        raise AskanceError(_worded(problems[0], len(indexes) - len(problems), len(indexes)))


async def _follow(
    ask: Callable[[], AsyncGenerator[ChatEvent, None]],
    index: int,
    items: asyncio.Queue[_Item],
    turns: asyncio.Semaphore,
) -> None:
    over: _Over | BaseException = _Over()
    async with turns:
        try:
            async with contextlib.aclosing(ask()) as events:
                async for event in events:
                    await items.put((index, event))
        except AskanceError as error:
            over = _Over(error.problem)
        except Exception as error:  # noqa: BLE001 -- raised again by whoever gathers the answers
            over = error
    await items.put((index, over))


def _worded(problem: Problem, whole: int, asked: int) -> Problem:
    if not whole:
        return problem
    words = f"{whole} of {asked} answers came whole. {problem.detail}"
    return replace(problem, detail=words.strip())


def _total(usages: list[Usage]) -> Usage:
    def added(counts: list[int | None]) -> int | None:
        known = [count for count in counts if count is not None]
        return sum(known) if known else None

    return Usage(
        added([usage.prompt_tokens for usage in usages]),
        added([usage.completion_tokens for usage in usages]),
        added([usage.total_tokens for usage in usages]),
    )
