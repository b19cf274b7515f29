"""How often what came of a reply is shown. Pure.

Text may come faster than anyone reads, and to show a batch costs the same whether it holds a word
or a line. So showing takes a small part of the GUI thread however fast the text comes: the window
is free for the person most of the time, on a slow computer too.
"""

from __future__ import annotations

_RESTS = 20
"""A rest is so many times as long as what it is a rest from; about as much again is painted."""
_SLOWEST_MS = 60
"""But some sixteen times a second something is seen,"""
_LEAST_RESTS = 3
"""unless it is a paragraph of a hundred thousand words: then the window comes first."""
_BATCH_MS = 33
"""Batches come no faster than this."""


def rest_after(cost_ms: float) -> int:
    """How many milliseconds to wait before what came meanwhile is shown, after showing took
    `cost_ms` of the thread's own time (what else the machine does is no reason to rest); 0 when the
    next batch comes no sooner anyway.
    """
    rest = max(min(_RESTS * cost_ms, _SLOWEST_MS), _LEAST_RESTS * cost_ms)
    return round(rest) if rest > _BATCH_MS else 0
