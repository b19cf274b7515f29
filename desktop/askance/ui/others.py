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
    """The endpoints that have not answered yet; one that failed to has not."""
    added = (choice.endpoint for choice in answer.choices if choice.problem is None)
    asked = {answer.endpoint, *added}
    return [each for each in endpoints if each.name not in asked and not each.on_device]


def offer(
    endpoints: Sequence[Endpoint],
    chosen: Callable[[Endpoint], None],
    add: Callable[[], None],
    view: QWidget,
) -> QMenu:
    """Shows them at what was pressed; `chosen` is told which one. Where there is none that is said,
    and `add` is called for another one.
    """
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(QCoreApplication.translate("Others", "Ask another model"))
    if not endpoints:
        said = QCoreApplication.translate("Others", "Every model you added has answered")
        menu.addAction(said).setEnabled(False)
        menu.addAction(QCoreApplication.translate("Others", "Add a model…"), add)
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
