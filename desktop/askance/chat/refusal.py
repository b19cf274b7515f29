"""An answer whose status is no success, into a problem. On the worker's event loop."""

from __future__ import annotations

from dataclasses import replace

from askance.chat.complaint import in_body
from askance.chat.problems import Wording, shortened
from askance.chat.retry import retry_after
from askance.chat.transport import MAX_ERROR_BODY, Incoming, read_up_to
from askance.core.errors import ErrorKind, Problem

_PATIENCE_S = 10.0


async def refusal(incoming: Incoming, wording: Wording, now: float) -> Problem:
    """The problem behind an answer that is no success. `now` is seconds since the epoch."""
    if 300 <= incoming.status < 400:
        target = wording.presentable(incoming.header("location"))
        return wording.of_kind(
            ErrorKind.REDIRECT,
            f"It leads to {target}" if target else "It does not say where to.",
            status=incoming.status,
        )
    complaint = in_body(await read_up_to(incoming, MAX_ERROR_BODY, _PATIENCE_S))
    asked_to_wait = retry_after(incoming.header, now)
    if asked_to_wait is not None:
        complaint = replace(complaint, retry_after_s=asked_to_wait)
    request_id = incoming.header("x-request-id") or incoming.header("request-id")
    return wording.of_complaint(
        complaint, status=incoming.status, request_id=shortened(request_id, 200) or None
    )
