"""Asking about a part of a picture that was asked about, and finding back to where it came from."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from askance.core.chat import EncodedPicture
from askance.core.conversation import Attachment, PictureOrigin
from askance.core.screen import Region
from askance.ui.drops import BroughtBytes
from askance.ui.viewer.viewer import PictureViewer
from tests.support.accessible_names import named
from tests.support.house import Build, House
from tests.support.sample_pictures import png


def viewer(house: House) -> PictureViewer:
    """The one picture's window, once its picture is there."""

    def shown() -> list[PictureViewer]:
        windows = QApplication.topLevelWidgets()
        return [each for each in windows if isinstance(each, PictureViewer) and each.isVisible()]

    house.until(lambda: shown() and not shown()[0].canvas.bounds.empty)
    (found,) = shown()
    return found


def asked(house: House, words: str, number: int) -> Attachment:
    """Asks and waits until it is answered; the question's first picture as it is kept."""
    house.shell.window.composer.insert_text(words)
    house.until(lambda: house.shell.window.composer.draft.sendable)
    house.shell.window.composer.send_requested.emit(words)
    house.until(lambda: len(house.history.messages(1)) == 2 * number)
    house.until(lambda: not house.shell.window.composer.running)
    question = house.history.messages(1)[2 * number - 2]
    assert question.text == words
    (attachment,) = question.attachments
    return attachment


def test_a_part_is_asked_about_and_knows_where_it_came_from(build: Build) -> None:
    house = build()
    house.shell.window.brought.emit((BroughtBytes(png(64, 40), "whole.png"),))
    whole = asked(house, "What is this?", 1)
    house.view.picture_opened.emit(whole.sha256)
    opened = viewer(house)
    QTest.keyClick(opened.canvas, Qt.Key.Key_P)
    QTest.keyClick(opened.canvas, Qt.Key.Key_Return)
    composer = house.shell.window.composer
    origin = PictureOrigin(whole.sha256, 16, 10, 32, 20)
    (picture,) = composer.draft.pictures
    assert picture.origin == origin
    house.until(lambda: composer.draft.sendable)
    (ready,) = composer.draft.ready
    assert isinstance(ready, EncodedPicture)
    assert (ready.width, ready.height) == (32, 20)
    part = asked(house, "And this part?", 2)
    assert part.origin == origin
    assert part.sha256 != whole.sha256

    house.view.origin_opened.emit(part.origin)
    assert viewer(house).message.text() == "Outlined: the part, 32 × 20"
    viewer(house).close()


def test_the_chip_leads_to_the_picture_it_is_a_part_of(build: Build) -> None:
    house = build()
    house.shell.window.brought.emit((BroughtBytes(png(64, 40), "whole.png"),))
    whole = asked(house, "What is this?", 1)
    house.view.picture_opened.emit(whole.sha256)
    opened = viewer(house)
    assert opened.part is not None
    opened.part.enter()
    opened.part.place()
    opened.part.bar.ask_button.click()
    composer = house.shell.window.composer
    house.until(lambda: composer.draft.sendable)
    (mark,) = [each for each in named(composer, "Show where it comes from") if each.isVisible()]
    mark.click()
    again = viewer(house)
    assert again.canvas.bounds == Region(0, 0, 64, 40)
    assert again.message.text() == "Outlined: the part, 32 × 20"
    again.close()


def test_a_part_of_a_picture_that_is_gone_says_so(build: Build) -> None:
    house = build()
    house.shell._beside.part_taken.emit("f" * 64, QRect(0, 0, 4, 4))
    composer = house.shell.window.composer
    house.until(lambda: composer.draft.failed)
    assert not composer.draft.sendable
