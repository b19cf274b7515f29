"""`Settings` as a JSON object, and back, forgivingly. Pure.

A table says for each field which JSON values it takes; a value it does not take becomes the default
and a complaint. `merged` changes only what was changed, so that nothing unknown is lost.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from enum import StrEnum

from askance.core.chord import Chord
from askance.core.endpoint import ON_DEVICE, Endpoint, Parameters, Prices
from askance.core.headers import fields_without_keys, is_free_header, is_header_value
from askance.core.screen import Region
from askance.core.settings import Appearance, Settings

Json = dict[str, object]
_Reader = Callable[[object], object]
_Kept = Endpoint | Parameters | Prices

SMALLEST_TEXT = 50
LARGEST_TEXT = 400
_MOST_STOPS = 4
_LARGEST_SEED = 2**63 - 1


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
        elif isinstance(new, Region):
            result[field.name] = [new.x, new.y, new.width, new.height]
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
        if endpoint is not None and (endpoint.name == ON_DEVICE.name or endpoint.on_device):
            complaints.append(
                f"endpoint {number} has the name or the address of the built-in endpoint; ignored."
            )
        elif endpoint is None or endpoint.name in found:
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
    for name, (make, table) in _WITHIN.items():
        inner = entry.get(name, {})
        if isinstance(inner, dict):
            values[name] = make(**_values(inner, table, f"{place}{name}: ", complaints))
        else:
            complaints.append(f"{place}“{name}” is no object; it is ignored.")
    return Endpoint(**values)  # type: ignore[arg-type]  # the table checked each value


def _values(
    raw: Mapping[str, object], table: Mapping[str, _Reader], place: str, complaints: list[str]
) -> Json:
    values: Json = {}
    for name, read in table.items():
        if name in raw:
            try:
                values[name] = read(raw[name])
            except (TypeError, ValueError, OverflowError, RecursionError):
                complaints.append(f"{place}“{name}” has a value that cannot be used; ignored.")
    return values


def _merged_endpoints(raw: object, before: Settings, after: Settings) -> list[object]:
    """The endpoints as JSON, each over what the file had under its name; entries that were never
    understood stay at the end.
    """
    entries = raw if isinstance(raw, list) else []
    kept: list[object] = []
    known: dict[str, Json] = {}
    names = {item.name for item in before.endpoints}
    for entry in entries:
        name = entry.get("name") if isinstance(entry, dict) else None
        if isinstance(name, str) and name.strip() in names and name.strip() not in known:
            known[name.strip()] = entry
        else:
            kept.append(entry)
    return [
        *(_merged_endpoint(known.get(item.name, {}), before, item) for item in after.endpoints),
        *kept,
    ]


def _merged_endpoint(raw: Json, before: Settings, endpoint: Endpoint) -> Json:
    return _merged_fields(raw, before.endpoint(endpoint.name), endpoint)


def _merged_fields(raw: Json, old: _Kept | None, new: _Kept) -> Json:
    """`raw` with the fields that differ from the old value, or from the defaults without one."""
    result = dict(raw)
    for field in fields(new):
        value = getattr(new, field.name)
        if old is not None:
            before = getattr(old, field.name)
        elif field.default is MISSING:
            before = MISSING
        else:
            before = field.default
        if value == before:
            continue
        if isinstance(value, Parameters | Prices):
            inside = raw.get(field.name)
            known = inside if isinstance(inside, dict) else {}
            result[field.name] = _merged_fields(known, before, value)
        elif field.name == "extra_headers":
            result[field.name] = dict(value)
        else:
            result[field.name] = list(value) if isinstance(value, tuple) else value
    return result


def _region(value: object) -> Region:
    if not isinstance(value, list) or len(value) != len(_REGION):
        raise TypeError
    x, y, width, height = (read(number) for read, number in zip(_REGION, value, strict=True))
    return Region(x, y, width, height)


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


def _whole(smallest: int, largest: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError
        if not smallest <= value <= largest:
            raise ValueError
        return value

    return read


_FAR = 1_000_000
"""Pixels: farther than any desktop reaches."""
_REGION = (_whole(-_FAR, _FAR), _whole(-_FAR, _FAR), _whole(1, _FAR), _whole(1, _FAR))


def _number(smallest: float, largest: float) -> _Reader:
    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError
        if not smallest <= value <= largest:
            raise ValueError
        return float(value)

    return read


def _chord(value: object) -> str:
    text = _text(value)
    return str(Chord.parse(text)) if text else ""


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_text(item) for item in value)


def _headers(value: object) -> tuple[tuple[str, str], ...]:
    """Those that hold no key, and would travel."""
    if not isinstance(value, dict):
        raise TypeError
    if not all(
        is_free_header(name, _text(text)) and is_header_value(text) for name, text in value.items()
    ):
        raise ValueError
    return tuple(value.items())


def _object(value: object) -> str:
    """A JSON object as text, no key in it; written as text or, by hand, as the object itself."""
    if isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False) if value else ""
    text = _text(value).strip()
    if text and not isinstance(json.loads(text, object_pairs_hook=fields_without_keys), dict):
        raise TypeError
    return text


def _stops(value: object) -> tuple[str, ...]:
    texts = _texts(value)
    if len(texts) > _MOST_STOPS or not all(texts):
        raise ValueError
    return texts


def _or_none(read: _Reader) -> _Reader:
    return lambda value: None if value is None else read(value)


def _one_of(choices: type[StrEnum]) -> _Reader:
    return lambda value: choices(_text(value))


def _detail(value: object) -> str:
    if value not in ("low", "high", "auto"):
        raise ValueError
    return _text(value)


_SETTINGS: dict[str, _Reader] = {
    "default_endpoint": _name,
    "hotkey": _or_none(_chord),
    "hotkey_last": _chord,
    "hotkey_screen": _chord,
    "hotkey_show": _chord,
    "hotkey_enabled": _flag,
    "appearance": _one_of(Appearance),
    "text_size": _whole(SMALLEST_TEXT, LARGEST_TEXT),
    "doubt_below": _whole(0, 100),
    "history_visible": _flag,
    "welcomed": _flag,
    "last_region": _or_none(_region),
    "grabber": _text,
    "hotkeys": _text,
}

_SECONDS = _number(sys.float_info.min, sys.float_info.max)

_ENDPOINT: dict[str, _Reader] = {
    "name": _name,
    "base_url": _text,
    "model": _text,
    "stream": _flag,
    "max_tokens": _or_none(_whole(1, 10_000_000)),
    "link_pictures": _flag,
    "system_prompt": _text,
    "dropped_params": _texts,
    "connect_timeout": _SECONDS,
    "first_payload_timeout": _SECONDS,
    "idle_timeout": _SECONDS,
    "extra_headers": _headers,
    "extra_body": _object,
    "proxy": _name,
    "ca_file": _text,
    "plain_http": _flag,
}

_PARAMETERS: dict[str, _Reader] = {
    "temperature": _or_none(_number(0, 2)),
    "top_p": _or_none(_number(0, 1)),
    "n": _or_none(_whole(1, 128)),
    "top_logprobs": _or_none(_whole(0, 20)),
    "seed": _or_none(_whole(-_LARGEST_SEED, _LARGEST_SEED)),
    "stop": _stops,
    "detail": _or_none(_detail),
    "reasoning_effort": _or_none(_text),
}

_PRICES: dict[str, _Reader] = {
    "prompt": _or_none(_number(0, 1e9)),
    "completion": _or_none(_number(0, 1e9)),
}

_WITHIN: dict[str, tuple[Callable[..., object], dict[str, _Reader]]] = {
    "parameters": (Parameters, _PARAMETERS),
    "prices": (Prices, _PRICES),
}
