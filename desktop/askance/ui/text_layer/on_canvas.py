"""The text of the picture in the viewer: what a press, a key and the painting mean there while it
is shown. GUI thread.

Listens at the view from outside, so that the view itself still only zooms and pans. A press on
words selects; a press beside them, the middle button, or any press while Space is held moves the
picture as always.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QCursor, QDesktopServices, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QGraphicsView

from askance.core.reading.marks import Mark
from askance.core.screen import Region
from askance.ui.text_layer.bar import TextBar
from askance.ui.text_layer.card import MarkCard
from askance.ui.text_layer.controller import TextController
from askance.ui.text_layer.growing import GrowingText
from askance.ui.text_layer.painter import TextPainter
from askance.ui.text_layer.reader import PictureReader
from askance.ui.theme import Theme
from askance.ui.widgets import announce

REACH = 4.0
"""So many points beside a word still count as on it."""


class CanvasText(QObject):
    """`data` is the picture's file; a unit of the view's scene is one of its pixels."""

    left = Signal()
    """The person is done with the text."""

    def __init__(
        self, *, theme: Theme, reader: PictureReader, data: bytes, view: QGraphicsView
    ) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view
        text = GrowingText(reader=reader, picture=lambda: data)
        self.controller = TextController(text, self)
        size = view.sceneRect().size().toSize()
        bounds = Region(0, 0, size.width(), size.height())
        self._painter = TextPainter(controller=self.controller, bounds=bounds)
        self.bar = TextBar(theme, view)
        self.bar.hide()
        self.bar.left.connect(self.left)
        self.card: MarkCard | None = None
        self._hand: QPoint | None = None
        self._space = self._selecting = False
        self._active = False
        self.controller.repaint.connect(self._repaint)
        self.controller.spoke.connect(self._speak)
        self.controller.chosen.connect(self._show_card)

    @property
    def active(self) -> bool:
        return self._active

    def enter(self) -> None:
        """Shows the text, and reads what is not read yet."""
        self._active = True
        view = self._view
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        view.viewport().setMouseTracking(True)
        self.bar.show_text(self.controller)
        self._place_bar()
        self.bar.show()
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.controller.open(self._focus())
        view.viewport().update()

    def leave(self) -> None:
        """Back to the plain picture."""
        self._active = False
        self._close_card()
        self.controller.close()
        self.bar.hide()
        view = self._view
        view.removeEventFilter(self)
        view.viewport().removeEventFilter(self)
        view.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        view.viewport().update()

    def step_back(self) -> bool:
        """Closes the card if one is shown; whether it did."""
        shown = self.card is not None
        self._close_card()
        return shown

    def copy(self) -> bool:
        """Copies what is selected; False when nothing is."""
        return not self.controller.selection.empty and self.controller.copy()

    def paint(self, painter: QPainter, part: QRectF) -> None:
        """Over the picture, in its pixels."""
        if self._active:
            self._painter.paint(painter, part.toAlignedRect(), self._scale())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._view.viewport():
            if isinstance(event, QMouseEvent):
                return self._mouse(event)
            if event.type() == QEvent.Type.Resize:
                self._place_bar()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease:
            self._space = self._space and event.key() != Qt.Key.Key_Space
        return False

    # The pointer

    def _mouse(self, event: QMouseEvent) -> bool:
        at = self._pixel(event.position())
        match event.type():
            case QEvent.Type.MouseButtonPress:
                return self._press(event, at)
            case QEvent.Type.MouseButtonDblClick:
                return self._double_click(event, at)
            case QEvent.Type.MouseMove:
                return self._move(event, at)
            case QEvent.Type.MouseButtonRelease:
                return self._release(at)
            case _:
                return False

    def _press(self, event: QMouseEvent, at: tuple[int, int]) -> bool:
        left = event.button() == Qt.MouseButton.LeftButton
        if left and self.step_back():
            return True
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space):
            self._hand = event.position().toPoint()
            self._view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            return True
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not left or not (extend or self.controller.over_text(*at, self._reach())):
            if left:
                self.controller.deselect()
            return False
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)
        self._selecting = True
        self.controller.press(*at, self._reach(), extend=extend)
        return True

    def _double_click(self, event: QMouseEvent, at: tuple[int, int]) -> bool:
        on_text = self.controller.over_text(*at, self._reach())
        if event.button() != Qt.MouseButton.LeftButton or not on_text:
            return False
        self._selecting = True
        self.controller.double_click(*at)
        return True

    def _move(self, event: QMouseEvent, at: tuple[int, int]) -> bool:
        if self._hand is not None:
            now = event.position().toPoint()
            moved, self._hand = now - self._hand, now
            for bar, by in (
                (self._view.horizontalScrollBar(), moved.x()),
                (self._view.verticalScrollBar(), moved.y()),
            ):
                bar.setValue(bar.value() - by)
            return True
        if self._selecting:
            self.controller.drag(*at)
            # Out of the way: it may lie on words.
            self.bar.setVisible(self.controller.selection.empty)
            return True
        if event.buttons():
            return False
        shape = self.controller.hover(*at, self._reach())
        hand = Qt.CursorShape.OpenHandCursor
        self._view.viewport().setCursor(hand if shape == Qt.CursorShape.ArrowCursor else shape)
        return True

    def _release(self, at: tuple[int, int]) -> bool:
        if self._hand is not None:
            self._hand = None
            self._view.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
            return True
        if not self._selecting:
            return False
        self._selecting = False
        self.bar.show()
        self.controller.release(*at)
        return True

    # The keys

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Space:
            self._space = True
            return True
        return self.controller.key(event)

    # What is shown

    def _pixel(self, position: QPointF) -> tuple[int, int]:
        at = self._view.mapToScene(position.toPoint())
        return int(at.x()), int(at.y())

    def _focus(self) -> tuple[int, int] | None:
        """The pixel one points at, to be read first; None while the pointer is elsewhere."""
        viewport = self._view.viewport()
        at = QPointF(viewport.mapFromGlobal(QCursor.pos()))
        return self._pixel(at) if viewport.underMouse() else None

    def _scale(self) -> float:
        """Pixels of the picture for a point of the screen."""
        return 1 / max(1e-6, self._view.transform().m11())

    def _reach(self) -> int:
        return max(1, round(REACH * self._scale()))

    def _place_bar(self) -> None:
        self.bar.place(self._view.viewport().geometry(), None, QPoint())

    @Slot(object)
    def _repaint(self, regions: tuple[Region, ...]) -> None:
        view = self._view
        for part in self._painter.parts(regions, self._scale()):
            view.viewport().update(view.mapFromScene(QRectF(part)).boundingRect())

    @Slot(str)
    def _speak(self, text: str) -> None:
        announce(self._view, text)
        whole = self.controller.whole_text
        self._view.setAccessibleDescription(whole)
        self.bar.describe(whole)

    @Slot(object)
    def _show_card(self, mark: Mark) -> None:
        self._close_card()
        self.card = card = MarkCard(theme=self._theme, mark=mark, parent=self._view)
        card.closed.connect(self._close_card)
        card.copied.connect(self.controller.tell_copied)
        card.opened.connect(self._follow)
        box = mark.boxes[0]
        place = QRectF(box.x, box.y, box.width, box.height)
        at = self._view.mapFromScene(place).boundingRect()
        card.appear(QRect(at), self._view.viewport().geometry())

    @Slot(str)
    def _follow(self, address: str) -> None:
        self._close_card()
        QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))

    @Slot()
    def _close_card(self) -> None:
        if self.card is not None:
            card, self.card = self.card, None
            card.hide()
            card.deleteLater()
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
