"""A picture pinned on top of everything, to be compared with what lies below or elsewhere. GUI
thread.

Pins are pictures the person put there, so they stay on the screen during later captures and are in
them, like any other window; only the list of windows leaves them out.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from askance.ui.letters import key_of
from askance.ui.selection_look import ARROWS, FAR
from askance.ui.theme import Theme

SMALLEST, LARGEST = 0.1, 8.0
FAINTEST = 0.2
FRAME = 1
"""Points around the picture."""
_NOTCH = 120
_ZOOM, _FADE = 1.1, 0.1
_BRACKETS = {Qt.Key.Key_BracketLeft: "[", Qt.Key.Key_BracketRight: "]"}
LONGEST, MOST = 16_000, 64_000_000
"""Pixels of a side and of a whole pin that is zoomed: X11 has no windows twice as long, and a
window's pixels are kept in memory.
"""


class PinWindow(QWidget):
    """`place` is where the picture's first corner stands, in Qt's global points; `ratio` how many
    of its pixels a point shows at first.
    """

    copied = Signal()
    saved = Signal()
    asked = Signal()
    """The picture goes to the composer."""

    def __init__(self, theme: Theme, image: QImage, place: QPoint, ratio: float) -> None:
        super().__init__(None, _FLAGS)
        self._theme, self._image, self._ratio = theme, image, ratio
        self._zoom = 1.0
        self._held: QPoint | None = None
        self.setWindowTitle(QCoreApplication.translate("Capture", "Askance – Pinned picture"))
        self.setAccessibleName(
            QCoreApplication.translate("Capture", "Pinned picture, {width} by {height}").format(
                width=image.width(), height=image.height()
            )
        )
        self.setAccessibleDescription(
            QCoreApplication.translate(
                "Capture", "Arrows move, plus and minus zoom, brackets fade, Escape closes"
            )
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        # On macOS such windows would else vanish with every other program one turns to.
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self._put(place)

    @property
    def image(self) -> QImage:
        return self._image

    @property
    def zoom(self) -> float:
        """Against the size on the screen it was taken from."""
        return self._zoom

    def set_zoom(self, zoom: float, around: QPointF | None = None) -> None:
        """Between a tenth and eight times, or what a window bears, about a point of the window (the
        middle).
        """
        zoom = max(SMALLEST, min(zoom, self._largest()))
        edge = QPoint(FRAME, FRAME)
        fixed = (around if around is not None else QPointF(self.rect().center())) - edge
        shift = fixed - fixed * (zoom / self._zoom)
        self._zoom = zoom
        self._put(self.pos() + edge + shift.toPoint())
        self.update()

    def fade(self, by: float) -> None:
        """More (positive) or less to be seen; never nothing."""
        self.setWindowOpacity(round(max(FAINTEST, min(self.windowOpacity() + by, 1.0)), 2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        smooth = self._zoom < 1
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=smooth)
        painter.drawImage(self._size().translated(FRAME, FRAME), self._image)
        painter.setPen(QPen(self._theme.colour("accent" if self.isActiveWindow() else "faint"), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = key_of(event)
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in ARROWS:
            dx, dy = ARROWS[key]
            self.move(self.pos() + QPoint(dx, dy) * (FAR if ctrl else 1))
        elif (ctrl and key == Qt.Key.Key_C) or event.matches(QKeySequence.StandardKey.Copy):
            self.copied.emit()
        elif (ctrl and key == Qt.Key.Key_S) or event.matches(QKeySequence.StandardKey.Save):
            self.saved.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit()
        elif not self._sign(_BRACKETS.get(key, event.text())):
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / _NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.fade(_FADE * notches)
        else:
            self.set_zoom(self._zoom * _ZOOM**notches, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.globalPosition().toPoint() - self.pos()
            self.activateWindow()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            self.move(event.globalPosition().toPoint() - self._held)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._held = None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, act in (
            (QCoreApplication.translate("Capture", "Ask about this…"), self.asked.emit),
            (QCoreApplication.translate("Capture", "Copy picture"), self.copied.emit),
            (QCoreApplication.translate("Capture", "Save picture…"), self.saved.emit),
            (QCoreApplication.translate("Capture", "Original size"), lambda: self.set_zoom(1.0)),
            (QCoreApplication.translate("Capture", "Close"), self.close),
        ):
            menu.addAction(text).triggered.connect(lambda _on=False, act=act: act())
        menu.popup(event.globalPos())

    def _largest(self) -> float:
        """A picture's own size is always borne: the screen it comes from has it."""
        width, height = self._image.width(), self._image.height()
        # On a finer screen than the one it was taken from a point is more pixels.
        finer = self.devicePixelRatioF() / self._ratio
        borne = min(LONGEST / max(width, height), math.sqrt(MOST / (width * height))) / finer
        return max(1.0, min(LARGEST, borne))

    def _sign(self, text: str) -> bool:
        """Whether the character meant something."""
        if text in ("+", "="):
            self.set_zoom(self._zoom * _ZOOM)
        elif text == "-":
            self.set_zoom(self._zoom / _ZOOM)
        elif text == "0":
            self.set_zoom(1.0)
        elif text in ("[", "]"):
            self.fade(_FADE if text == "]" else -_FADE)
        else:
            return False
        return True

    def _put(self, place: QPoint) -> None:
        """The picture's first corner there; the frame lies outside of it."""
        picture = QRect(place, self._size().toAlignedRect().size())
        self.setGeometry(picture.adjusted(-FRAME, -FRAME, FRAME, FRAME))

    def _size(self) -> QRectF:
        """In points, which need not be whole: the picture's pixels are the screen's at first."""
        scale = self._zoom / self._ratio
        return QRectF(0, 0, self._image.width() * scale, self._image.height() * scale)


_FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.NoDropShadowWindowHint
)
