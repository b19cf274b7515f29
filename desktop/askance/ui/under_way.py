"""One question under way: its job, what has come, and what is said while it comes. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from askance.core.chat import (
    AskedApart,
    ChatEvent,
    ParameterDropped,
    PicturesReduced,
    Reply,
)
from askance.core.conversation import Message
from askance.core.endpoint import ON_DEVICE
from askance.core.errors import ErrorKind, Problem
from askance.core.progress import (
    Progress,
    Retrying,
    Said,
    Sending,
    Stage,
    Stalled,
    Waiting,
)
from askance.services.ask import Question, Report
from askance.ui.bridge import Job
from askance.ui.figures import share, whole

_QUIET_S = 2
"""A wait shorter than this is not counted out."""

Clock = Callable[[], float]
"""Seconds of any steady clock."""

Further = Callable[[Message, Report], Coroutine[object, object, Message]]
"""Asks for more of an answer that is there."""


def still_coming() -> Problem:
    """Why something cannot be done now."""
    return Problem(ErrorKind.BUSY, _tr("An answer is still coming"), hint=_tr("Stop it, or wait."))


class AllUnderWay:
    """The questions under way, one a conversation at a time, whether their conversation is shown
    or not.
    """

    def __init__(self) -> None:
        self._all: list[UnderWay] = []

    def add(self, asking: UnderWay) -> None:
        """It began."""
        self._all.append(asking)

    def remove(self, asking: UnderWay) -> None:
        """It has ended."""
        self._all.remove(asking)

    def within(self, conversation_id: int | None) -> UnderWay | None:
        """The one of a conversation; a new conversation has none."""
        if conversation_id is None:
            return None
        found = [each for each in self._all if each.conversation_id == conversation_id]
        return found[-1] if found else None

    def bringing(self, message_id: int) -> UnderWay | None:
        """The one that brings this answer."""
        found = (each for each in self._all if each.answer and each.answer.id == message_id)
        return next(found, None)


class UnderWay(QObject):
    """A question under way. `question` is None when an earlier one is asked again or goes on."""

    changed = Signal()
    """The words of `note` changed although nothing came: time went by."""

    def __init__(
        self, job: Job, question: Question | None, *, clock: Clock, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.job = job
        self.question = question
        self.conversation_id: int | None = question.conversation_id if question else None
        self.answer: Message | None = None
        self.beside: int | None = None
        """The message in whose place the answer, or its question, stands."""
        self.stood_there: tuple[Message, ...] = ()
        """What the page showed before that."""
        self.begins = False
        """Whether its question began the conversation."""
        self._picked: int | None = None
        self._reply = Reply()
        self._clock = clock
        self._progress = Progress(clock())
        self._tick = QTimer(self, singleShot=True)
        self._tick.timeout.connect(self.changed)

    def start(self, answer: Message) -> None:
        """`answer` is kept and will be written; one that goes on has words already."""
        self.answer = answer
        self._progress.patient = answer.endpoint == ON_DEVICE.name
        self._reply = Reply(answer.choices)

    def hear(self, events: Sequence[ChatEvent]) -> None:
        """Takes what came."""
        now = self._clock()
        for event in events:
            self._reply.apply(event)
            self._progress.hear(event, now)

    def message(self) -> Message | None:
        """The answer as it stands now."""
        return replace(self.answer, choices=self._reply.choices()) if self.answer else None

    def pick(self, index: int) -> None:
        """The person wants this choice of the answer to go on with the conversation."""
        self._picked = index
        if self.answer is not None:
            self.answer = replace(self.answer, chosen=index)

    def end(self, answer: Message) -> Message:
        """The answer as it was kept, with what was picked while that was being written."""
        if any(choice.index == self._picked for choice in answer.choices):
            assert self._picked is not None
            answer = replace(answer, chosen=self._picked)
        self.answer = answer
        return answer

    def stage(self) -> Stage:
        """Where it stands now."""
        return self._progress.stage(self._clock())

    def note(self) -> str:
        """Where it stands, in words; empty while all goes well."""
        stage = self.stage()
        said = "" if isinstance(stage, Stalled) else _said(self._progress.said)
        return " · ".join(filter(None, (said, self._stands(stage, bool(said)))))

    def watch(self, watched: bool) -> None:
        """Whether somebody looks: then `changed` tells when time alone changes the note."""
        left = self._progress.next_change(self._clock()) if watched else None
        if left is None:
            self._tick.stop()
        else:
            self._tick.start(max(1, int(left * 1000) + 1))

    def _stands(self, stage: Stage, brief: bool) -> str:
        match stage:
            case Sending(sent, total):
                return _tr("Sending · {share}").format(share=share(sent, total))
            case Retrying(problem, seconds):
                return _tr("{problem}. Trying again in {seconds} s").format(
                    problem=problem.title, seconds=whole(seconds)
                )
            case Stalled(seconds, sending=True):
                return _tr("Nothing was sent for {seconds} s").format(seconds=whole(seconds))
            case Stalled(seconds):
                return _tr("Nothing came for {seconds} s").format(seconds=whole(seconds))
            case Waiting(seconds):
                return self._waits(seconds, brief)
            case _:
                return ""

    def _waits(self, seconds: int, brief: bool) -> str:
        words = _tr("Waiting for the first word")
        if self._progress.patient:
            words = _tr("Reading on this computer")
        counted = _tr("{seconds} s").format(seconds=whole(seconds)) if seconds >= _QUIET_S else ""
        return " · ".join(filter(None, ("" if brief else words, counted)))


def _said(said: Said | None) -> str:
    match said:
        case ParameterDropped(name, instead=None):
            return _tr("The server does not take “{name}”: asked without it").format(name=name)
        case ParameterDropped(name, instead):
            return _tr("The server does not take “{name}”: asked with “{instead}”").format(
                name=name, instead=instead
            )
        case AskedApart(count=1):
            return _tr("This server gives one answer at a time: asking once more")
        case AskedApart(count):
            return _tr("This server gives one answer at a time: asking {count} more times").format(
                count=whole(count)
            )
        case PicturesReduced():
            return _tr("Too large for this server: sent again with smaller pictures")
    return ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("UnderWay", text)
