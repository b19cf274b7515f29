from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.core.markdown import parse
from askance.core.markdown.blocks import List, Paragraph
from askance.core.prompts import DEVICE_PRESETS, PRESETS
from askance.core.reading.answers.codes import NO_CODES, Codes
from askance.core.reading.answers.escape import code_span
from askance.core.reading.gather import Gather
from askance.core.reading.tasks import task_of, writer_for
from askance.core.reading.values import (
    BoxesFound,
    Code,
    CodesRead,
    Line,
    LineRead,
    Quad,
    Reading,
    ReadStarted,
    Task,
)
from askance.core.screen import Region
from tests.support.reading_layouts import layout, line_at, written

BOX = Quad.of(Region(0, 0, 10, 10))


@pytest.mark.parametrize(
    ("question", "task"),
    [
        ("", Task.EXTRACT),
        ("  \n", Task.EXTRACT),
        ("Extract text", Task.EXTRACT),
        ("EXTRACT THE TEXT!", Task.EXTRACT),
        ("What does it say?", Task.EXTRACT),
        ("ocr, please", Task.EXTRACT),
        ("Was steht da?", Task.EXTRACT),
        ("Extraire le texte", Task.EXTRACT),
        ("¿Qué dice?", Task.EXTRACT),
        ("请提取文字。", Task.EXTRACT),
        ("テキストを抽出", Task.EXTRACT),
        ("Copy as is", Task.VERBATIM),
        ("copy the text", Task.VERBATIM),
        ("CSV", Task.TABLE),
        ("Tabelle als CSV", Task.TABLE),
        ("表格", Task.TABLE),
        ("Scan the code", Task.CODES),
        ("QR-Code", Task.CODES),
        ("二维码", Task.CODES),
        ("bar codes?", Task.CODES),
    ],
)
def test_plain_words_for_a_task(question: str, task: Task) -> None:
    assert task_of(question) is task


@pytest.mark.parametrize(
    "question",
    ["?", "...", "What is this?", "Explain", "translate the text", "extract text in German",
     "how much is it", "Summarise this table", "why", "读了以后告诉我意思"],
)  # fmt: skip
def test_other_questions_are_no_task(question: str) -> None:
    assert task_of(question) is None


def test_the_presets() -> None:
    tasks = [task_of(preset.prompt) for preset in DEVICE_PRESETS]
    assert tasks == [Task.EXTRACT, Task.VERBATIM, Task.TABLE, Task.CODES]
    asked = {preset.id: task_of(preset.prompt) for preset in PRESETS}
    assert asked == {
        "explain": None,
        "translate": None,
        "extract": Task.EXTRACT,
        "fix": None,
        "table": Task.TABLE,
    }


@given(st.sampled_from([preset.prompt for preset in DEVICE_PRESETS]), st.data())
def test_case_blanks_and_punctuation_do_not_matter(prompt: str, data: st.DataObject) -> None:
    changed = "".join(
        (letter.upper() if data.draw(st.booleans()) else letter)
        + data.draw(st.sampled_from(["", "", " ", ".", "\n"]))
        for letter in prompt
    )
    assert task_of(changed) is task_of(prompt)


@pytest.mark.parametrize("task", list(Task))
def test_every_task_has_a_writer(task: Task) -> None:
    assert written(writer_for(task, (10, 10)), [CodesRead(()), BoxesFound(0, ())]).endswith(".")


def test_codes_alone() -> None:
    codes = (
        Code("QRCode", "https://example.org/?a=b_c", BOX),
        Code("QRCode", "https://example.org/a%20b", BOX),
        Code("Code128", "a`b``c", BOX),
        Code("QRCode", "WIFI:S:home;;\nT:WPA", BOX),
    )
    text = written(Codes(), [CodesRead(codes)])
    assert text.split("\n") == [
        "- QRCode: <https://example.org/?a=b_c>",
        "- QRCode: `https://example.org/a%20b`",
        "- Code128: ```a`b``c```",
        "- QRCode: `WIFI:S:home;; T:WPA`",
    ]
    assert written(Codes(), [CodesRead(())]) == NO_CODES


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"])))
def test_a_code_span_shows_its_text(text: str) -> None:
    blocks = parse(f"- {code_span(text)}")
    assert isinstance(blocks[0], List)
    (paragraph,) = blocks[0].items[0].blocks
    assert isinstance(paragraph, Paragraph)
    assert "".join(span.text for span in paragraph.inline) == (text or " ")


def test_what_was_read_is_gathered_in_reading_order() -> None:
    first, second, third = layout("one\ntwo\nthree")
    gather = Gather()
    assert gather.reading() == Reading(0, 0)
    for event in (
        ReadStarted(30, 40),
        BoxesFound(0, (third.box,)),
        LineRead(0, third),
        BoxesFound(1, (second.box, first.box, BOX)),
        LineRead(2, first),
        LineRead(1, second),
        LineRead(3, Line("", 0.0, BOX)),
        CodesRead((Code("QRCode", "x", BOX),)),
    ):
        gather.feed(event)
    assert gather.reading() == Reading(30, 40, (first, second, third), (Code("QRCode", "x", BOX),))


def test_what_is_known_of_a_reading_that_was_stopped() -> None:
    lines = [line_at(text, 0, 20 * row) for row, text in enumerate(("one", "two"))]
    gather = Gather()
    gather.feed(BoxesFound(0, tuple(line.box for line in lines)))
    gather.feed(LineRead(1, lines[1]))
    assert gather.reading().lines == (lines[1],)
