"""Server-sent events out of raw bytes, as the WHATWG standard (HTML, 9.2.6) reads them. Pure.

Own code because the line splitters at hand break lines at U+2028 and obey a charset parameter, both
of which spoil JSON. One leniency: `flush` dispatches the block that the end of the stream left
open, since many servers forget the last blank line.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

MAX_LINE = 16 * 1024 * 1024
"""Characters of one line, and of one event's data."""

_LINE_END = re.compile(r"\r\n|\r|\n")


class LineTooLongError(Exception):
    """A line, or an event's data, above the bound."""


@dataclass(frozen=True, slots=True)
class SseEvent:
    """One dispatched event: its type (`message` unless named) and its data lines joined by LF."""

    type: str
    data: str


class SseDecoder:
    """Bytes in, however they were cut; events out. Cost is linear in the bytes."""

    def __init__(self, max_line: int = MAX_LINE) -> None:
        self._max_line = max_line
        self._utf8 = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._at_start = True
        self._after_cr = False
        self._line: list[str] = []
        self._line_length = 0
        self._data: list[str] = []
        self._data_length = 0
        self._type = ""

    def feed(self, chunk: bytes) -> list[SseEvent]:
        """The events that `chunk` completes. Raises `LineTooLongError`."""
        return self._take(self._utf8.decode(chunk))

    def flush(self) -> list[SseEvent]:
        """The event the end of the stream left open, if any."""
        events = self._take(self._utf8.decode(b"", final=True))
        self._take_line("".join(self._line))
        self._line.clear()
        return [*events, *self._dispatch()]

    def _take(self, text: str) -> list[SseEvent]:
        if not text:
            return []
        if self._at_start:
            self._at_start = False
            text = text.removeprefix("\ufeff")
        if self._after_cr:
            text = text.removeprefix("\n")
        self._after_cr = text.endswith("\r") if text else False
        *lines, rest = _LINE_END.split(text)
        events: list[SseEvent] = []
        for line in lines:
            self._extend_line(line)
            events += self._end_line()
        self._extend_line(rest)
        return events

    def _extend_line(self, piece: str) -> None:
        self._line_length += len(piece)
        if self._line_length > self._max_line:
            raise LineTooLongError
        self._line.append(piece)

    def _end_line(self) -> list[SseEvent]:
        line = "".join(self._line)
        self._line.clear()
        self._line_length = 0
        if not line:
            return self._dispatch()
        self._take_line(line)
        return []

    def _take_line(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
            self._data_length += len(value)
            if self._data_length > self._max_line:
                raise LineTooLongError
        elif name == "event":
            self._type = value

    def _dispatch(self) -> list[SseEvent]:
        data, kind = self._data, self._type
        self._data, self._data_length, self._type = [], 0, ""
        return [SseEvent(kind or "message", "\n".join(data))] if data else []
