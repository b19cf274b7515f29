"""Getting our own windows out of the picture, and back. GUI thread.

A captured conversation window over what one meant to ask about is among the oldest complaints about
such programs. So the windows are hidden before the screen is frozen, and nobody waits when there is
none to hide.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QDeadlineTimer, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from shiboken6 import isValid

SETTLE_MS = 200
"""How long what lay under our windows gets to come through, once these are unmapped. Compositors
fade a window out from a copy of it: 150 ms in GNOME Shell and KWin as they come. Without one the
windows below must repaint, which takes them a frame or two. X11 tells nobody when either is over.
"""
_LOOK_EVERY_MS = 5


class OwnWindows(QObject):
    """Hides what `listed` names and is visible; puts it back as it was."""

    gone = Signal()
    """Nothing of ours is on the screen any more."""

    def __init__(self, listed: Callable[[], list[QWidget]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listed = listed
        self._hidden: list[tuple[QWidget, QPoint]] = []
        self._leaving: list[QWidget] = []
        self._active: QWidget | None = None
        self._unmapping = QTimer(self, interval=_LOOK_EVERY_MS)
        self._unmapping.timeout.connect(self._look)
        self._settling = QTimer(self, interval=SETTLE_MS, singleShot=True)
        self._settling.timeout.connect(self.gone)
        self._uncovered = QDeadlineTimer(0)
        """When what the overlay covered has come through."""

    def overlay_left(self) -> None:
        """What lay under it has as much to do as under any window of ours: a capture right behind
        it must wait.
        """
        self._uncovered = QDeadlineTimer(SETTLE_MS)

    def hide(self, leaving: Sequence[QWidget] = (), *, settle: bool = False) -> bool:
        """Whether there was anything to hide; only then does `gone` follow. `leaving` go too and
        are not restored. `settle`: something has just left that nobody can see any more, such as
        the menu that this was chosen in; it counts.
        """
        settle = settle or not self._uncovered.hasExpired()
        closed = self._close_popups()
        self._leaving = [window for window in leaving if window.isVisible()]
        for window in self._leaving:
            window.hide()
        shown = [w for w in self._listed() if w.isVisible() and not w.isMinimized()]
        self._active = QApplication.activeWindow()
        # Parents before children, for the way back.
        shown.sort(key=_depth)
        self._hidden = [(window, window.pos()) for window in shown]
        for window in reversed(shown):
            window.hide()
        if not (shown or closed or self._leaving or settle):
            return False
        self._unmapping.start()
        return True

    def restore(self) -> None:
        """Shows them where they were; the one that was active is active again."""
        self._unmapping.stop()
        self._settling.stop()
        hidden, self._hidden = self._hidden, []
        self._leaving = []
        active, self._active = self._active, None
        # What was over meanwhile, such as a dialog whose work has ended, does not come back.
        hidden = [(window, position) for window, position in hidden if isValid(window)]
        for window, position in hidden:
            _show_passively(window)
            # A window mapped anew may be put elsewhere, or shifted by its own frame.
            window.move(position)
        if active is not None and any(window is active for window, _ in hidden):
            active.raise_()
            active.activateWindow()

    def _look(self) -> None:
        going = (*self._leaving, *(window for window, _ in self._hidden))
        if not any(window.windowHandle().isExposed() for window in going if isValid(window)):
            self._unmapping.stop()
            self._settling.start()

    def _close_popups(self) -> bool:
        """Menus and tool tips come from a moment that is over: they are not restored."""
        closed = QToolTip.isVisible()
        QToolTip.hideText()
        while (popup := QApplication.activePopupWidget()) is not None:
            closed = True
            popup.close()
            if QApplication.activePopupWidget() is popup:
                break
        return closed


def _show_passively(window: QWidget) -> None:
    """Whoever had the keyboard before, another program perhaps, gets it back."""
    passive = Qt.WidgetAttribute.WA_ShowWithoutActivating
    was_passive = window.testAttribute(passive)
    window.setAttribute(passive)
    window.show()
    window.setAttribute(passive, was_passive)


def _depth(window: QWidget) -> int:
    depth, parent = 0, window.parentWidget()
    while parent is not None:
        depth, parent = depth + 1, parent.parentWidget()
    return depth
