"""Selecting a part of a picture in the viewer, to ask about it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from askance.core.conversation import Attachment, PictureOrigin
from askance.core.screen import Region
from askance.core.settings import Appearance
from askance.ui.conversation.pictures import PictureButton
from askance.ui.theme import Theme
from askance.ui.viewer.part import PartTool
from askance.ui.viewer.viewer import PictureViewer
from tests.ui.conversation import samples

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
WHOLE = Region(0, 0, 840, 320)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    sheet = qapp.styleSheet()
    made = Theme(qapp, Appearance.LIGHT)
    yield made
    made.deleteLater()
    qapp.setStyleSheet(sheet)


def opened(qtbot: QtBot, theme: Theme, **more: object) -> PictureViewer:
    given: dict[str, object] = {"sha256": "abc", **more}
    made = PictureViewer(theme=theme, data=samples.all_pictures()[samples.LABEL], **given)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(lambda: not made._image.isNull())
    return made


@pytest.fixture
def viewer(qtbot: QtBot, theme: Theme) -> PictureViewer:
    return opened(qtbot, theme)


def tool(viewer: PictureViewer) -> PartTool:
    assert viewer.part is not None
    return viewer.part


def at(viewer: PictureViewer, x: int, y: int) -> QPoint:
    """A pixel of the picture, in the viewport."""
    return viewer.canvas.mapFromScene(x + 0.1, y + 0.1)


def drag(
    viewer: PictureViewer,
    begin: tuple[int, int],
    end: tuple[int, int],
    button: Qt.MouseButton = LEFT,
    held: Qt.KeyboardModifier = NONE,
) -> None:
    port = viewer.canvas.viewport()
    QTest.mousePress(port, button, held, at(viewer, *begin))
    half = ((begin[0] + end[0]) // 2, (begin[1] + end[1]) // 2)
    stops = [at(viewer, *half), at(viewer, *end)]
    for stop in stops:
        QTest.mouseMove(port, stop)
        QTest.qWait(1)
    QTest.mouseRelease(port, button, held, stops[-1])


def test_a_drag_selects_pixels_and_the_button_takes_them(
    viewer: PictureViewer, qtbot: QtBot
) -> None:
    viewer._part_button.click()
    assert tool(viewer).bar.words == "Drag over a part of the picture"
    assert not tool(viewer).bar.ask_button.isVisible()
    drag(viewer, (100, 40), (300, 140))
    assert tool(viewer).region == Region(100, 40, 200, 100)
    assert tool(viewer).bar.words == "200 × 100"
    with qtbot.waitSignal(viewer.part_taken) as taken:
        tool(viewer).bar.ask_button.click()
    assert taken.args == ["abc", QRect(100, 40, 200, 100)]
    assert not viewer.isVisible()


def test_the_pixels_are_the_pictures_at_any_zoom(viewer: PictureViewer) -> None:
    viewer.canvas.zoom_to(4.0)
    viewer.canvas.centerOn(100, 60)
    viewer._part_button.click()
    drag(viewer, (60, 40), (90, 70))
    assert tool(viewer).region == Region(60, 40, 30, 30)


def test_a_drag_past_the_edge_takes_the_last_pixel(viewer: PictureViewer) -> None:
    viewer._part_button.click()
    drag(viewer, (800, 300), (880, 360))
    assert tool(viewer).region == Region(800, 300, 40, 20)


def test_shift_and_a_drag_begin_a_part_by_themselves(viewer: PictureViewer) -> None:
    drag(viewer, (100, 40), (300, 140), held=SHIFT)
    assert tool(viewer).region == Region(100, 40, 200, 100)
    assert viewer._part_button.isChecked()


def test_without_shift_a_drag_moves_the_picture(viewer: PictureViewer) -> None:
    viewer.canvas.zoom_to(4.0)
    viewer.canvas.centerOn(400, 160)
    before = viewer.canvas.horizontalScrollBar().value()
    drag(viewer, (400, 160), (380, 160))
    assert not tool(viewer).active
    assert viewer.canvas.horizontalScrollBar().value() > before


def test_the_part_is_moved_and_resized_by_its_handles(viewer: PictureViewer) -> None:
    viewer._part_button.click()
    drag(viewer, (100, 40), (300, 140))
    drag(viewer, (200, 90), (210, 100))
    assert tool(viewer).region == Region(110, 50, 200, 100)
    drag(viewer, (310, 150), (330, 160))
    assert tool(viewer).region == Region(110, 50, 220, 110)


def test_with_the_middle_button_or_space_the_picture_moves(
    viewer: PictureViewer, qtbot: QtBot
) -> None:
    viewer.canvas.zoom_to(4.0)
    viewer.canvas.centerOn(400, 160)
    viewer._part_button.click()
    bar = viewer.canvas.horizontalScrollBar()
    before = bar.value()
    drag(viewer, (400, 160), (390, 160), MIDDLE)
    moved = bar.value()
    assert moved > before
    qtbot.keyPress(viewer.canvas, Qt.Key.Key_Space)
    drag(viewer, (400, 160), (390, 160))
    qtbot.keyRelease(viewer.canvas, Qt.Key.Key_Space)
    assert bar.value() > moved
    assert tool(viewer).region is None


def test_the_keyboard_does_all_of_it(viewer: PictureViewer, qtbot: QtBot) -> None:
    keys = Qt.Key
    qtbot.keyClick(viewer.canvas, keys.Key_P)
    assert tool(viewer).region == Region(210, 80, 420, 160)
    for key, held in (
        (keys.Key_Left, NONE),
        (keys.Key_Up, CTRL),
        (keys.Key_Right, SHIFT),
        (keys.Key_Down, SHIFT | CTRL),
    ):
        qtbot.keyClick(viewer.canvas, key, held)
    assert tool(viewer).region == Region(209, 70, 421, 170)
    assert viewer.canvas.accessibleDescription() == "421 by 170 pixels at 209, 70"
    with qtbot.waitSignal(viewer.part_taken) as taken:
        qtbot.keyClick(viewer.canvas, keys.Key_Return)
    assert taken.args == ["abc", QRect(209, 70, 421, 170)]


def test_the_keyboards_part_begins_where_one_looks(viewer: PictureViewer, qtbot: QtBot) -> None:
    viewer.canvas.zoom_to(8.0)
    viewer.canvas.centerOn(600, 200)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_P)
    region, seen = tool(viewer).region, viewer.canvas.in_sight
    assert region is not None
    assert region.intersected(seen) == region
    for _ in range(9):
        qtbot.keyClick(viewer.canvas, Qt.Key.Key_Right, CTRL)
    moved = tool(viewer).region
    assert moved == region.moved(90, 0)
    assert moved.intersected(viewer.canvas.in_sight) == moved


def test_it_never_leaves_the_picture(viewer: PictureViewer, qtbot: QtBot) -> None:
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_P)
    for _ in range(60):
        qtbot.keyClick(viewer.canvas, Qt.Key.Key_Left, CTRL)
        qtbot.keyClick(viewer.canvas, Qt.Key.Key_Down, SHIFT | CTRL)
    region = tool(viewer).region
    assert region is not None
    assert region.intersected(WHOLE) == region
    assert (region.x, region.bottom) == (0, 320)


def test_arrows_without_a_part_put_one_in_the_middle(viewer: PictureViewer, qtbot: QtBot) -> None:
    viewer._part_button.click()
    with qtbot.assertNotEmitted(viewer.part_taken):
        qtbot.keyClick(viewer.canvas, Qt.Key.Key_Return)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Left)
    assert tool(viewer).region == Region(210, 80, 420, 160)


def test_escape_leaves_the_part_then_the_window(viewer: PictureViewer, qtbot: QtBot) -> None:
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_P)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert (tool(viewer).active, tool(viewer).region) == (False, None)
    assert not viewer._part_button.isChecked()
    assert not tool(viewer).bar.isVisible()
    assert viewer.isVisible()
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert not viewer.isVisible()


def test_p_and_the_cross_leave_it_too(viewer: PictureViewer, qtbot: QtBot) -> None:
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_P)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_P)
    assert not tool(viewer).active
    viewer._part_button.click()
    tool(viewer).bar.close_button.click()
    assert not tool(viewer).active
    assert not viewer._part_button.isChecked()


def test_copying_takes_the_part(viewer: PictureViewer, qtbot: QtBot) -> None:
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_P)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().image().size() == QRect(0, 0, 420, 160).size()


def test_zoom_goes_on_working_and_the_bar_follows(viewer: PictureViewer, qtbot: QtBot) -> None:
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_P)
    before = tool(viewer).bar.pos()
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Plus)
    assert viewer.canvas.zoom == pytest.approx(1.25)
    assert tool(viewer).bar.pos() != before
    assert viewer.canvas.rect().contains(tool(viewer).bar.geometry().center())


def test_what_is_not_taken_is_dimmed(viewer: PictureViewer, qtbot: QtBot) -> None:
    def lightness(x: int, y: int) -> int:
        image = viewer.canvas.viewport().grab().toImage()
        place = at(viewer, x, y) * image.devicePixelRatio()
        return QColor(image.pixel(place)).lightness()

    inside, outside = lightness(230, 100), lightness(20, 20)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_P)
    assert lightness(230, 100) == inside
    assert lightness(20, 20) < outside


def test_without_a_name_for_the_picture_no_part_can_be_asked_about(
    qtbot: QtBot, theme: Theme
) -> None:
    viewer = opened(qtbot, theme, sha256="")
    assert viewer.part is None
    assert not viewer._part_button.isVisible()
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_P)


def test_the_place_a_part_came_from_is_outlined(qtbot: QtBot, theme: Theme) -> None:
    part = Region(100, 40, 200, 100)
    viewer = opened(qtbot, theme, outlined=part)
    assert viewer.message.text() == "Outlined: the part, 200 × 100"
    image = viewer.canvas.viewport().grab().toImage()
    edge = at(viewer, 200, 38) * image.devicePixelRatio()
    assert QColor(image.pixel(edge)) == QColor(0x0E, 0x74, 0x90)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_P)
    assert QColor(viewer.canvas.viewport().grab().toImage().pixel(edge)) != QColor(0x0E, 0x74, 0x90)


def test_a_place_that_is_not_on_the_picture_is_not_outlined(qtbot: QtBot, theme: Theme) -> None:
    viewer = opened(qtbot, theme, outlined=Region(900, 0, 20, 20))
    assert viewer.message.text() == ""


@pytest.fixture
def shelf(qtbot: QtBot) -> QWidget:
    """Owns the thumbnails, as a message does."""
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def thumbnail(shelf: QWidget, theme: Theme, origin: PictureOrigin | None) -> PictureButton:
    attachment = Attachment("def", "image/png", 120, 80, 9, "Part · 120 × 80", origin)
    made = PictureButton(theme=theme, attachment=attachment, number=2)
    made.setParent(shelf)
    image = QImage(120, 80, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    made.set_image(image)
    made.show()
    return made


def test_a_sent_part_says_so_and_its_menu_leads_to_its_picture(
    shelf: QWidget, theme: Theme, qtbot: QtBot
) -> None:
    origin = PictureOrigin("abc", 1, 2, 120, 80)
    button = thumbnail(shelf, theme, origin)
    assert button.accessibleName() == "Part of picture, 120 × 80, open"
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(button, QContextMenuEvent(reason, QPoint(5, 5), QPoint(5, 5)))
    (menu,) = button.findChildren(QMenu)
    assert [action.text() for action in menu.actions()] == ["Open", "Show where it comes from"]
    qtbot.keyClick(menu, Qt.Key.Key_Up)
    with qtbot.waitSignal(button.origin_opened) as opened:
        qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert opened.args == [origin]


def test_a_sent_part_is_marked(shelf: QWidget, theme: Theme) -> None:
    marked = thumbnail(shelf, theme, PictureOrigin("abc", 1, 2, 120, 80))
    plain = thumbnail(shelf, theme, None)
    assert plain.accessibleName() == "Picture 2, 120 × 80, open"
    one, other = (each.grab().toImage() for each in (marked, plain))
    ratio = one.devicePixelRatio()
    corner = QPoint(105, 65) * ratio
    assert one.pixel(corner) != other.pixel(corner)
    assert one.pixel(QPoint(20, 20) * ratio) == other.pixel(QPoint(20, 20) * ratio)
