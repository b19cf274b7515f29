"""A controller with real parts (bridge, worker, capture service) over made-up screens."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from askance.core.endpoint import Endpoint
from askance.core.screen import Region, Screen, WindowBox
from askance.core.settings import Appearance
from askance.services.capture import CaptureService
from askance.services.one_thread import OneThread
from askance.services.read import ReadService
from askance.services.worker import Worker
from askance.ui.bridge import Bridge, Job
from askance.ui.capture.ask_bar import AskBar
from askance.ui.capture.controller import CaptureController
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.capture.screens import Screens
from askance.ui.capture.session import CaptureSession
from askance.ui.text_layer.reader import PictureReader
from askance.ui.theme import Theme
from tests.fakes.grabber import FakeGrabber, plain_frame
from tests.fakes.reader import FakeReader
from tests.fakes.surroundings import FakeCover, FakeLock, FakePointer, FakeWindows

LEFT = Screen("LEFT", 0, 0, 600, 500, 1.0)
RIGHT = Screen("RIGHT", 600, 0, 400, 320, 1.5)


class TwoScreens(Screens):
    """LEFT at ratio 1 and RIGHT at 1.5, whatever the machine has. `spot`: where the pointer rests,
    as `pointer` tells it.
    """

    spot: tuple[int, int, int] | None = None

    def all(self) -> tuple[Screen, ...]:
        return LEFT, RIGHT

    def handle(self, index: int) -> QScreen:
        return QGuiApplication.primaryScreen()

    def pointer(self) -> tuple[int, int, int] | None:
        return self.spot

    def under_pointer(self) -> int:
        return 0


@dataclass
class Rig:
    qtbot: QtBot
    controller: CaptureController
    grabber: FakeGrabber
    reader: FakeReader
    own: list[QWidget]
    screens: TwoScreens
    endpoint: Endpoint = field(
        default_factory=lambda: Endpoint("Relay", "relay.example.com", "gpt-5-mini")
    )
    around: FakeWindows = field(default_factory=FakeWindows)
    pointer: FakePointer = field(default_factory=FakePointer)
    cover: FakeCover = field(default_factory=FakeCover)
    lock: FakeLock = field(default_factory=FakeLock)
    now: float = 0.0
    results: list[object] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    problems: list[object] = field(default_factory=list)

    def open(self) -> None:
        with self.qtbot.waitSignal(self.controller.opened):
            self.controller.start()

    @property
    def windows(self) -> list[OverlayWindow]:
        """Those on the screen, left to right."""
        shown = [
            widget
            for widget in QApplication.topLevelWidgets()
            if isinstance(widget, OverlayWindow) and widget.isVisible()
        ]
        return sorted(shown, key=lambda window: window.place.bounds.x)

    @property
    def bar(self) -> AskBar:
        bars = [bar for window in self.windows for bar in window.findChildren(AskBar)]
        assert len(bars) == 1
        return bars[0]

    def open_among(self, *windows: WindowBox) -> None:
        """Opens over these windows, front to back, and waits until they are known."""
        self.around.listed = windows
        with self.qtbot.waitSignal(self.controller.windows_known):
            self.controller.start()

    @property
    def session(self) -> CaptureSession:
        (session,) = self.controller.findChildren(CaptureSession)
        return session

    @property
    def said(self) -> str:
        """What a screen reader was told last."""
        return next(w.accessibleDescription() for w in self.windows if w.accessibleDescription())

    def drag(self, begin: tuple[int, int], end: tuple[int, int], window: int = 0) -> None:
        """In points of a window; the second half may lie outside of it."""
        target, middle = self.windows[window], QPoint(*begin) + QPoint(10, 10)
        button = Qt.MouseButton.LeftButton
        self.qtbot.mousePress(target, button, pos=QPoint(*begin))
        self.qtbot.mouseMove(target, middle)
        self.qtbot.mouseMove(target, QPoint(*end))
        self.qtbot.mouseRelease(target, button, pos=QPoint(*end))

    def key(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        """To whatever has the focus, as the system would send it."""
        held = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            held |= modifier
        self.qtbot.keyClick(self._focused(), key, held)

    def type(self, text: str) -> None:
        for character in text:
            self.qtbot.keyClick(self._focused(), character)

    def _focused(self) -> QWidget:
        focused = QApplication.focusWidget()
        assert focused is not None
        return focused


@pytest.fixture
def rig(qtbot: QtBot, qapp: QApplication) -> Iterator[Rig]:
    # Beside both screens: a pointer that rests where the test before left it is one more hand.
    QCursor.setPos(790, 790)
    quits, qapp_sheet = qapp.quitOnLastWindowClosed(), qapp.styleSheet()
    qapp.setQuitOnLastWindowClosed(False)
    theme = Theme(qapp, Appearance.LIGHT)
    worker, thread, lock_thread = Worker(), OneThread("grab"), OneThread("lock")
    worker.start()
    bridge = Bridge(worker)
    grabber = FakeGrabber(
        plain_frame(LEFT.bounds, (200, 40, 40)), plain_frame(RIGHT.bounds, (40, 40, 200))
    )
    reader = FakeReader("build image now", "push denied here", "see https://example.com/a")
    own: list[QWidget] = []
    screens = TwoScreens()
    made: list[Rig] = []
    controller = CaptureController(
        bridge=bridge,
        capture=CaptureService(
            make=lambda: grabber,
            thread=thread,
            make_windows=lambda: made[0].around,
            make_pointer=lambda: made[0].pointer,
            make_cover=lambda: made[0].cover,
            make_lock=lambda: made[0].lock,
            lock_thread=lock_thread,
        ),
        theme=theme,
        endpoint=lambda: made[0].endpoint,
        own_windows=lambda: own,
        reader=PictureReader(bridge=bridge, read=ReadService(make=lambda: reader)),
        screens=screens,
        clock=lambda: made[0].now,
    )
    rig = Rig(qtbot, controller, grabber, reader, own, screens)
    made.append(rig)
    controller.asked.connect(rig.results.append)
    controller.problem.connect(rig.problems.append)
    controller.cancelled.connect(lambda: rig.events.append("cancelled"))
    controller.kept.connect(lambda outcome: rig.events.append(outcome.name))
    yield rig
    controller.cancel()
    qtbot.waitUntil(lambda: not controller.busy)
    # A reading that was stopped says so in its next batch.
    qtbot.waitUntil(lambda: not any(job.running for job in bridge.findChildren(Job)))
    for pin in controller.outcomes.pins:
        pin.close()
    qtbot.waitUntil(lambda: not controller.outcomes.pins)
    worker.stop()
    thread.close()
    lock_thread.close()
    theme.deleteLater()
    qapp.setStyleSheet(qapp_sheet)
    qapp.setQuitOnLastWindowClosed(quits)


def whole(screen: Screen) -> Region:
    return screen.bounds
