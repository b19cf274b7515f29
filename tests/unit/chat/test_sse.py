import base64
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.chat.sse import LineTooLongError, SseDecoder, SseEvent
from tests.support.replay import Case, pieces_of, recorded_cases


def decode(*pieces: bytes) -> list[SseEvent]:
    decoder = SseDecoder()
    events = [event for piece in pieces for event in decoder.feed(piece)]
    return events + decoder.flush()


def data_of(*pieces: bytes) -> list[str]:
    return [event.data for event in decode(*pieces)]


@pytest.mark.parametrize("case", recorded_cases("sse_cases.json"))
def test_recorded_framing(case: Case) -> None:
    pieces = pieces_of(case)
    expected = case.get("expected_if_flushed_at_eof", case["expected"])
    assert data_of(*pieces) == expected
    if "expected_event_types" in case:
        assert [event.type for event in decode(*pieces)] == case["expected_event_types"]
    whole = b"".join(pieces)
    for cut in range(len(whole) + 1):
        assert data_of(whole[:cut], whole[cut:]) == expected, f"cut at {cut}"
    assert data_of(*(whole[i : i + 1] for i in range(len(whole)))) == expected


_LINES = st.lists(
    st.sampled_from(
        [
            "",
            "data",
            "data: é😀",
            "data:\u2028x\x85\x0b\x0c",
            ": ping",
            "event: e",
            "id: 1",
            "d\0: a",
        ]
    )
)


@given(_LINES, st.sampled_from(["\n", "\r", "\r\n"]), st.data())
def test_where_the_bytes_are_cut_never_matters(
    lines: list[str], end: str, data: st.DataObject
) -> None:
    stream = ("\ufeff" + end.join(lines)).encode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)))))
    edges = [0, *cuts, len(stream)]
    pieces = [stream[a:b] for a, b in pairwise(edges)]
    assert decode(*pieces) == decode(stream)


@given(st.lists(st.binary(max_size=40)))
def test_any_bytes_are_survived(pieces: list[bytes]) -> None:
    assert decode(*pieces) == decode(b"".join(pieces))


def test_a_long_line_in_small_pieces_is_refused_at_the_bound() -> None:
    decoder = SseDecoder(max_line=1000)
    decoder.feed(b"data: ")
    decoder.feed(b"x" * 994)
    with pytest.raises(LineTooLongError):
        decoder.feed(b"x")


def test_many_lines_of_one_event_are_refused_at_the_bound() -> None:
    decoder = SseDecoder(max_line=1000)
    with pytest.raises(LineTooLongError):
        decoder.feed(b"data: 0123456789\n" * 200)


def test_short_lines_are_never_added_up() -> None:
    decoder = SseDecoder(max_line=100)
    events = decoder.feed((b"data: " + b"x" * 50 + b"\n\n") * 10)
    assert len(events) == 10


def test_base64_of_a_picture_passes_whole() -> None:
    payload = base64.b64encode(bytes(range(256)) * 400).decode()
    assert data_of(f"data: {payload}\n\n".encode()) == [payload]
