"""Where a reply meets the beginning that was put into the model's mouth. Pure.

A server may go on, give the beginning once more and go on, or pass over it and begin an answer of
its own. Which of these it did is not said on the wire. It shows in the reply's first words, which
are held back until it does; only what is unmistakable counts as an answer of its own.
"""

from __future__ import annotations

import re

from askance.core.continuation import Joint
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError
from askance.core.prefilling import began_anew, dialect_of

_LEAST_SAME = 16
"""Fewer characters may come twice by chance."""

_LEAST_LETTERS = 5
"""Different characters among them: a rule of dashes may come twice too."""

_OPENING = re.compile(r"\w\w+\W*\s")
_SHOWN = 80


class GivenJoint:
    """Takes the reply of `endpoint` piece by piece, as `Joint` does. `begun` is what the person
    sees in front of it.

    Blanks at the end of `begun` are not sent (`sent`): models choke on them, and servers refuse or
    cut them. The model gives its own, and those that stand there already are left out. `trimmed`
    counts all that was left out at the reply's front.
    """

    def __init__(self, begun: str, endpoint: Endpoint) -> None:
        self.sent = begun.rstrip()
        self.trimmed = 0
        self._endpoint = endpoint
        self._blanks = begun[len(self.sent) :]
        self._echoes = dialect_of(endpoint).echoes
        self._same: int | None = 0
        """So many characters came, and all of them are `sent`'s; None when it was decided."""
        self._joint: Joint | None = None

    def feed(self, text: str) -> str:
        """What of the reply so far certainly belongs behind `begun`. Raises `AskanceError` when the
        reply turns out to be an answer of its own; nothing of it was given before.
        """
        if self._same is None:
            return self._behind(text)
        same = self._same
        if self.sent.startswith(text, same):
            self._same += len(text)
            return ""
        self._same = None
        return self._decide(self.sent[:same] + text)

    def end(self) -> str:
        """The reply is over: what was held back of it."""
        held, same = "", self._same
        if same is not None:
            held, self._same = self.sent[:same], None
            if same and (self._is_echo(held) or self._echoes or _is_unmistakable(held)):
                # Whether it was about to go on or to begin anew: nothing new was said.
                self.trimmed, held = same, ""
            held = self._behind(held)
        return held + self._rest()

    def _decide(self, reply: str) -> str:
        """The first words are there, and they are not all `sent`'s."""
        if self._is_echo(reply):
            return self._behind(reply[len(self.sent) :])
        if _is_anew(self.sent, reply):
            self.trimmed = len(reply)
            raise AskanceError(began_anew(self._endpoint, reply[:_SHOWN]))
        self._joint = Joint(self.sent)
        return self._behind(reply)

    def _is_echo(self, reply: str) -> bool:
        sent = self.sent
        if not reply.startswith(sent):
            return False
        if not (self._echoes or _is_told_twice(sent, reply[len(sent) :])):
            return False
        self.trimmed = len(sent)
        return True

    def _behind(self, text: str) -> str:
        if self._joint is not None:
            text = self._joint.feed(text)
            if text:
                self.trimmed, self._joint = self._joint.trimmed, None
        return self._after_blanks(text)

    def _rest(self) -> str:
        joint = self._joint
        if joint is None:
            return ""
        text = joint.end()
        self.trimmed, self._joint = joint.trimmed, None
        return self._after_blanks(text)

    def _after_blanks(self, text: str) -> str:
        """Without the blanks that stand there already."""
        if not text or not self._blanks:
            return text
        twice = len(_common(self._blanks, text))
        self.trimmed += twice
        self._blanks = self._blanks[twice:] if twice == len(text) else ""
        return text[twice:]


def _common(one: str, other: str) -> str:
    """What both begin with."""
    most = min(len(one), len(other))
    return one[: next((at for at in range(most) if one[at] != other[at]), most)]


def _is_unmistakable(same: str) -> bool:
    return len(same) >= _LEAST_SAME and len(set(same)) >= _LEAST_LETTERS


def _is_told_twice(sent: str, rest: str) -> bool:
    """Whether a reply that begins with all of `sent` says it again, rather than going on with the
    same letters: several words would run together, and so would one that ends there.
    """
    if not sent or not (sent[0].isalnum() and sent[-1].isalnum()):
        return _is_unmistakable(sent)
    return len(sent.split()) > 1 or (len(sent) > 1 and not rest[:1].isalnum())


def _is_anew(sent: str, reply: str) -> bool:
    """Whether a reply that is not an echo begins like the answer itself and then takes its own way.
    Lines that begin alike are common: what `sent` has twice proves nothing.
    """
    same = _common(sent, reply)
    if sent.find(same, 1) >= 0:
        return False
    if _is_unmistakable(same):
        return True
    runs_together = sent[-1:].isalnum() and reply[:1].isalnum()
    return runs_together and _OPENING.match(same) is not None
