"""Reading the corpus with an engine, in this process."""

from __future__ import annotations

from collections.abc import Iterable

from askance.core.reading.values import Line, LineRead, ReadEvent, ReadRequest
from askance.reading.engine import Engine
from tests.support.corpus.values import Sample


def read(engine: Engine, sample: Sample) -> list[Line]:
    """The lines in the order in which they would be handed on; none of them empty."""
    request = ReadRequest(b"", codes=False)
    return lines_of(engine.read(sample.bgr(), request))


def lines_of(events: Iterable[ReadEvent]) -> list[Line]:
    """Without a focus, boxes are numbered in reading order."""
    found = {event.index: event.line for event in events if isinstance(event, LineRead)}
    return [found[index] for index in sorted(found) if found[index].text]
