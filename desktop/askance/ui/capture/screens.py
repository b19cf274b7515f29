"""The screens as Qt knows them. GUI thread."""

from __future__ import annotations

from PySide6.QtGui import QCursor, QGuiApplication, QScreen

from askance.core.screen import Screen


class Screens:
    """The screens by index, in Qt's order (the primary one first)."""

    def all(self) -> tuple[Screen, ...]:
        """How each screen is placed right now."""
        return tuple(_described(screen) for screen in QGuiApplication.screens())

    def handle(self, index: int) -> QScreen:
        """Qt's own object for a screen. Raises IndexError when it was unplugged meanwhile."""
        return QGuiApplication.screens()[index]

    def pointer(self) -> tuple[int, int, int] | None:
        """The index of the screen with the pointer, and where on it that is, in points (to one of
        them); None when that is unknown, as on Wayland.
        """
        if QGuiApplication.platformName().startswith("wayland"):
            return None
        position = QCursor.pos()
        for index, screen in enumerate(QGuiApplication.screens()):
            if screen.geometry().contains(position):
                inside = position - screen.geometry().topLeft()
                return index, inside.x(), inside.y()
        return None

    def under_pointer(self) -> int:
        """The index of the screen with the pointer; 0 when that is unknown, as on Wayland."""
        screen = QGuiApplication.screenAt(QCursor.pos())
        return QGuiApplication.screens().index(screen) if screen is not None else 0


def _described(screen: QScreen) -> Screen:
    place = screen.geometry()
    return Screen(
        screen.name(),
        place.x(),
        place.y(),
        place.width(),
        place.height(),
        screen.devicePixelRatio(),
    )
