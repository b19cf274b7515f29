"""When a question is asked again by itself, and how long it waits before. Pure: chance and clock
are handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from askance.chat.complaint import seconds_of
from askance.core.errors import ErrorKind, Problem

MAX_RETRIES = 2
LONGEST_WAIT_S = 60.0
"""A server that wants a longer wait gets none: the person is told instead."""

_STATUSES = frozenset({429, 502, 503, 504, 529})
_SHORTEST_S, _LONGEST_GUESS_S = 0.5, 8.0


def retry_after(header: Callable[[str], str], now: float) -> float | None:
    """The seconds that an answer's headers ask to wait: `retry-after-ms`, or `Retry-After` as
    seconds or as a date (RFC 9110, 10.2.3). `now` is seconds since the epoch.
    """
    milliseconds = seconds_of(header("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    text = header("retry-after").strip()
    plain = seconds_of(text)
    if plain is not None or not text:
        return plain
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.fromtimestamp(now, UTC)).total_seconds())


def delay_before(attempt: int, problem: Problem, chance: float) -> float | None:
    """Seconds to wait before retry number `attempt` (from 1), or None when it would be no use.
    `chance` in 0–1 spreads clients that were refused together.
    """
    if attempt > MAX_RETRIES or problem.status not in _STATUSES:
        return None
    if problem.kind in (ErrorKind.QUOTA, ErrorKind.AUTH, ErrorKind.UNSUPPORTED_PARAM):
        return None
    wanted = problem.retry_after_s
    if wanted is not None:
        return wanted if wanted <= LONGEST_WAIT_S else None
    ceiling: float = min(_LONGEST_GUESS_S, _SHORTEST_S * (1 << 2 * attempt))
    return _SHORTEST_S + (ceiling - _SHORTEST_S) * chance
