"""Plain words in one read-only text widget, for cards and prompts. GUI thread.

Replies are painted (see `boxes`); this is for the few places where a widget of its own is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import (
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from askance.ui.conversation.bare import make_bare
from askance.ui.conversation.boxes.dress import LINE_HEIGHT
from askance.ui.conversation.boxes.lines import clean
from askance.ui.conversation.flow import TextLeaf, room_between
from askance.ui.conversation.leaf_text import words_of
from askance.ui.theme import BODY_PIXELS, Theme

_FIRST_WIDTH = 760  # until the page says how wide it is; at none at all each letter is a line


class ProseView(QTextEdit):
    """Shows the words of paragraphs, without marks or links. `role` is the theme's colour of the
    text, `size` its size in logical pixels before the person's own enlargement.
    """

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
        self._leaves: Sequence[TextLeaf] = ()
        make_bare(self)
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setLineWrapColumnOrWidth(_FIRST_WIDTH)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def write(self, leaves: Sequence[TextLeaf]) -> None:
        """Shows these and nothing else."""
        self._leaves = leaves
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        dress, above = self._dress(), None
        for leaf in leaves:
            shape = self._shape()
            shape.setTopMargin(room_between(above, leaf))
            if above is None:
                cursor.setBlockFormat(shape)
                cursor.setBlockCharFormat(dress)
            else:
                cursor.insertBlock(shape, dress)
            cursor.insertText(clean(words_of(leaf.inline)), dress)
            above = leaf
        cursor.endEditBlock()
        # Text written where the caret stood has pushed it to the end.
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def restyle(self) -> None:
        """Writes everything again in the theme's colours and sizes."""
        self.write(self._leaves)

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

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 -- Qt's name
        """The words alone: our colours would be wrong on any other page."""
        # Qt's own object: one made in Python that is still on the clipboard when the program ends
        # would bring it down.
        data = super().createMimeDataFromSelection()
        words = self.textCursor().selection().toPlainText()
        data.text()  # until something is asked of it, it offers every format there is
        data.clear()
        data.setText(words)
        return data

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.height_for(event.size().width())  # a layout may have tried other widths since

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls, not its paragraphs

    def _shape(self) -> QTextBlockFormat:
        shape = QTextBlockFormat()
        shape.setLineHeight(
            self._theme.pixels(self._size * LINE_HEIGHT),
            QTextBlockFormat.LineHeightTypes.MinimumHeight.value,
        )
        return shape

    def _dress(self) -> QTextCharFormat:
        dress = QTextCharFormat()
        dress.setProperty(QTextFormat.Property.FontPixelSize, self._theme.pixels(self._size))
        dress.setForeground(self._theme.colour(self._role))
        return dress
