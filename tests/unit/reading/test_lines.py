"""Reading one line, with a recogniser that reads bars: as many characters as there are."""

from collections.abc import Generator

import numpy as np

from askance.core.reading.values import Line, Quad
from askance.core.screen import Region
from askance.reading.glyphs import Glyph
from askance.reading.ink import spans
from askance.reading.lines import Chunk, LineReader, Picture, chunks
from askance.reading.segments import Segment

TOP, BOTTOM = 20, 36


class Bars:
    """Reads each bar of ink as the letter that its width says: 3 px `a`, 4 px `b`, ..."""

    def __init__(self, score: float = 0.9) -> None:
        self.widths: list[int] = []
        self._score = score

    def recognise(self, crop: Picture) -> list[Glyph]:
        self.widths.append(crop.shape[1])
        glyphs, end = [], 0
        for left, right in spans((crop < 100).all(axis=2).any(axis=0)):
            blank = bool(glyphs) and left - end > 7
            letter = chr(ord("a") + right - left - 3)
            glyphs.append(Glyph(letter, self._score, (left + right) / 2, blank))
            end = right
        return glyphs


def drawn(words: list[str]) -> tuple[Picture, list[tuple[int, int]]]:
    """The picture, and from where to where each word is."""
    picture = np.full((60, 4000, 3), 255, np.uint8)
    x, places = 30, []
    for word in words:
        start = x
        for letter in word:
            width = ord(letter) - ord("a") + 3
            picture[TOP:BOTTOM, x : x + width] = 0
            x += width + 3
        places.append((start, x - 3))
        x += 8
    return picture, places


def read(reader: LineReader, box: Region) -> tuple[int, Line]:
    """How many chunks, and the line."""
    work: Generator[None, None, Line] = reader.read(Segment.of(box))
    count = 1
    while True:
        try:
            next(work)
        except StopIteration as end:
            return count, end.value
        count += 1


def test_words_with_boxes_to_the_pixel() -> None:
    picture, places = drawn(["abc", "cab", "aa"])
    box = Region(places[0][0], TOP, places[-1][1] - places[0][0], BOTTOM - TOP)
    _, line = read(LineReader(Bars(), picture), box)
    assert line.text == "abc cab aa"
    assert [(word.box.bounds.x, word.box.bounds.right) for word in line.words] == places
    assert {(word.box.bounds.y, word.box.bounds.bottom) for word in line.words} == {(TOP, BOTTOM)}
    assert line.box.bounds == box
    assert [len(word.cuts) for word in line.words] == [2, 2, 1]


def test_cuts_are_between_the_characters() -> None:
    picture, places = drawn(["abc"])
    _, line = read(LineReader(Bars(), picture), Region(places[0][0], TOP, 20, BOTTOM - TOP))
    (word,) = line.words
    start = places[0][0]
    assert [cut - start for cut in word.cuts] == [4, 12]


def test_a_long_line_is_read_in_chunks_without_losing_or_doubling_a_word() -> None:
    words = ["abcab", "cabc", "bab", "caccab"] * 12
    picture, places = drawn(words)
    bars = Bars()
    box = Region(places[0][0], TOP, places[-1][1] - places[0][0], BOTTOM - TOP)
    count, line = read(LineReader(bars, picture), box)
    assert count == len(bars.widths) > 2
    assert line.text.split() == words
    assert [(word.box.bounds.x, word.box.bounds.right) for word in line.words] == places


def test_what_is_read_unsurely_is_no_text() -> None:
    picture, places = drawn(["abc"])
    _, line = read(LineReader(Bars(score=0.3), picture), Region(places[0][0], TOP, 20, 16))
    assert (line.text, line.words) == ("", ())


def test_a_box_without_ink_is_an_empty_line() -> None:
    picture, _ = drawn([])
    box = Region(100, TOP, 50, 16)
    assert read(LineReader(Bars(), picture), box)[1] == Line("", 0.0, Quad.of(box))


def test_chunks_end_at_the_widest_gap_in_reach() -> None:
    runs = [(0, 40), (44, 70), (78, 90), (93, 120), (130, 170)]
    assert chunks(runs, 100) == [Chunk(0, 70), Chunk(78, 170)]


def test_where_no_gap_is_a_chunk_ends_anywhere() -> None:
    assert chunks([(0, 250)], 100) == [
        Chunk(0, 100, sharp=False),
        Chunk(100, 200, sharp=False),
        Chunk(200, 250),
    ]
