"""What a thorough look at an endpoint finds, step by step. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from askance.core.conversation import Usage
from askance.core.errors import Problem


class Step(StrEnum):
    """What is looked at, in this order."""

    ADDRESS = "address"
    NAME = "name"
    CONNECTION = "connection"
    CERTIFICATE = "certificate"
    KEY = "key"
    MODEL = "model"
    ANSWER = "answer"
    STREAM = "stream"
    PICTURES = "pictures"
    CHOICES = "choices"
    LOGPROBS = "logprobs"
    BODY = "body"


class Verdict(StrEnum):
    """`LEARNT`: it does not work that way, and Askance goes another from now on."""

    GOOD = "good"
    LEARNT = "learnt"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the table: `words` say what was seen, `next_step` what to do about a failure.
    `parameters` are the request parameters that were learnt to be left out; `problem` is what was
    met, where that is known.
    """

    step: Step
    verdict: Verdict
    words: str
    next_step: str = ""
    parameters: tuple[str, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """A server's certificate. `expires` is seconds since the epoch, None when it is not told."""

    subject: str
    issuer: str
    protocol: str
    expires: float | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection that stood. `proxy` is the one in between, without its password, or empty;
    `trusted_by` says in words whose certificates count.
    """

    seconds: float
    proxy: str = ""
    certificate: Certificate | None = None
    trusted_by: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether a large body was taken (`ok`), or was too large. `usage` is what the server counted
    for it, None when it did not say.
    """

    ok: bool
    usage: Usage | None = None
