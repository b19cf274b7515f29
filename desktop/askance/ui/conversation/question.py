"""A question: a card at the right, one picture beside the words, several above them. GUI thread."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPoint, QRect, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from askance.core.conversation import Attachment, Message, PictureLink, TextPart
from askance.ui.conversation.boxes.dress import dress
from askance.ui.conversation.boxes.panel import paint_panel
from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.flow import Style
from askance.ui.conversation.message import BLEED, MessageView, shortened
from askance.ui.conversation.meta import Pager, row_height
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.pictures import PictureButton, PictureShelf
from askance.ui.theme import Theme
from askance.ui.widgets import IconButton

_BUBBLE = 600
_SIDE, _UPRIGHT, _BETWEEN, _PICTURES = 14, 12, 14, 8
_NARROWEST_TEXT = 160
_MEASURED = 200  # lines, at most
_RADIUS = 12
_UNDER = 4


class QuestionView(MessageView):
    """A question. The card is painted, not a widget."""

    picture_opened = Signal(str)

    def __init__(
        self,
        *,
        theme: Theme,
        message: Message,
        shelf: PictureShelf,
        offthread: Offthread,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme=theme, message=message, parent=parent)
        self._card = QRect()
        self._pictures = [
            self._picture(attachment, number, shelf)
            for number, attachment in enumerate(message.attachments, 1)
        ]
        links = [part for part in message.parts if isinstance(part, PictureLink)]
        self._links = [self._link(link.url) for link in links]
        self._text: BlocksCanvas | None = None
        if message.text:
            self._text = self._canvas(message.text, offthread)
        self._pager: Pager | None = None
        if len(message.siblings) > 1:
            self._pager = self._paged(message)
        self._tools: list[IconButton] = []
        self._natural = -1
        self._placed: tuple[int, ...] = ()
        self._height = 0
        self.introduce()
        self._put_in_order()

    @property
    def stops(self) -> list[QWidget]:
        pages = self._pager.stops if self._pager is not None else []
        return [*self._pictures, *self._links, *self._tools, *pages]

    @property
    def parts(self) -> list[QWidget]:
        text = [self._text] if self._text is not None else []
        pager = [self._pager] if self._pager is not None else []
        return [*self._pictures, *self._links, *text, *self._tools, *pager]

    def bodies(self) -> list[BlocksCanvas]:
        return [self._text] if self._text is not None else []

    def plain(self) -> str:
        return self._message.text

    def set_message(self, message: Message) -> None:
        """Another state of the question; its words and pictures are the same."""
        self._message = message
        if len(message.siblings) > 1 and self._pager is None:
            self._pager = self._paged(message)
            self._put_in_order()
        elif self._pager is not None:
            self._pager.show_place(message)

    @property
    def reusable(self) -> bool:
        more = self._pictures or self._links or self._pager
        return super().reusable and self._text is not None and not more

    def renew(self, message: Message) -> bool:
        if self._text is None or not self.reusable:
            return False
        if any(not isinstance(part, TextPart) for part in message.parts):
            return False
        if not message.text or len(message.siblings) > 1:
            return False
        self._message = message
        self._text.renew()
        self._text.append(message.text)
        self._text.finish()
        self._natural, self._placed, self._height, self._card = -1, (), 0, QRect()
        return True

    def introduce(self) -> None:
        super().introduce()
        text = self._message.text
        self.setAccessibleName(self.tr("You asked: {text}").format(text=shortened(text)))
        self.setAccessibleDescription(text)

    def restyle(self) -> None:
        if self._text is not None:
            self._text.restyle()
        self._natural, self._placed = -1, ()
        self.update()

    def height_for(self, width: int) -> int:
        words = self._text.height_for(self._text.width()) if self._text is not None else 0
        key = (width, words, self._natural, len(self._message.siblings))
        if key != self._placed:
            self._height = self._place(width)
            words = self._text.height() if self._text is not None else 0
            self._placed = (width, words, self._natural, len(self._message.siblings))
        return self._height

    def fill_menu(self, menu: QMenu) -> None:
        super().fill_menu(menu)
        menu.addAction(self.tr("Edit and ask again"), self._edit)
        self.offer_delete(menu)

    def attend(self, attended: bool) -> None:
        if attended and not self._tools:
            self._tools = [
                self._tool("edit", self.tr("Edit and ask again")),
                self._tool("more", self.tr("More")),
            ]
            edit, more = self._tools
            edit.clicked.connect(self._edit)
            more.clicked.connect(lambda: self.open_menu(more.mapToGlobal(more.rect().bottomLeft())))
            self._put_in_order()
        self._place_tools()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not event.rect().intersects(self._card):
            return
        with QPainter(self) as painter:
            paint_panel(painter, self._card, _RADIUS, self._theme.colour("panel"))

    def _place(self, width: int) -> int:
        width -= BLEED
        room = min(_BUBBLE, width - BLEED) - 2 * _SIDE
        before, left = self._card, self._left(width, room)
        right, bottom = self._arrange(room, left)
        outer = QSize(right + 2 * _SIDE, bottom + 2 * _UPRIGHT)
        self._card = QRect(QPoint(width - outer.width(), 0), outer)
        if self._card.left() != left:
            self._arrange(room, self._card.left())
        if before != self._card:
            self.update(before.united(self._card))
        self._place_tools()
        if self._pager is None:
            return outer.height()
        size = self._pager.sizeHint()
        high = max(size.height(), row_height(self._theme))
        self._pager.setGeometry(width - size.width(), outer.height() + _UNDER, size.width(), high)
        self._pager.show()
        return outer.height() + _UNDER + high

    def _left(self, width: int, room: int) -> int:
        """Where the card begins, as far as it is known yet: where there are words alone, it is."""
        if self._text is not None and not self._pictures and not self._links:
            return width - max(1, min(room, self._natural_width())) - 2 * _SIDE
        return self._card.left() if self._card.right() + 1 == width else 0

    def _arrange(self, room: int, left: int) -> tuple[int, int]:
        """Places everything within `room` logical pixels of a card that begins at `left`; returns
        the width and height used.
        """
        sizes = [picture.size() for picture in self._pictures]
        natural = self._natural_width()
        beside = len(sizes) == 1 and not self._links
        if beside and room - sizes[0].width() - _BETWEEN >= min(natural, _NARROWEST_TEXT):
            return self._arrange_beside(room, sizes[0], left)
        used, top = self._arrange_pictures(room, sizes, left)
        for link in self._links:
            width = min(room, link.sizeHint().width())
            link.setGeometry(left + _SIDE, _UPRIGHT + top, width, link.sizeHint().height())
            used, top = max(used, width), top + link.height() + 4
        if self._text is None:
            return used, max(0, top - (_PICTURES if sizes and not self._links else 0))
        width = max(1, min(room, natural))
        height = self._text.height_for(width)
        self._text.setGeometry(left + _SIDE, _UPRIGHT + top, width, height)
        return max(used, width), top + height

    def _arrange_beside(self, room: int, size: QSize, left: int) -> tuple[int, int]:
        self._pictures[0].move(left + _SIDE, _UPRIGHT)
        if self._text is None:
            return size.width(), size.height()
        inset = size.width() + _BETWEEN
        width = max(1, min(room - inset, self._natural_width()))
        height = self._text.height_for(width)
        self._text.setGeometry(left + _SIDE + inset, _UPRIGHT, width, height)
        return inset + width, max(size.height(), height)

    def _arrange_pictures(self, room: int, sizes: list[QSize], begin: int) -> tuple[int, int]:
        """Lines of pictures; returns the width they take and where the next thing begins."""
        left = top = used = line = 0
        for picture, size in zip(self._pictures, sizes, strict=True):
            if left and left + size.width() > room:
                left, top, line = 0, top + line + _PICTURES, 0
            picture.move(begin + _SIDE + left, _UPRIGHT + top)
            left += size.width() + _PICTURES
            line = max(line, size.height())
            used = max(used, left - _PICTURES)
        return used, top + line + _PICTURES if sizes else 0

    def _natural_width(self) -> int:
        """The width at which the words do not wrap, at most the card's."""
        if self._natural < 0:
            metrics = dress(self._theme, Style.PARAGRAPH).metrics
            widest = 0.0
            # Of a log that was pasted, the first lines tell.
            for line in self._message.text.split("\n", _MEASURED)[:_MEASURED]:
                # A character is hardly narrower than three pixels: what is longer is not measured.
                long = len(line) > _BUBBLE / 3
                widest = max(widest, _BUBBLE if long else metrics.horizontalAdvance(line))
                if widest >= _BUBBLE:
                    break
            self._natural = min(_BUBBLE, ceil(widest) + 2)
        return self._natural

    def _place_tools(self) -> None:
        """Beside the card, where there is room and somebody looks."""
        if not self._tools:
            return
        wide = sum(tool.sizeHint().width() + 2 for tool in self._tools)
        shown = self._attended and self._card.left() >= wide + 4
        left = self._card.left() - wide - 2
        for tool in self._tools:
            size = tool.sizeHint()
            tool.setGeometry(QRect(QPoint(left, self._card.bottom() - size.height()), size))
            tool.setVisible(shown)
            left += size.width() + 2

    @Slot()
    def _tell_growth(self) -> None:
        self.grew.emit(self._message.id)

    def _edit(self) -> None:
        self.edit_requested.emit(self._message.id)

    def _canvas(self, text: str, offthread: Offthread) -> BlocksCanvas:
        made = BlocksCanvas(
            theme=self._theme,
            offthread=offthread,
            name=self.tr("Question text"),
            typed=True,
            parent=self,
        )
        made.append(text)
        made.finish()
        made.resized.connect(self._tell_growth)
        return made

    def _paged(self, message: Message) -> Pager:
        made = Pager(message=message)
        made.setParent(self)
        made.asked.connect(self.branch_requested)
        return made

    def _tool(self, icon: str, name: str) -> IconButton:
        made = IconButton(self._theme, icon, name, role="faint")
        made.setProperty("small", "true")
        made.setParent(self)
        return made

    def _picture(self, attachment: Attachment, number: int, shelf: PictureShelf) -> PictureButton:
        button = PictureButton(theme=self._theme, attachment=attachment, number=number)
        button.setParent(self)
        button.clicked.connect(lambda: self.picture_opened.emit(attachment.sha256))
        shelf.show(button)
        return button

    def _link(self, url: str) -> QPushButton:
        shown = url if len(url) <= 60 else f"{url[:40]}…{url[-16:]}"
        button = QPushButton(shown.replace("&", "&&"), self)
        button.setProperty("kind", "accent_link")
        button.setIcon(self._theme.icon("link", "accent"))
        button.setToolTip(url)
        button.setAccessibleName(self.tr("Picture on the web: {url}").format(url=url))
        button.clicked.connect(lambda: self.link_activated.emit(url))
        return button
