"""A window's actions: each with its keys, each in the menu. GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

Entry = tuple[str, tuple[str, ...], Callable[[], object]]
"""The words, the keys that do the same (the first is shown), and what is done."""


def fill_menu(window: QWidget, menu: QMenu, groups: tuple[tuple[Entry, ...], ...]) -> None:
    """Lists the actions in `menu`, a line between groups; their keys work all over the window."""
    for number, group in enumerate(groups):
        if number:
            menu.addSeparator()
        for entry in group:
            menu.addAction(add_action(window, entry))


def add_action(window: QWidget, entry: Entry) -> QAction:
    """An action that is reached by its keys."""
    text, keys, does = entry
    action = QAction(text, window)
    action.setShortcuts([QKeySequence(key) for key in keys])
    # Without the “checked” that the signal carries.
    action.triggered.connect(lambda _checked: does())
    window.addAction(action)
    return action
