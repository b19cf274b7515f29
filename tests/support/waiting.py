"""Waiting for something to become true: with a deadline, without guessing how long it takes."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_S = 20.0
"""Long enough for a loaded two-core machine; a test that passes never waits this long."""


def wait_for(
    look: Callable[[], T | None],
    what: str,
    *,
    patience_s: float = PATIENCE_S,
    every_s: float = 0.01,
) -> T:
    """The first truthy answer of `look`; an AssertionError naming `what` when none came."""
    deadline = time.monotonic() + patience_s
    while True:
        if answer := look():
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience_s:g} s for {what}; last seen: {answer!r}")
        time.sleep(every_s)
