"""The overlay over a made-up screen, through the real controller."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QLinearGradient, QPainter, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from askance.core.endpoint import Endpoint
from askance.core.screen import Frame, Pixels, Region, Screen
from askance.services.capture import CaptureService
from askance.services.one_thread import OneThread
from askance.services.worker import Worker
from askance.ui.bridge import Bridge
from askance.ui.capture.controller import CaptureController
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.capture.screens import Screens
from askance.ui.theme import Theme
from tests.fakes.grabber import FakeGrabber

WIDTH, HEIGHT = 1200, 780
LOG = """\
14:02:11 building image …
14:02:58 pushing to registry
14:03:04 ERROR  denied: requested access to the resource is denied
14:03:04 ERROR  push failed after 1 attempt (exit 1)
14:03:05 rolling back …"""

Corner = tuple[int, int]


class _OneScreen(Screens):
    def __init__(self, ratio: float) -> None:
        self._screen = Screen("ONE", 0, 0, WIDTH, HEIGHT, ratio)

    def all(self) -> tuple[Screen, ...]:
        return (self._screen,)

    def handle(self, index: int) -> QScreen:
        return QGuiApplication.primaryScreen()

    def under_pointer(self) -> int:
        return 0


@contextmanager
def overlay(drag: tuple[Corner, Corner] | None, question: str, theme: Theme) -> Iterator[QWidget]:
    """The overlay's window, after a drag between two corners (in points) and some typing."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    worker, thread = Worker(), OneThread("grab")
    worker.start()
    controller = CaptureController(
        bridge=Bridge(worker),
        capture=CaptureService(make=lambda: FakeGrabber(_desk(ratio)), thread=thread),
        theme=theme,
        endpoint=lambda: Endpoint("Relay", "https://relay.example.com/v1", "gpt-5-mini"),
        own_windows=list,
        screens=_OneScreen(ratio),
    )
    controller.start()
    while not (windows := _shown()):
        QTest.qWait(10)
    window = windows[0]
    if drag is not None:
        _drag(window, *drag)
        QTest.qWait(50)
        field = QApplication.focusWidget()
        if question and field is not None:
            QTest.keyClicks(field, question)
    yield window
    controller.cancel()
    QTest.qWait(50)
    worker.stop()
    thread.close()


def _shown() -> list[OverlayWindow]:
    return [
        w for w in QApplication.topLevelWidgets() if isinstance(w, OverlayWindow) and w.isVisible()
    ]


def _drag(window: QWidget, begin: Corner, end: Corner) -> None:
    button = Qt.MouseButton.LeftButton
    QTest.mousePress(window, button, pos=QPoint(*begin))
    QTest.mouseMove(window, QPoint(begin[0] + 20, begin[1] + 20))
    QTest.mouseMove(window, QPoint(*end))
    QTest.mouseRelease(window, button, pos=QPoint(*end))


def _desk(ratio: float) -> Frame:
    """A desktop with a window of log lines on it."""
    width, height = round(WIDTH * ratio), round(HEIGHT * ratio)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.scale(ratio, ratio)
    sky = QLinearGradient(0, 0, WIDTH, HEIGHT)
    for place, colour in ((0, "#33506b"), (0.6, "#6d8aa3"), (1, "#c9b8a2")):
        sky.setColorAt(place, QColor(colour))
    painter.fillRect(QRect(0, 0, WIDTH, HEIGHT), sky)
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
    mono = QFont("monospace")
    mono.setPixelSize(13)
    painter.setFont(mono)
    for number, line in enumerate(LOG.splitlines()):
        painter.setPen(QColor("#b42318" if "ERROR" in line else "#1d1c1b"))
        painter.drawText(184, 162 + 25 * number, line)
    painter.end()
    bounds = Region(0, 0, width, height)
    return Frame(bounds, Pixels(width, height, bytes(image.constBits())))
