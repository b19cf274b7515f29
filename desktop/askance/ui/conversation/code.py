"""A code block: its language, a Copy button, the code with its colours. GUI thread.

While a reply streams only the new characters are inserted; colours come once the block is complete,
from another thread, and are laid over the text without changing it. Long lines scroll inside.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextLayout,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from askance.core.markdown import Code
from askance.ui.conversation import highlight
from askance.ui.conversation.bare import make_bare
from askance.ui.conversation.doubt import Mark, Marks
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.prose import clean, paint_writing_mark
from askance.ui.conversation.text_doubts import TextDoubts
from askance.ui.theme import Theme
from askance.ui.widgets import Button, announce, label

_SIZE = 13.0
_LINE_HEIGHT = 1.5
_SIDE, _ABOVE, _BELOW = 12, 6, 10
_CORNER = 10
_LINES_A_TURN = 200
_COPIED_MS = 1600


class CodeText(QTextEdit):
    """The code itself: read-only, never wrapped, as high as it has lines."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._writing = False
        self.doubts = TextDoubts(self, theme)
        """The doubtful words; block numbers are those of the lines."""
        make_bare(self)
        self.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._write("")

    @property
    def text(self) -> str:
        """The code as it was written."""
        return self._text

    def set_text(self, text: str) -> None:
        """Shows `text`; what continues the text shown is only appended."""
        if text.startswith(self._text):
            self._write(text[len(self._text) :])
        else:
            self.doubts.cut(0)
            self.document().clear()
            self._write(text)
        self._text = text

    def restyle(self) -> None:
        """The same text in the theme's colours and sizes."""
        self.document().clear()
        self._write(self._text)

    def set_writing(self, writing: bool) -> None:
        """Whether a mark at the end shows that more is coming."""
        if writing != self._writing:
            self._writing = writing
            self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        sideways = abs(event.angleDelta().x()) > abs(event.angleDelta().y())
        if sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.doubts.paint(painter, event.rect())
        if self._writing:
            cursor = QTextCursor(self.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            place = self.cursorRect(cursor)
            middle = QPointF(place.right() + 2, place.center().y())
            paint_writing_mark(painter, middle, self._theme)
        painter.end()

    def viewportEvent(self, event: QEvent) -> bool:
        return self.doubts.tell(event) or super().viewportEvent(event)

    def _write(self, text: str) -> None:
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        first = self.document().isEmpty()
        if first:
            shape = QTextBlockFormat()
            shape.setLineHeight(
                self._theme.pixels(_SIZE * _LINE_HEIGHT),
                QTextBlockFormat.LineHeightTypes.MinimumHeight.value,
            )
            cursor.setBlockFormat(shape)
            cursor.setBlockCharFormat(self._dress())
        # Lines are counted by newlines alone, here and by whoever colours them.
        cursor.insertText("\n".join(map(clean, text.split("\n"))), self._dress())
        cursor.endEditBlock()
        if first:
            # Text written where the caret stood has pushed it to the end, out of sight.
            self.moveCursor(QTextCursor.MoveOperation.Start)

    def _dress(self) -> QTextCharFormat:
        dress = QTextCharFormat()
        dress.setFont(self._theme.font(_SIZE, mono=True))
        dress.setForeground(self._theme.colour("text"))
        return dress


class CodeView(QFrame):
    """A code block in its frame."""

    def __init__(
        self, *, theme: Theme, offthread: Offthread, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._offthread = theme, offthread
        self._code = Code("", "")
        self._complete = False
        self._runs: list[list[highlight.Run]] = []
        self._next = 0
        self.setProperty("panel", "code")
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self._language = label("", "code_language")
        self._copy = Button(
            theme, self.tr("Copy"), icon="copy", kind="quiet", name=self.tr("Copy code")
        )
        self._copy.setProperty("small", "true")
        self._copy.clicked.connect(self._copy_code)
        self._body = CodeText(theme, self)
        self._body.horizontalScrollBar().rangeChanged.connect(lambda _low, _high: self.update())
        for piece in (self._language, self._copy):
            piece.setParent(self)
        self._copied = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._copied.timeout.connect(self._offer_copy)
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._colour_some)
        self._name()

    @property
    def code(self) -> Code:
        """What is shown."""
        return self._code

    @property
    def body(self) -> CodeText:
        """The text widget inside."""
        return self._body

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [self._copy, self._body]

    @property
    def complete(self) -> bool:
        """Whether the code is final."""
        return self._complete

    @property
    def marks(self) -> list[Mark]:
        """The doubtful words, in order."""
        return self._body.doubts.marks

    def set_marks(self, marks: Marks) -> None:
        """The doubtful words of each line."""
        for (line,), inside in marks.items():
            self._body.doubts.set_marks(line, inside)

    def reveal(self, index: int) -> QRect:
        """Selects a doubtful word; where it is, in the frame's pixels."""
        return self._body.doubts.reveal(index).translated(self._body.pos())

    def set_code(self, code: Code) -> None:
        """Shows `code`, which goes on until `set_complete`."""
        self._body.set_text(code.text)
        named = code.language != self._code.language
        self._code = code
        if named:
            self._name()

    def set_complete(self) -> None:
        """The code is final: now, and once, it is coloured."""
        if not self._complete:
            self._complete = True
            language, text = self._code.language, self._code.text
            self._offthread.run(lambda: highlight.runs(language, text), self._colour, self)

    def set_writing(self, writing: bool) -> None:
        self._body.set_writing(writing)

    def restyle(self) -> None:
        """Follows the theme."""
        self._body.restyle()
        self._colour(self._runs)

    def height_for(self, width: int) -> int:
        """Logical pixels at `width`."""
        document = self._body.document()
        bar = self._bar_height() if document.idealWidth() > width - 2 * _SIDE - 2 else 0
        body = ceil(document.size().height())
        return self._head_height() + 1 + _ABOVE + body + max(_BELOW, bar) + 1

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        head, copy = self._head_height(), self._copy.sizeHint()
        right = self.width() - copy.width() - 4
        self._language.setGeometry(_SIDE + 1, 1, right - _SIDE, head)
        self._copy.setGeometry(right, 1 + (head - copy.height()) // 2, copy.width(), copy.height())
        self._place_body(head)
        # All but the lower edge stays when the code grows.
        edge = min(self.height(), event.oldSize().height()) - _CORNER
        self.update(0, edge, self.width(), self.height() - edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(1, self._head_height(), self.width() - 2, 1, self._theme.colour("line"))
        painter.end()

    def _place_body(self, head: int) -> None:
        top = head + 1 + _ABOVE
        width = self.width() - 2 * _SIDE - 2
        wide = self._body.document().idealWidth() > width
        policy = Qt.ScrollBarPolicy
        self._body.setHorizontalScrollBarPolicy(
            policy.ScrollBarAlwaysOn if wide else policy.ScrollBarAlwaysOff
        )
        bottom = 1 if wide else _BELOW
        self._body.setGeometry(QRect(_SIDE + 1, top, width, self.height() - top - bottom))

    def _head_height(self) -> int:
        return max(28, self._copy.sizeHint().height() + 2)

    def _bar_height(self) -> int:
        return self._body.horizontalScrollBar().sizeHint().height() + 1

    def _name(self) -> None:
        language = self._code.language
        self._language.setText(language)
        named = self.tr("Code, {language}").format(language=language)
        self._body.setAccessibleName(named if language else self.tr("Code"))

    def _copy_code(self) -> None:
        QGuiApplication.clipboard().setText(self._code.text)
        self._copy.setText(self.tr("Copied"))
        announce(self, self.tr("Code copied"))
        self._copied.start()

    def _offer_copy(self) -> None:
        self._copy.setText(self.tr("Copy"))

    def _colour(self, runs: list[list[highlight.Run]]) -> None:
        self._runs, self._next = runs, 0
        if runs:
            self._turn.start()

    def _colour_some(self) -> None:
        """A piece of the work at each turn of the event loop, so that nothing waits for it."""
        colours = {
            role: QColor(value) for role, value in highlight.colours_of(self._theme.colours).items()
        }
        document = self._body.document()
        last = min(self._next + _LINES_A_TURN, len(self._runs))
        block = document.findBlockByNumber(self._next)
        first = block.position()
        end = first
        while block.isValid() and self._next < last:
            _colour_line(block, self._runs[self._next], colours)
            end = block.position() + block.length()
            block = block.next()
            self._next += 1
        document.markContentsDirty(first, end - first)
        if self._next >= len(self._runs) or not block.isValid():
            self._turn.stop()


def _colour_line(block: QTextBlock, runs: list[highlight.Run], colours: dict[str, QColor]) -> None:
    formats = []
    for start, length, role in runs:
        piece = QTextLayout.FormatRange()
        piece.start, piece.length = start, length
        dress = QTextCharFormat()
        dress.setForeground(colours[role])
        dress.setFontItalic(role == "comment")
        piece.format = dress
        formats.append(piece)
    block.layout().setFormats(formats)
