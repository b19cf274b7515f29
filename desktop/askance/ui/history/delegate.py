"""Paints a row of the history: a heading, or thumbnail, title and what was found. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from askance.ui.history.model import ConversationRow, HeadingRow, HistoryRole
from askance.ui.theme import RADIUS, Theme

THUMBNAIL = QSize(34, 24)
_PAD = 8
_GAP = 10

Index = QModelIndex | QPersistentModelIndex


class HistoryDelegate(QStyledItemDelegate):
    """Row heights follow the text size alone, so a long list is laid out without measuring."""

    thumbnail_missing = Signal(str)
    """The SHA-256 of a picture about to be painted that is not there yet."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(HistoryRole.ROW)
        if isinstance(row, HeadingRow):
            return QSize(0, self._theme.pixels(12) + 24)
        height = max(THUMBNAIL.height(), round(self._theme.pixels() * 1.35)) + 16
        if isinstance(row, ConversationRow) and row.snippet:
            height += round(self._theme.pixels(12) * 1.5) * 2
        return QSize(0, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(HistoryRole.ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, HeadingRow):
            self._paint_heading(painter, option.rect, row.text)
        elif isinstance(row, ConversationRow):
            self._paint_ground(painter, option, index)
            self._paint_conversation(painter, option.rect, row, index)
        painter.restore()

    def createEditor(  # noqa: N802 -- Qt's name
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("New title"))
        return editor

    def updateEditorGeometry(  # noqa: N802 -- Qt's name
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect = option.rect
        height = editor.sizeHint().height()
        left = rect.left() + _PAD + THUMBNAIL.width()
        editor.setGeometry(left, rect.top() + 2, rect.right() - left, height)

    def _paint_heading(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.setFont(self._theme.font(11.5))
        painter.setPen(self._theme.colour("faint"))
        bottom = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect.adjusted(_PAD, 0, -_PAD, -6), bottom, text)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRectF(option.rect).adjusted(1, 1, -1, -1)
        state = option.state
        role = ""
        if index.data(HistoryRole.OPEN):
            role = "accent_soft"
        elif state & QStyle.StateFlag.State_MouseOver:
            role = "hover"
        painter.setPen(Qt.PenStyle.NoPen)
        if role:
            painter.setBrush(self._theme.colour(role))
            painter.drawRoundedRect(rect, RADIUS, RADIUS)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent"), 2))
            painter.drawRoundedRect(rect, RADIUS, RADIUS)

    def _paint_conversation(
        self, painter: QPainter, rect: QRect, row: ConversationRow, index: Index
    ) -> None:
        line = max(THUMBNAIL.height(), round(self._theme.pixels() * 1.35))
        top = rect.top() + 8
        box = QRect(
            rect.left() + _PAD,
            top + (line - THUMBNAIL.height()) // 2,
            THUMBNAIL.width(),
            THUMBNAIL.height(),
        )
        self._paint_thumbnail(painter, box, row, index)
        words = QRect(box.right() + 1 + _GAP, top, 0, line)
        words.setRight(rect.right() - _PAD)
        font = self._theme.font()
        painter.setFont(font)
        painter.setPen(self._theme.colour("text"))
        title = row.summary.title or self.tr("Picture")
        shown = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, words.width())
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words, middle, shown)
        if row.snippet:
            height = round(self._theme.pixels(12) * 1.5) * 2
            place = QRect(words.left(), words.bottom() + 1, words.width(), height)
            self._paint_snippet(painter, place, row.snippet)

    def _paint_thumbnail(
        self, painter: QPainter, box: QRect, row: ConversationRow, index: Index
    ) -> None:
        pixmap = index.data(HistoryRole.THUMBNAIL)
        if isinstance(pixmap, QPixmap) and not pixmap.isNull():
            size = pixmap.deviceIndependentSize()
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(QRectF(box).center())
            painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))
        elif row.summary.thumbnail:
            self.thumbnail_missing.emit(row.summary.thumbnail)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _paint_snippet(self, painter: QPainter, rect: QRect, snippet: str) -> None:
        """Two lines at most, the words that were found in the accent colour."""
        painter.setFont(self._theme.font(12))
        metrics = painter.fontMetrics()
        height = rect.height() // 2
        x, y = rect.left(), rect.top()
        space = metrics.horizontalAdvance(" ")
        for word, found in snippet_words(snippet):
            width = metrics.horizontalAdvance(word)
            if x + width > rect.right() and x > rect.left():
                x, y = rect.left(), y + height
                if y + height > rect.bottom() + 2:
                    return
            painter.setPen(self._theme.colour("accent" if found else "soft"))
            painter.drawText(
                QRect(x, y, rect.right() - x, height), Qt.AlignmentFlag.AlignVCenter, word
            )
            x += width + space


def snippet_words(snippet: str) -> list[tuple[str, bool]]:
    """The words of a snippet, each with whether it holds something that was searched for."""
    words: list[tuple[str, bool]] = []
    inside = False
    for word in snippet.split():
        found = inside or "\x02" in word
        if "\x02" in word or "\x03" in word:
            inside = word.rfind("\x02") > word.rfind("\x03")
        words.append((word.replace("\x02", "").replace("\x03", ""), found))
    return words
