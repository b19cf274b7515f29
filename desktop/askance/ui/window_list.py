"""The windows that Askance has on the screen. GUI thread."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget

_TRAY_ICON = "QSystemTrayIconSys"
"""What Qt draws the icon in where a tray embeds a window (X11). It is the panel's, not a window of
ours: hidden for a capture it would vanish from the panel, and hold up the frozen screen by 0.2 s.
"""


def own_windows() -> list[QWidget]:
    """All top-level windows, shown or not, but for the tray's icon."""
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.isWindow() and widget.metaObject().className() != _TRAY_ICON
    ]
