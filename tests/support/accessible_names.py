"""Finds what a screen reader would meet without a name."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QScrollBar, QWidget


def nameless_controls(window: QWidget) -> list[str]:
    """Every control below `window` that can take the keyboard and has no accessible name, hidden
    ones included, since they show sooner or later. Each as its class and its parents' classes.
    """
    found = []
    for widget in [window, *window.findChildren(QWidget)]:
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or isinstance(widget, QScrollBar):
            continue
        if not accessible_name(widget):
            found.append(_path(widget))
    return found


def accessible_name(widget: QWidget) -> str:
    """The name as the accessibility tree gives it; a window's is its title."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()


def named(window: QWidget, name: str) -> list[QWidget]:
    """The widgets below `window` of exactly this accessible name."""
    return [widget for widget in window.findChildren(QWidget) if widget.accessibleName() == name]


def _path(widget: QWidget) -> str:
    names = [type(widget).__name__]
    parent = widget.parentWidget()
    while parent is not None:
        names.append(type(parent).__name__)
        parent = parent.parentWidget()
    return " < ".join(names)
