"""The rows of the history as a Qt model: day headings and conversations. GUI thread.

Thousands of rows cost nothing until they are looked at: the rows are plain tuples, and the view
asks only for those on screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QPixmap

from askance.core.conversation import ConversationSummary, SearchHit
from askance.ui.history.days import day_heading, local_day

Index = QModelIndex | QPersistentModelIndex
PAGE = 200


class HistoryRole(IntEnum):
    """What the delegate asks for beside the title."""

    ROW = Qt.ItemDataRole.UserRole + 1
    THUMBNAIL = Qt.ItemDataRole.UserRole + 2
    OPEN = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True, slots=True)
class HeadingRow:
    """A day, a month, or the number of results. Cannot be chosen."""

    text: str


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """A conversation; `snippet` and `message_id` are set in search results (see `SearchHit`)."""

    summary: ConversationSummary
    day: str
    snippet: str = ""
    message_id: int | None = None


Row = HeadingRow | ConversationRow


class HistoryModel(QAbstractListModel):
    """Either the conversations by day, newest first, or the results of a search."""

    renamed = Signal(int, str)
    more_needed = Signal(int)
    """The view has come near the end: how many conversations are here already."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self._today = today
        self._summaries: tuple[ConversationSummary, ...] = ()
        self._hits: tuple[SearchHit, ...] | None = None
        self._rows: list[Row] = []
        self._row_of: dict[int, int] = {}
        self._thumbnails: dict[str, QPixmap] = {}
        self._open: int | None = None
        self._has_more = False
        self._asked = False

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self._rows)

    @property
    def searching(self) -> bool:
        return self._hits is not None

    def set_conversations(
        self, summaries: tuple[ConversationSummary, ...], *, has_more: bool = False
    ) -> None:
        """Replaces them all, newest first."""
        self._summaries, self._has_more, self._asked = summaries, has_more, False
        self._rebuild()

    def add_older(
        self, summaries: tuple[ConversationSummary, ...], *, has_more: bool = False
    ) -> None:
        """The next page, older than what is here."""
        known = {item.id for item in self._summaries}
        fresh = tuple(item for item in summaries if item.id not in known)
        self.set_conversations((*self._summaries, *fresh), has_more=has_more)

    def put_first(self, summary: ConversationSummary) -> None:
        """A conversation that is new or has just gone on."""
        others = tuple(item for item in self._summaries if item.id != summary.id)
        self._summaries = (summary, *others)
        self._rebuild()

    def set_title(self, conversation_id: int, title: str) -> None:
        self._summaries = tuple(
            replace(item, title=title) if item.id == conversation_id else item
            for item in self._summaries
        )
        self._rebuild()

    def remove(self, conversation_id: int) -> None:
        self._summaries = tuple(item for item in self._summaries if item.id != conversation_id)
        if self._hits is not None:
            self._hits = tuple(hit for hit in self._hits if hit.conversation.id != conversation_id)
        self._rebuild()

    def set_hits(self, hits: tuple[SearchHit, ...] | None) -> None:
        """The results of a search; None goes back to the conversations."""
        self._hits = hits
        self._rebuild()

    def set_open(self, conversation_id: int | None) -> None:
        """Which conversation the window shows."""
        if conversation_id != self._open:
            self._open = conversation_id
            self._touch_all()

    def set_thumbnail(self, sha256: str, pixmap: QPixmap) -> None:
        self._thumbnails[sha256] = pixmap
        self._touch_all()

    def index_of(self, conversation_id: int) -> QModelIndex:
        """The first row of a conversation, or an invalid index."""
        row = self._row_of.get(conversation_id)
        return self.index(row) if row is not None else QModelIndex()

    def summary_at(self, index: Index) -> ConversationSummary | None:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        return row.summary if isinstance(row, ConversationRow) else None

    def message_at(self, index: Index) -> int | None:
        """The message that a search found in the conversation of this row."""
        if self.summary_at(index) is None:
            return None
        row = self._rows[index.row()]
        return row.message_id if isinstance(row, ConversationRow) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == HistoryRole.ROW:
            return row
        if isinstance(row, HeadingRow):
            texts = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return row.text if role in texts else None
        return self._conversation_data(row, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.summary_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemNeverHasChildren

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A new title typed into a row is only told: it is shown once it is kept."""
        summary = self.summary_at(index)
        title = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or summary is None or not title:
            return False
        if title != summary.title:
            self.renamed.emit(summary.id, title)
        return True

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._has_more and not self._asked and not self.searching

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._asked = True
            self.more_needed.emit(len(self._summaries))

    def _conversation_data(self, row: ConversationRow, role: int) -> object:
        summary = row.summary
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return summary.title
            case Qt.ItemDataRole.ToolTipRole:
                return summary.title
            case Qt.ItemDataRole.AccessibleTextRole:
                words = row.snippet.replace("\x02", "").replace("\x03", "")
                return ", ".join(filter(None, (summary.title, row.day, words)))
            case HistoryRole.THUMBNAIL:
                return self._thumbnails.get(summary.thumbnail or "")
            case HistoryRole.OPEN:
                return summary.id == self._open
            case _:
                return None

    def _rebuild(self) -> None:
        self.beginResetModel()
        self._rows = self._result_rows() if self._hits is not None else self._day_rows()
        self._row_of = {}
        for position, row in enumerate(self._rows):
            if isinstance(row, ConversationRow):
                self._row_of.setdefault(row.summary.id, position)
        self.endResetModel()

    def _day_rows(self) -> list[Row]:
        rows: list[Row] = []
        today, heading = self._today(), ""
        for summary in self._summaries:
            day = day_heading(local_day(summary.updated_at), today)
            if day != heading:
                heading = day
                rows.append(HeadingRow(day))
            rows.append(ConversationRow(summary, day))
        return rows

    def _result_rows(self) -> list[Row]:
        hits, today = self._hits or (), self._today()
        if not hits:
            return []
        count = self.tr("1 result") if len(hits) == 1 else self.tr("{n} results")
        rows: list[Row] = [HeadingRow(count.format(n=len(hits)))]
        for hit in hits:
            day = day_heading(local_day(hit.conversation.updated_at), today)
            rows.append(ConversationRow(hit.conversation, day, hit.snippet, hit.message_id))
        return rows

    def _touch_all(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))
