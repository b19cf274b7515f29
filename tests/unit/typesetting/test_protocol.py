"""What the two processes say to each other: everything comes out as it went in, and nothing else is
taken.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.core.typesetting import ROLES, Outlines
from askance.typesetting import protocol
from askance.typesetting.protocol import (
    Colour,
    Malformed,
    Request,
    SetFormula,
    colouring_from,
    colouring_to,
    outlines_from,
    outlines_to,
    request_from,
    request_to,
)

TEXT = st.text(st.characters(), max_size=40)  # lone surrogates too
SIZE = st.floats(allow_nan=False, allow_infinity=False)
LINES = st.lists(
    st.lists(
        st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1), st.sampled_from(ROLES))
    ),
    max_size=60,
)


@given(st.builds(Colour, TEXT, TEXT) | st.builds(SetFormula, TEXT, st.booleans()))
def test_requests_come_out_as_they_went_in_and_are_one_line(request: Request) -> None:
    line = request_to(request)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert request_from(line) == request


@given(st.none() | st.builds(Outlines, TEXT, SIZE, SIZE, SIZE, st.booleans()))
def test_outlines_come_out_as_they_went_in(made: Outlines | None) -> None:
    line = outlines_to(made)
    assert line.count(b"\n") == 1
    assert outlines_from(iter([line])) == made


@given(LINES)
def test_colourings_come_out_as_they_went_in(lines: list[list[tuple[int, int, str]]]) -> None:
    assert colouring_from(colouring_to(lines)) == lines


def test_a_long_colouring_comes_in_pieces() -> None:
    lines = [[(0, 1, "name")] * 10] * 500
    pieces = list(colouring_to(lines))
    assert len(pieces) > 4
    assert max(map(len, pieces)) < 20 * protocol._A_PIECE
    assert colouring_from(iter([*pieces, b"not taken"])) == lines
    with pytest.raises(Malformed):
        colouring_from(iter(pieces[:-1]))


JUNK = [b"", b"\n", b"{", b"[]", b"7", b'"x"', b"\xff\xfe", b"[" * 5000, b"{}", b"NaN"]


@pytest.mark.parametrize(
    "line",
    [
        *JUNK,
        b'{"runs":[[0,1]],"more":false}',
        b'{"runs":[[0,1,99]],"more":false}',
        b'{"runs":[[0,1,-1]],"more":false}',
        b'{"runs":[[0,1.5,1]],"more":false}',
        b'{"runs":[[0,true,1]],"more":false}',
        b'{"runs":[[0,9999999999,1]],"more":false}',
        b'{"runs":[7],"more":false}',
        b'{"runs":[[0,1,1]]}',
        b'{"runs":[[0,1,1]],"more":1}',
    ],
)
def test_what_is_no_colouring_is_not_taken(line: bytes) -> None:
    with pytest.raises(Malformed):
        colouring_from(iter([line]))


@pytest.mark.parametrize(
    "line",
    [
        *JUNK,
        b'{"outlines":1}',
        b'{"outlines":"<svg/>"}',
        b'{"outlines":"<svg/>","box":[1.0,1.0],"plain":true}',
        b'{"outlines":"<svg/>","box":[1.0,1.0,"1"],"plain":true}',
        b'{"outlines":"<svg/>","box":[1.0,1.0,NaN],"plain":true}',
        b'{"outlines":"<svg/>","box":[1.0,Infinity,1.0],"plain":true}',
        b'{"outlines":"<svg/>","box":[1.0,1.0,1.0],"plain":"yes"}',
    ],
)
def test_what_is_no_outlines_is_not_taken(line: bytes) -> None:
    with pytest.raises(Malformed):
        outlines_from(iter([line]))


@pytest.mark.parametrize("line", [*JUNK, b'{"colour":1,"language":"x"}', b'{"formula":"x"}'])
def test_what_is_no_request_is_not_taken(line: bytes) -> None:
    with pytest.raises(Malformed):
        request_from(line)
