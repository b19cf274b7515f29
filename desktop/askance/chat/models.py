"""The models a server names, and the local servers that answer. On the worker's event loop.

The list is a convenience: many servers have none, or another shape of it, and a typed name always
works. So its errors are told, and nothing depends on it.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence

from askance.chat.loose import mapping, parse, sequence, string, whole_characters
from askance.chat.problems import Wording
from askance.chat.refusal import refusal
from askance.chat.request import wants_api_key_header
from askance.chat.routes import SYSTEM, Route
from askance.chat.transport import MAX_BODY, Call, Transport, read_up_to
from askance.core.address import models_url
from askance.core.endpoint import FoundServer, ModelInfo, Provider
from askance.core.errors import AskanceError, ErrorKind

_ANSWER_TIMEOUT_S = 15.0
_LOCAL_TIMEOUT_S = 0.6
_MOST_MODELS = 5000


async def listed(
    transport: Transport,
    base_url: str,
    key: str | None,
    *,
    connect_timeout: float,
    route: Route = SYSTEM,
    answer_timeout: float = _ANSWER_TIMEOUT_S,
) -> tuple[ModelInfo, ...]:
    """The models a server names, in its order. Timeouts in seconds. Raises `AskanceError`."""
    wording = Wording(base_url, key=key)
    call = Call(
        "GET",
        models_url(base_url),
        wording,
        headers={"Accept": "application/json"},
        key=key,
        api_key_header=wants_api_key_header(base_url),
        route=route,
        connect_timeout=connect_timeout,
        answer_timeout=answer_timeout,
    )
    async with transport.open(call) as incoming:
        if not 200 <= incoming.status < 300:
            raise AskanceError(await refusal(incoming, wording, time.time()))
        body = await read_up_to(incoming, MAX_BODY, answer_timeout)
    models = in_list(body)
    if models is None:
        raise wording.error(ErrorKind.BAD_RESPONSE, "It does not list its models.")
    return models


async def found_local(transport: Transport, servers: Sequence[Provider]) -> tuple[FoundServer, ...]:
    """Those of `servers` that list models right now, asked all at once."""
    found = await asyncio.gather(*(_found(transport, server) for server in servers))
    return tuple(server for server in found if server is not None)


async def _found(transport: Transport, provider: Provider) -> FoundServer | None:
    with contextlib.suppress(AskanceError, TimeoutError):
        async with asyncio.timeout(2 * _LOCAL_TIMEOUT_S):
            models = await listed(
                transport,
                provider.base_url,
                None,
                connect_timeout=_LOCAL_TIMEOUT_S,
                answer_timeout=_LOCAL_TIMEOUT_S,
            )
        return FoundServer(provider, models)
    return None


def in_list(body: bytes) -> tuple[ModelInfo, ...] | None:
    """The models in a body, or None when it is no list of models: `{data: [{id}]}`, `{models: […]}`
    (llama.cpp, Ollama) or a bare list.
    """
    try:
        value = parse(body.decode("utf-8-sig", "replace"))
    except ValueError:
        return None
    fields = mapping(value)
    places = (value, fields.get("data"), fields.get("models"))
    lists = [place for place in places if isinstance(place, list)]
    if not lists:
        return None
    entries = next((place for place in lists if place), [])[:_MOST_MODELS]
    hints = {_name(item): mapping(item) for item in sequence(fields.get("models"))}
    models: dict[str, ModelInfo] = {}
    for entry in entries:
        name = _name(entry)
        if name and name not in models:
            sees = _sees_pictures(mapping(entry))
            models[name] = ModelInfo(
                name, _sees_pictures(hints.get(name, {})) if sees is None else sees
            )
    return tuple(models.values())


def _name(entry: object) -> str:
    fields = mapping(entry)
    said = entry if isinstance(entry, str) else None
    name = string(said or fields.get("id") or fields.get("model") or fields.get("name"))
    return whole_characters(name).strip().removeprefix("models/")[:300]


def _sees_pictures(entry: Mapping[str, object]) -> bool | None:
    """Whether the server says that a model takes pictures; None when it does not say."""
    architecture = mapping(entry.get("architecture"))
    for place in (architecture, entry):
        modalities = place.get("input_modalities")
        if isinstance(modalities, list):
            return "image" in modalities
    modality = string(architecture.get("modality"))
    if "->" in modality:
        return "image" in modality.partition("->")[0]
    capabilities = entry.get("capabilities")
    if isinstance(capabilities, list):
        return any(word in capabilities for word in ("multimodal", "vision", "image"))
    vision = mapping(capabilities).get("vision")
    if isinstance(vision, bool):
        return vision
    return True if entry.get("type") == "vlm" else None
