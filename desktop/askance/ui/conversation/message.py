"""One message as a widget: what questions and answers share. GUI thread.

Made when the message comes near the sight and dropped when it is far away, so making one is cheap:
the words are one painted canvas, and whatever is not needed at first is made when it is.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QGroupBox, QMenu, QWidget

from askance.core.conversation import Message
from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.rows import put_in_order
from askance.ui.theme import Theme

_NAMED = 160
BLEED = 8
"""What a message is wider than its column at each side, in logical pixels."""


def shortened(text: str, limit: int = _NAMED) -> str:
    """A message's first words, for its name."""
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit else f"{line[:limit].rstrip()}…"


class MessageView(QGroupBox):
    """What questions and answers share: a name, a menu, keys. The page draws its focus ring.

    A group box for its role alone: a screen reader tells messages apart as groups with a name.
    Signals about a message carry its id.
    """

    delete_requested = Signal(int)
    edit_requested = Signal(int)
    """The question is to be changed and asked again, on a branch of its own."""
    quote_requested = Signal(int)
    another_requested = Signal(int)
    """Another model is to answer too."""
    branch_requested = Signal(int)
    """The message of this id is to be shown in the place of this one."""
    link_activated = Signal(str)
    resized = Signal(int)
    """The person opened or closed something in it: its height changed."""
    grew = Signal(int)
    """Its height changed by itself: more of it was read, a formula came."""

    def __init__(self, *, theme: Theme, message: Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)  # given later, it would be dressed twice
        self._theme, self._message = theme, message
        self._attended = False
        # For who looks after all messages: an event filter would be called for every event.
        self.holds_enter: Callable[[MessageView], bool] = _no
        self.holds_leave: Callable[[MessageView], bool] = _no
        self.takes_menu: Callable[[MessageView, QContextMenuEvent], bool] = _no
        self._order: list[QWidget | None] = []
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def message(self) -> Message:
        """The message as it was last given."""
        return self._message

    @property
    def reusable(self) -> bool:
        """Whether it is words alone, and nobody is at it: then it can show another message."""
        return not self._attended

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches inside, in order."""
        raise NotImplementedError

    @property
    def parts(self) -> list[QWidget]:
        """The children shown, in reading order."""
        raise NotImplementedError

    def bodies(self) -> list[BlocksCanvas]:
        """The words shown, in reading order."""
        raise NotImplementedError

    def height_for(self, width: int) -> int:
        """Places what is inside for `width` and returns the height it takes, in logical pixels."""
        raise NotImplementedError

    def restyle(self) -> None:
        """Follows the theme."""
        raise NotImplementedError

    def body_rect(self, number: int) -> QRect:
        """Where a body is, in the message's pixels."""
        body = self.bodies()[number]
        return QRect(body.mapTo(self, QPoint(0, 0)), body.size())

    def set_sight(
        self, top: int, bottom: int, enough: Callable[[], bool] | None = None
    ) -> tuple[bool, int]:
        """What is seen, in the message's pixels, with some margin; it is laid out until it is
        `enough`. Whether heights were corrected by it, so that `height_for` is to be asked again,
        and up to where all is laid out.
        """
        changed = False
        for body in self.bodies():
            place, before = body.mapTo(self, QPoint(0, 0)).y(), body.needed
            reach = place + body.set_sight(top - place, bottom - place, enough)
            changed |= body.needed != before
            bottom = min(bottom, reach)
        return changed, bottom

    def renew(self, message: Message) -> bool:
        """Shows another message, of the same role, as if just made for it: to make a widget costs
        several times as much; `introduce` is to follow when there is time. False, and nothing is
        changed, where it is not `reusable` or the message is more than words.
        """
        raise NotImplementedError

    def introduce(self) -> None:
        """There is time: names it for who can't see it, and forgets what it showed before."""
        for body in self.bodies():
            body.let_go()

    def rest(self) -> None:
        """It is kept for another message: nothing more is done for this one."""
        if self._attended:
            self._look(False)
        for body in self.bodies():
            body.retire()
        self.hide()

    def retire(self) -> None:
        """It is about to be deleted: nothing more is done for it."""
        for body in self.bodies():
            body.retire()
        self.hide()
        self.deleteLater()

    def source(self) -> str:
        """The text that Copy takes."""
        return self._message.text

    def shown_source(self) -> str:
        """All that is shown, as it was written."""
        return self.source()

    def plain(self) -> str:
        """The words without Markdown's marks."""
        return "\n\n".join(body.plain() for body in self.bodies())

    def copy(self) -> None:
        """Puts the message's text on the clipboard."""
        QGuiApplication.clipboard().setText(self.source())

    def copy_plain(self) -> None:
        """Puts the message's words without Markdown's marks on the clipboard."""
        QGuiApplication.clipboard().setText(self.plain())

    def open_menu(self, at: QPoint) -> None:
        """Opens the message's menu at a place on the screen."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(at)

    def fill_menu(self, menu: QMenu) -> None:
        """What the menu offers."""
        self.offer_copies(menu)
        menu.addAction(self.tr("Quote"), lambda: self.quote_requested.emit(self._message.id))
        for body in self.bodies():
            body.body_menu(menu)

    def offer_copies(self, menu: QMenu) -> None:
        """The menu's first entries."""
        menu.addAction(self.tr("Copy"), self.copy)

    def offer_delete(self, menu: QMenu) -> None:
        """The last entry of the menu."""
        menu.addSeparator()
        menu.addAction(self.tr("Delete"), lambda: self.delete_requested.emit(self._message.id))

    def set_last(self, last: bool) -> None:
        """Whether it is the last message of the conversation."""

    def attend(self, attended: bool) -> None:
        """The pointer or the keyboard came, or both left."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """No frame and no title: the page is its ground."""

    def sizeHint(self) -> QSize:
        return self.size()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit(self._message.id)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.takes_menu(self, event):
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_for(menu, event.pos())
        self.fill_menu(menu)
        menu.popup(event.globalPos())

    def enterEvent(self, event: QEnterEvent) -> None:
        if self.holds_enter(self):
            return
        super().enterEvent(event)
        self._look(True)

    def leaveEvent(self, event: QEvent) -> None:
        if self.holds_leave(self):
            return
        super().leaveEvent(event)
        self._look(self._has_keyboard())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._look(True)

    def _look(self, attended: bool) -> None:
        if attended == self._attended:
            return
        self._attended = attended
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if attended:
            app.focusChanged.connect(self._focus_moved)
            for body in self.bodies():
                body.accompany()
        else:
            app.focusChanged.disconnect(self._focus_moved)
        self.attend(attended)

    def _focus_moved(self, _old: QWidget | None, _new: QWidget | None) -> None:
        if not self.underMouse():
            self._look(self._has_keyboard())

    def _has_keyboard(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    def _fill_for(self, menu: QMenu, point: QPoint) -> None:
        """What the menu offers for the leaf under a point."""
        for number, body in enumerate(self.bodies()):
            rect = self.body_rect(number)
            if rect.contains(point) and (leaf := body.leaf_at(point.y() - rect.top())) >= 0:
                body.leaf_menu(menu, leaf)
        if not menu.isEmpty():
            menu.addSeparator()

    @Slot()
    def _put_in_order(self) -> None:
        """Keeps reading order and the order of Tab when parts came or went."""
        order = [*self.parts, None, *self.stops]
        if order != self._order:
            self._order = order
            put_in_order(self, self.parts, self.stops)


def _no(*_: object) -> bool:
    return False
