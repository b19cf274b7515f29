"""The history at the left: search, conversations by day, the way to the settings. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QImage, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
)

from askance.core.conversation import ConversationSummary, SearchHit
from askance.ui.confirming import confirm
from askance.ui.history.delegate import THUMBNAIL, HistoryDelegate
from askance.ui.history.model import HistoryModel
from askance.ui.theme import Theme
from askance.ui.thumbnails import ThumbnailLoader, rounded
from askance.ui.widgets import Button, label

SEARCH_AFTER_MS = 120
_KEY = "history:"


class HistoryList(QListView):
    """Arrows walk, Enter opens, F2 renames, Delete asks whether to delete."""

    entered_row = Signal(QModelIndex)
    delete_pressed = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.entered_row.emit(index)
        elif event.key() == Qt.Key.Key_Delete and index.isValid():
            self.delete_pressed.emit(index)
        else:
            super().keyPressEvent(event)


class HistoryPanel(QFrame):
    """Shows what it is given and tells what is wanted; keeps nothing."""

    conversation_opened = Signal(int)
    hit_opened = Signal(int)
    """A message that a search found, by its id."""
    search_changed = Signal(str)
    """The searched words, once the typing pauses; empty: no search any more."""
    rename_requested = Signal(int, str)
    delete_requested = Signal(int)
    thumbnail_needed = Signal(str)
    """The SHA-256 of a picture; answer with `set_thumbnail`. Asked once a picture."""
    more_needed = Signal(int)
    """The end of the list is near: the offset of the next page."""
    settings_requested = Signal()

    def __init__(
        self,
        *,
        theme: Theme,
        thumbnails: ThumbnailLoader,
        today: Callable[[], date] = lambda: datetime.now().astimezone().date(),
    ) -> None:
        super().__init__()
        self._theme, self._thumbnails = theme, thumbnails
        self._asked_for: set[str] = set()
        self.setProperty("panel", "side")
        self.model = HistoryModel(today)
        self._search = self._search_field()
        self._list = self._list_view()
        self._empty = label("", "soft", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._empty.setContentsMargins(8, 32, 8, 0)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._list)
        self._pages.addWidget(self._empty)
        settings = Button(theme, self.tr("Settings"), icon="settings", kind="side")
        settings.clicked.connect(self.settings_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(4)
        column.addWidget(self._search)
        column.addWidget(self._pages, 1)
        column.addWidget(settings)
        self._connect()
        self._show_rows()

    @property
    def searched(self) -> str:
        return self._search.text().strip()

    def set_conversations(
        self, summaries: tuple[ConversationSummary, ...], *, has_more: bool = False
    ) -> None:
        """All there are, or the first page; newest first."""
        self.model.set_conversations(summaries, has_more=has_more)

    def add_older(
        self, summaries: tuple[ConversationSummary, ...], *, has_more: bool = False
    ) -> None:
        """The page that `more_needed` asked for."""
        self.model.add_older(summaries, has_more=has_more)

    def put_first(self, summary: ConversationSummary) -> None:
        """A conversation that is new or has just gone on."""
        self.model.put_first(summary)

    def set_title(self, conversation_id: int, title: str) -> None:
        self.model.set_title(conversation_id, title)

    def remove_conversation(self, conversation_id: int) -> None:
        self.model.remove(conversation_id)

    def set_results(self, text: str, hits: tuple[SearchHit, ...]) -> None:
        """The results for `text`; dropped when something else is searched for by now."""
        if text.strip() == self.searched and self.searched:
            self.model.set_hits(hits)

    def set_open(self, conversation_id: int | None) -> None:
        """Which conversation the window shows; None: a new one."""
        self.model.set_open(conversation_id)
        index = self.model.index_of(conversation_id) if conversation_id is not None else None
        if index is not None and index.isValid():
            self._list.setCurrentIndex(index)
        else:
            self._list.clearSelection()

    def set_thumbnail(self, sha256: str, data: bytes) -> None:
        """The encoded bytes of a picture; decoded away from the GUI thread."""
        self._thumbnails.load(_KEY + sha256, data, THUMBNAIL * self.devicePixelRatio())

    def focus_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def clear_search(self) -> bool:
        """Ends a search; False when there was none."""
        if not self._search.text():
            return False
        self._search.clear()
        return True

    def _search_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(self.tr("Search history"))
        field.setPlaceholderText(self.tr("Search history"))
        field.setClearButtonEnabled(True)
        field.setAcceptDrops(False)
        self._glass = QAction(self)
        field.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        return field

    def _list_view(self) -> HistoryList:
        view = HistoryList()
        view.setAccessibleName(self.tr("History"))
        view.setModel(self.model)
        self._delegate = HistoryDelegate(self._theme)
        view.setItemDelegate(self._delegate)
        view.setLayoutMode(QListView.LayoutMode.Batched)
        view.setBatchSize(400)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.setMouseTracking(True)
        return view

    def _connect(self) -> None:
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_AFTER_MS)
        self._pause.timeout.connect(self._tell_search)
        self._search.textChanged.connect(self._typed)
        self._list.clicked.connect(self._open)
        self._list.entered_row.connect(self._open)
        self._list.delete_pressed.connect(self._confirm_delete)
        self._list.customContextMenuRequested.connect(self._show_menu)
        self._delegate.thumbnail_missing.connect(self._ask_for_thumbnail)
        self._thumbnails.loaded.connect(self._thumbnail_loaded)
        self.model.renamed.connect(self.rename_requested)
        self.model.more_needed.connect(self.more_needed)
        self.model.modelReset.connect(self._show_rows)
        self._theme.changed.connect(self._follow_theme)
        self._follow_theme()

    @Slot()
    def _typed(self) -> None:
        if self.searched:
            self._pause.start()
        else:
            self._pause.stop()
            self.model.set_hits(None)
            self.search_changed.emit("")

    @Slot()
    def _tell_search(self) -> None:
        self.search_changed.emit(self.searched)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        summary, message_id = self.model.summary_at(index), self.model.message_at(index)
        if message_id is not None:
            self.hit_opened.emit(message_id)
        elif summary is not None:
            self.conversation_opened.emit(summary.id)

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        index = self._list.indexAt(place)
        if self.model.summary_at(index) is None:
            return
        self._list.setCurrentIndex(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Rename"), lambda: self._list.edit(index))
        menu.addAction(self.tr("Delete…"), lambda: self._confirm_delete(index))
        menu.popup(self._list.viewport().mapToGlobal(place))

    @Slot(QModelIndex)
    def _confirm_delete(self, index: QModelIndex) -> None:
        summary = self.model.summary_at(index)
        if summary is None:
            return
        confirm(
            self,
            title=self.tr("Delete conversation"),
            question=self.tr("Delete “{title}”?").format(title=summary.title),
            consequence=self.tr(
                "Its messages and pictures are gone for good. This cannot be undone."
            ),
            go=(self.tr("Delete"), lambda: self.delete_requested.emit(summary.id)),
            keep=self.tr("Keep"),
        )

    @Slot(str)
    def _ask_for_thumbnail(self, sha256: str) -> None:
        if sha256 not in self._asked_for:
            self._asked_for.add(sha256)
            self.thumbnail_needed.emit(sha256)

    @Slot(str, object)
    def _thumbnail_loaded(self, key: str, image: QImage) -> None:
        if key.startswith(_KEY) and not image.isNull():
            pixmap = rounded(image, 4, self.devicePixelRatio())
            self.model.set_thumbnail(key.removeprefix(_KEY), pixmap)

    @Slot()
    def _show_rows(self) -> None:
        if self.model.rowCount():
            self._pages.setCurrentWidget(self._list)
            return
        if self.model.searching:
            text = self.tr("Nothing found for “{text}”").format(text=self.searched)
        else:
            text = self.tr("Your conversations will be listed here.")
        self._empty.setText(text)
        self._pages.setCurrentWidget(self._empty)

    @Slot()
    def _follow_theme(self) -> None:
        self._glass.setIcon(self._theme.icon("search", "faint"))
        self._list.doItemsLayout()

    def sizeHint(self) -> QSize:
        return QSize(260, 400)
