"""What makes reading fast changes nothing of what is read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askance.core.markdown import by_character, engine, parse, runs
from tests.support import markdown_strategies
from tests.unit.core.markdown_examples import examples

SOURCES = [
    *(example.markdown for name in ("commonmark", "gfm") for example in examples(name)),
    *(f"{blank}{line}\n" for blank in ("", "\x0b", "\xa0", "\u2003", " \x1f") for line in (
        "\\[ x \\]", "$$ x $$", "- item", "# head", "> quote", "```", "| a |\n|---|", "[a]: /u",
        "www.a.b (http://c.d) !www.e.f ![x] !x a@b.c x:y@z.w",
    )),
]  # fmt: skip


@pytest.fixture
def all_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An engine that asks every rule at every place."""
    for name in ("BlockRuler", "InlineRuler"):
        monkeypatch.setattr(by_character, name, lambda ruler, beginnings: ruler)
    engine.engine.cache_clear()
    runs._remembered.cache_clear()
    yield
    engine.engine.cache_clear()
    runs._remembered.cache_clear()


def test_rules_picked_by_a_character_read_what_all_rules_read(
    request: pytest.FixtureRequest,
) -> None:
    picked = [parse(source) for source in SOURCES]
    request.getfixturevalue("all_rules")
    for source, blocks in zip(SOURCES, picked, strict=True):
        assert parse(source) == blocks, source


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(max_size=40), st.text(alphabet=markdown_strategies.NOISE, max_size=30)))
def test_a_text_without_marks_is_what_the_engine_makes_of_it(text: str) -> None:
    assert runs.runs_of(text, {}) == runs._read(text, {})


def test_a_remembered_text_follows_the_references() -> None:
    assert parse("see [a]") != parse("see [a]\n\n[a]: /u")[:1]
    assert parse("see [a]") == parse("see [a]")
    assert parse("[a] [b]\n\n[a]: /u") != parse("[a] [b]\n\n[b]: /u")
