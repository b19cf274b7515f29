"""The parts of the conversation view on their own: layout rules, colours, the picture window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from askance.core.markdown import parse
from askance.core.typesetting import ROLES, Typesetter
from askance.ui.colours import DARK, LIGHT, Colours
from askance.ui.conversation import highlight
from askance.ui.conversation import offthread as offthread_module
from askance.ui.conversation.boxes.table_rows import column_widths
from askance.ui.conversation.flow import (
    CodeLeaf,
    Flow,
    Style,
    TextLeaf,
    leaves,
    plain_leaves,
)
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.pictures import thumbnail_size
from askance.ui.conversation.prose import ProseView
from askance.ui.theme import Theme
from askance.ui.viewer.viewer import PictureViewer
from tests.fakes.typesetter import FakeTypesetter
from tests.ui.conversation import samples

# -- flow


def markers(source: str) -> list[tuple[str, str]]:
    return [
        (leaf.marker, "".join(span.text for span in leaf.inline))
        for leaf in leaves(parse(source))
        if isinstance(leaf, TextLeaf)
    ]


def test_lists_become_hanging_markers() -> None:
    assert markers("- a\n  - b\n    - c\n\n  more\n3. d\n4. e\n- [ ] f\n- [x] g\n") == [
        ("•", "a"),
        ("◦", "b"),
        ("▪", "c"),
        ("", "more"),
        ("3.", "d"),
        ("4.", "e"),
        ("☐", "f"),
        ("☑", "g"),
    ]


def test_an_item_that_begins_with_code_keeps_its_marker() -> None:
    made = list(leaves(parse("1. ```py\n   x\n   ```\n2.\n")))
    assert [type(leaf) for leaf in made] == [TextLeaf, CodeLeaf, TextLeaf]
    assert made[1].place.indent > 0
    assert markers("1. ```py\n   x\n   ```\n2.\n") == [("1.", ""), ("2.", "")]


def test_quotes_have_bars_and_lists_in_them_too() -> None:
    made = list(leaves(parse("> a\n>\n> - b\n>\n> > c\n")))
    assert [len(leaf.place.bars) for leaf in made] == [1, 1, 2]


def test_the_tenth_item_moves_none_of_the_others() -> None:
    nine = list(leaves(parse("".join(f"{n}. x\n" for n in range(1, 10)))))
    ten = list(leaves(parse("".join(f"{n}. x\n" for n in range(1, 11)))))
    assert ten[:9] == nine


def test_remembered_items_give_the_same_leaves() -> None:
    flow = Flow()
    source = "- a\n- b\n\n  ```\n  x\n  ```\n- c **d**\n"
    for end in range(1, len(source) + 1):
        (block, *_) = parse(source[:end])
        assert list(flow.leaves(block)) == list(leaves((block,)))
    (before,) = parse("1. a\n2. b\n")
    assert list(flow.leaves(before)) == list(leaves((before,)))


# -- prose


def test_copied_text_is_plain(qtbot: QtBot, theme: Theme) -> None:
    view = ProseView(theme=theme, name="x")
    qtbot.addWidget(view)
    view.write(list(plain_leaves("a\n\nb\nc")))
    view.selectAll()
    view.copy()
    assert QGuiApplication.clipboard().text() == "a\nb\nc"
    assert not QGuiApplication.clipboard().mimeData().hasHtml()


def test_a_very_long_word_is_laid_out_in_linear_time(qtbot: QtBot, theme: Theme) -> None:
    view = ProseView(theme=theme, name="x")
    qtbot.addWidget(view)
    view.write([TextLeaf(Style.PARAGRAPH, parse("x" * 20_000)[0].inline)])  # type: ignore[union-attr]
    lines = view.document().firstBlock().layout().lineCount()
    assert lines < 400  # at no width at all each letter would be a line of its own


# -- tables and thumbnails


@pytest.mark.parametrize(
    ("natural", "room", "widths"),
    [
        ([50, 60], 700, [68, 78]),
        ([50, 2000], 700, [68, 632]),
        ([1000, 2000, 30], 700, [326, 326, 48]),
        ([500, 500, 500], 200, [128, 128, 128]),
        ([], 100, []),
    ],
)
def test_columns_share_the_room(natural: list[int], room: int, widths: list[int]) -> None:
    assert column_widths(natural, room, 110) == widths


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        (1920, 1080, (196, 110)),
        (100, 1000, (44, 118)),
        (3000, 10, (196, 44)),
        (60, 50, (60, 50)),
        (0, 0, (44, 44)),
    ],
)
def test_thumbnails_keep_the_shape_and_are_never_slivers(
    width: int, height: int, size: tuple[int, int]
) -> None:
    made = thumbnail_size(samples.Attachment("s", "image/png", width, height, 1))
    assert (made.width(), made.height()) == size


# -- colours of code


def luminance(colour: str) -> float:
    made = QColor(colour)
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (made.redF(), made.greenF(), made.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_code_can_be_read_in_all_its_colours(colours: Colours) -> None:
    ground = luminance(colours.code)
    assert set(highlight.colours_of(colours)) == set(ROLES)
    for role, colour in highlight.colours_of(colours).items():
        bright, dim = sorted((luminance(colour), ground), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= 4.5, role


# -- work on the other thread


def test_a_result_comes_back_only_while_somebody_waits(qtbot: QtBot) -> None:
    owner, gone = QWidget(), QWidget()
    qtbot.addWidget(owner)
    offthread = Offthread(owner)
    results: list[str] = []
    gone.deleteLater()
    QApplication.sendPostedEvents(None, 52)
    offthread.run(lambda: "lost", results.append, gone)
    offthread.run(lambda: "kept", results.append, owner)
    qtbot.waitUntil(lambda: bool(results))
    assert results == ["kept"]


def test_an_error_on_the_other_thread_is_logged(qtbot: QtBot, expect_log: object) -> None:
    assert callable(expect_log)
    expect_log("Work for the conversation view failed")
    owner = QWidget()
    qtbot.addWidget(owner)
    offthread = Offthread(owner)
    results: list[object] = []
    offthread.run(lambda: 1 / 0, results.append, owner)
    offthread.run(lambda: "next", results.append, owner)
    qtbot.waitUntil(lambda: bool(results))
    assert results == ["next"]


@pytest.fixture
def typesetting(qtbot: QtBot) -> Iterator[tuple[Offthread, FakeTypesetter]]:
    fake = FakeTypesetter()
    made = Offthread(typesetter=fake)
    yield made, fake
    fake.close()
    made.deleteLater()


def coloured(word: str) -> Callable[[Typesetter], str]:
    def work(typesetter: Typesetter) -> str:
        typesetter.colour("python", word)
        return word

    return work


def test_the_typesetter_serves_what_was_asked_last_and_is_wanted_still(
    qtbot: QtBot, typesetting: tuple[Offthread, FakeTypesetter]
) -> None:
    offthread, fake = typesetting
    fake.go.clear()
    came: list[str] = []
    for word in "abcde":
        offthread.typeset(coloured(word), came.append, lambda word=word: word not in "ad")
    fake.go.set()
    qtbot.waitUntil(lambda: came == ["b", "e", "c"])
    assert fake.asked == ["b", "e", "c"]


def test_only_so_many_wait_for_the_typesetter(
    qtbot: QtBot,
    typesetting: tuple[Offthread, FakeTypesetter],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(offthread_module, "_WAITING", 2)
    offthread, fake = typesetting
    fake.go.clear()
    came: list[str] = []
    for word in "abcd":
        offthread.typeset(coloured(word), came.append, lambda: True)
    fake.go.set()
    qtbot.waitUntil(lambda: came == ["a", "d", "c"])


def test_a_typesetter_that_raises_is_logged_and_asked_on(
    qtbot: QtBot,
    typesetting: tuple[Offthread, FakeTypesetter],
    expect_log: Callable[[str], None],
) -> None:
    expect_log("Work for the conversation view failed")
    offthread, _ = typesetting
    came: list[object] = []
    offthread.typeset(lambda _typesetter: 1 / 0, came.append, lambda: True)
    offthread.typeset(coloured("next"), came.append, lambda: True)
    qtbot.waitUntil(lambda: came == ["next"])


def test_without_a_typesetter_nothing_is_typeset(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    offthread = Offthread(owner)
    assert not offthread.typesets
    offthread.typeset(coloured("x"), pytest.fail, lambda: True)


# -- the picture window


@pytest.fixture
def viewer(qtbot: QtBot, theme: Theme) -> PictureViewer:
    data = samples.all_pictures()[samples.LABEL]
    made = PictureViewer(theme=theme, data=data, name="Label.jpeg")
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: not made._image.isNull())
    return made


def test_a_picture_opens_whole_and_never_enlarged(viewer: PictureViewer, qtbot: QtBot) -> None:
    assert viewer.windowTitle() == "Askance – Picture"
    assert viewer.canvas.accessibleName() == "Picture, 840 × 320"
    assert viewer.canvas.zoom == pytest.approx(1)
    viewer.resize(700, 400)
    qtbot.waitUntil(lambda: viewer.canvas.zoom < 0.9)
    assert viewer.canvas.horizontalScrollBar().maximum() == 0


def test_it_zooms_by_keyboard_and_stays_so(viewer: PictureViewer, qtbot: QtBot) -> None:
    viewer.activateWindow()
    qtbot.waitUntil(viewer.isActiveWindow)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Plus)
    assert viewer.canvas.zoom == pytest.approx(1.25)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Minus)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Minus)
    assert viewer.canvas.zoom == pytest.approx(0.8)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_1)
    assert viewer.canvas.zoom == pytest.approx(1)
    viewer.resize(700, 400)
    qtbot.waitUntil(lambda: viewer.width() == 700)
    assert viewer.canvas.zoom == pytest.approx(1)
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_F)
    assert viewer.canvas.zoom < 1
    qtbot.keyClick(viewer.canvas, Qt.Key.Key_Escape)
    assert not viewer.isVisible()


def test_what_is_saved_is_what_was_sent(
    viewer: PictureViewer, qtbot: QtBot, tmp_path: Path
) -> None:
    target = tmp_path / "saved.png"
    viewer.save_to(str(target))
    qtbot.waitUntil(lambda: viewer.message.text() == "Saved")
    assert target.read_bytes() == samples.all_pictures()[samples.LABEL]
    viewer.save_to(str(tmp_path / "no such folder" / "saved.png"))
    qtbot.waitUntil(lambda: viewer.message.text().startswith("Not saved: "))
    assert viewer._file_name() == "Label.png"


def test_the_picture_is_copied(viewer: PictureViewer) -> None:
    viewer._copy()
    assert QGuiApplication.clipboard().image().size() == viewer._image.size()


def test_a_broken_picture_can_still_be_saved(qtbot: QtBot, theme: Theme) -> None:
    made = PictureViewer(theme=theme, data=b"broken")
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: "can’t be shown" in made.message.text())
