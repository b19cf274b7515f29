"""The overlay in each state on each kind of arrangement: one sheet a state, `overlays-STATE.png`.

Every screen is drawn at its own scale, in pixels, where it stands on the desktop; a sheet shrinks
what is larger than its column.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from askance.core.screen import Region, Screen
from askance.core.selection import around
from askance.core.settings import Appearance
from askance.ui.capture.countdown import Countdown
from askance.ui.capture.keep import image_of
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.capture.pin import PinWindow
from askance.ui.theme import Theme
from tests.gallery.overlays import CTRL, Opened, desk, drag_over, opened
from tests.gallery.saving import save

ARRANGEMENTS: dict[str, tuple[Screen, ...]] = {
    "One screen": (Screen("ONE", 0, 0, 1100, 700, 1.0),),
    "One screen at scale 2": (Screen("FINE", 0, 0, 1000, 640, 2.0),),
    "Side by side, scale 1 and 1.5": (
        Screen("LEFT", 0, 0, 1000, 650, 1.0),
        Screen("RIGHT", 1000, 0, 700, 500, 1.5),
    ),
    "The primary at the right, the other at a negative place": (
        Screen("MAIN", 0, 0, 1000, 650, 1.0),
        Screen("LEFT", -900, -80, 900, 600, 1.0),
    ),
    "Upright beside landscape": (
        Screen("UPRIGHT", 0, 0, 480, 854, 1.0),
        Screen("WIDE", 480, 150, 1000, 562, 1.0),
    ),
    "A gap between": (
        Screen("LEFT", 0, 0, 800, 600, 1.0),
        Screen("RIGHT", 1000, 120, 800, 600, 1.0),
    ),
}
COLUMN, MARGIN, TITLE = 1000, 24, 34
BEHIND, WORDS = QColor("#8a8f94"), QColor("#14171a")
DRAG = ((150, 150), (460, 330))
"""Points of the first screen, on all of them."""


@dataclass
class Shot:
    """What is on the screens: an overlay, and windows of ours with the screen each is on."""

    overlay: Opened | None = None
    over: list[tuple[Screen, QWidget]] = field(default_factory=list)


Act = Callable[[Opened], None]


@contextmanager
def acted(
    act: Act,
    screens: tuple[Screen, ...],
    theme: Theme,
    *,
    windows: bool = False,
    joins: bool = False,
) -> Iterator[Shot]:
    """An overlay, after something was done."""
    with opened(screens, theme, origin=DRAG[0], windows=windows, joins=joins) as overlay:
        act(overlay)
        QTest.qWait(20)
        yield Shot(overlay)
        for window in overlay.windows:
            if act in (dragging, dragging_to_the_end):
                QTest.mouseRelease(window, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
                break


def nothing(_overlay: Opened) -> None:
    """As it comes up."""


def hover(overlay: Opened) -> None:
    """The pointer over the window, coming from elsewhere: only then does it tell of itself."""
    last = overlay.windows[-1]
    QTest.mouseMove(last, QPoint(0, 0))
    QTest.mouseMove(last, QPoint(300, 300))


def dragging(overlay: Opened) -> None:
    drag_over(overlay.windows[0], *DRAG, release=False)


def dragging_to_the_end(overlay: Opened) -> None:
    """Towards the last corner, where the magnifier must find room."""
    window = overlay.windows[-1]
    drag_over(window, DRAG[0], (window.width() - 2, window.height() - 2), release=False)


def chosen(overlay: Opened) -> None:
    drag_over(overlay.windows[0], *DRAG)
    type_in("Why is the push denied?")


def across(overlay: Opened) -> None:
    """From the first screen into the last one, which may be the same."""
    first, last = overlay.windows[0], overlay.windows[-1]
    target = last.place.bounds
    x, y = target.x + target.width // 3, target.y + target.height // 2
    if last is first:
        x, y = target.x + target.width // 2, target.y + target.height // 2
    scale, begin = first.place.scale, first.place.bounds
    end = (round((x - begin.x) / scale), round((y - begin.y) / scale))
    drag_over(first, (240, 200), end)


def last_corner(overlay: Opened) -> None:
    window = overlay.windows[-1]
    drag_over(window, (window.width() - 200, window.height() - 120), (window.width() - 1,) * 2)


def first_corner(overlay: Opened) -> None:
    drag_over(overlay.windows[0], (1, 1), (60, 40))  # QTest takes (0, 0) for no place at all


def whole_screen(overlay: Opened) -> None:
    QTest.keyClick(overlay.windows[0], Qt.Key.Key_A)


def typing_a_size(overlay: Opened) -> None:
    drag_over(overlay.windows[0], *DRAG)
    type_in("#")


def typing_a_size_at_the_edge(overlay: Opened) -> None:
    first_corner(overlay)
    type_in("#")


def key_list(overlay: Opened) -> None:
    QTest.keyClicks(overlay.windows[0], "?")


def note(overlay: Opened) -> None:
    QTest.keyClicks(overlay.windows[0], "l")


def by_tab(overlay: Opened) -> None:
    QTest.keyClick(overlay.windows[0], Qt.Key.Key_Tab)


def text(overlay: Opened) -> None:
    drag_over(overlay.windows[0], *DRAG)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_T, CTRL)
    labels = (each for window in overlay.windows for each in window.findChildren(QLabel))
    while not any("Drag over" in label.text() for label in labels):
        QTest.qWait(10)
        labels = (each for window in overlay.windows for each in window.findChildren(QLabel))


def type_in(words: str) -> None:
    QTest.qWait(20)
    QTest.keyClicks(QApplication.focusWidget(), words)


@contextmanager
def counting(screens: tuple[Screen, ...], theme: Theme) -> Iterator[Shot]:
    """The countdown, on the first screen."""
    window, first = Countdown(theme), screens[0]
    window.begin(3, QRect(first.x, first.y, first.width, first.height))
    yield Shot(over=[(first, window)])
    window.end()
    window.deleteLater()


@contextmanager
def pinned(screens: tuple[Screen, ...], theme: Theme) -> Iterator[Shot]:
    """A part of each screen, pinned there."""
    over: list[tuple[Screen, QWidget]] = []
    for screen in screens:
        place = Region(*(round(each * screen.ratio) for each in (170, 130, 260, 150)))
        image = image_of(desk(screen).pixels.cropped(place))
        pin = PinWindow(theme, image, QPoint(screen.x + 190, screen.y + 330), screen.ratio)
        pin.show()
        over.append((screen, pin))
    yield Shot(over=over)
    for _, each in over:
        each.close()


Make = Callable[[tuple[Screen, ...], Theme], AbstractContextManager[Shot]]
STATES: dict[str, tuple[Make, bool]] = {
    "fresh": (partial(acted, nothing), False),
    "window": (partial(acted, hover, windows=True), True),
    "window-by-tab": (partial(acted, by_tab, windows=True), False),
    "dragging": (partial(acted, dragging), False),
    "dragging-to-the-end": (partial(acted, dragging_to_the_end), True),
    "chosen": (partial(acted, chosen), True),
    "chosen-across": (partial(acted, across), False),
    "chosen-first-corner": (partial(acted, first_corner), False),
    "chosen-last-corner": (partial(acted, last_corner), False),
    "chosen-screen": (partial(acted, whole_screen), False),
    "size": (partial(acted, typing_a_size), True),
    "size-first-corner": (partial(acted, typing_a_size_at_the_edge), False),
    "joining": (partial(acted, chosen, joins=True), True),
    "keys": (partial(acted, key_list, windows=True), True),
    "note": (partial(acted, note), False),
    "text": (partial(acted, text), True),
    "countdown": (counting, True),
    "pinned": (pinned, False),
}
"""What makes each, and whether it looks different in the dark: cards and fields do."""


def sheets(folder: Path, theme: Theme, appearance: Appearance, only: str) -> None:
    """Draws them into a folder, those with `only` in their name."""
    for state, (make, differs) in STATES.items():
        name = f"overlays-{state}"
        if only in name and (differs or appearance is Appearance.LIGHT):
            pictures = [(title, _picture(make, s, theme)) for title, s in ARRANGEMENTS.items()]
            save(_sheet(pictures), folder / f"{name}-{appearance.value}.png")


def _picture(make: Make, screens: tuple[Screen, ...], theme: Theme) -> QImage:
    """The whole desktop in pixels."""
    bounds = around(tuple(screen.bounds for screen in screens))
    picture = QImage(bounds.width, bounds.height, QImage.Format.Format_RGB32)
    picture.fill(BEHIND)
    with make(screens, theme) as shot:
        painter = QPainter(picture)
        for index, screen in enumerate(screens):
            window = shot.overlay.windows[index] if shot.overlay is not None else None
            place = QPoint(screen.bounds.x - bounds.x, screen.bounds.y - bounds.y)
            painter.drawImage(place, _screenful(screen, window, shot.over))
        painter.end()
    return picture


def _screenful(
    screen: Screen, window: OverlayWindow | None, over: Sequence[tuple[Screen, QWidget]]
) -> QImage:
    if window is not None:
        return _rendered(window, screen.bounds.width, screen.bounds.height, screen.ratio)
    picture = image_of(desk(screen).pixels)
    painter = QPainter(picture)
    for where, widget in over:
        if where is screen:
            size = widget.size() * screen.ratio
            drawn = _rendered(widget, size.width(), size.height(), screen.ratio)
            drawn.setDevicePixelRatio(1)
            painter.drawImage((widget.pos() - QPoint(screen.x, screen.y)) * screen.ratio, drawn)
    painter.end()
    return picture


def _rendered(widget: QWidget, width: int, height: int, ratio: float) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    widget.render(image)
    image.setDevicePixelRatio(1)
    return image


def _sheet(pictures: Sequence[tuple[str, QImage]]) -> QImage:
    """In two columns, each as high as it must be."""
    shrunk = [
        (title, each.scaledToWidth(COLUMN, Qt.TransformationMode.SmoothTransformation))
        if each.width() > COLUMN
        else (title, each)
        for title, each in pictures
    ]
    columns = (shrunk[::2], shrunk[1::2])
    height = max(sum(each.height() + TITLE + MARGIN for _, each in column) for column in columns)
    sheet = QImage(2 * COLUMN + 3 * MARGIN, height + MARGIN, QImage.Format.Format_RGB32)
    sheet.fill(QColor("#d9dcdf"))
    painter = QPainter(sheet)
    painter.setPen(WORDS)
    for number, column in enumerate(columns):
        x, y = MARGIN + number * (COLUMN + MARGIN), MARGIN
        for title, each in column:
            painter.drawText(QRect(x, y, COLUMN, TITLE - 8), Qt.AlignmentFlag.AlignVCenter, title)
            painter.drawImage(x, y + TITLE, each)
            y += each.height() + TITLE + MARGIN
    painter.end()
    return sheet
