"""The built-in endpoint from the window to the reader: what it answers, and what it cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from askance.core.chat import EncodedPicture
from askance.core.conversation import Message, MessageStatus
from askance.core.endpoint import ON_DEVICE
from askance.core.errors import ErrorKind
from askance.core.prompts import DEVICE_PRESETS, Preset
from askance.core.screen import Region
from askance.core.settings import Settings
from askance.ui.conversation.answer import AnswerView
from askance.ui.conversation.leaf_text import text_of
from askance.ui.drops import BroughtBytes
from askance.ui.main_window import Page
from askance.ui.settings.dialog import SettingsDialog
from tests.support.accessible_names import named
from tests.support.house import RELAY, Build, House
from tests.support.sample_pictures import png

ALONE = Settings(welcomed=True)


def bring(house: House) -> None:
    house.shell.window.brought.emit((BroughtBytes(png(800, 400), "a.png"),))
    house.until(lambda: house.shell.window.composer.draft.ready)


def kept(house: House) -> list[Message]:
    return list(house.history.messages(1))


def answered(house: House, count: int = 2) -> None:
    house.until(
        lambda: (
            len(house.messages()) == count
            and house.messages()[-1].message.status is not MessageStatus.STREAMING
        )
    )


def press(house: House, name: str) -> None:
    (button,) = (found for found in named(house.shell.window, name) if found.isVisible())
    house.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_with_nothing_set_up_it_is_the_one_that_is_asked(build: Build) -> None:
    house = build(ALONE)
    assert house.shell.window.page is Page.EMPTY
    bring(house)
    house.qtbot.keyClick(house.shell.window.composer.question, Qt.Key.Key_Return)
    answered(house)
    question, answer = kept(house)
    assert question.text == "Extract text"
    assert "push denied" in answer.text
    assert (answer.endpoint, answer.status) == (ON_DEVICE.name, MessageStatus.COMPLETE)
    assert not house.chat.requests
    assert [token.token for token in answer.choices[0].logprobs if "denied" in token.token]
    assert house.shell.window.composer.draft.empty


def test_the_conversation_is_called_by_what_was_read(build: Build) -> None:
    house = build(ALONE)
    bring(house)
    press(house, "Send")
    answered(house)
    house.until(lambda: house.history.conversations()[0].title.startswith("deploy.log"))
    house.until(lambda: house.shell.window._top.title.startswith("deploy.log"))


def test_a_follow_up_keeps_the_title(build: Build) -> None:
    house = build(ALONE)
    bring(house)
    press(house, "Send")
    answered(house)
    house.until(lambda: house.history.conversations()[0].title.startswith("deploy.log"))
    house.history.rename(1, "Mine")
    press(house, "Copy as is")
    answered(house, 4)
    house.settle()
    assert house.history.conversations()[0].title == "Mine"
    assert [message.text for message in kept(house)][2] == "Copy as is"


@pytest.mark.parametrize("preset", DEVICE_PRESETS, ids=lambda preset: preset.id)
def test_a_preset_reads_a_picture_at_once_and_leaves_what_is_being_typed(
    build: Build, preset: Preset
) -> None:
    house = build(ALONE)
    bring(house)
    house.shell.window.composer.insert_text("half a thought")
    house.shell.window.preset_chosen.emit(preset)
    answered(house)
    assert kept(house)[0].text == preset.prompt
    assert len(kept(house)[0].attachments) == 1
    draft = house.shell.window.composer.draft
    assert (draft.text, draft.pictures) == ("half a thought", ())


def test_a_preset_without_a_picture_waits_for_one(build: Build) -> None:
    house = build(ALONE)
    house.shell.window.preset_chosen.emit(DEVICE_PRESETS[2])
    house.shell.window.preset_chosen.emit(DEVICE_PRESETS[3])
    assert house.shell.window.composer.draft.text == "Codes"
    house.settle()
    assert house.history.conversations() == ()


def test_the_quiet_line_says_that_it_stays(build: Build) -> None:
    house = build(ALONE)
    composer = house.shell.window.composer
    assert composer._quiet.whole == "Nothing leaves this computer"
    bring(house)
    assert composer._quiet.whole == "1 picture · 800 × 400 · stays on this computer"
    assert composer.question.placeholderText() == "Press Enter to read the text"
    bring(house)
    house.until(lambda: composer._quiet.whole == "2 pictures · stays on this computer")


def test_what_leaves_says_nothing_and_shows_the_picture(build: Build) -> None:
    house = build(ALONE)
    bring(house)
    panel = house.shell.window.payload
    house.shell.window.set_payload_visible(True)
    said = [found.text() for found in panel.findChildren(QLabel) if found.isVisible()]
    assert any(text.startswith("Nothing leaves this computer.") for text in said)
    assert len(panel._previews) == 1
    house.shell.window.composer.take_draft()
    house.until(lambda: not panel._previews or not panel._details.isVisible())


def test_any_other_question_is_kept_and_asked_of_a_model_added_then(build: Build) -> None:
    house = build(ALONE)
    bring(house)
    house.ask("Why was the push denied?")
    answered(house)
    answer = kept(house)[1]
    assert answer.problem is not None
    assert answer.problem.kind is ErrorKind.NEEDS_MODEL
    press(house, "Add a model…")
    dialog = house.shell.window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    assert dialog.isVisible()
    (address,) = named(dialog, "Address")
    assert address.isVisible()
    dialog.models.endpoint_saved.emit(RELAY, None)
    house.until(lambda: house.settings.load().current == RELAY)
    house.until(lambda: house.shell._setting_up.endpoint == RELAY)
    press(house, "Retry")
    house.until(
        lambda: house.shown() == ["Why was the push denied?", "Hello world"] and not house.asking
    )
    (request,) = house.chat.requests
    assert request.endpoint == RELAY
    picture, words = request.messages[0].parts
    assert isinstance(picture, EncodedPicture)
    assert (picture.width, picture.height) == (800, 400)
    assert words.text == "Why was the push denied?"  # type: ignore[union-attr]
    assert len(request.messages) == 1


def test_a_model_added_beside_another_that_answers_is_not_chosen(build: Build) -> None:
    house = build()
    house.shell.window.settings_requested.emit()
    dialog = house.shell.window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    dialog.models.endpoint_saved.emit(replace(RELAY, name="Other"), None)
    house.until(lambda: len(house.settings.load().endpoints) == 2)
    assert house.settings.load().current == RELAY


def test_it_can_be_chosen_beside_others_and_left_again(build: Build) -> None:
    house = build()
    house.shell.window.endpoint_chosen.emit(ON_DEVICE.name)
    house.until(lambda: house.shell._setting_up.endpoint is ON_DEVICE)
    bring(house)
    press(house, "Send")
    answered(house)
    house.shell.window.endpoint_chosen.emit(RELAY.name)
    house.until(lambda: house.shell._setting_up.endpoint == RELAY)
    house.ask("What is this?")
    answered(house, 4)
    assert house.shown()[-1] == "Hello world"


def test_testing_it_reads_a_word(build: Build) -> None:
    house = build(ALONE)
    house.shell.window.settings_requested.emit()
    dialog = house.shell.window.findChild(SettingsDialog)
    assert isinstance(dialog, SettingsDialog)
    (test,) = (found for found in named(dialog, "Test reading") if found.isVisible())
    house.qtbot.mouseClick(test, Qt.MouseButton.LeftButton)

    def said() -> list[str]:
        return [found.text() for found in dialog.findChildren(QLabel) if found.isVisible()]

    house.until(lambda: any(text.startswith("It read “") for text in said()))
    assert not house.chat.requests


def test_a_captured_region_is_read_without_a_word_typed(build: Build) -> None:
    house = build(ALONE)
    house.shell.capture_now(Region(0, 0, 300, 200), None, "Extract text")
    answered(house)
    assert kept(house)[0].attachments[0].width == 300
    assert "push denied" in kept(house)[1].text


def test_doubtful_words_that_were_read_are_marked(build: Build) -> None:
    house = build(ALONE)
    bring(house)
    press(house, "Send")
    answered(house)
    press(house, "2 doubtful words, go to the next")
    answer = house.messages()[-1]
    assert isinstance(answer, AnswerView)
    canvas = answer.choices.canvas
    ((leaf, (shade,)),) = canvas._layers["pointed"].items()
    assert text_of(canvas.leaves[leaf])[shade.start : shade.end] == "push"
