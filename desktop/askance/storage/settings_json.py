"""`Settings` as a JSON object, and back, forgivingly. Pure.

A table says for each field which JSON values it takes; a value it does not take becomes the default
and a complaint. `merged` changes only what was changed, so that nothing unknown is lost.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from enum import StrEnum

from askance.core.chord import Chord
from askance.core.endpoint import Endpoint
from askance.core.settings import Appearance, Settings

Json = dict[str, object]
_Reader = Callable[[object], object]

SMALLEST_TEXT = 50
LARGEST_TEXT = 400


def parsed(raw: Mapping[str, object]) -> tuple[Settings, list[str]]:
    """The settings in `raw`, and a complaint for each value that could not be used."""
    complaints: list[str] = []
    values = _values(raw, _SETTINGS, "", complaints)
    if "endpoints" in raw:
        values["endpoints"] = _endpoints(raw["endpoints"], complaints)
    return Settings(**values), complaints  # type: ignore[arg-type]  # the table checked each value


def merged(raw: Mapping[str, object], before: Settings, after: Settings) -> Json:
    """`raw` with the fields that differ between the two."""
    result = dict(raw)
    for field in fields(Settings):
        new = getattr(after, field.name)
        if new == getattr(before, field.name):
            continue
        if field.name == "endpoints":
            result["endpoints"] = _merged_endpoints(raw.get("endpoints"), before, after)
        else:
            result[field.name] = new
    return result


def _endpoints(value: object, complaints: list[str]) -> tuple[Endpoint, ...]:
    if not isinstance(value, list):
        complaints.append("“endpoints” is no list; it is ignored.")
        return ()
    found: dict[str, Endpoint] = {}
    for number, entry in enumerate(value, 1):
        endpoint = _endpoint(entry, f"endpoint {number}: ", complaints)
        if endpoint is None or endpoint.name in found:
            complaints.append(f"endpoint {number} has no name and address of its own; ignored.")
        else:
            found[endpoint.name] = endpoint
    return tuple(found.values())


def _endpoint(entry: object, place: str, complaints: list[str]) -> Endpoint | None:
    if not isinstance(entry, dict):
        return None
    values = {"model": "", **_values(entry, _ENDPOINT, place, complaints)}
    if not (values.get("name") and values.get("base_url")):
        return None
    return Endpoint(**values)  # type: ignore[arg-type]  # the table checked each value


def _values(
    raw: Mapping[str, object], table: Mapping[str, _Reader], place: str, complaints: list[str]
) -> Json:
    values: Json = {}
    for name, read in table.items():
        if name in raw:
            try:
                values[name] = read(raw[name])
            except (TypeError, ValueError, OverflowError):
                complaints.append(f"{place}“{name}” has a value that cannot be used; ignored.")
    return values


def _merged_endpoints(raw: object, before: Settings, after: Settings) -> list[object]:
    """The endpoints as JSON, each over what the file had under its name; entries that were never
    understood stay at the end.
    """
    entries = raw if isinstance(raw, list) else []
    kept: list[object] = []
    known: dict[str, Json] = {}
    for entry in entries:
        name = entry.get("name") if isinstance(entry, dict) else None
        if isinstance(name, str) and before.endpoint(name.strip()) and name.strip() not in known:
            known[name.strip()] = entry
        else:
            kept.append(entry)
    return [
        *(_merged_endpoint(known.get(item.name, {}), before, item) for item in after.endpoints),
        *kept,
    ]


def _merged_endpoint(raw: Json, before: Settings, endpoint: Endpoint) -> Json:
    result = dict(raw)
    old = before.endpoint(endpoint.name)
    for field in fields(Endpoint):
        new = getattr(endpoint, field.name)
        if old is not None:
            changed = new != getattr(old, field.name)
        else:
            changed = field.default is MISSING or new != field.default
        if changed:
            result[field.name] = list(new) if isinstance(new, tuple) else new
    return result


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _name(value: object) -> str:
    return _text(value).strip()


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _whole(smallest: int, largest: int) -> _Reader:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError
        if not smallest <= value <= largest:
            raise ValueError
        return value

    return read


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    if not (math.isfinite(value) and value > 0):
        raise ValueError
    return float(value)


def _chord(value: object) -> str:
    return str(Chord.parse(_text(value)))


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_text(item) for item in value)


def _or_none(read: _Reader) -> _Reader:
    return lambda value: None if value is None else read(value)


def _one_of(choices: type[StrEnum]) -> _Reader:
    return lambda value: choices(_text(value))


_SETTINGS: dict[str, _Reader] = {
    "default_endpoint": _name,
    "hotkey": _or_none(_chord),
    "hotkey_enabled": _flag,
    "appearance": _one_of(Appearance),
    "text_size": _whole(SMALLEST_TEXT, LARGEST_TEXT),
    "history_visible": _flag,
    "welcomed": _flag,
    "grabber": _text,
    "hotkeys": _text,
}

_ENDPOINT: dict[str, _Reader] = {
    "name": _name,
    "base_url": _text,
    "model": _text,
    "stream": _flag,
    "max_tokens": _or_none(_whole(1, 10_000_000)),
    "link_pictures": _flag,
    "system_prompt": _text,
    "dropped_params": _texts,
    "connect_timeout": _seconds,
    "first_payload_timeout": _seconds,
    "idle_timeout": _seconds,
}
