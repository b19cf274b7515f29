"""Selecting a part of the picture in the viewer, by pointer or by keyboard alone. GUI thread.

Listens at the canvas from outside, so that the canvas itself still only zooms and moves. While it
is active a press draws, moves or resizes the rectangle; the middle button, or a press while Space
is held, moves the picture as always. With Shift a drag begins a part from anywhere.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from askance.core.screen import Region
from askance.core.selection import Selection, centred
from askance.ui.selection_look import (
    ARROWS,
    FAR,
    HANDLE,
    cursor_for,
    paint_dim,
    paint_handles,
    paint_outline,
    rect_of,
)
from askance.ui.theme import Theme
from askance.ui.viewer.part_bar import PartBar
from askance.ui.viewer.picture_canvas import PictureCanvas
from askance.ui.widgets import announce

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


class PartTool(QObject):
    """The part of one picture; make it when the canvas shows the picture."""

    taken = Signal(QRect)
    """The part to ask about, in the picture's pixels."""
    left = Signal()
    """The person is done with selecting."""
    begun = Signal()
    """A drag with Shift began a part."""

    def __init__(self, *, theme: Theme, view: PictureCanvas) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view
        self._selection = Selection(view.bounds)
        self._active = self._space = False
        self._hand: QPoint | None = None
        self.bar = PartBar(theme, view)
        self.bar.hide()
        self.bar.asked.connect(self.take)
        self.bar.left.connect(self.left)
        self._viewport = view.viewport()
        view.installEventFilter(self)
        self._viewport.installEventFilter(self)
        view.zoomed.connect(self._place_bar)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self._place_bar)

    @property
    def active(self) -> bool:
        return self._active

    @property
    def region(self) -> Region | None:
        """The part selected, in the picture's pixels; None while it is not active."""
        return self._selection.region if self._active else None

    def enter(self) -> None:
        """Ready to draw a part."""
        self._active = True
        self._viewport.setMouseTracking(True)
        self._viewport.setCursor(Qt.CursorShape.CrossCursor)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._settle()
        self.bar.show()
        announce(self._view, self.tr("Arrow keys place the part, Shift resizes it, Enter asks."))
        self._viewport.update()

    def place(self) -> None:
        """A part in the middle of what is seen, to go on from with the keys."""
        seen = self._view.in_sight
        if not seen.empty:
            self._selection.take(centred(seen))
            self._settle()
            self._speak()
            self._viewport.update()

    def leave(self) -> None:
        """Back to the plain picture."""
        self._active, self._hand = False, None
        self._selection.release()
        self._selection.clear()
        self.bar.hide()
        self._viewport.setCursor(Qt.CursorShape.OpenHandCursor)
        self._view.setAccessibleDescription("")
        self._viewport.update()

    @Slot()
    def take(self) -> None:
        """The part is what is to be asked about."""
        if self.region is not None:
            self.taken.emit(rect_of(self.region))

    def paint(self, painter: QPainter, _part: QRectF) -> None:
        """Over the picture, in its pixels."""
        if not self._active:
            return
        scale, region = self._view.scale_of_points, self.region
        if region is None:
            return
        paint_dim(painter, rect_of(self._view.bounds), region)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_outline(painter, region, self._theme, scale)
        paint_handles(painter, region, self._theme, scale)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent):
            return watched is self._viewport and self._mouse(event)
        if self._active and isinstance(event, QKeyEvent):
            return watched is self._view and self._key(event)
        if self._active and event.type() == QEvent.Type.Resize:
            self._place_bar()
        return False

    # The pointer

    def _mouse(self, event: QMouseEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonPress | QEvent.Type.MouseButtonDblClick:
                return self._press(event)
            case QEvent.Type.MouseMove if self._active:
                return self._move(event)
            case QEvent.Type.MouseButtonRelease if self._active:
                return self._release()
            case _:
                return False

    def _press(self, event: QMouseEvent) -> bool:
        left = event.button() == Qt.MouseButton.LeftButton
        if not self._active:
            if not (left and event.modifiers() & _SHIFT):
                return False
            self.enter()
            self.begun.emit()
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space):
            self._hand = event.position().toPoint()
            self._viewport.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif left:
            self._view.setFocus(Qt.FocusReason.MouseFocusReason)
            self._selection.press(*self._pixel(event.position()), self._reach)
        return True

    def _move(self, event: QMouseEvent) -> bool:
        if self._hand is not None:
            now = event.position().toPoint()
            moved, self._hand = now - self._hand, now
            for bar, by in (
                (self._view.horizontalScrollBar(), moved.x()),
                (self._view.verticalScrollBar(), moved.y()),
            ):
                bar.setValue(bar.value() - by)
            return True
        at = self._pixel(event.position())
        if not event.buttons() & Qt.MouseButton.LeftButton:
            grip = self._selection.grip_at(*at, self._reach)
            self._viewport.setCursor(cursor_for(grip))
            return True
        before = self._selection.region
        self._selection.drag(*at)
        if self._selection.dragging:
            self.bar.hide()  # it may lie where one drags to
            self._repaint(before)
        return True

    def _release(self) -> bool:
        self._hand = None
        changed = self._selection.release()
        self._settle()
        self.bar.show()
        if changed:
            self._speak()
        return True

    # The keys

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self._space = event.type() == QEvent.Type.KeyPress
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        if key in ARROWS:
            self._steer(*ARROWS[key], event.modifiers())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        else:
            return False
        return True

    def _steer(self, dx: int, dy: int, held: Qt.KeyboardModifier) -> None:
        before = self._selection.region
        if before is None:
            self.place()
            return
        step = FAR if held & _CTRL else 1
        if held & _SHIFT:
            self._selection.stretch(dx * step, dy * step)
        else:
            self._selection.move(dx * step, dy * step)
        self._settle()
        self._repaint(before)
        assert self._selection.region is not None
        margin = round(HANDLE)
        self._view.ensureVisible(QRectF(rect_of(self._selection.region)), margin, margin)
        self._speak()

    # What is shown

    @property
    def _reach(self) -> int:
        return max(1, round(HANDLE * self._view.scale_of_points))

    def _pixel(self, position: QPointF) -> tuple[int, int]:
        at = self._view.mapToScene(position.toPoint())
        return int(at.x() // 1), int(at.y() // 1)

    def _settle(self) -> None:
        self.bar.show_part(self.region)
        self._place_bar()

    @Slot()
    def _place_bar(self) -> None:
        if self._active:
            self.bar.place(self._viewport.geometry(), self._in_points(self.region))

    def _in_points(self, region: Region | None) -> QRect | None:
        if region is None:
            return None
        return self._view.mapFromScene(QRectF(rect_of(region))).boundingRect()

    def _repaint(self, before: Region | None) -> None:
        """What lies in the part before or now; all when there was none, for the rest is dimmed."""
        viewport, now = self._viewport, self._in_points(self.region)
        was = self._in_points(before)
        if was is None or now is None:
            viewport.update()
        else:
            air = round(HANDLE)
            viewport.update(was.united(now).adjusted(-air, -air, air, air))

    def _speak(self) -> None:
        region = self.region
        if region is None:
            return
        words = self.tr("{width} by {height} pixels at {x}, {y}").format(
            width=region.width, height=region.height, x=region.x, y=region.y
        )
        self._view.setAccessibleDescription(words)
        announce(self._view, words)
