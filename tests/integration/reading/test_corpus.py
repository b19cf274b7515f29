"""The whole corpus, read with the engine that is built in: how many characters are wrong, and how
far the words' boxes are off.

Nothing here looks at the clock; `make bench` does.
"""

import os
from dataclasses import dataclass, replace

# Before numpy is loaded: its thread pool would only stand in the way of the engine's.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest

from askance.core.reading.order import reading_order
from askance.core.screen import Pixels
from askance.reading.child import engine_named
from tests.support.corpus import ALL, Sample, draw
from tests.support.corpus.measure import GROUPS, WITHIN_PX, Score, by, mistakes, placed, score
from tests.support.corpus.reading import read

# All pictures are read by whichever test comes first.
pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]

OVERALL, IN_A_GROUP = 0.005, 0.01
IN_PLACE = 0.985
"""The rest are words cut at a wrong gap: one end of them is elsewhere."""


@dataclass(frozen=True, slots=True)
class Results:
    """`misread` and `misplaced` tell a person what went wrong, picture by picture."""

    scores: list[tuple[Sample, Score]]
    misread: list[str]
    misplaced: list[str]

    @property
    def overall(self) -> Score:
        return sum((one for _, one in self.scores), Score(0, 0))


@pytest.fixture(scope="module")
def results(qapp: object) -> Results:
    engine = engine_named("rapid")
    engine.load()
    found = Results([], [], [])
    for recipe in ALL:
        sample = draw(recipe)
        lines = read(engine, sample)
        bare = replace(sample, pixels=Pixels(0, 0, b""))  # 72 pictures are not to be kept
        found.scores.append((bare, score(sample, lines)))
        found.misread.extend(f"{sample.name}: {what}" for what in mistakes(sample, lines))
        found.misplaced.extend(
            f"{sample.name}: {word.text} by {off} px"
            for word, off in placed(sample, lines)
            if off > WITHIN_PX
        )
    return found


def test_at_most_one_character_in_two_hundred_is_wrong(results: Results) -> None:
    overall = results.overall
    assert overall.error <= OVERALL, report(overall, results.misread)


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("kind", "terminal"),
        ("kind", "editor"),
        ("kind", "document"),
        ("kind", "dialog"),
        ("language", "en"),
        ("language", "zh"),
        ("language", "mixed"),
        ("theme", "light"),
        ("theme", "dark"),
        ("scale", "scale 1"),
        ("scale", "scale 2"),
        ("background", "plain"),
        ("background", "gradient"),
        ("background", "picture"),
    ],
)
def test_at_most_one_in_a_hundred_on_every_kind_of_picture(
    results: Results, group: str, name: str
) -> None:
    one = by(results.scores, GROUPS[group])[name]
    told = {f"{sample.name}:" for sample, _ in results.scores if GROUPS[group](sample) == name}
    assert one.error <= IN_A_GROUP, report(
        one, [line for line in results.misread if line.partition(" ")[0] in told]
    )


def test_what_is_drawn_is_in_reading_order(results: Results) -> None:
    disordered = []
    for sample, _ in results.scores:
        order = reading_order(sample.line_boxes())
        if order != sorted(order):
            disordered.append(f"{sample.name}: {[sample.lines[index] for index in order]}")
    assert not disordered, "\n".join(disordered)


def test_the_boxes_of_words_read_right_are_within_three_pixels(results: Results) -> None:
    overall = results.overall
    assert overall.found > 0.95, report(overall, results.misread)
    assert overall.in_place >= IN_PLACE, report(overall, results.misplaced)


def report(one: Score, details: list[str]) -> str:
    head = f"{one.mistakes} of {one.characters} characters, {one.error:.2%}; "
    head += f"{one.found:.2%} of {one.words} words, {one.in_place:.2%} in place, worst {one.worst}"
    return "\n".join([head, *details])
