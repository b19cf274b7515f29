"""What a doubtful word could have been: a popup of the token's alternatives. GUI thread.

A list to walk with the arrows, each with its probability as a bar and in words; Enter, or the
button below, goes on from there. Blanks are shown as signs: for a model “ Bern” and “Bern” are two
different things.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from askance.core.alternatives import Weighed, spells, weighed
from askance.core.conversation import TokenLogprob
from askance.ui import figures
from askance.ui.theme import Theme
from askance.ui.widgets import Button, announce, label

_SIGNS = {" ": "␣", "\n": "↵", "\r": "↵", "\t": "⇥"}
_WIDTH, _MOST_ROWS = 300, 8
_ROW, _SIDE, _BAR = 32, 10, 72  # logical pixels: a row, the air at its ends, a full bar
_GAP = 6
_TICK = 14
_WEIGHED = Qt.ItemDataRole.UserRole


def seen(token: str) -> str:
    """A token with its blanks to be seen: `␣Bern`, `↵↵`."""
    return "".join(_SIGNS.get(char, char) for char in token)


def spoken(token: str) -> str:
    """A token as a screen reader says it: its words, or what kind of blank it is."""
    if not spells(token):
        return _tr("piece of a character") if token else _tr("nothing")
    if token.strip():
        return token.strip()
    if "\n" in token or "\r" in token:
        return _tr("line break")
    return _tr("blank")


def probability_words(each: Weighed) -> str:
    """`34 %`, or that nobody told."""
    return _tr("not told") if each.probability is None else figures.percent(each.probability)


def tip_of(token: TokenLogprob) -> str:
    """A token and its alternatives as rows of HTML, the likeliest first; empty without any."""
    rows = weighed(token)[:_MOST_ROWS]
    if len(rows) < 2:
        return ""
    cells = "".join(
        f"<tr><td>{escape(seen(each.token))}</td>"
        f"<td align='right'>&nbsp; {escape(probability_words(each))}</td></tr>"
        for each in rows
    )
    return f"<table>{cells}</table>"


class Alternatives(QFrame):
    """One token's alternatives. `obstacle` is why the answer can't go on from a text that is given
    to the model; empty where it can. Deletes itself when closed.
    """

    taken = Signal(str)
    """The token to go on with."""

    def __init__(
        self,
        *,
        theme: Theme,
        token: TokenLogprob,
        obstacle: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._theme, self._hindered = theme, obstacle
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("panel", "popup")
        self.setWindowTitle(self.tr("Alternatives"))
        self.setAccessibleName(self.tr("Alternatives to {word}").format(word=spoken(token.token)))
        rows = weighed(token)
        self.list = _list(theme, rows)
        self.list.setAccessibleName(self.accessibleName())
        self.go_on = Button(theme, self.tr("Continue from here"), kind="primary")
        self._reason = label("", "small", wrap=True)
        self._lay_out(alone=len(rows) < 2)
        self.list.currentItemChanged.connect(self._allow)
        self.list.itemDoubleClicked.connect(self._take)
        self.go_on.clicked.connect(self._take)
        first = next((i for i, each in enumerate(rows) if not each.written), 0)
        self.list.setCurrentRow(first)
        self._allow()

    def open_at(self, place: QRect) -> None:
        """Under `place`, or over it where there is no room; global logical pixels."""
        self.adjustSize()
        screen = QGuiApplication.screenAt(place.center()) or self.screen()
        room, size = screen.availableGeometry(), self.size()
        top = place.bottom() + 1 + _GAP
        if top + size.height() > room.bottom():
            top = place.top() - _GAP - size.height()
        left = min(place.left() - 2 * _SIDE, room.right() + 1 - size.width())
        self.move(QPoint(max(room.left(), left), max(room.top(), top)))
        self.show()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)
        if self._reason.text():
            announce(self, self._reason.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The list lets Enter through; also where its style calls that an activation.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            super().keyPressEvent(event)

    def _lay_out(self, *, alone: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 8)
        column.setSpacing(6)
        title = self.tr("No alternatives were told") if alone else self.tr("What else it weighed")
        heading = QHBoxLayout()
        heading.setContentsMargins(_SIDE, 0, _SIDE, 0)
        heading.addWidget(label(title, "strong"))
        foot = QVBoxLayout()
        foot.setContentsMargins(_SIDE, 2, _SIDE, 6)
        foot.setSpacing(6)
        foot.addWidget(self._reason)
        foot.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(heading)
        column.addWidget(self.list)
        column.addLayout(foot)
        self.setFixedWidth(round(_WIDTH * max(1.0, self._theme.text_percent / 100)))
        if alone:
            self.go_on.hide()

    def _current(self) -> Weighed | None:
        found = self.list.currentIndex().data(_WEIGHED)
        return found if isinstance(found, Weighed) else None

    def _obstacle(self) -> str:
        """Why the current one can't be gone on from; nothing when it can."""
        current = self._current()
        if self._hindered:
            return self._hindered
        if current is None or current.written:
            return self.tr("This is what it wrote.")
        if not spells(current.token):
            return self.tr("This is only a piece of a character.")
        return ""

    @Slot()
    def _allow(self) -> None:
        obstacle = self._obstacle()
        current = self._current()
        self.go_on.setEnabled(not obstacle)
        self.go_on.setToolTip(obstacle)
        self.go_on.setAccessibleDescription(obstacle)
        if current is not None:
            name = self.tr("Continue from here with {word}").format(word=spoken(current.token))
            self.go_on.setAccessibleName(name)
        # What holds for all of them stands there; what holds for one is its button's.
        self._reason.setText(self._hindered)
        self._reason.setVisible(bool(self._hindered))

    @Slot()
    def _take(self) -> None:
        current, obstacle = self._current(), self._obstacle()
        if obstacle or current is None:
            announce(self, obstacle)
            return
        self.close()
        self.taken.emit(current.token)


class _Row(QStyledItemDelegate):
    """The token, its bar, its probability."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, self._theme.pixels(_ROW))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        each = index.data(_WEIGHED)
        assert isinstance(each, Weighed)
        colour = self._theme.colour
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent_soft"))
            painter.drawRoundedRect(place, 6, 6)
        inner = place.adjusted(_SIDE, 0, -_SIDE, 0)
        self._paint_share(painter, inner, each)
        room = inner.width() - _BAR - self._figure_width() - 2 * _SIDE
        self._paint_token(painter, inner, each, room)
        painter.restore()

    def _figure_width(self) -> int:
        return QFontMetrics(self._theme.font(13)).horizontalAdvance(figures.percent(0.00001))

    def _paint_token(self, painter: QPainter, inner: QRect, each: Weighed, room: int) -> None:
        """The token, and a tick behind the one that stands in the reply."""
        font = self._theme.font(13.5, mono=True, bold=each.written)
        metrics, ratio = QFontMetrics(font), painter.device().devicePixelRatioF()
        room -= _TICK + _GAP if each.written else 0
        words = metrics.elidedText(seen(each.token), Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, words)
        if each.written:
            at = QPoint(inner.left() + metrics.horizontalAdvance(words) + _GAP, inner.center().y())
            tick = self._theme.pixmap("check", _TICK, "soft", ratio)
            painter.drawPixmap(at - QPoint(0, _TICK // 2), tick)

    def _paint_share(self, painter: QPainter, inner: QRect, each: Weighed) -> None:
        """The bar and the figure, at the row's right."""
        colour, figure = self._theme.colour, self._figure_width()
        painter.setFont(self._theme.font(13))
        painter.setPen(colour("soft"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, right, probability_words(each))
        track = QRectF(inner.right() - figure - _SIDE - _BAR, inner.center().y() - 2, _BAR, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("line"))
        painter.drawRoundedRect(track, 3, 3)
        if each.probability:
            track.setWidth(max(3.0, _BAR * each.probability))
            painter.setBrush(colour("accent" if not each.written else "soft"))
            painter.drawRoundedRect(track, 3, 3)


def _list(theme: Theme, rows: tuple[Weighed, ...]) -> QListWidget:
    made = QListWidget()
    made.setItemDelegate(_Row(theme, made))
    made.setUniformItemSizes(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    for each in rows:
        item = QListWidgetItem(seen(each.token), made)
        item.setData(_WEIGHED, each)
        words = f"{spoken(each.token)}, {probability_words(each)}"
        if each.written:
            words = _tr("{word}, written").format(word=words)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
        item.setToolTip(words)
    made.setFixedHeight(min(len(rows), _MOST_ROWS) * theme.pixels(_ROW) + 2)
    return made


def _tr(text: str) -> str:
    return QCoreApplication.translate("Alternatives", text)
