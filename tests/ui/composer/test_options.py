"""The options of a question: as the endpoint says until a person says otherwise."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from askance.core.chat import ChatOptions
from askance.core.endpoint import ON_DEVICE, Endpoint, Parameters
from askance.core.overrides import Overrides
from askance.ui.composer.composer import Composer
from askance.ui.composer.options import words_of
from askance.ui.theme import Theme
from askance.ui.thumbnails import ThumbnailLoader
from tests.support.accessible_names import named, nameless_controls

RELAY = Endpoint("Relay", "https://relay.example.com/v1", "m")


@pytest.fixture
def composer(qapp, qtbot):
    loader = ThumbnailLoader()
    made = Composer(theme=Theme(qapp), thumbnails=loader)
    qtbot.addWidget(made)
    made.set_endpoint(RELAY)
    made.resize(700, 240)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.options.form.hide()
    loader.close()


def field(composer, name) -> QWidget:
    (found,) = [w for w in named(composer.options.form, name) if w.focusPolicy() & Qt.TabFocus]
    return found


def test_everything_is_as_the_endpoint_says_at_first(composer):
    assert composer.options.overrides == Overrides()
    assert composer.options.chosen() is None
    assert composer.options.chip.isHidden()
    assert composer.options.button.accessibleName() == "Question options"


def test_the_popup_shows_what_the_endpoint_says(composer):
    own = Parameters(temperature=0.7, n=2, detail="high", stop=("END", "\n"))
    composer.set_endpoint(replace(RELAY, parameters=own, max_tokens=1_000_000))
    assert field(composer, "Temperature").placeholderText() == "As in Settings: 0.7"
    assert field(composer, "Most tokens").placeholderText() == "As in Settings: 1000000"
    assert field(composer, "Top p").placeholderText() == "As in Settings"
    assert field(composer, "Answers").currentText() == "As in Settings: 2"
    assert field(composer, "Picture detail").currentText() == "As in Settings: high"
    assert field(composer, "Stop at").placeholderText() == "As in Settings: END, \\n"


def test_all_of_it_is_said_by_keyboard(composer, qtbot):
    composer.options.button.setFocus()
    qtbot.keyClick(composer.options.button, Qt.Key.Key_Space)
    form = composer.options.form
    qtbot.waitUntil(form.isVisible)
    typed = {
        "Answers": "3",
        "Temperature": "0,2",
        "Top p": "0.9",
        "Most tokens": "500",
        "Doubtful words": "O",
        "Picture detail": "L",
        "Reasoning effort": "M",
        "Seed": "-7",
        "Stop at": "END",
    }
    reached = []
    for _ in range(len(typed)):
        where = QApplication.focusWidget()
        assert where is not None
        reached.append(where.accessibleName())
        qtbot.keyClicks(where, typed[reached[-1]])
        qtbot.keyClick(where, Qt.Key.Key_Tab)
    assert sorted(reached) == sorted(typed)
    assert composer.options.overrides == Overrides(
        temperature=0.2,
        top_p=0.9,
        max_tokens=500,
        n=3,
        top_logprobs=0,
        detail="low",
        reasoning_effort="medium",
        seed=-7,
        stop=("END",),
    )
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert not form.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_and_escape_in_a_field_close_the_popup_and_send_nothing(composer, qtbot, key):
    sent = []
    composer.send_requested.connect(sent.append)
    composer.insert_text("What is this?")
    composer.options.open()
    qtbot.keyClicks(field(composer, "Seed"), "5")
    qtbot.keyClick(field(composer, "Seed"), key)
    assert not composer.options.form.isVisible()
    assert composer.options.overrides == Overrides(seed=5)
    assert sent == []


def test_no_control_is_nameless(composer):
    assert nameless_controls(composer.options.form) == []
    kinds = (QLineEdit, QComboBox, QPlainTextEdit)
    names = [w.accessibleName() for kind in kinds for w in composer.options.form.findChildren(kind)]
    assert len([name for name in names if name]) >= 9


@pytest.mark.parametrize(
    ("name", "text", "limits"),
    [
        ("Temperature", "2.1", "Temperature: 0 to 2"),
        ("Temperature", "warm", "Temperature: 0 to 2"),
        ("Temperature", "nan", "Temperature: 0 to 2"),
        ("Top p", "-0.1", "Top p: 0 to 1"),
        ("Most tokens", "0", "Most tokens: 1 or more"),
        ("Most tokens", "1.5", "Most tokens: 1 or more"),
    ],
)
def test_what_cannot_be_counts_as_left_out_and_is_said(composer, name, text, limits):
    field(composer, name).setText(text)
    assert composer.options.overrides == Overrides()
    assert field(composer, name).accessibleDescription() == limits
    assert composer.options.form._problem.text() == limits
    assert composer.options.form.reset.isEnabled()
    composer.options.form.reset.click()
    assert field(composer, name).text() == ""
    assert composer.options.form._problem.isHidden()


def test_the_chip_says_what_deviates_and_clears_it(composer, qtbot):
    composer.options.form.set_overrides(Overrides(n=3, temperature=0.2))
    assert composer.options.chip.isVisible()
    assert composer.options.chip.words.whole == "3 answers · temperature 0.2"
    with qtbot.waitSignal(composer.options.changed):
        (clear,) = named(composer, "Clear options")
        clear.click()
    assert composer.options.chip.isHidden()
    assert composer.options.overrides == Overrides()
    assert field(composer, "Temperature").text() == ""


def test_every_deviation_has_words():
    said = Overrides(0.0, 0.5, 1000, 1, 2, "auto", "high", 1234567, ("a", "b"))
    assert words_of(said) == (
        "1 answer · temperature 0 · top p 0.5 · at most 1000 tokens · "
        "doubtful words with 2 alternatives · automatic detail · high effort · seed 1234567 · "
        "stops at 2"
    )
    assert words_of(Overrides()) == ""


def test_what_is_said_goes_over_what_the_endpoint_says(composer):
    endpoint = replace(RELAY, parameters=Parameters(temperature=0.7), max_tokens=9)
    composer.set_endpoint(endpoint)
    composer.options.form.set_overrides(Overrides(n=2))
    assert composer.options.chosen() == replace(ChatOptions.of(endpoint), n=2)


def test_the_built_in_endpoint_has_none(composer):
    composer.options.form.set_overrides(Overrides(n=2))
    composer.set_endpoint(ON_DEVICE)
    assert composer.options.button.isHidden()
    assert composer.options.chip.isHidden()
    assert composer.options.chosen() is None
