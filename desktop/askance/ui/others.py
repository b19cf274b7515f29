"""Who else could answer: the other endpoints as a menu. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from askance.core.conversation import Message
from askance.core.endpoint import Endpoint


def others(endpoints: Sequence[Endpoint], answer: Message) -> list[Endpoint]:
    """The endpoints that have not answered yet."""
    asked = {answer.endpoint, *(choice.endpoint for choice in answer.choices)}
    return [each for each in endpoints if each.name not in asked and not each.on_device]


def offer(
    endpoints: Sequence[Endpoint], chosen: Callable[[Endpoint], None], view: QWidget
) -> QMenu:
    """Shows them at what was pressed; `chosen` is told which one."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(QCoreApplication.translate("Others", "Ask another model"))
    for endpoint in endpoints:
        words = f"{endpoint.name} · {endpoint.model}".replace("&", "&&")
        menu.addAction(words, partial(chosen, endpoint))
    menu.popup(_place(view))
    return menu


def _place(view: QWidget) -> QPoint:
    """Below the button that has the focus, or else where the pointer is."""
    focus = QApplication.focusWidget()
    if focus is not None and focus is not view and view.isAncestorOf(focus):
        return focus.mapToGlobal(QPoint(0, min(focus.height(), 40)))
    return QCursor.pos()
