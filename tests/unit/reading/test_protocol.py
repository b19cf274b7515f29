"""Frames between the program and its reading process: every message survives every cut of the
bytes, and nothing malformed is taken for a message.
"""

import json
import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.core.errors import ErrorKind, Problem
from askance.core.reading.values import (
    BoxesFound,
    Code,
    CodesRead,
    Line,
    LineRead,
    Looking,
    Quad,
    ReadEvent,
    ReadRequest,
    ReadStarted,
    Word,
)
from askance.core.screen import Pixels
from askance.reading.fields import Malformed
from askance.reading.protocol import (
    MAX_HEADER,
    Cancel,
    Ended,
    Failed,
    Frame,
    Frames,
    FromProcess,
    Read,
    Ready,
    Told,
    frame_from_process,
    frame_to_process,
    message_from_process,
    message_to_process,
    to_bytes,
)

numbers = st.integers(-(10**6), 10**6)
scores = st.floats(0, 1)
# Lone surrogates too: a code may hold any bytes.
texts = st.text(st.characters(), max_size=12)
points = st.tuples(numbers, numbers)
quads = st.builds(Quad, st.tuples(points, points, points, points))
words = st.builds(Word, texts, scores, quads, st.lists(numbers, max_size=3).map(tuple))
lines = st.builds(Line, texts, scores, quads, st.lists(words, max_size=3).map(tuple))
codes = st.builds(Code, texts, texts, quads)
events: st.SearchStrategy[ReadEvent] = st.one_of(
    st.builds(ReadStarted, numbers, numbers),
    st.builds(Looking, numbers, numbers),
    st.builds(BoxesFound, numbers, st.lists(quads, max_size=3).map(tuple)),
    st.builds(LineRead, numbers, lines),
    st.builds(CodesRead, st.lists(codes, max_size=3).map(tuple)),
)
problems = st.builds(Problem, st.sampled_from(ErrorKind), texts, texts, texts)
answers: st.SearchStrategy[FromProcess] = st.one_of(
    st.builds(Ready, texts),
    st.builds(Told, numbers, events),
    st.builds(Ended, numbers),
    st.builds(Failed, st.none() | numbers, problems, st.booleans(), texts),
)
sizes = st.tuples(st.integers(1, 4), st.integers(1, 4))
pixels = sizes.flatmap(
    lambda size: st.binary(min_size=size[0] * size[1] * 4, max_size=size[0] * size[1] * 4).map(
        lambda data: Pixels(*size, data)
    )
)
requests = st.builds(
    ReadRequest, st.binary(max_size=40) | pixels, st.none() | points, st.booleans(), st.booleans()
)
orders = st.builds(Read, numbers, requests) | st.builds(Cancel, numbers)


def wire(*frames: Frame) -> bytes:
    return b"".join(bytes(part) for frame in frames for part in to_bytes(frame))


def gathered(*pieces: bytes) -> list[Frame]:
    frames = Frames()
    return [frame for piece in pieces for frame in frames.feed(piece)]


@given(answers)
def test_what_the_process_says_is_heard_as_it_was_said(message: FromProcess) -> None:
    (frame,) = gathered(wire(frame_from_process(message)))
    assert message_from_process(frame) == message


@given(orders)
def test_what_the_process_is_told_is_heard_as_it_was_told(message: Read | Cancel) -> None:
    (frame,) = gathered(wire(frame_to_process(message)))
    assert message_to_process(frame) == message


@given(st.lists(orders, min_size=1, max_size=4), st.data())
def test_it_does_not_matter_where_the_bytes_are_cut(
    messages: list[Read | Cancel], data: st.DataObject
) -> None:
    sent = wire(*map(frame_to_process, messages))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=12)))
    pieces = [sent[a:b] for a, b in pairwise([0, *cuts, len(sent)])]
    assert list(map(message_to_process, gathered(*pieces))) == messages


def test_every_single_cut_gives_the_same() -> None:
    messages = [
        Read(1, ReadRequest(Pixels(1, 2, bytes(range(8))), focus=(0, 1))),
        Cancel(1),
        Read(2, ReadRequest(b"", text=False)),
    ]
    sent = wire(*map(frame_to_process, messages))
    for cut in range(len(sent) + 1):
        assert list(map(message_to_process, gathered(sent[:cut], sent[cut:]))) == messages
    assert list(map(message_to_process, gathered(*(bytes([b]) for b in sent)))) == messages


def test_pixels_of_any_kind_of_memory_travel() -> None:
    for bgra in (b"abcdefgh", bytearray(b"abcdefgh"), memoryview(b"abcdefgh").cast("I")):
        frame = frame_to_process(Read(1, ReadRequest(Pixels(2, 1, bgra))))
        assert bytes(to_bytes(frame)[1]) == b"abcdefgh"


@pytest.mark.parametrize("size", [(2, 2), (0, 0), (-1, -2)])
def test_pixels_that_are_not_as_many_as_they_say_are_not_sent(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="pixels"):
        frame_to_process(Read(1, ReadRequest(Pixels(*size, b"abcdefgh"))))


@pytest.mark.parametrize(
    "sent",
    [
        struct.pack("!II", MAX_HEADER + 1, 0),
        struct.pack("!II", 0, 0),
        struct.pack("!II", 2, 2**32 - 1),
        struct.pack("!II", 2, 0) + b"[]",
        struct.pack("!II", 2, 0) + b"{x",
        struct.pack("!II", 2, 0) + b"\xff\xff",
        struct.pack("!II", 10**5, 0) + b"[" * 10**5,
    ],
)
def test_what_is_no_frame_is_refused(sent: bytes) -> None:
    with pytest.raises(Malformed):
        gathered(sent)


def test_the_program_takes_no_payload_of_the_process() -> None:
    with pytest.raises(Malformed):
        list(Frames(max_payload=0).feed(wire(Frame({"ended": 1}, b"x"))))


def test_a_frame_that_would_be_too_long_is_not_sent() -> None:
    with pytest.raises(Malformed):
        to_bytes(Frame({"ready": "x" * MAX_HEADER}))


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"ready": 1},
        {"ended": True},
        {"ended": "1"},
        {"ended": 2**60},
        {"told": 1},
        {"told": 1, "event": []},
        {"told": 1, "event": ["started", 1]},
        {"told": 1, "event": ["started", 1, 2.5]},
        {"told": 1, "event": ["nonsense"]},
        {"told": 1, "event": ["boxes", 0, [[1, 2, 3]]]},
        {"told": 1, "event": ["boxes", 0, 7]},
        {"told": 1, "event": ["line", 0, "x", 1, [0] * 8]},
        {"told": 1, "event": ["line", 0, "x", "1", [0] * 8, []]},
        {"told": 1, "event": ["line", 0, 5, 1, [0] * 8, []]},
        {"told": 1, "event": ["line", 0, "x", 1, [0] * 8, [["x", 1]]]},
        {"told": 1, "event": ["codes", [["QRCode", "x"]]]},
        {"failed": 1},
        {"failed": 1, "problem": {}, "spent": False, "where": ""},
        {"failed": 1, "problem": {"kind": "odd", "title": ""}, "spent": False, "where": ""},
    ],
)
def test_what_a_broken_process_says_is_refused(header: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        message_from_process(Frame(header))


@pytest.mark.parametrize(
    ("header", "payload"),
    [
        ({}, b""),
        ({"read": 1}, b""),
        ({"read": 1, "text": 1, "codes": True}, b""),
        ({"read": 1, "text": True, "codes": True, "focus": [1]}, b""),
        ({"read": 1, "text": True, "codes": True, "size": [1, 1]}, b"abc"),
        ({"read": 1, "text": True, "codes": True, "size": [0, 0]}, b""),
        ({"cancel": None}, b""),
    ],
)
def test_what_is_no_order_is_refused(header: dict[str, object], payload: bytes) -> None:
    with pytest.raises(Malformed):
        message_to_process(Frame(json.loads(json.dumps(header)), payload))
