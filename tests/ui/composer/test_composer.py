"""The composer: a draft that is never lost, and one button that sends or stops."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from askance.core.conversation import PictureLink, PictureOrigin
from askance.core.errors import ErrorKind, Problem
from askance.ui.composer.composer import Composer
from askance.ui.composer.question_field import MOST_LINES
from askance.ui.drops import BroughtPath
from askance.ui.theme import Theme
from askance.ui.thumbnails import ThumbnailLoader
from askance.ui.widgets import KeyCap
from tests.support.accessible_names import named, nameless_controls
from tests.support.sample_pictures import encoded

PROBLEM = Problem(ErrorKind.PICTURE, "This is no picture", "It is a text.", "Bring another.")


@pytest.fixture
def composer(qapp, qtbot):
    loader = ThumbnailLoader()
    made = Composer(theme=Theme(qapp), thumbnails=loader)
    qtbot.addWidget(made)
    made.resize(700, 200)
    made.show()
    yield made
    loader.close()


def button(composer, name):
    # What is being taken down is hidden, and gone soon.
    (found,) = [widget for widget in named(composer, name) if widget.isVisible()]
    return found


def test_enter_sends_and_shift_enter_begins_a_line(composer, qtbot):
    sent = []
    composer.send_requested.connect(sent.append)
    qtbot.keyClicks(composer.question, "one")
    qtbot.keyClick(composer.question, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(composer.question, "two")
    qtbot.keyClick(composer.question, Qt.Key.Key_Return)
    assert sent == ["one\ntwo"]
    assert composer.draft.text == "one\ntwo", "the draft stays until it is taken"


def test_enter_belongs_to_an_input_method_that_composes(composer, qtbot):
    sent = []
    composer.send_requested.connect(sent.append)
    composer.insert_text("ni")
    QApplication.sendEvent(composer.question, QInputMethodEvent("hao", []))
    qtbot.keyClick(composer.question, Qt.Key.Key_Return)
    assert sent == []
    done = QInputMethodEvent("", [])
    done.setCommitString("好")
    QApplication.sendEvent(composer.question, done)
    composer.question.moveCursor(composer.question.textCursor().MoveOperation.End)
    qtbot.keyClick(composer.question, Qt.Key.Key_Return)
    assert len(sent) == 1


def test_nothing_is_sent_when_there_is_nothing(composer, qtbot):
    sent = []
    composer.send_requested.connect(sent.append)
    composer.insert_text("  \n ")
    qtbot.keyClick(composer.question, Qt.Key.Key_Return)
    assert sent == []
    assert not button(composer, "Send").isEnabled()


def test_a_picture_alone_can_be_sent(composer, qtbot):
    sent = []
    composer.send_requested.connect(sent.append)
    composer.add_picture("Region", encoded())
    qtbot.mouseClick(button(composer, "Send"), Qt.MouseButton.LeftButton)
    assert sent == [""]
    assert composer.take_draft().ready == (encoded(),)
    assert composer.draft.empty


def test_a_picture_in_the_making_is_waited_for(composer):
    composer.insert_text("What is this?")
    picture = composer.add_picture("holiday.jpeg")
    assert not button(composer, "Send").isEnabled()
    assert composer.update_picture(picture, encoded())
    assert button(composer, "Send").isEnabled()


def test_a_picture_that_failed_says_so_until_it_is_taken_out(composer, qtbot):
    composer.insert_text("What is this?")
    composer.update_picture(composer.add_picture("notes.txt"), PROBLEM)
    assert not button(composer, "Send").isEnabled()
    (chip,) = named(composer, "notes.txt: This is no picture. It is a text. Bring another.")
    assert chip.isVisible()
    qtbot.mouseClick(button(composer, "Remove picture notes.txt"), Qt.MouseButton.LeftButton)
    assert composer.draft.text == "What is this?"
    assert button(composer, "Send").isEnabled()


def test_a_picture_taken_out_meanwhile_is_not_put_back(composer):
    picture = composer.add_picture("slow.png")
    composer.remove_picture(picture)
    assert not composer.update_picture(picture, encoded())
    assert composer.draft.pictures == ()


def test_send_becomes_stop_in_the_same_place(composer, qtbot):
    composer.insert_text("again")
    stopped, sent = [], []
    composer.stop_requested.connect(lambda: stopped.append(True))
    composer.send_requested.connect(sent.append)
    send = button(composer, "Send")
    composer.set_running(True)
    assert button(composer, "Stop") is send
    qtbot.keyClick(composer.question, Qt.Key.Key_Return)
    qtbot.mouseClick(send, Qt.MouseButton.LeftButton)
    assert (stopped, sent) == ([True], [])
    composer.set_running(False)
    qtbot.mouseClick(button(composer, "Send"), Qt.MouseButton.LeftButton)
    assert sent == ["again"]


def test_the_key_beside_the_button_is_the_one_that_does_it(composer):
    def caps():
        return [each.text() for each in composer.findChildren(KeyCap) if each.isVisible()]

    assert caps() == ["Enter"]
    composer.set_running(True)
    assert caps() == ["Esc"]
    composer.set_running(False)
    assert caps() == ["Enter"]


def test_stop_can_be_pressed_with_an_empty_draft(composer):
    composer.set_running(True)
    assert button(composer, "Stop").isEnabled()


def test_a_link_is_embedded_or_sent_as_the_person_chooses(composer):
    wanted = []
    composer.embed_requested.connect(lambda *args: wanted.append(args))
    url = "https://example.com/chart.png"
    picture = composer.add_picture("chart.png", PictureLink(url), url=url)

    def choose(words):
        (way,) = [found for found in named(composer, "How to send chart.png") if found.isVisible()]
        next(action for action in way.menu().actions() if words in action.text()).trigger()

    choose("embed")
    assert wanted == [(picture, url)]
    assert composer.draft.preparing
    composer.update_picture(picture, PROBLEM)
    choose("link")
    assert composer.draft.ready == (PictureLink(url),)


def test_a_draft_can_be_put_back(composer):
    composer.insert_text("words")
    composer.add_picture("Region", encoded())
    draft = composer.take_draft()
    composer.set_draft(draft)
    assert composer.draft == draft
    assert composer.add_picture("next") not in {picture.id for picture in draft.pictures}


def test_a_pasted_file_is_brought_and_the_words_stay(composer, qtbot):
    composer.insert_text("What is this?")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/home/a/one.png")])
    with qtbot.waitSignal(composer.brought) as caught:
        composer.question.insertFromMimeData(mime)
    assert caught.args == [(BroughtPath("/home/a/one.png"),)]
    assert composer.draft.text == "What is this?"


def test_the_field_grows_to_eight_lines(composer, qtbot):
    heights = []
    for _ in range(MOST_LINES + 4):
        heights.append(composer.question.sizeHint().height())
        composer.insert_text("line\n")
    assert heights[1] > heights[0]
    assert len(set(heights)) == MOST_LINES
    assert heights[-1] == heights[MOST_LINES - 1]


def test_the_quiet_line_opens_what_leaves(composer, qtbot):
    composer.set_quiet_line("1 picture · 214 KB · relay.example.com")
    line = button(composer, "What leaves")
    assert line.accessibleDescription() == "1 picture · 214 KB · relay.example.com"
    with qtbot.waitSignal(composer.what_leaves_requested):
        qtbot.mouseClick(line, Qt.MouseButton.LeftButton)


def test_every_control_has_a_name(composer):
    composer.add_picture("Region", encoded())
    composer.add_picture("busy.png")
    composer.add_picture(
        "link.png", PictureLink("https://e.com/link.png"), url="https://e.com/link.png"
    )
    composer.update_picture(composer.add_picture("bad"), PROBLEM)
    assert nameless_controls(composer) == []
    (attachments,) = named(composer, "Attachments")
    assert attachments.isVisible()
    (question,) = named(composer, "Question")
    assert question is composer.question


def test_a_part_says_so_and_leads_to_its_picture(composer, qtbot):
    origin = PictureOrigin("abc", 1, 2, 8, 6)
    number = composer.add_picture("Part · 8 × 6", origin=origin)
    assert button(composer, "Part of picture, Part · 8 × 6, preparing…").isVisible()
    composer.update_picture(number, encoded("Part · 8 × 6"))
    with qtbot.waitSignal(composer.origin_opened) as opened:
        button(composer, "Show where it comes from").click()
    assert opened.args == [origin]
    assert composer.draft.pictures[0].origin == origin


def test_a_part_that_comes_back_is_still_one(composer):
    origin = PictureOrigin("abc", 1, 2, 8, 6)
    composer.add_picture("Part", replace(encoded("Part"), origin=origin))
    assert composer.draft.pictures[0].origin == origin


def test_a_whole_picture_has_no_mark(composer):
    composer.add_picture("Region", encoded())
    assert not named(composer, "Show where it comes from")
