"""What the program and its reading process say to each other: frames over two pipes.

A frame is two unsigned 32-bit lengths (network order), a header in JSON and an optional payload of
raw bytes, which only a picture needs. Pure functions and one accumulator: neither side has to know
how the other's pipe cuts the bytes. Both sides are the same program, yet what comes from the
process is checked like a stranger's: it decodes strangers' pictures.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from struct import Struct

from askance.core.budget import MAX_BYTES, MAX_PIXELS
from askance.core.errors import ErrorKind, Problem
from askance.core.reading.values import ReadEvent, ReadRequest
from askance.core.screen import Pixels
from askance.reading.events import event_from, event_to
from askance.reading.fields import Malformed, integer, text, truth

MAX_HEADER = 8 * 2**20
"""Bytes; a hundred thousand boxes fit."""

MAX_PAYLOAD = max(MAX_BYTES, MAX_PIXELS * 4)
"""Bytes: the largest file, or the most raw pixels."""

_LENGTHS = Struct("!II")


@dataclass(frozen=True, slots=True)
class Read:
    """To the process: read this picture. `job` is a number that no other reading had."""

    job: int
    request: ReadRequest


@dataclass(frozen=True, slots=True)
class Cancel:
    """To the process: stop this reading. Answered by `Ended`, also when it was over already."""

    job: int


@dataclass(frozen=True, slots=True)
class Ready:
    """From the process, once: the engine is loaded."""

    engine: str


@dataclass(frozen=True, slots=True)
class Told:
    """From the process: something was found."""

    job: int
    event: ReadEvent


@dataclass(frozen=True, slots=True)
class Ended:
    """From the process: the reading is over, because all is read or because it was cancelled."""

    job: int


@dataclass(frozen=True, slots=True)
class Failed:
    """From the process: the reading cannot go on; None is every reading, now and later.

    `spent`: the process does the readings it has, but must be given no further one. `where` is for
    the log: an exception's type and place in the code, never its message, which may hold words of
    the picture.
    """

    job: int | None
    problem: Problem
    spent: bool = False
    where: str = ""


ToProcess = Read | Cancel
FromProcess = Ready | Told | Ended | Failed


@dataclass(frozen=True, slots=True)
class Frame:
    """One header with its payload."""

    header: Mapping[str, object]
    payload: bytes | bytearray | memoryview = field(default=b"", repr=False)


def to_bytes(frame: Frame) -> tuple[bytes, bytes | bytearray | memoryview]:
    """What to write, in two parts so that a large payload is not copied. Raises `Malformed` when
    it is too long.
    """
    header = json.dumps(frame.header, separators=(",", ":")).encode()
    if len(header) > MAX_HEADER or len(frame.payload) > MAX_PAYLOAD:
        raise Malformed("the frame is too long")
    return _LENGTHS.pack(len(header), len(frame.payload)) + header, frame.payload


class Frames:
    """Gathers frames from bytes cut anywhere. Not thread-safe.

    `max_payload` bounds what is gathered. After a `Malformed` the stream is lost.
    """

    def __init__(self, *, max_payload: int = MAX_PAYLOAD) -> None:
        self._max_payload = max_payload
        self._wanted = [bytearray(_LENGTHS.size)]
        self._filled = 0

    def feed(self, data: bytes | memoryview) -> Iterator[Frame]:
        """The frames that are whole now. Iterate it to its end: bytes not asked for are lost.
        Raises `Malformed`, and MemoryError when there is no room for a payload.
        """
        rest = memoryview(data)
        while rest:
            part = self._wanted[-1]
            taken = rest[: len(part) - self._filled]
            part[self._filled : self._filled + len(taken)] = taken
            self._filled += len(taken)
            rest = rest[len(taken) :]
            while self._filled == len(self._wanted[-1]):
                frame = self._part_is_whole()
                if frame is not None:
                    yield frame

    def _part_is_whole(self) -> Frame | None:
        """Lengths are followed by a header, that by a payload, which may have no bytes."""
        self._filled = 0
        if len(self._wanted) == 1:
            header_length, payload_length = _LENGTHS.unpack(self._wanted[0])
            if not 0 < header_length <= MAX_HEADER or payload_length > self._max_payload:
                raise Malformed("a frame claims to be too long")
            self._wanted.append(bytearray(header_length))
            return None
        if len(self._wanted) == 2:
            self._wanted.append(bytearray(_LENGTHS.unpack(self._wanted[0])[1]))
            return None
        _, header, payload = self._wanted
        self._wanted = [bytearray(_LENGTHS.size)]
        return Frame(_header(header), payload)


def frame_to_process(message: ToProcess) -> Frame:
    """Raises ValueError for raw pixels whose bytes are not as many as their size says."""
    match message:
        case Cancel(job):
            return Frame({"cancel": job})
        case Read(job, request):
            return _read_to(job, request)


def message_to_process(frame: Frame) -> ToProcess:
    """Raises `Malformed`."""
    header = frame.header
    if "cancel" in header:
        return Cancel(integer(header.get("cancel")))
    return Read(integer(header.get("read")), _request_from(frame))


def frame_from_process(message: FromProcess) -> Frame:
    """Never has a payload."""
    match message:
        case Ready(engine):
            return Frame({"ready": engine})
        case Told(job, event):
            return Frame({"told": job, "event": event_to(event)})
        case Ended(job):
            return Frame({"ended": job})
        case Failed(job, problem, spent, where):
            fields = {"failed": job, "spent": spent, "where": where}
            return Frame({**fields, "problem": _problem_to(problem)})


def message_from_process(frame: Frame) -> FromProcess:
    """Raises `Malformed`."""
    header = frame.header
    if "told" in header:
        return Told(integer(header.get("told")), event_from(header.get("event")))
    if "ended" in header:
        return Ended(integer(header.get("ended")))
    if "failed" in header:
        job = header.get("failed")
        return Failed(
            None if job is None else integer(job),
            _problem_from(header.get("problem")),
            truth(header.get("spent")),
            text(header.get("where")),
        )
    return Ready(text(header.get("ready")))


def _header(data: bytearray) -> dict[str, object]:
    try:
        header = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Malformed("a header is not JSON") from error
    if not isinstance(header, dict):
        raise Malformed("a header is no object")
    return header


def _read_to(job: int, request: ReadRequest) -> Frame:
    header: dict[str, object] = {"read": job, "text": request.text, "codes": request.codes}
    if request.focus is not None:
        header["focus"] = list(request.focus)
    if not isinstance(request.picture, Pixels):
        return Frame(header, request.picture)
    width, height = request.picture.width, request.picture.height
    # Counted in bytes, whatever the view's items are.
    pixels = memoryview(request.picture.bgra).cast("B")
    if width < 1 or height < 1 or len(pixels) != width * height * 4:
        raise ValueError(f"{len(pixels)} bytes are not {width} × {height} pixels")
    return Frame({**header, "size": [width, height]}, pixels)


def _request_from(frame: Frame) -> ReadRequest:
    header = frame.header
    focus = None if "focus" not in header else _pair(header.get("focus"))
    picture: bytes | Pixels
    if "size" in header:
        width, height = _pair(header.get("size"))
        if width < 1 or height < 1 or len(frame.payload) != width * height * 4:
            raise Malformed("the pixels are not as many as their size says")
        picture = Pixels(width, height, frame.payload)
    else:
        picture = bytes(frame.payload)
    return ReadRequest(picture, focus, truth(header.get("text")), truth(header.get("codes")))


def _pair(value: object) -> tuple[int, int]:
    match value:
        case [first, second]:
            return integer(first), integer(second)
        case _:
            raise Malformed("not a pair of numbers")


def _problem_to(problem: Problem) -> dict[str, str]:
    """Only what a problem of reading has."""
    return {
        "kind": problem.kind.value,
        "title": problem.title,
        "detail": problem.detail,
        "hint": problem.hint,
    }


def _problem_from(value: object) -> Problem:
    if not isinstance(value, dict):
        raise Malformed("a problem is no object")
    try:
        kind = ErrorKind(text(value.get("kind")))
    except ValueError as error:
        raise Malformed("a problem of no known kind") from error
    title, detail, hint = (text(value.get(name)) for name in ("title", "detail", "hint"))
    return Problem(kind, title, detail, hint)
