"""The painted body of a message: what it lays out, what it paints again, what it offers."""

from collections.abc import Iterator, Sequence
from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QGuiApplication,
    QImage,
    QMouseEvent,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from askance.core.markdown import parse
from askance.ui.conversation.boxes.box import Shade, Tint
from askance.ui.conversation.boxes.estimate import estimate, measures_of
from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.flow import CodeLeaf, Leaf, leaves
from askance.ui.conversation.leaf_text import text_of
from askance.ui.conversation.offthread import Offthread
from askance.ui.theme import Theme
from tests.ui.conversation import samples

WIDTH = 600
LONG = "\n\n".join(
    f"Paragraph {number} of *many* words, and `code` in it." for number in range(400)
)


@pytest.fixture
def canvas(host: QWidget, theme: Theme) -> BlocksCanvas:
    return made(host, theme)


def made(host: QWidget, theme: Theme) -> BlocksCanvas:
    canvas = BlocksCanvas(theme=theme, offthread=Offthread(host), name="Text", parent=host)
    canvas.show()
    return canvas


def look(canvas: BlocksCanvas, top: int = 0, bottom: int = 900) -> int:
    """Lays out what is seen, as whoever places it does; returns the height."""
    canvas.height_for(WIDTH)
    canvas.set_sight(top, bottom)
    height = canvas.height_for(WIDTH)
    canvas.setGeometry(0, 0, WIDTH, height)
    return height


def texts(leaves: Sequence[Leaf]) -> list[str]:
    return [text_of(leaf) for leaf in leaves]


def boxes(canvas: BlocksCanvas) -> dict[int, object]:
    return dict(canvas._pile.boxes)


def nudge(canvas: BlocksCanvas, point: QPointF) -> QMouseEvent:
    """The pointer moves there."""
    none = Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    place = canvas.mapToGlobal(point)
    event = QMouseEvent(QEvent.Type.MouseMove, point, place, none, none, keys)
    QCoreApplication.sendEvent(canvas, event)
    return event


class Painted(QObject):
    """Notes what of a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.rects: list[QRect] = []
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.rects.append(cast(QPaintEvent, event).rect())
        return False


def repainted(canvas: BlocksCanvas, qtbot: QtBot) -> QRect:
    """What was painted, once everything that waits was."""
    watch = Painted(canvas)
    qtbot.waitUntil(lambda: bool(watch.rects))
    found = QRect()
    for rect in watch.rects:
        found = found.united(rect)
    canvas.removeEventFilter(watch)
    return found


# -- words


@pytest.mark.parametrize("source", [samples.BLOCKS, samples.WIDE, samples.READ])
def test_streamed_and_whole_texts_end_alike(host: QWidget, theme: Theme, source: str) -> None:
    streamed, whole = made(host, theme), made(host, theme)
    for start in range(0, len(source), 11):
        streamed.append(source[start : start + 11])
        streamed.refresh()
        look(streamed, bottom=5000)
    streamed.finish()
    whole.append(source)
    whole.finish()
    assert texts(streamed.leaves) == texts(whole.leaves) == texts(list(leaves(parse(source))))
    assert look(streamed, bottom=5000) == look(whole, bottom=5000)
    assert streamed.text == whole.text == source


def test_closed_leaves_keep_their_boxes_while_a_reply_streams(canvas: BlocksCanvas) -> None:
    canvas.append("one\n\n```py\nx = 1\n```\n\n| a |\n|---|\n| 1 |\n\ntwo")
    canvas.refresh()
    look(canvas)
    before, tops = boxes(canvas), [canvas.top_of(n) for n in range(4)]
    canvas.append(" more\n\nand more")
    canvas.refresh()
    look(canvas)
    after = boxes(canvas)
    assert all(after[number] is box for number, box in before.items())
    assert [canvas.top_of(n) for n in range(4)] == tops
    assert texts(canvas.leaves)[3:] == ["two more", "and more"]


def test_code_and_a_table_that_go_on_keep_their_box(canvas: BlocksCanvas) -> None:
    canvas.append("```py\nx = 1\n")
    canvas.refresh()
    look(canvas)
    code = canvas.box(0)
    canvas.append("y = 2\n```\n| a | b |\n|---|--:|\n| 1 | 2 |\n")
    canvas.refresh()
    look(canvas)
    table = canvas.box(1)
    canvas.append("| 3 | 4 |\n| 5")
    canvas.refresh()
    look(canvas)
    assert canvas.box(0) is code
    assert code.text == "x = 1\ny = 2"
    assert canvas.box(1) is table
    assert table.text.split("\n")[-1].startswith("5")


def test_a_long_text_is_read_in_slices_and_never_waited_for(
    canvas: BlocksCanvas, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("askance.ui.conversation.canvas._SLICE_MS", 0)  # a piece a turn
    canvas.append(LONG)
    canvas.finish()
    assert not canvas.parsed
    assert canvas.finished
    assert canvas.text == LONG
    assert 0 < len(canvas.leaves) < 400
    reckoned = look(canvas)
    with qtbot.waitSignal(canvas.resized):
        pass
    qtbot.waitUntil(lambda: canvas.parsed)
    assert texts(canvas.leaves) == texts(list(leaves(parse(LONG))))
    assert look(canvas) == pytest.approx(reckoned, rel=0.4)


def test_nothing_is_laid_out_for_a_sight_of_what_was_not_read(
    canvas: BlocksCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("askance.ui.conversation.canvas._SLICE_MS", 0)
    canvas.append(LONG)
    canvas.finish()
    end = canvas.height_for(WIDTH)
    look(canvas, end - 300, end)
    assert boxes(canvas) == {}
    canvas.plain()
    assert canvas.parsed
    end = canvas.height_for(WIDTH)
    look(canvas, end - 300, end)
    assert 399 in boxes(canvas)


def test_plain_words_do_not_wait_either(
    canvas: BlocksCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("askance.ui.conversation.canvas._SLICE_MS", 0)
    canvas.append(LONG)
    canvas.finish()
    assert canvas.plain().count("Paragraph") == 400
    assert canvas.parsed


# -- what is laid out


def test_only_what_is_near_the_sight_is_laid_out(canvas: BlocksCanvas) -> None:
    canvas.append(LONG[:8000])
    canvas.finish()
    look(canvas, 0, 300)
    near = set(boxes(canvas))
    assert 0 in near
    assert max(near) < 20
    far = canvas.height_for(WIDTH) - 300
    look(canvas, far, far + 300)
    assert not near & set(boxes(canvas))
    look(canvas, 0, 300)
    assert near <= set(boxes(canvas))
    assert canvas.caret(3, 0) is not None, "what comes back is laid out again"


def test_the_last_box_of_a_reply_that_comes_is_kept(canvas: BlocksCanvas) -> None:
    canvas.append(LONG[:8000])
    canvas.refresh()
    canvas.set_writing(True)
    last = len(canvas.leaves) - 1
    canvas.box(last)
    look(canvas, 0, 100)
    assert last in boxes(canvas)


def test_laying_out_moves_nothing_above(canvas: BlocksCanvas) -> None:
    canvas.append(LONG[:8000])
    canvas.finish()
    canvas.height_for(WIDTH)
    top = canvas.top_of(60)
    canvas.set_sight(top, top + 400)
    assert canvas.top_of(60) == top
    assert canvas.leaf_at(top) == 60


@pytest.mark.parametrize(
    "source", [samples.BLOCKS, samples.WIDE, LONG[:6000], "日本語の文章も。" * 90]
)
@pytest.mark.parametrize("width", [320, 600, 760])
def test_reckoned_heights_are_near_the_true_ones(
    host: QWidget, theme: Theme, source: str, width: int
) -> None:
    canvas = made(host, theme)
    canvas.append(source)
    canvas.finish()
    reckoned = canvas.height_for(width)
    canvas.set_sight(0, 100_000)
    assert canvas.height_for(width) == pytest.approx(reckoned, rel=0.35)


def test_every_leaf_can_be_reckoned_at_any_width(theme: Theme) -> None:
    measures = measures_of(theme)
    for leaf in leaves(parse(samples.BLOCKS + samples.WIDE + "\n-\n\n>\n\n# \n")):
        for width in (1, 10, 10_000):
            assert estimate(leaf, width, measures) > 0


def test_other_sizes_are_other_heights(canvas: BlocksCanvas, theme: Theme) -> None:
    canvas.append(samples.BLOCKS)
    canvas.finish()
    before = look(canvas)
    theme.set_text_size(150)
    canvas.restyle()
    assert look(canvas) > 1.2 * before
    theme.set_text_size(100)
    canvas.restyle()
    assert look(canvas) == before


# -- what is painted again


def test_only_the_last_lines_are_painted_again(canvas: BlocksCanvas, qtbot: QtBot) -> None:
    canvas.append("word " * 300)
    canvas.refresh()
    height = look(canvas)
    repainted(canvas, qtbot)
    canvas.append("and more words at the end of it")
    canvas.refresh()
    look(canvas)
    assert repainted(canvas, qtbot).top() > height - 60


def test_a_block_that_begins_paints_nothing_above_it(canvas: BlocksCanvas, qtbot: QtBot) -> None:
    canvas.append("one\n\ntwo\n\nthree\n\n")
    canvas.refresh()
    look(canvas)
    repainted(canvas, qtbot)
    canvas.append("four")
    canvas.refresh()
    look(canvas)
    assert repainted(canvas, qtbot).top() >= canvas.top_of(2)


def test_shades_paint_the_leaf_they_are_in(canvas: BlocksCanvas, qtbot: QtBot) -> None:
    canvas.append("one\n\ntwo\n\nthree")
    canvas.finish()
    look(canvas)
    repainted(canvas, qtbot)
    canvas.set_shades({1: [Shade(0, 2, Tint.HIT)]})
    rect = repainted(canvas, qtbot)
    assert canvas.top_of(1) <= rect.top() <= rect.bottom() < canvas.top_of(2)
    shaded = canvas.grab().toImage()
    canvas.set_shades({})
    assert canvas.grab().toImage() != shaded


def test_own_shades_and_those_of_the_view_lie_over_one_another(canvas: BlocksCanvas) -> None:
    canvas.append("one two")
    canvas.finish()
    look(canvas)
    canvas.set_own_shades({0: [Shade(0, 3, Tint.ADDED)]})
    canvas.set_shades({0: [Shade(4, 7, Tint.SELECTED)]})
    assert {shade.tint for shade in canvas._shades[0]} == {Tint.ADDED, Tint.SELECTED}
    canvas.set_shades({})
    assert {shade.tint for shade in canvas._shades[0]} == {Tint.ADDED}


def test_a_caret_is_painted_where_it_stands(canvas: BlocksCanvas) -> None:
    canvas.append("one\n\ntwo")
    canvas.finish()
    look(canvas)
    plain = canvas.grab().toImage()
    canvas.set_caret((1, 2))
    place = canvas.caret(1, 2)
    assert place is not None
    assert canvas.position_at(place.center()) == (1, 2)
    assert canvas.grab().toImage() != plain
    canvas.set_caret(None)
    assert canvas.grab().toImage() == plain


def test_quotes_have_bars(canvas: BlocksCanvas, theme: Theme) -> None:
    canvas.append("> one\n>\n> two\n\nthree")
    canvas.finish()
    look(canvas)
    image, line = canvas.grab().toImage(), theme.colour("line")
    between = canvas._pile.rect(0).bottom() + 3
    assert image.pixelColor(1, between) == line, "the bar goes on between two paragraphs"
    assert image.pixelColor(1, canvas.top_of(2) + 2) != line


def test_bars_of_what_is_read_from_right_to_left_stand_there(
    canvas: BlocksCanvas, theme: Theme
) -> None:
    canvas.append("> מילים\n>\n> > ```\n> > code\n> > ```\n> >\n> > עוד\n\nend")
    canvas.finish()
    look(canvas)
    image, line = canvas.grab().toImage(), theme.colour("line")
    between = canvas._pile.rect(0).bottom() + 3
    assert image.pixelColor(WIDTH - 2, between) == line
    assert image.pixelColor(1, between) != line
    words, code, more = (canvas._pile.rect(leaf) for leaf in range(3))
    assert (words.left(), code.left(), more.left()) == (0, 0, 0)
    assert WIDTH - 1 > words.right() > code.right() == more.right()
    (place,) = canvas.rects(0, 0, 5)
    assert place.right() <= words.right() + 1


# -- the mouse


def test_links_and_doubtful_words_say_what_they_are(canvas: BlocksCanvas) -> None:
    source = "see [this](https://example.org/?a=1&b=2) and that"
    canvas.append(source)
    canvas.hear(samples.tokens(source, {"that": 0.4}))
    canvas.finish()
    look(canvas)
    over = canvas.rects(0, 4, 8)[0].center()
    assert canvas.link_at(over) == "https://example.org/?a=1&b=2"
    nudge(canvas, over)
    assert canvas.cursor().shape() == Qt.CursorShape.PointingHandCursor
    assert "a=1&amp;b=2" in canvas.toolTip()
    ((leaf, mark),) = canvas.doubts
    nudge(canvas, canvas.rects(leaf, mark.start, mark.start + mark.length)[0].center())
    assert canvas.cursor().shape() == Qt.CursorShape.IBeamCursor
    assert "40 % sure" in canvas.toolTip()
    nudge(canvas, canvas.rects(0, 0, 1)[0].center())
    assert canvas.toolTip() == ""


def test_presses_pass_through_to_the_view(canvas: BlocksCanvas) -> None:
    canvas.append("one [two](https://example.org)")
    canvas.finish()
    look(canvas)
    point = QPointF(5, 8)
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    handlers = {
        QEvent.Type.MouseButtonPress: canvas.mousePressEvent,
        QEvent.Type.MouseMove: canvas.mouseMoveEvent,
        QEvent.Type.MouseButtonRelease: canvas.mouseReleaseEvent,
    }
    for kind, handle in handlers.items():
        event = QMouseEvent(kind, point, canvas.mapToGlobal(point), button, button, keys)
        handle(event)
        assert not event.isAccepted()


def turn(canvas: BlocksCanvas, point: QPointF, angle: QPoint, shift: bool = False) -> bool:
    """Turns the wheel; whether the canvas took it."""
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        point,
        QPointF(canvas.mapToGlobal(point)),
        QPoint(),
        angle,
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    event.setAccepted(True)
    canvas.wheelEvent(event)
    return event.isAccepted()


def test_wide_code_is_scrolled_sideways_and_the_page_by_all_else(canvas: BlocksCanvas) -> None:
    canvas.append(f"```\n{'x ' * 500}\n```\n\nnarrow")
    canvas.finish()
    look(canvas)
    assert canvas.box(0).overflow > 0
    inside = QPointF(100, canvas.top_of(0) + 40)
    before = canvas.rects(0, 100, 101)[0].left()
    assert not turn(canvas, inside, QPoint(0, -120))
    assert turn(canvas, inside, QPoint(-120, 0))
    assert turn(canvas, inside, QPoint(0, -120), shift=True)
    assert canvas.rects(0, 100, 101)[0].left() < before
    assert not turn(canvas, QPointF(100, canvas.top_of(1) + 5), QPoint(-120, 0))


# -- buttons, menus, names


def buttons(canvas: BlocksCanvas) -> list[QPushButton]:
    return [cast(QPushButton, each) for each in canvas.stops]


def test_code_has_real_buttons(canvas: BlocksCanvas, qtbot: QtBot) -> None:
    canvas.append(f"```py\n{'x = 1; ' * 60}\n```\n\nmore\n\n```\ny\n```\n")
    canvas.finish()
    look(canvas)
    qtbot.waitUntil(lambda: len(buttons(canvas)) == 3)
    assert [b.accessibleName() for b in buttons(canvas)] == ["Wrap lines", "Copy code", "Copy code"]
    wrap, copy, other = buttons(canvas)
    other.click()
    assert QGuiApplication.clipboard().text() == "y"
    copy.click()
    assert QGuiApplication.clipboard().text().startswith("x = 1; x")
    high = look(canvas)
    with qtbot.waitSignal(canvas.resized):
        wrap.click()
    assert look(canvas) > high
    assert canvas.box(0).overflow == 0
    for button, number in ((copy, 0), (other, 2)):
        assert canvas._pile.rect(number).contains(button.geometry())


TABLE = '| a | b |\n|---|---|\n| 1 | "2" |\n'


def test_a_table_has_a_button(canvas: BlocksCanvas, qtbot: QtBot) -> None:
    canvas.append(f"{TABLE}\n```\ny\n```\n")
    canvas.finish()
    look(canvas)
    qtbot.waitUntil(lambda: len(buttons(canvas)) == 2)
    table, code = buttons(canvas)
    assert (table.accessibleName(), code.accessibleName()) == ("Copy table", "Copy code")
    table.click()
    assert QGuiApplication.clipboard().text() == 'a,b\r\n1,"""2"""\r\n'
    assert table.text().endswith("Copied")
    place = canvas._pile.rect(0)
    assert place.contains(table.geometry())
    assert not table.geometry().intersects(canvas.rects(0, 0, 1)[0].toAlignedRect())


@pytest.mark.parametrize("columns", [2, 40])
def test_the_button_of_a_table_is_seen_when_it_is_wanted(
    canvas: BlocksCanvas, qtbot: QtBot, columns: int
) -> None:
    def row(cell: str) -> str:
        return "|" + f" {cell} |" * columns + "\n"

    canvas.append(f"before\n\n{row('head')}{row('---')}{row('words')}")
    canvas.finish()
    look(canvas)
    qtbot.waitUntil(lambda: len(buttons(canvas)) == 1)
    [button] = buttons(canvas)
    place = canvas._pile.rect(1)

    def ink() -> bool:
        """Whether anything is painted there."""
        canvas.resize(WIDTH, canvas.height_for(WIDTH))
        seen = button.grab().toImage()
        seen.convertTo(QImage.Format.Format_ARGB32)
        colours = {seen.pixel(x, seen.height() // 2) for x in range(seen.width())}
        return len(colours) > 1

    assert not ink()
    QApplication.sendEvent(canvas, moved(place.center()))
    assert ink()
    QApplication.sendEvent(canvas, moved(QPoint(5, 5)))
    assert not ink()
    QApplication.sendEvent(canvas, moved(place.center(), Qt.MouseButton.LeftButton))
    assert not ink()


def moved(point: QPoint, button: Qt.MouseButton = Qt.MouseButton.NoButton) -> QMouseEvent:
    return QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(point),
        Qt.MouseButton.NoButton,
        button,
        Qt.KeyboardModifier.NoModifier,
    )


def test_code_and_tables_have_their_own_buttons(canvas: BlocksCanvas, qtbot: QtBot) -> None:
    pieces = [TABLE, "```\ncode\n```\n", "words " * 40 + "\n"]
    canvas.append("\n".join(pieces[n % 3] for n in range(60)))
    canvas.finish()
    for top in range(0, canvas.height_for(WIDTH), 170):
        look(canvas, top, top + 300)
        kinds = {0: "Copy table", 1: "Copy code"}
        near = canvas._pile.within(top, top + 300)
        wanted = [kinds[n % 3] for n in near if n % 3 in kinds]
        qtbot.waitUntil(
            lambda wanted=wanted: [each.accessibleName() for each in buttons(canvas)] == wanted
        )


def test_buttons_are_used_again(canvas: BlocksCanvas, qtbot: QtBot) -> None:
    canvas.append("".join(f"```\ncode {n}\n```\n\n{'words ' * 40}\n\n" for n in range(24)))
    canvas.finish()
    look(canvas, 0, 300)
    qtbot.waitUntil(lambda: bool(canvas.stops))
    for top in range(0, canvas.height_for(WIDTH), 250):
        look(canvas, top, top + 300)
        qtbot.waitUntil(lambda: bool(canvas.stops))
    assert len(canvas.findChildren(QPushButton)) <= 12


def test_what_a_menu_offers_for_a_leaf(canvas: BlocksCanvas) -> None:
    canvas.append('```\nx\n```\n\n| a | b |\n|---|---|\n| 1 | "2" |\n\n[x](https://example.org)')
    canvas.finish()
    look(canvas)
    menu = QMenu(canvas)
    canvas.leaf_menu(menu, 0)
    canvas.leaf_menu(menu, 1)
    code, csv, markdown = menu.actions()
    assert [a.text() for a in (code, csv, markdown)] == [
        "Copy code",
        "Copy table as CSV",
        "Copy table as Markdown",
    ]
    code.trigger()
    assert QGuiApplication.clipboard().text() == "x"
    csv.trigger()
    assert QGuiApplication.clipboard().text().splitlines() == ["a,b", '1,"""2"""']
    markdown.trigger()
    assert parse(QGuiApplication.clipboard().text()) == parse('| a | b |\n|---|---|\n| 1 | "2" |\n')


def test_links_can_be_followed_without_a_mouse(canvas: BlocksCanvas, qtbot: QtBot) -> None:
    canvas.append(
        "[x](https://example.org/1) [y](https://example.org/2) [z](https://example.org/1)"
    )
    canvas.finish()
    menu = QMenu(canvas)
    canvas.body_menu(menu)
    (inner,) = menu.findChildren(QMenu)
    assert [action.text() for action in inner.actions()] == [
        "https://example.org/1",
        "https://example.org/2",
    ]
    with qtbot.waitSignal(canvas.link_activated) as followed:
        inner.actions()[1].trigger()
    assert followed.args == ["https://example.org/2"]


@pytest.fixture
def listening() -> Iterator[None]:
    """A screen reader listens."""
    before = QAccessible.isActive()
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(before)


def named(widget: QWidget) -> list[tuple[QAccessible.Role, str]]:
    """The role and the name of all there is below a widget, as a screen reader walks it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    children = [interface.child(number) for number in range(interface.childCount())]
    return [
        (child.role(), child.text(QAccessible.Text.Name))
        for child in children
        if not cast(QWidget, child.object()).isHidden()
    ]


@pytest.mark.usefixtures("listening")
def test_a_screen_reader_finds_each_leaf_in_sight(canvas: BlocksCanvas, qtbot: QtBot) -> None:
    canvas.append(
        "## Head\n\nwords\n\n- item\n\n```py\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    canvas.finish()
    look(canvas)
    qtbot.waitUntil(lambda: bool(canvas.stops))
    static, button = QAccessible.Role.StaticText, QAccessible.Role.Button
    found = named(canvas)
    assert [name for role, name in found if role == static] == [
        "Heading 2: Head",
        "words",
        "• item",
        "Code, py: x = 1",
        "Table, 2 columns, 1 row: a\tb\n1\t2",
    ]
    assert (button, "Copy code") in found


@pytest.mark.usefixtures("listening")
def test_what_is_out_of_sight_has_no_companion(canvas: BlocksCanvas) -> None:
    canvas.append(LONG[:8000])
    canvas.finish()
    look(canvas, 0, 200)
    first = len(named(canvas))
    assert 0 < first < 12
    far = canvas.height_for(WIDTH) - 200
    look(canvas, far, far + 200)
    assert 0 < len(named(canvas)) < 12
    assert all("Paragraph 0 " not in name for _, name in named(canvas))


def test_nobody_listens_and_nothing_is_made(canvas: BlocksCanvas) -> None:
    canvas.append("words")
    canvas.finish()
    look(canvas)
    assert canvas.children() == [] or all(not isinstance(c, QWidget) for c in canvas.children())


def test_code_in_a_leaf_is_a_leaf(canvas: BlocksCanvas) -> None:
    canvas.write(list(leaves(parse("a\n\n```\nb\n```\n"))))
    assert isinstance(canvas.leaves[1], CodeLeaf)
    assert canvas.complete == 2


def test_a_box_that_fails_to_paint_leaves_no_painter_behind(
    host: QWidget, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas = made(host, theme)
    canvas.append("words")
    canvas.finish()
    look(canvas)

    def fail(*_: object) -> None:
        raise ValueError("no paint")

    with monkeypatch.context() as broken:
        broken.setattr(canvas.box(0), "paint", fail)
        with pytest.raises(ValueError, match="no paint") as raised:
            canvas.grab()
    # What was raised holds the frames it came through, and with them the painter.
    assert raised.tb is not None
    assert not canvas.paintingActive()
    assert not canvas.grab().isNull()
