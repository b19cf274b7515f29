"""Selecting text off a picture in its window, by pointer and by keyboard alone."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from askance.ui.text_layer.card import MarkCard
from askance.ui.text_layer.on_canvas import CanvasText
from askance.ui.text_layer.reader import PictureReader
from askance.ui.theme import Theme
from askance.ui.viewer.viewer import PictureViewer
from tests.fakes.reader import CHARACTER, FakeReader

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
BUTTON = Qt.MouseButton.LeftButton
WIDE, HIGH = CHARACTER


@pytest.fixture
def viewer(
    qtbot: QtBot, theme: Theme, reader: PictureReader, data: bytes
) -> Iterator[PictureViewer]:
    made = PictureViewer(
        theme=theme,
        data=data,
        make_text=lambda data, view: CanvasText(theme=theme, reader=reader, data=data, view=view),
    )
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(lambda: not made._image.isNull())
    yield made
    made.close()


def read(viewer: PictureViewer, qtbot: QtBot) -> None:
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: status(viewer) == "Drag over words to select them")


def status(viewer: PictureViewer) -> str:
    return shown(viewer).bar.findChildren(QLabel)[0].text()


def shown(viewer: PictureViewer) -> CanvasText:
    assert isinstance(viewer.text, CanvasText)
    return viewer.text


def word(viewer: PictureViewer, column: int, row: int = 0) -> QPoint:
    """The middle of a character of the fake's lines, in the viewport."""
    x, y = column * WIDE + WIDE // 2, row * 2 * HIGH + HIGH // 2
    return viewer.canvas.mapFromScene(x, y)


def drag(
    viewer: PictureViewer, begin: QPoint, end: QPoint, button: Qt.MouseButton = BUTTON
) -> None:
    port = viewer.canvas.viewport()
    QTest.mousePress(port, button, pos=begin)
    for place in ((begin + end) / 2, end):
        event_pos = QPoint(place)
        QTest.mouseMove(port, event_pos)
        QTest.qWait(1)
    QTest.mouseRelease(port, button, pos=end)


def copied(viewer: PictureViewer, qtbot: QtBot) -> str:
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_C, CTRL)
    return QGuiApplication.clipboard().text()


def test_the_files_bytes_are_read(
    viewer: PictureViewer, fake: FakeReader, qtbot: QtBot, data: bytes
) -> None:
    read(viewer, qtbot)
    assert [request.picture for request in fake.requests] == [data]


def test_clicks_take_words_and_lines(viewer: PictureViewer, qtbot: QtBot) -> None:
    read(viewer, qtbot)
    port = viewer.canvas.viewport()
    qtbot.mouseDClick(port, BUTTON, pos=word(viewer, 6, 1))
    assert copied(viewer, qtbot) == "denied"
    qtbot.mouseDClick(port, BUTTON, pos=word(viewer, 6, 1))
    qtbot.mouseClick(port, BUTTON, pos=word(viewer, 6, 1))
    assert copied(viewer, qtbot) == "push denied here"
    qtbot.mouseClick(port, BUTTON, SHIFT, pos=word(viewer, 1, 0))
    assert copied(viewer, qtbot) == "build image now\npush denied here"
    assert viewer.message.text() == ""


def test_a_drag_over_words_selects_at_any_zoom(viewer: PictureViewer, qtbot: QtBot) -> None:
    viewer.canvas.zoom_to(2.0)
    viewer.canvas.centerOn(0, 0)
    read(viewer, qtbot)
    drag(viewer, word(viewer, 7), word(viewer, 6, 1))
    assert copied(viewer, qtbot) == "image now\npush denied"


def test_beside_words_and_with_the_middle_button_the_picture_moves(
    viewer: PictureViewer, qtbot: QtBot
) -> None:
    viewer.canvas.zoom_to(4.0)
    viewer.canvas.centerOn(0, 0)
    read(viewer, qtbot)
    bar = viewer.canvas.horizontalScrollBar()
    drag(viewer, QPoint(500, 500), QPoint(400, 450))
    assert bar.value() == bar.minimum() + 100
    drag(viewer, word(viewer, 1) + QPoint(60, 0), QPoint(60, 30), Qt.MouseButton.MiddleButton)
    assert bar.value() > bar.minimum() + 100 or bar.value() < bar.minimum() + 100
    assert shown(viewer).controller.selection.span is None


def test_the_keyboard_walks_and_copies(viewer: PictureViewer, qtbot: QtBot) -> None:
    read(viewer, qtbot)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(viewer.canvas, key)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_End, SHIFT)
    assert copied(viewer, qtbot) == "push denied here"
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_A, CTRL)
    whole = "build image now\npush denied here\nsee https://example.com/a"
    assert copied(viewer, qtbot) == whole
    assert viewer.canvas.accessibleDescription() == whole


def test_without_a_selection_the_picture_is_copied(viewer: PictureViewer, qtbot: QtBot) -> None:
    read(viewer, qtbot)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().image().size() == viewer._image.size()


def test_escape_goes_back_step_by_step(viewer: PictureViewer, qtbot: QtBot) -> None:
    read(viewer, qtbot)
    port = viewer.canvas.viewport()
    qtbot.mouseClick(port, BUTTON, pos=word(viewer, 8, 2))
    (card,) = viewer.findChildren(MarkCard)
    assert card.isVisible()
    qtbot.keyClick(card.copy_button, Qt.Key.Key_Escape)
    assert not card.isVisible()
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert not shown(viewer).active
    assert viewer.isVisible()
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert not viewer.isVisible()


def test_the_button_shows_what_is_so(viewer: PictureViewer, qtbot: QtBot) -> None:
    (button,) = (b for b in viewer.findChildren(QPushButton) if b.text() == "Text")
    assert (button.accessibleName(), button.toolTip()) == ("Select text", "Select text (T)")
    button.click()
    assert button.isChecked()
    shown(viewer).bar.close_button.click()
    assert not button.isChecked()
    assert not shown(viewer).active


def test_zoom_and_fit_go_on_working(viewer: PictureViewer, qtbot: QtBot) -> None:
    read(viewer, qtbot)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Plus)
    assert viewer.canvas.zoom == pytest.approx(1.25)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_F)
    assert viewer.canvas.zoom == pytest.approx(1)


def test_without_a_reader_there_is_no_button(qtbot: QtBot, theme: Theme, data: bytes) -> None:
    made = PictureViewer(theme=theme, data=data)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: not made._image.isNull())
    qtbot.keyClick(made.canvas, Qt.Key.Key_T)
    assert made.text is None
    assert not [b for b in made.findChildren(QPushButton) if b.text() == "Text" and b.isVisible()]
