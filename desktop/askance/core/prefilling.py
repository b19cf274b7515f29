"""Whether an endpoint lets words be put into the model's mouth, to go on from there. Pure.

The words are sent as the last message of the conversation, in the assistant's name. Most servers
that run open models, and several others, let the model go on with that message. Those named here
are known to begin a new one instead, which would leave two answers run into each other; what others
say to it is only seen by asking.
"""

from __future__ import annotations

from askance.core.address import host_of
from askance.core.endpoint import Endpoint
from askance.core.errors import ErrorKind, Problem

_BEGIN_ANEW = ("api.openai.com", "openai.azure.com")


def why_not(endpoint: Endpoint) -> Problem | None:
    """Why an answer cannot be gone on with from given words there; None when it may be tried."""
    if endpoint.on_device:
        return Problem(
            ErrorKind.NEEDS_MODEL,
            "This computer reads; it doesn’t go on with an answer",
            "The answer stays as it is.",
            "Choose or add a model, then continue from here again.",
        )
    host = host_of(endpoint.base_url)
    if any(host == name or host.endswith(f".{name}") for name in _BEGIN_ANEW):
        return Problem(
            ErrorKind.BAD_REQUEST,
            "This endpoint can’t continue from a chosen word",
            f"{host} always begins a new answer. The answer stays as it is.",
            "Continue with another endpoint, or ask in a follow-up.",
        )
    return None
