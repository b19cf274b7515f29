"""What an answer tells about itself, in words."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale

from askance.core.alternatives import DoubtSummary
from askance.core.conversation import Choice, Message, Role, Timing, Usage
from askance.core.cost import Spent
from askance.core.endpoint import ON_DEVICE
from askance.ui.conversation.facts import brief, facts_of, sureness_words, who

ANSWER = Message(
    1,
    1,
    Role.ASSISTANT,
    0.0,
    choices=(Choice(0, "Yes."), Choice(1, "No.", model="other", endpoint="There")),
    model="gpt-4o",
    endpoint="OpenAI",
    usage=Usage(1105, 43, 1148),
    timing=Timing(first_token=0.8, thought=3.95, total=4.8),
)
SPENT = Spent(1148, 0.0011)


@pytest.fixture(autouse=True)
def _english():
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


def test_all_that_is_known_is_told():
    assert facts_of(ANSWER, SPENT) == [
        "gpt-4o",
        "1,105 tokens in, 43 out",
        "0.0011",
        "first token after 0.80 s",
        "thought for 3.2 s",
        "11 tokens/s",
        "4.8 s in all",
    ]


def test_what_nobody_told_is_left_out():
    bare = replace(ANSWER, usage=None, timing=None, model="")
    assert facts_of(bare, None) == []
    assert facts_of(bare, Spent(20, 0.002, exact=False)) == ["≈ 20 tokens", "≈ 0.0020"]
    assert facts_of(replace(bare, usage=Usage(total_tokens=7)), None) == ["7 tokens"]
    assert facts_of(replace(bare, timing=Timing(total=75.4)), None) == ["1 min 15 s in all"]


@pytest.mark.parametrize(
    ("timing", "usage"),
    [
        (Timing(0.5, None, 0.51), Usage(1, 40)),
        (Timing(0.5, None, 2.0), Usage(1, 1)),
        (Timing(0.5, None, 2.0), None),
        (Timing(None, None, 2.0), Usage(1, 40)),
    ],
)
def test_a_speed_that_means_nothing_is_not_told(timing, usage):
    said = facts_of(replace(ANSWER, timing=timing, usage=usage), None)
    assert not [words for words in said if "/s" in words]


def test_another_models_answer_was_not_measured():
    assert not [words for words in facts_of(replace(ANSWER, chosen=1), SPENT) if " s" in words]


def test_no_thought_takes_no_time():
    said = facts_of(replace(ANSWER, timing=Timing(0.8, 0.8, 2.0)), None)
    assert not [words for words in said if "thought" in words]


def test_who_answered_is_who_gave_the_chosen_one():
    assert who(ANSWER) == "gpt-4o"
    assert who(replace(ANSWER, chosen=1)) == "other"
    here = replace(ANSWER, endpoint=ON_DEVICE.name, model="PP-OCRv5")
    assert who(here) == "On this computer · PP-OCRv5"


def test_the_line_that_is_always_there_is_short():
    assert brief(ANSWER, SPENT) == ["gpt-4o", "1,148 tokens · 0.0011"]
    assert brief(ANSWER, None) == ["gpt-4o", "1,148 tokens"]


def test_how_sure_it_was_is_a_sentence():
    found = DoubtSummary(0.962, 0.41, "Bern")
    assert sureness_words(found) == "96 % sure on average, least at “Bern”: 41 %"
