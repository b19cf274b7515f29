"""One window a screen: the frozen frame under a dim, and what is drawn over it. GUI thread.

The window only shows and reports; what a press or a key means is decided by whoever listens
(`OverlayListener`), because all screens share one selection.

On X11 it goes past the window manager (override-redirect): no frame, no animation, above panels
and notification bubbles, placed exactly, and there one round trip sooner. Such a window is never
given the keyboard by the manager, so it takes the input focus itself and grabs the keyboard too:
then Escape leaves whatever else happens to ask for the focus. Another program's open menu holds the
keyboard too and does not share it: that is told, and tried again until the menu has gone. Elsewhere
a frameless full-screen window does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QCursor,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QScreen,
)
from PySide6.QtWidgets import QWidget

from askance.core.screen import Frame, Region, Screen
from askance.ui.capture.mapping import ScreenMap
from askance.ui.capture.scene import Scene, Stage
from askance.ui.theme import Theme

if TYPE_CHECKING:
    from askance.ui.text_layer.painter import TextPainter

GRAB_AGAIN_MS = 10
"""Until its keys are let go, the hotkey that brought us holds the keyboard itself (X11)."""
REFUSALS = 20
"""After so many, with no modifier of a hotkey held down, it is another program that has it."""


class OverlayListener(Protocol):
    """Told what happens on the screens. Positions are physical pixels of the desktop."""

    def pointed(self, x: int, y: int, keep: bool = False) -> None:
        """`keep`: with the Shift key, which keeps a shape while it is drawn or resized."""
        ...

    def pressed(self, x: int, y: int, extend: bool = False) -> None:
        """`extend`: with the Shift key, which leads a text selection on to there."""
        ...

    def released(self, x: int, y: int, keep: bool = False) -> None: ...

    def double_clicked(self, x: int, y: int) -> None: ...

    def stepped_back(self) -> None:
        """The secondary button: undo the selection, or leave."""
        ...

    def key(self, event: QKeyEvent) -> bool:
        """Whether the key meant something."""
        ...

    def tabbed(self, forward: bool) -> bool:
        """Whether Tab (or Shift+Tab) meant something else than the next control."""
        ...

    def closed(self) -> None:
        """The system closed a window."""
        ...


class OverlayWindow(QWidget):
    """Fills one screen. `place` maps its points to the pixels of the desktop."""

    painted = Signal()
    """The frozen frame is on its way to the screen; once."""
    found = Signal(int, int)
    """The pixel of the desktop where the pointer came in; nobody need have moved it."""
    refused = Signal(bool)
    """Whether another program holds the keyboard, so that no key comes here (X11)."""
    deactivated = Signal()
    """The system gave the keyboard to another window (elsewhere)."""

    def __init__(
        self,
        *,
        screen: Screen,
        handle: QScreen,
        frame: Frame,
        place: ScreenMap,
        theme: Theme,
        listener: OverlayListener,
    ) -> None:
        super().__init__(None, _flags())
        self.place = place
        self._frame: Frame | None = frame
        self._image = wrapped(frame)
        self._stage = Stage(theme, self.place, self._image)
        self._listener = listener
        self._scene = Scene()
        self._painted = False
        self._grabbing = QTimer(self, interval=GRAB_AGAIN_MS)
        self._grabbing.timeout.connect(self._grab)
        self._refusals = 0
        self._describe()
        self._put_on(handle, QRect(screen.x, screen.y, screen.width, screen.height))

    def appear(self) -> None:
        """Shows the window over everything on its screen."""
        # Where nobody else places windows, ours has the screen's geometry already.
        if QGuiApplication.platformName() in ("xcb", "offscreen"):
            self.show()
        else:
            self.showFullScreen()

    def take_keyboard(self) -> None:
        """From now on keys come here, and to the fields inside, until `give_up`."""
        self.come_to_front()
        self.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        if _past_the_manager():
            self._grabbing.start()
            self._grab()

    def come_to_front(self) -> None:
        """Over other windows, and active; the keys go to whatever had them in here."""
        self.raise_()
        self.activateWindow()

    def leave_keyboard(self) -> None:
        """Ends the grab; another of our windows takes over."""
        self._grabbing.stop()
        self._accepted()
        if _past_the_manager():
            self.windowHandle().setKeyboardGrabEnabled(False)

    def give_up(self) -> None:
        """Leaves the screen and lets go of the keyboard and the pixels, at once."""
        self.leave_keyboard()
        self.hide()
        self._image = QImage()
        self._stage.drop_frame()
        self._frame = None
        self.deleteLater()

    def show_scene(self, scene: Scene) -> None:
        """Repaints what differs from the scene shown."""
        if scene != self._scene:
            changed = self._stage.difference(self._scene, scene)
            self._scene = scene
            self.update(changed)

    @property
    def label_place(self) -> QRect:
        """Where the selection's size stands, in points; null when it does not stand here."""
        return self._stage.label_place(self._scene)

    def colour(self, pixel: tuple[int, int]) -> str:
        """A pixel of the desktop, like `#B42318`; empty when it is on another screen."""
        return self._stage.colour(pixel)

    def show_text(self, text: TextPainter, regions: tuple[Region, ...]) -> None:
        """Repaints what looks different of a text that the scene holds."""
        self.update(self._stage.text_difference(text, regions))

    def announce(self, text: str) -> None:
        """Speaks through a screen reader, and keeps the words as the window's description."""
        self.setAccessibleDescription(text)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self._listener.closed()

    def event(self, event: QEvent) -> bool:
        """Drops the repaint of the whole window that `show` posts: the window system asked for one
        already, and a second of 33 MB a screen would come between it and the first key.
        """
        if event.type() == QEvent.Type.UpdateLater and self._painted:
            return True
        if event.type() == QEvent.Type.WindowDeactivate and not _past_the_manager():
            self.deactivated.emit()
        return super().event(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.found.emit(*self._pixel(event.position()))

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """Without Qt's own: it would paint the whole screen again."""

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        """As above."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._listener.key(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 -- Qt's name
        """Tab, here and in the fields inside."""
        return self._listener.tabbed(forward) or super().focusNextPrevChild(forward)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._listener.double_clicked(*self._pixel(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._listener.pointed(*self._pixel(event.position()), keep=_shift(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._listener.pressed(*self._pixel(event.position()), extend=_shift(event))
        elif event.button() == Qt.MouseButton.RightButton:
            self._listener.stepped_back()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._listener.released(*self._pixel(event.position()), keep=_shift(event))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._stage.paint(painter, event.rect(), self._scene)
        painter.end()
        if not self._painted:
            self._painted = True
            # Queued: the pixels reach the window system before anything else is begun.
            QTimer.singleShot(0, self.painted.emit)

    def _pixel(self, position: QPointF) -> tuple[int, int]:
        return self.place.under(position.x(), position.y())

    def _grab(self) -> None:
        if self.windowHandle().setKeyboardGrabEnabled(True):
            self._grabbing.stop()
            self._accepted()
        elif not QGuiApplication.queryKeyboardModifiers().value:
            self._refusals += 1
            if self._refusals == REFUSALS:
                self.refused.emit(True)

    def _accepted(self) -> None:
        told, self._refusals = self._refusals >= REFUSALS, 0
        if told:
            self.refused.emit(False)

    def _describe(self) -> None:
        self.setWindowTitle(QCoreApplication.translate("Capture", "Askance – Capture"))
        self.setAccessibleName(QCoreApplication.translate("Capture", "Capture region"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(QCursor(Qt.CursorShape.CrossCursor))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)

    def _put_on(self, handle: QScreen, points: QRect) -> None:
        self.setScreen(handle)
        self.setGeometry(points)
        self.create()
        self.windowHandle().setScreen(handle)


def _shift(event: QMouseEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def wrapped(frame: Frame) -> QImage:
    """The frame's pixels as an opaque image, without a copy: the frame must outlive it."""
    pixels = frame.pixels
    return QImage(
        pixels.bgra, pixels.width, pixels.height, pixels.width * 4, QImage.Format.Format_RGB32
    )


def _past_the_manager() -> bool:
    return QGuiApplication.platformName() == "xcb"


def _flags() -> Qt.WindowType:
    flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
    return flags | Qt.WindowType.X11BypassWindowManagerHint if _past_the_manager() else flags
