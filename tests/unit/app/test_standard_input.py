"""A picture from standard input: whole, or refused before it fills the memory."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from askance.app.standard_input import read_picture
from askance.core.errors import AskanceError, ErrorKind


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    yield reader, writer
    os.close(reader)


def test_all_of_it_is_read(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    os.write(writer, b"some ")
    os.write(writer, b"bytes")
    os.close(writer)
    assert read_picture(reader) == b"some bytes"


def test_exactly_the_most_is_read(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    os.write(writer, b"12345")
    os.close(writer)
    assert read_picture(reader, most=5) == b"12345"


def test_more_is_refused_and_not_waited_for(pipe: tuple[int, int]) -> None:
    reader, writer = pipe
    os.write(writer, b"1234567")
    # Nobody closes the other end: a reader that waited for it would wait for ever.
    with pytest.raises(AskanceError) as caught:
        read_picture(reader, most=5)
    assert caught.value.problem.kind is ErrorKind.PICTURE
    assert os.read(reader, 9) == b"7"
    os.close(writer)


def test_what_can_not_be_read_is_told(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        with pytest.raises(AskanceError) as caught:
            read_picture(folder)
    finally:
        os.close(folder)
    assert "directory" in caught.value.problem.detail
