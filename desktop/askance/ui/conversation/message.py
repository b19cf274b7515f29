"""One message as a widget: a function of the message and the theme. GUI thread.

A question is a card at the right with its pictures; an answer is plain text over the whole column,
with how it ended and one quiet row of what can be done with it.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QFrame, QGroupBox, QMenu, QPushButton, QWidget

from askance.core.conversation import Attachment, Message, PictureLink
from askance.ui.conversation.flow import plain_leaves
from askance.ui.conversation.pictures import PictureButton, PictureShelf
from askance.ui.conversation.prose import LEAD, ProseView
from askance.ui.theme import Theme

_BUBBLE = 600
_SIDE, _UPRIGHT, _BETWEEN, _PICTURES = 14, 12, 14, 8
_NARROWEST_TEXT = 160
_NAMED = 160
BLEED = 8
"""What a message is wider than its column at each side, in logical pixels."""


def shortened(text: str, limit: int = _NAMED) -> str:
    """A message's first words, for its name."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit].rstrip()}…"


class MessageView(QGroupBox):
    """What questions and answers share: a name, a menu, keys. The page draws its focus ring.

    A group box for its role alone: a screen reader tells messages apart as groups with a name.
    """

    delete_requested = Signal(int)
    link_activated = Signal(str)
    resized = Signal()
    """Its height changed by itself: something in it was opened or closed."""

    def __init__(self, *, theme: Theme, message: Message) -> None:
        super().__init__()
        self._theme, self._message = theme, message
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def message(self) -> Message:
        """The message as it was last given."""
        return self._message

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches inside, in order."""
        raise NotImplementedError

    def height_for(self, width: int) -> int:
        """Places what is inside for `width` and returns the height it takes, in logical pixels."""
        raise NotImplementedError

    def restyle(self) -> None:
        """Follows the theme."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        """No frame and no title: the page is its ground."""

    def source(self) -> str:
        """The text that Copy takes."""
        return self._message.text

    def copy(self) -> None:
        """Puts the message's text on the clipboard."""
        QGuiApplication.clipboard().setText(self.source())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_requested.emit(self._message.id)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(event.globalPos())

    def fill_menu(self, menu: QMenu) -> None:
        """What the context menu offers."""
        menu.addAction(self.tr("Copy"), self.copy)
        menu.addAction(self.tr("Delete"), lambda: self.delete_requested.emit(self._message.id))


class QuestionView(MessageView):
    """A question: a card at the right, one picture beside the words, several above them."""

    picture_opened = Signal(str)

    def __init__(self, *, theme: Theme, message: Message, shelf: PictureShelf) -> None:
        super().__init__(theme=theme, message=message)
        self._card = QFrame(self)
        self._card.setProperty("panel", "card")
        self._pictures = [
            self._picture(attachment, number, shelf)
            for number, attachment in enumerate(message.attachments, 1)
        ]
        links = [part for part in message.parts if isinstance(part, PictureLink)]
        self._links = [self._link(link.url) for link in links]
        self._text = ProseView(theme=theme, name=self.tr("Question text"))
        self._text.setParent(self._card)
        self._text.write(list(plain_leaves(message.text)))
        self._text.setVisible(bool(message.text))
        self._natural = -1
        self.setAccessibleName(self.tr("You asked: {text}").format(text=shortened(message.text)))
        self.setAccessibleDescription(message.text)

    @property
    def stops(self) -> list[QWidget]:
        return [*self._pictures, *self._links, self._text]

    def restyle(self) -> None:
        self._text.restyle()
        self._natural = -1

    def height_for(self, width: int) -> int:
        width -= BLEED
        room = min(_BUBBLE, width - BLEED) - 2 * _SIDE
        right, bottom = self._arrange(room)
        outer = QSize(right + 2 * _SIDE, bottom + 2 * _UPRIGHT)
        self._card.setGeometry(QRect(QPoint(width - outer.width(), 0), outer))
        return outer.height()

    def _arrange(self, room: int) -> tuple[int, int]:
        """Places everything within `room` logical pixels; returns the width and height used."""
        sizes = [picture.size() for picture in self._pictures]
        if self._natural < 0:
            self._natural = self._text.natural_width(_BUBBLE)
        beside = len(sizes) == 1 and not self._links
        if beside and room - sizes[0].width() - _BETWEEN >= min(self._natural, _NARROWEST_TEXT):
            return self._arrange_beside(room, sizes[0])
        used, top = self._arrange_pictures(room, sizes)
        for link in self._links:
            width = min(room, link.sizeHint().width())
            link.setGeometry(_SIDE, _UPRIGHT + top, width, link.sizeHint().height())
            used, top = max(used, width), top + link.height() + 4
        if self._text.isHidden():
            return used, max(0, top - (_PICTURES if sizes and not self._links else 0))
        width = max(1, min(room, self._natural))
        height = self._text.height_for(width)
        self._text.setGeometry(_SIDE, _UPRIGHT + top - LEAD, width, height)
        return max(used, width), top + height

    def _arrange_beside(self, room: int, size: QSize) -> tuple[int, int]:
        self._pictures[0].move(_SIDE, _UPRIGHT)
        if self._text.isHidden():
            return size.width(), size.height()
        left = size.width() + _BETWEEN
        width = max(1, min(room - left, self._natural))
        height = self._text.height_for(width)
        self._text.setGeometry(_SIDE + left, _UPRIGHT - LEAD, width, height)
        return left + width, max(size.height(), height)

    def _arrange_pictures(self, room: int, sizes: list[QSize]) -> tuple[int, int]:
        """Lines of pictures; returns the width they take and where the next thing begins."""
        left = top = used = line = 0
        for picture, size in zip(self._pictures, sizes, strict=True):
            if left and left + size.width() > room:
                left, top, line = 0, top + line + _PICTURES, 0
            picture.move(_SIDE + left, _UPRIGHT + top)
            left += size.width() + _PICTURES
            line = max(line, size.height())
            used = max(used, left - _PICTURES)
        return used, top + line + _PICTURES if sizes else 0

    def _picture(self, attachment: Attachment, number: int, shelf: PictureShelf) -> PictureButton:
        button = PictureButton(theme=self._theme, attachment=attachment, number=number)
        button.setParent(self._card)
        button.clicked.connect(lambda: self.picture_opened.emit(attachment.sha256))
        shelf.show(button)
        return button

    def _link(self, url: str) -> QPushButton:
        shown = url if len(url) <= 60 else f"{url[:40]}…{url[-16:]}"
        button = QPushButton(shown.replace("&", "&&"), self._card)
        button.setProperty("kind", "accent_link")
        button.setIcon(self._theme.icon("link", "accent"))
        button.setToolTip(url)
        button.setAccessibleName(self.tr("Picture on the web: {url}").format(url=url))
        button.clicked.connect(lambda: self.link_activated.emit(url))
        return button
