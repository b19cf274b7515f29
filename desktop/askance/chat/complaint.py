"""What a server says went wrong, out of the many shapes it is said in. Pure.

A complaint may be the body of an error answer, a 200 that is none, or an event inside a stream:
`{error: {message, type, param, code}}`, `{error: "…"}`, `{message}`, `{detail}` as words or as a
list of fields, a list around any of them, JSON inside the message, a web page, plain text, nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from askance.chat.loose import (
    mapping,
    number,
    parse,
    sequence,
    string,
    whole_characters,
    whole_number,
)

_WORD_KEYS = ("type", "code", "status", "reason", "error_code", "name", "__type", "@type")
_CODE_KEYS = ("code", "status", "status_code", "statusCode", "http_status", "http_code")
_PARAM_KEYS = ("param", "parameter")
_RETRY_KEYS = ("retry_after", "retryAfter", "retry_after_seconds", "retryDelay")
_MESSAGE_KEYS = (
    "error", "errors", "message", "detail", "details", "msg", "error_message", "error_msg",
    "errorMessage", "error_description", "description", "status_msg", "faultstring", "fault",
    "response", "title", "reason",
)  # fmt: skip
_DURATION = re.compile(
    r"\s*(?:(\d+)m(?!s))?\s*(?:(\d+(?:\.\d+)?)\s*(ms|s)?(?:ec(?:ond)?s?)?)?\s*", re.I
)
_RETRY_WORDS = re.compile(
    r"(?:try again|retry|wait)(?: again)?(?: in| after| for)? "
    r"((?:\d+m(?!s))?\s*(?:\d+(?:\.\d+)?\s*(?:ms|s)\b|\d+(?:\.\d+)?\s*sec|\d+m\b))",
    re.I,
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.I | re.S)
_HEADING = re.compile(r"<h[1-3][^>]*>(.*?)</h[1-3]>", re.I | re.S)
_TAG = re.compile(r"<[^>]*>")


@dataclass(slots=True)
class Complaint:
    """`message`: the server's words. `words`: what it says about the kind of error (types, codes),
    lower case. `code`: an HTTP-like status in the body. `params`: request parameters it names, each
    with the sort of objection. `retry_after_s`: seconds. `is_page`: it was a web page.
    """

    message: str = ""
    words: set[str] = field(default_factory=set)
    code: int | None = None
    params: list[tuple[str, str]] = field(default_factory=list)
    retry_after_s: float | None = None
    is_page: bool = False

    @property
    def told(self) -> str:
        """Everything it said, lower case, for recognising it."""
        return " ".join([self.message.lower().replace("’", "'"), *sorted(self.words)])


def in_body(body: bytes) -> Complaint:
    """The complaint in the body of an error answer, whatever its type claims."""
    text = body.decode("utf-8-sig", "replace").strip()
    if text.startswith(("{", "[", '"')):
        try:
            return in_value(parse(text))
        except ValueError:
            pass
    if text.startswith("<"):
        return Complaint(page_title(text), is_page=True)
    found = Complaint(text)
    found.retry_after_s = _retry_in_words(text)
    return found


def in_value(value: object) -> Complaint:
    """The complaint in a JSON value."""
    found = Complaint()
    _gather(value, found, 6)
    if found.retry_after_s is None:
        found.retry_after_s = _retry_in_words(found.message)
    return found


def in_event(payload: Mapping[str, object], event_type: str = "") -> Complaint | None:
    """The complaint in an object that came where a piece of a reply was expected, if it is one."""
    for choice in sequence(payload.get("choices")):
        if error := mapping(choice).get("error"):
            return in_value({"error": error})
    base = mapping(payload.get("base_resp"))
    if whole_number(base.get("status_code")) not in (None, 0):
        return in_value(base)
    if payload.get("error") or payload.get("errors"):
        return in_value(payload)
    if payload.get("choices"):
        return None
    if "error" in (event_type, payload.get("object"), payload.get("type")):
        return in_value(payload)
    speaks = any(isinstance(payload.get(key), str | list) for key in ("message", "detail", "msg"))
    failed = payload.get("success") is False or any(payload.get(key) for key in _CODE_KEYS)
    return in_value(payload) if speaks and (failed or "detail" in payload) else None


def page_title(page: str) -> str:
    """A web page in a line: its title, else its first heading, else nothing. Never markup."""
    match = _TITLE.search(page) or _HEADING.search(page)
    return " ".join(html.unescape(_TAG.sub(" ", match[1])).split()) if match else ""


def seconds_of(value: object) -> float | None:
    """A waiting time in seconds out of 19, "19", "19.5s", "250ms" or "1m30s"."""
    plain = number(value)
    if plain is not None:
        return plain if 0 <= plain < 1e9 else None
    match = _DURATION.fullmatch(string(value))
    if not match or not (match[1] or match[2]):
        return None
    seconds = float(match[2] or 0) / (1000 if (match[3] or "").lower() == "ms" else 1)
    return 60 * int(match[1] or 0) + seconds


def _gather(value: object, found: Complaint, depth: int) -> None:
    if depth == 0:
        return
    if isinstance(value, str):
        _take_words(value, found, depth)
    elif isinstance(value, list):
        for item in value[:8]:
            _gather(item, found, depth - 1)
    elif isinstance(value, dict):
        _take_object(value, found, depth)


def _take_words(text: str, found: Complaint, depth: int) -> None:
    text = whole_characters(text).strip()
    if text.startswith(("{", "[")):
        try:
            _gather(parse(text), found, depth - 1)
        except ValueError:
            pass
        else:
            return
    if text.startswith("<") and ("<html" in text.lower() or "<!doctype" in text.lower()):
        text = page_title(text)
        found.is_page = True
    if text and text not in found.message:
        found.message = f"{found.message}\n{text}" if found.message else text


def _take_object(value: Mapping[str, object], found: Complaint, depth: int) -> None:
    _take_marks(value, found)
    if _take_field(value, found):
        return
    for key in _MESSAGE_KEYS:
        # A nested title or reason only stands in where nothing else was said.
        if key not in ("title", "reason", "description") or not found.message:
            _gather(value.get(key), found, depth - 1)
    _gather(mapping(value.get("metadata")).get("raw"), found, depth - 1)


def _take_marks(value: Mapping[str, object], found: Complaint) -> None:
    """Types, codes, parameters and waiting times of one object; what came first stays."""
    for key in _WORD_KEYS:
        if word := string(value.get(key)):
            found.words.add(word.lower())
    for key in _CODE_KEYS:
        code = whole_number(value.get(key))
        if found.code is None and code is not None and 400 <= code <= 599:
            found.code = code
    for key in _RETRY_KEYS:
        if found.retry_after_s is None:
            found.retry_after_s = seconds_of(value.get(key))
    for key in _PARAM_KEYS:
        if name := string(value.get(key)):
            found.params.append((name, "named"))


def _take_field(value: Mapping[str, object], found: Complaint) -> bool:
    """One entry of a validator's list: `{type, loc: ["body", "n"], msg}`."""
    where = [str(step) for step in sequence(value.get("loc")) if step != "body"]
    if not where or "msg" not in value:
        return False
    found.params.append((where[0], string(value.get("type")) or "named"))
    line = f"{'.'.join(where)}: {string(value['msg'])}"
    found.message = f"{found.message}\n{line}" if found.message else line
    return True


def _retry_in_words(text: str) -> float | None:
    match = _RETRY_WORDS.search(text)
    return seconds_of(match[1]) if match else None
