"""What the quiet line under an answer can tell: who answered, what it took, how fast. GUI thread.

Each fact is words of its own, so that a row can show a few of them and a menu or a screen reader
all. What nobody measured or counted is left out, never guessed, but for tokens and prices that
`core.cost` marks as estimates.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from askance.core.alternatives import DoubtSummary
from askance.core.conversation import Message, Usage
from askance.core.cost import Spent
from askance.core.endpoint import ON_DEVICE
from askance.ui import figures
from askance.ui.presets import name_of

_LEAST_SECONDS = 0.05
"""Over less, tokens a second say something about buffers, not about the model."""


def facts_of(message: Message, spent: Spent | None) -> list[str]:
    """All of an answer's facts in the order of a line. `spent` is None where it was not reckoned:
    then the tokens are as the server counted them.
    """
    if _added(message):
        return [words for words in (who(message),) if words]
    said = (who(message), _tokens(message, spent), _price(spent), *_times(message))
    return [words for words in said if words]


def brief(message: Message, spent: Spent | None) -> list[str]:
    """The facts that are always shown: who answered, and what it took."""
    took = figures.spent_words(spent) if spent is not None else _counted(message.usage or Usage())
    return [words for words in (who(message), "" if _added(message) else took) if words]


def who(message: Message) -> str:
    """Who gave the chosen answer: a model, or this computer and what it reads with."""
    choice = message.choice
    endpoint = (choice.endpoint if choice else "") or message.endpoint
    model = (choice.model if choice else "") or message.model
    if endpoint != ON_DEVICE.name:
        return model
    return " · ".join(dict.fromkeys(name for name in (name_of(ON_DEVICE), model) if name))


def _added(message: Message) -> bool:
    """Whether somebody else gave the chosen answer: it was the first asking that was measured."""
    choice = message.choice
    return choice is not None and bool(choice.model or choice.endpoint)


def sureness_words(found: DoubtSummary) -> str:
    """`96 % sure on average, least at “Bern”: 41 %`."""
    return _tr("{mean} sure on average, least at “{word}”: {least}").format(
        mean=figures.percent(found.mean), word=found.word, least=figures.percent(found.least)
    )


def _tokens(message: Message, spent: Spent | None) -> str:
    usage = message.usage or Usage()
    given, written = usage.prompt_tokens, usage.completion_tokens
    if given is not None and written is not None:
        return _tr("{given} tokens in, {written} out").format(
            given=figures.whole(given), written=figures.whole(written)
        )
    if spent is not None:
        return figures.tokens(spent.tokens, exact=spent.exact)
    return _counted(usage)


def _counted(usage: Usage) -> str:
    total = usage.total_tokens
    if total is None and usage.completion_tokens is not None:
        total = (usage.prompt_tokens or 0) + usage.completion_tokens
    return "" if total is None else figures.tokens(total, exact=True)


def _price(spent: Spent | None) -> str:
    if spent is None or spent.price is None:
        return ""
    return figures.about(figures.price(spent.price), exact=spent.exact)


def _times(message: Message) -> list[str]:
    timing = message.timing
    if timing is None:
        return []
    first, thought, total = timing.first_token, timing.thought, timing.total
    said = []
    if first is not None:
        said.append(_tr("first token after {time}").format(time=figures.duration(first)))
    if first is not None and thought is not None and thought > first:
        said.append(_tr("thought for {time}").format(time=figures.duration(thought - first)))
    if first is not None and total is not None:
        said.append(_speed(message, total - first))
    if total is not None:
        said.append(_tr("{time} in all").format(time=figures.duration(total)))
    return said


def _speed(message: Message, seconds: float) -> str:
    written = message.usage.completion_tokens if message.usage else None
    # The first token came at the beginning of the time that is measured, not within it.
    if written is None or written < 2 or seconds < _LEAST_SECONDS:
        return ""
    return _tr("{speed} tokens/s").format(speed=figures.rounded((written - 1) / seconds))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Facts", text)
