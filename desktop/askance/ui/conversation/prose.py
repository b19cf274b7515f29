"""Running text: neighbouring paragraphs, headings, lists and quotes in one read-only text widget.

One widget for a whole run of text, not one a paragraph: text can be selected across paragraphs, a
screen reader's caret walks through it, and there are few widgets. Each leaf is one block of the
document, so the tail that changes while a reply streams is cut off and written anew; what lies
before it is neither touched nor laid out again. GUI thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRect, QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from askance.core.markdown import Inline, Span
from askance.ui.conversation.bare import make_bare
from askance.ui.conversation.doubt import Mark
from askance.ui.conversation.flow import Style, TextLeaf, room_between
from askance.ui.conversation.text_doubts import TextDoubts
from askance.ui.theme import BODY_PIXELS, Theme

LINE_HEIGHT = 1.5
_FIRST_WIDTH = 760  # until the page says how wide it is; at none at all each letter is a line
LEAD = 3
"""Qt puts all of a line's spare height above its letters: text stands this much too low, in logical
pixels, and whoever places it takes as much away above and adds it below."""
_HEADING_LINE_HEIGHT = 1.25
_HEADING_PIXELS = {
    Style.HEADING_1: 20.0,
    Style.HEADING_2: 17.5,
    Style.HEADING_3: 15.5,
    Style.HEADING_4: BODY_PIXELS,
}
_BARS = QTextFormat.Property.UserProperty.value + 1
_RULE = QTextFormat.Property.UserProperty.value + 2


class ProseView(QTextBrowser):
    """Shows text leaves. `link_activated` carries the address; nothing is opened or fetched here.

    `role` is the theme's colour of the text.
    """

    link_activated = Signal(str)

    def __init__(
        self,
        *,
        theme: Theme,
        name: str,
        role: str = "text",
        size: float = BODY_PIXELS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._role, self._size = theme, role, size
        self._leaves: list[TextLeaf] = []
        self._writing = self._ornate = False
        self.doubts = TextDoubts(self, theme)
        """The doubtful words; block numbers are those of the leaves."""
        make_bare(self)
        self.setAccessibleName(name)
        self.setLineWrapColumnOrWidth(_FIRST_WIDTH)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setOpenLinks(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.anchorClicked.connect(self._clicked)

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches."""
        return [self]

    @property
    def leaves(self) -> list[TextLeaf]:
        """What is shown."""
        return self._leaves

    @property
    def marks(self) -> list[Mark]:
        """The doubtful words, in order."""
        return self.doubts.marks

    def reveal(self, index: int) -> QRect:
        """Selects a doubtful word; where it is, in the widget's pixels."""
        return self.doubts.reveal(index)

    def write(self, leaves: Sequence[TextLeaf], *, keep: int = 0) -> None:
        """Keeps the first `keep` leaves as they are and puts `leaves` behind them."""
        self.doubts.cut(keep)
        self._write_all(leaves, keep)

    def _write_all(self, leaves: Sequence[TextLeaf], keep: int) -> None:
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        self._cut(cursor, keep)
        for leaf in leaves:
            self._write(cursor, leaf)
        cursor.endEditBlock()
        if not keep:
            # Text written where the caret stood has pushed it to the end.
            self.moveCursor(QTextCursor.MoveOperation.Start)

    def restyle(self) -> None:
        """Writes everything again in the theme's colours and sizes."""
        self._write_all(tuple(self._leaves), keep=0)

    def set_writing(self, writing: bool) -> None:
        """Whether a mark at the end shows that more is coming."""
        if writing != self._writing:
            self._writing = writing
            self.viewport().update()

    def height_for(self, width: int) -> int:
        """Logical pixels the text takes at `width`."""
        # A fixed width of our own: following its viewport, the widget would lay everything out
        # once more when it is shown and resized.
        if self.lineWrapColumnOrWidth() != width:
            self.setLineWrapColumnOrWidth(width)
        return ceil(self.document().size().height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.height_for(width)

    def sizeHint(self) -> QSize:
        return QSize(200, 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 10)

    def natural_width(self, most: int) -> int:
        """The width at which plain text does not wrap, at most `most`, in logical pixels."""
        metrics = QFontMetricsF(self._theme.font(self._size))
        widest = 0.0
        for line in self.toPlainText().split("\n"):
            # A character is hardly narrower than three pixels: what is longer need not be measured.
            widest = max(widest, most if len(line) > most / 3 else metrics.horizontalAdvance(line))
        return min(most, ceil(widest) + 1)

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:  # noqa: N802 -- Qt's name
        """Nothing in a reply is ever fetched, from the disk neither."""
        return None

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 -- Qt's name
        """The words alone: our colours would be wrong on any other page."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText().replace("\t", " "))
        return data

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.height_for(event.size().width())  # a layout may have tried other widths since

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls, not its paragraphs

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self._paint_ornaments(painter, event.rect().top(), event.rect().bottom())
        painter.end()
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.doubts.paint(painter, event.rect())
        if self._writing:
            paint_writing_mark(painter, self._end(), self._theme)
        painter.end()

    def viewportEvent(self, event: QEvent) -> bool:
        return self.doubts.tell(event) or super().viewportEvent(event)

    def _end(self) -> QPointF:
        """Right of the last character, at the middle of its line."""
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        place = self.cursorRect(cursor)
        return QPointF(place.right() + 2, place.center().y() + 1)

    def _clicked(self, address: QUrl) -> None:
        self.link_activated.emit(address.toString(QUrl.ComponentFormattingOption.FullyEncoded))

    def _cut(self, cursor: QTextCursor, keep: int) -> None:
        if keep >= len(self._leaves):
            return
        del self._leaves[keep:]
        block = self.document().findBlockByNumber(max(0, keep - 1))
        shape, empty = block.blockFormat(), block.length() == 1
        cursor.setPosition(block.position() + block.length() - 1 if keep else 0)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        if keep and empty:
            # A block without text, like a rule, takes the shape of what was removed behind it.
            cursor.setBlockFormat(shape)

    def _write(self, cursor: QTextCursor, leaf: TextLeaf) -> None:
        above = self._leaves[-1] if self._leaves else None
        cursor.movePosition(QTextCursor.MoveOperation.End)
        dress = self._dress(leaf.style)
        shape = self._shape(leaf, above)
        if above is None:
            cursor.setBlockFormat(shape)
            cursor.setBlockCharFormat(dress)
        else:
            cursor.insertBlock(shape, dress)
        if leaf.marker:
            cursor.insertText(f"{leaf.marker}\t", dress)
        self._write_runs(cursor, leaf.inline, dress)
        self._leaves.append(leaf)
        self._ornate = self._ornate or bool(leaf.place.bars) or leaf.style is Style.RULE

    def _write_runs(self, cursor: QTextCursor, inline: Inline, dress: QTextCharFormat) -> None:
        for span in inline:
            plain = span == Span(span.text)
            form = dress if plain else run_format(span, dress, self._theme)
            cursor.insertText(clean(span.text), form)

    def _shape(self, leaf: TextLeaf, above: TextLeaf | None) -> QTextBlockFormat:
        em = self._theme.pixels(self._size)
        shape = QTextBlockFormat()
        heading = _HEADING_PIXELS.get(leaf.style)
        high = heading * _HEADING_LINE_HEIGHT if heading else self._size * LINE_HEIGHT
        shape.setLineHeight(
            self._theme.pixels(high), QTextBlockFormat.LineHeightTypes.MinimumHeight.value
        )
        shape.setTopMargin(room_between(above, leaf))
        shape.setLeftMargin(leaf.place.indent * em)
        if leaf.marker:
            hang = leaf.hang * em
            shape.setTextIndent(-hang)
            shape.setTabPositions([QTextOption.Tab(hang, QTextOption.TabType.LeftTab)])
        if leaf.place.bars:
            shape.setProperty(_BARS, [bar * em for bar in leaf.place.bars])
        if leaf.style is Style.RULE:
            shape.setProperty(_RULE, True)
            shape.setLineHeight(4, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        return shape

    def _dress(self, style: Style) -> QTextCharFormat:
        dress = QTextCharFormat()
        size = _HEADING_PIXELS.get(style, self._size)
        dress.setProperty(QTextFormat.Property.FontPixelSize, self._theme.pixels(size))
        dress.setForeground(self._theme.colour(self._role))
        if style in _HEADING_PIXELS:
            dress.setFontWeight(600)
        return dress

    def _paint_ornaments(self, painter: QPainter, top: int, bottom: int) -> None:
        """Bars beside quotes, lines between sections; only what lies in the dirty part."""
        block = self.document().firstBlock()
        if not self._ornate:
            return
        while block.isValid():
            box = _words_box(block)
            if box.top() > bottom:
                return
            if box.bottom() >= top:
                self._paint_ornament(painter, block, box)
            block = block.next()

    def _paint_ornament(self, painter: QPainter, block: QTextBlock, box: QRectF) -> None:
        shape, line = block.blockFormat(), self._theme.colour("line")
        if shape.hasProperty(_RULE):
            middle = round(box.center().y())
            painter.fillRect(QRectF(shape.leftMargin(), middle, self.viewport().width(), 1), line)
        bars = shape.property(_BARS)
        if not bars:
            return
        before = block.previous().blockFormat().property(_BARS) or []
        for bar in bars:
            top = _words_box(block.previous()).bottom() if bar in before else box.top()
            painter.fillRect(QRectF(bar, top, 3, box.bottom() - top), line)


# What Qt's text engine would take for a new block, a frame or an object of its own.
_STRUCTURE = str.maketrans(
    {"\n": "\u2028", "\r": " ", "\u2029": "\u2028", "\ufdd0": " ", "\ufdd1": " ", "\ufffc": " "}
)


def clean(text: str) -> str:
    """Text that stays within one block; line breaks become line separators."""
    return text.translate(_STRUCTURE)


def run_format(span: Span, dress: QTextCharFormat, theme: Theme) -> QTextCharFormat:
    """How a run looks in text of format `dress`."""
    made = QTextCharFormat(dress)
    if span.bold:
        made.setFontWeight(700 if dress.fontWeight() >= 600 else 600)
    if span.italic:
        made.setFontItalic(True)
    if span.strike:
        made.setFontStrikeOut(True)
    if span.code or span.math:
        size = dress.property(QTextFormat.Property.FontPixelSize)
        made.setFontFamilies(theme.font(mono=True).families())
        made.setFontFixedPitch(True)
        made.setProperty(QTextFormat.Property.FontPixelSize, round(size * 0.92))
    if span.code:
        made.setBackground(theme.colour("panel"))
    if span.link:
        made.setAnchor(True)
        made.setAnchorHref(span.link)
        made.setToolTip(span.link)
        made.setForeground(theme.colour("accent"))
        made.setFontUnderline(True)
    return made


def _words_box(block: QTextBlock) -> QRectF:
    """Where a block's lines are, with a little room above and below, in the document's pixels."""
    layout = block.layout()
    return layout.boundingRect().translated(layout.position()).adjusted(0, -LEAD, 0, LEAD)


def paint_writing_mark(painter: QPainter, left_middle: QPointF, theme: Theme) -> None:
    """The soft block behind the last word of a reply that goes on. It does not blink."""
    metrics = QFontMetricsF(theme.font())
    height = metrics.ascent() + 2
    colour = theme.colour("accent")
    colour.setAlphaF(0.75)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    box = QRectF(left_middle.x(), left_middle.y() - height / 2, 8, height)
    painter.drawRoundedRect(box, 2, 2)
