"""The scroll area of a conversation: the parts that keep its place, its selection, its search.

GUI thread. Nothing here knows what a message is about; `ConversationView` fills it. Qt's events are
taken here and handed to the part they concern.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from askance.core.conversation import Message
from askance.core.typesetting import Typesetter
from askance.ui.conversation.caret import CaretWalk
from askance.ui.conversation.dragging import Dragging
from askance.ui.conversation.finding import Finding
from askance.ui.conversation.hovering import Hovering
from askance.ui.conversation.keys import Keys
from askance.ui.conversation.links import LinkPrompt
from askance.ui.conversation.message import MessageView
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.page import Page
from askance.ui.conversation.roll import Roll
from askance.ui.conversation.scroller import Scroller
from askance.ui.conversation.selecting import Selecting
from askance.ui.conversation.sight import Sight
from askance.ui.theme import Theme


class ConversationArea(QScrollArea):
    """Scrolls through the messages of `_roll`, whose widgets `_make` makes."""

    quote_requested = Signal(str)
    """These words are to be quoted in the next question."""
    text_size_wanted = Signal(int)
    """+1 larger, -1 smaller, 0 back to normal."""

    def __init__(
        self, *, theme: Theme, typesetter: Typesetter | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._offthread = Offthread(self, typesetter=typesetter)
        self._page = Page(theme, self)
        self._roll = Roll()
        self._sight = Sight(page=self._page, roll=self._roll, make=self._make, parent=self)
        self.setWidget(self._page)
        self._dress()
        self._scroller = Scroller(
            area=self, page=self._page, roll=self._roll, sight=self._sight, theme=theme
        )
        self._selecting = Selecting(
            area=self, roll=self._roll, sight=self._sight, offthread=self._offthread
        )
        self._selecting.quoted.connect(self.quote_requested)
        self._hovering = Hovering(scroller=self._scroller, sight=self._sight, parent=self)
        self._tie()
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]

    def select_all(self) -> None:
        """Selects the whole conversation."""
        self._selecting.select_all()

    def selected_text(self) -> str:
        """The selection as plain text; messages are parted by a blank line."""
        return self._selecting.text()

    def selected_markdown(self) -> str:
        """The selection as Markdown: of whole messages the exact source, parted by a blank line."""
        return self._selecting.markdown()

    def copy(self) -> None:
        """Puts the selection on the clipboard as plain text."""
        self._selecting.copy()

    def copy_markdown(self) -> None:
        """Puts the selection on the clipboard as Markdown."""
        self._selecting.copy_markdown()

    def open_find(self) -> None:
        """Opens the bar that searches the conversation."""
        self._finding.open()

    @Slot(str)
    def open_link(self, address: str) -> None:
        """Shows where a link leads and offers to open it."""
        LinkPrompt(theme=self._theme, address=address, parent=self.window()).open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        with self._scroller.quiet():
            super().resizeEvent(event)
        self._scroller.settle()
        self._finding.place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._scroller.settle()
        self._finding.go_on()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._scroller.pause()
        self._finding.pause()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            return self._keys.override(event) or super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.press(event):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 -- Qt's name
        return self._keys.step_focus(forward, super().focusNextPrevChild)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self._keys.wheel(event):
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._dragging.press(event):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._dragging.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        link = self._dragging.release(event)
        if link:
            self.open_link(link)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._dragging.double_click(event)

    def _make(self, message: Message) -> MessageView:
        """The widget of a message, without a parent yet."""
        raise NotImplementedError

    def _tie(self) -> None:
        """The parts that mouse and keyboard need, each given what it works on."""
        scroller, selecting = self._scroller, self._selecting
        walk = CaretWalk(
            roll=self._roll, sight=self._sight, scroller=scroller, texts=selecting.texts
        )
        self._dragging = Dragging(
            area=self,
            page=self._page,
            roll=self._roll,
            sight=self._sight,
            scroller=scroller,
            selecting=selecting,
            walk=walk,
        )
        self._finding = Finding(
            area=self,
            theme=self._theme,
            roll=self._roll,
            sight=self._sight,
            scroller=scroller,
            selecting=selecting,
            walk=walk,
        )
        self._keys = Keys(
            area=self,
            roll=self._roll,
            sight=self._sight,
            scroller=scroller,
            selecting=selecting,
            finding=self._finding,
            walk=walk,
            resize=self.text_size_wanted.emit,
            open_link=self.open_link,
        )

    def _dress(self) -> None:
        self.setAccessibleName(self.tr("Conversation"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(24)

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _old: QWidget | None, _new: QWidget | None) -> None:
        self._page.follow_focus()
