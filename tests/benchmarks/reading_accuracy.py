"""Characters and words read right on the corpus, by the reading process and by Tesseract.

Of Tesseract only the characters are counted: it makes a word of each Chinese character.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

from askance.core.reading.values import Line, LineRead, ReadRequest
from askance.reading.process import ProcessReader
from tests.benchmarks import tesseract
from tests.support.corpus import Sample, samples
from tests.support.corpus.measure import GROUPS, Score, by, score
from tests.support.corpus.reading import lines_of

Scores = list[tuple[Sample, Score]]


async def table() -> list[str]:
    """The rows of a Markdown table."""
    ours: Scores = []
    theirs: Scores = []
    async for sample, lines in _read_all():
        ours.append((sample, score(sample, lines)))
        if tesseract.installed():
            theirs.append((sample, score(sample, tesseract.read(sample).lines)))
    return list(_rows(ours, theirs))


async def _read_all() -> AsyncIterator[tuple[Sample, list[Line]]]:
    reader = ProcessReader()
    try:
        for sample in samples():
            request = ReadRequest(sample.pixels, codes=False)
            async with aclosing(reader.read(request)) as events:
                found = [event async for event in events if isinstance(event, LineRead)]
            yield sample, lines_of(found)
    finally:
        await reader.aclose()


def _rows(ours: Scores, theirs: Scores) -> Iterator[str]:
    other = f" {tesseract.version()}: wrong |" if theirs else ""
    yield (
        f"| {len(ours)} pictures | characters | wrong | words right | boxes within 3 px |{other}"
    )
    yield "|---|--:|--:|--:|--:|" + ("--:|" if theirs else "")
    yield _row("**all**", _sum(ours), _sum(theirs) if theirs else None)
    for group in GROUPS.values():
        beside = by(theirs, group)
        for name, one in by(ours, group).items():
            yield _row(_TITLES.get(name, name), one, beside.get(name))


def _sum(scores: Scores) -> Score:
    return sum((one for _, one in scores), Score(0, 0))


def _row(title: str, ours: Score, theirs: Score | None) -> str:
    row = f"| {title} | {ours.characters} | {ours.error:.2%} | {ours.found:.1%} |"
    row += f" {ours.in_place:.1%} |"
    return row + (f" {theirs.error:.2%} |" if theirs else "")


_TITLES = {
    "terminal": "terminals",
    "editor": "editors",
    "document": "documents",
    "dialog": "dialogs",
    "en": "English",
    "zh": "Chinese",
    "plain": "on one colour",
    "gradient": "on gradients",
    "picture": "on pictures",
}
