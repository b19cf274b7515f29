"""The overlay over made-up screens, through the real controller."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from threading import Event

from PySide6.QtCore import QBuffer, QPoint, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QLinearGradient,
    QPainter,
    QScreen,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from askance.core.endpoint import Endpoint
from askance.core.reading.values import Code, Line, Quad, Word
from askance.core.screen import Frame, Pixels, Region, Screen, WindowBox
from askance.services.capture import CaptureService
from askance.services.one_thread import OneThread
from askance.services.read import ReadService
from askance.services.worker import Worker
from askance.ui.bridge import Bridge
from askance.ui.capture.controller import CaptureController
from askance.ui.capture.countdown import Countdown
from askance.ui.capture.ending import Ending, Outcome
from askance.ui.capture.keep import image_of
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.capture.pin import PinWindow
from askance.ui.capture.screens import Screens
from askance.ui.text_layer.reader import PictureReader
from askance.ui.theme import Theme
from tests.fakes.grabber import FakeGrabber
from tests.fakes.reader import FakeReader
from tests.fakes.surroundings import FakeWindows

CTRL = Qt.KeyboardModifier.ControlModifier
WIDTH, HEIGHT = 1200, 780
LOG = """\
14:02:11 building image …
14:02:58 pushing to registry
14:03:04 ERROR  denied: requested access to the resource is denied
14:03:04 ERROR  push failed after 1 attempt (exit 1)
14:03:05 rolling back …
14:03:06 see https://status.example.com/incidents/42"""
CODE = Region(860, 100, 84, 84)
"""Where a QR code is drawn, in points."""

RELAY = Endpoint("Relay", "https://relay.example.com/v1", "gpt-5-mini")
Corner = tuple[int, int]


class MadeUp(Screens):
    """As many screens as wanted, wherever they are wanted; the pointer is on the first one."""

    def __init__(self, *screens: Screen) -> None:
        self._screens = screens

    def all(self) -> tuple[Screen, ...]:
        return self._screens

    def handle(self, index: int) -> QScreen:
        return QGuiApplication.primaryScreen()

    def under_pointer(self) -> int:
        return 0


@dataclass(frozen=True)
class Opened:
    """`windows`: one a screen, in the screens' order."""

    controller: CaptureController
    windows: tuple[OverlayWindow, ...]


def _screen(ratio: float) -> Screen:
    return Screen("ONE", 0, 0, WIDTH, HEIGHT, ratio)


@contextmanager
def overlay_text(
    drag: tuple[Corner, Corner] | None,
    words: tuple[Corner, Corner] | None,
    click: Corner | None,
    theme: Theme,
) -> Iterator[QWidget]:
    """As `overlay`, then the text mode, a drag over words, and a click. All in points."""
    with overlay(drag, "", theme) as window:
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_T, CTRL)
        while not any("Drag over" in label.text() for label in window.findChildren(QLabel)):
            QTest.qWait(10)
        if words is not None:
            drag_over(window, *words)
        if click is not None:
            QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(*click))
        yield window


@contextmanager
def overlay_keys(
    drag: tuple[Corner, Corner] | None, keys: str, pointer: Corner | None, theme: Theme
) -> Iterator[QWidget]:
    """As `overlay` over two windows, then the pointer somewhere (in points) and some keys."""
    with overlay(drag, "", theme, windows=True) as window:
        QTest.qWait(100)
        if pointer is not None:
            # From elsewhere: where it is already, nothing would tell of it.
            QTest.mouseMove(window, QPoint(0, 0))
            QTest.mouseMove(window, QPoint(*pointer))
        for key in keys:
            focused = QApplication.focusWidget() or window
            if key == "\t":
                QTest.keyClick(focused, Qt.Key.Key_Tab)
            else:
                QTest.keyClicks(focused, key)
        yield window


@contextmanager
def overlay_joining(theme: Theme) -> Iterator[QWidget]:
    """A second capture, a moment after the first."""
    with overlay(((170, 190), (761, 502)), "", theme, joins=True) as window:
        yield window


@contextmanager
def countdown(theme: Theme) -> Iterator[QWidget]:
    """The window that counts down to a capture."""
    window = Countdown(theme)
    window.begin(3, QRect(0, 0, WIDTH, HEIGHT))
    yield window
    window.end()
    window.deleteLater()


@contextmanager
def pinned(theme: Theme) -> Iterator[QWidget]:
    """A pinned part of the log."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    part = Region(*(round(each * ratio) for each in (170, 190, 591, 150)))
    image = image_of(desk(_screen(ratio)).pixels.cropped(part))
    pin = PinWindow(theme, image, QPoint(100, 100), ratio)
    pin.show()
    yield pin
    pin.close()


@contextmanager
def overlay(
    drag: tuple[Corner, Corner] | None,
    question: str,
    theme: Theme,
    endpoint: Endpoint = RELAY,
    windows: bool = False,
    joins: bool = False,
) -> Iterator[QWidget]:
    """The overlay's window, after a drag between two corners (in points) and some typing."""
    screen = _screen(QGuiApplication.primaryScreen().devicePixelRatio())
    origin = drag[0] if drag is not None else (0, 0)
    with opened((screen,), theme, endpoint, origin, windows=windows, joins=joins) as overlay:
        (window,) = overlay.windows
        if drag is not None:
            drag_over(window, *drag)
            QTest.qWait(50)
            field = QApplication.focusWidget()
            if question and field is not None:
                QTest.keyClicks(field, question)
        yield window


@contextmanager
def opened(
    screens: tuple[Screen, ...],
    theme: Theme,
    endpoint: Endpoint = RELAY,
    origin: Corner = (0, 0),
    *,
    windows: bool = False,
    joins: bool = False,
) -> Iterator[Opened]:
    """A capture under way. `origin`: where the region will begin whose text is read, in points of
    the first screen. `windows`: there are some; `joins`: another capture was a moment ago.
    """
    ratio = screens[0].ratio
    worker, thread = Worker(), OneThread("grab")
    worker.start()
    bridge = Bridge(worker)
    reader = FakeReader(*_lines(ratio, origin), codes=_codes(ratio, origin))
    controller = CaptureController(
        bridge=bridge,
        capture=CaptureService(
            make=lambda: FakeGrabber(*map(desk, screens)),
            thread=thread,
            make_windows=lambda: FakeWindows(*(_windows(screens) if windows else ())),
        ),
        theme=theme,
        endpoint=lambda: endpoint,
        own_windows=list,
        reader=PictureReader(bridge=bridge, read=ReadService(make=lambda: reader)),
        screens=MadeUp(*screens),
    )
    if joins:
        first = Ending(Outcome.TAKE, Region(0, 0, 10, 10))
        controller.outcomes.carry_out(first, ((screens[0], desk(screens[0])),))
    stands = Event()
    (controller.windows_known if windows else controller.opened).connect(stands.set)
    controller.start()
    while not stands.is_set() or len(_shown()) < len(screens):
        QTest.qWait(5)
    shown = {window.place.bounds: window for window in _shown()}
    yield Opened(controller, tuple(shown[screen.bounds] for screen in screens))
    controller.cancel()
    QTest.qWait(50)
    worker.stop()
    thread.close()


def log_picture() -> tuple[bytes, tuple[Line, ...]]:
    """The window with the log as a PNG, and its lines as a reader would find them."""
    frame, origin = desk(_screen(1.0)), (150, 80)
    pixels = frame.pixels.cropped(Region(*origin, 820, 400))
    data = QBuffer()
    data.open(QBuffer.OpenModeFlag.WriteOnly)
    image_of(pixels).save(data, "PNG")  # type: ignore[call-overload]  # the stubs want bytes
    return bytes(data.data().data()), tuple(_lines(1.0, origin))


def _shown() -> list[OverlayWindow]:
    return [
        w for w in QApplication.topLevelWidgets() if isinstance(w, OverlayWindow) and w.isVisible()
    ]


def drag_over(window: QWidget, begin: Corner, end: Corner, *, release: bool = True) -> None:
    """With the mouse, from a corner to another, in points of the window. Without `release` the
    button stays down.
    """
    button = Qt.MouseButton.LeftButton
    QTest.mousePress(window, button, pos=QPoint(*begin))
    QTest.mouseMove(window, QPoint(begin[0] + 20, begin[1] + 20))
    QTest.mouseMove(window, QPoint(*end))
    if release:
        QTest.mouseRelease(window, button, pos=QPoint(*end))


def desk(screen: Screen) -> Frame:
    """A screen with a window of log lines on it."""
    bounds, ratio = screen.bounds, screen.ratio
    width, height = bounds.width, bounds.height
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.scale(ratio, ratio)
    sky = QLinearGradient(0, 0, screen.width, screen.height)
    for place, colour in ((0, "#33506b"), (0.6, "#6d8aa3"), (1, "#c9b8a2")):
        sky.setColorAt(place, QColor(colour))
    painter.fillRect(QRect(0, 0, screen.width + 1, screen.height + 1), sky)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("white"))
    painter.drawRoundedRect(150, 80, 820, 560, 10, 10)
    painter.setPen(QColor("#1d1c1b"))
    font = QFont(QGuiApplication.font())
    font.setPixelSize(18)
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(184, 126, "deploy.log")
    painter.setFont(_mono())
    for number, line in enumerate(LOG.splitlines()):
        painter.setPen(QColor("#b42318" if "ERROR" in line else "#1d1c1b"))
        painter.drawText(184, 162 + 25 * number, line)
    _draw_code(painter)
    painter.end()
    return Frame(bounds, Pixels(width, height, bytes(image.constBits())), screen.name)


def _windows(screens: tuple[Screen, ...]) -> Iterator[WindowBox]:
    """The log's window on each screen, and behind them one that fills each."""
    for screen in screens:
        place = Region(*(round(each * screen.ratio) for each in (150, 80, 820, 560)))
        moved = place.moved(screen.bounds.x, screen.bounds.y)
        yield WindowBox("deploy.log – Editor", moved.intersected(screen.bounds))
    for screen in screens:
        yield WindowBox("Wallpaper", screen.bounds)


def _mono() -> QFont:
    mono = QFont("monospace")
    mono.setPixelSize(13)
    return mono


def _draw_code(painter: QPainter) -> None:
    """Something like a QR code."""
    modules, rng = 21, Random(7)
    size = CODE.width // modules
    for row in range(modules):
        for column in range(modules):
            corner = min(row, modules - 1 - row) < 7 and min(column, modules - 1 - column) < 7
            corner = corner and not (row > 13 and column > 13)
            r, c = row % 14, column % 14
            ring = r in (0, 6) or c in (0, 6) or (2 <= r <= 4 and 2 <= c <= 4)
            if ring if corner else rng.random() < 0.5:
                x, y = CODE.x + column * size, CODE.y + row * size
                painter.fillRect(x, y, size, size, QColor("#1d1c1b"))


def _lines(ratio: float, origin: Corner) -> Iterator[Line]:
    """The log's lines as a reader would find them in the picture beginning at `origin`."""
    metrics = QFontMetricsF(_mono())
    for number, text in enumerate(LOG.splitlines()):
        baseline = 162 + 25 * number - origin[1]
        left = 184.0 - origin[0]
        if baseline < 12:
            continue
        words: list[Word] = []
        at = 0
        for piece in text.split():
            at = text.index(piece, at)
            x = left + metrics.horizontalAdvance(text[:at])
            place = (x, baseline - 10.0, metrics.horizontalAdvance(piece), 13.0)
            words.append(Word(piece, 0.98, _quad(place, ratio)))
            at += len(piece)
        whole = (left, baseline - 10.0, metrics.horizontalAdvance(text), 13.0)
        yield Line(text, 0.98, _quad(whole, ratio), tuple(words))


def _codes(ratio: float, origin: Corner) -> tuple[Code, ...]:
    place = (CODE.x - origin[0], CODE.y - origin[1], CODE.width, CODE.height)
    code = Code("QRCode", "https://example.com/deploys/1403", _quad(place, ratio))
    return (code,) if origin == (0, 0) else ()


def _quad(place: tuple[float, float, float, float], ratio: float) -> Quad:
    return Quad.of(Region(*(round(each * ratio) for each in place)))
