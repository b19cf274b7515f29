"""The window around the conversation: history, top bar, pages, composer, what leaves. GUI thread.

Everything a person wants leaves here as a signal; everything shown comes in through a method. The
window does no work of its own, so it can be driven whole in a test without a service behind it.
"""

from __future__ import annotations

from enum import Enum
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from askance.core.endpoint import Endpoint
from askance.core.errors import ErrorKind, Problem
from askance.ui.bringing import Bringing
from askance.ui.columns import Columns
from askance.ui.composer.composer import Composer
from askance.ui.composer.payload_panel import PayloadPanel
from askance.ui.conversation.empty_state import EmptyState
from askance.ui.drop_hint import DropHint
from askance.ui.drops import may_bring
from askance.ui.find_keys import FindKeys
from askance.ui.frame import COLUMN_WIDTH, LEAST_SIZE, SIZE, TITLE, Frame
from askance.ui.history.panel import HistoryPanel
from askance.ui.problem_banner import ProblemBanners
from askance.ui.theme import Theme
from askance.ui.thumbnails import ThumbnailLoader
from askance.ui.top_bar import TopBar
from askance.ui.welcome import WelcomePage
from askance.ui.window_menu import Entry, add_action, fill_menu


class Page(Enum):
    """What the middle of the window shows."""

    WELCOME = "welcome"
    EMPTY = "empty"
    CONVERSATION = "conversation"


class MainWindow(QWidget):
    """What is in the window. Hand it the conversation view; wire `history`, `composer`, `payload`,
    `empty`, `welcome` and the signals below.

    It fills the `Frame` it is given, which may be on the screen already; without one it is a window
    of its own.
    """

    new_conversation_requested = Signal()
    capture_requested = Signal()
    brought = Signal(object)
    """A tuple of `askance.ui.drops` values: dropped, pasted, opened, or typed as an address."""
    endpoint_chosen = Signal(str)
    add_model_requested = Signal()
    manage_models_requested = Signal()
    settings_requested = Signal()
    status_requested = Signal()
    quit_requested = Signal()
    find_requested = Signal()
    """Something is to be found in the conversation that is shown."""
    stop_requested = Signal()
    preset_chosen = Signal(object)
    """A `Preset`."""
    sidebar_toggled = Signal(bool)
    """The person showed or hid the history (never the window's width alone)."""
    text_size_stepped = Signal(int)
    """+1 larger, -1 smaller, 0 back to normal."""
    payload_toggled = Signal(bool)
    """“What leaves” was opened or closed; while it is open, `payload` wants what is true now."""
    problem_action = Signal(str)
    problem_dismissed = Signal(object)
    close_requested = Signal()
    """The window was closed: it is hidden when `hides_on_close`, else the program should end."""

    def __init__(self, *, theme: Theme, conversation: QWidget, frame: Frame | None = None) -> None:
        super().__init__(frame)
        self._theme = theme
        self.hides_on_close = False
        self.setWindowTitle(TITLE)
        self.setMinimumSize(*LEAST_SIZE)
        self.resize(*SIZE)
        self.setAcceptDrops(True)
        self._thumbnails = ThumbnailLoader(self)
        self.history = HistoryPanel(theme=theme, thumbnails=self._thumbnails)
        self.composer = Composer(theme=theme, thumbnails=self._thumbnails)
        self.payload = PayloadPanel(theme=theme, thumbnails=self._thumbnails)
        self.empty = EmptyState(theme=theme)
        self.welcome = WelcomePage(theme=theme)
        self._conversation, self._page = conversation, Page.EMPTY
        self._banners = ProblemBanners(theme)
        self._bringing = Bringing(self)
        self._find_keys = FindKeys(self.history, parent=self)
        self._menu = QMenu(self)
        self._top = TopBar(theme=theme, menu=self._menu)
        self._lay_out()
        self._hint = DropHint(theme, self)
        fill_menu(self, self._menu, self._entries())
        add_action(self, (self.tr("Leave"), ("Escape",), self._escape))
        self._connect()
        self.set_conversation_title("")
        self.show_page(Page.EMPTY)
        if frame is not None:
            frame.on_close = self._closed
            frame.setCentralWidget(self)

    @property
    def in_sight(self) -> bool:
        """Whether the person can see it: shown and not minimised."""
        return self.isVisible() and not self.window().isMinimized()

    @property
    def page(self) -> Page:
        return self._page

    def show_page(self, page: Page) -> None:
        """Shows a page; only the first-run page is without the composer. The keyboard goes where
        one writes, unless it is in the conversation and that stays.
        """
        stays = self._page is page is Page.CONVERSATION and self._reads
        self._page = page
        self._pages.setCurrentWidget(self._page_widgets[page])
        self._find_keys.share(self.actions(), finds=page is Page.CONVERSATION)
        self._foot.setVisible(page is not Page.WELCOME)
        if page is Page.WELCOME:
            self.welcome.focus_first()
        elif not stays:
            self.composer.focus_question()

    @property
    def _reads(self) -> bool:
        """Whether the keyboard is in the conversation."""
        focused, conversation = QApplication.focusWidget(), self._conversation
        return focused is not None and (
            focused is conversation or conversation.isAncestorOf(focused)
        )

    def set_conversation_title(self, title: str) -> None:
        """The title over the conversation; empty: a new one."""
        self._top.set_title(title or self.tr("New conversation"))

    def set_total(self, words: str) -> None:
        """What the conversation took so far; empty: nothing."""
        self._top.set_total(words)

    def set_endpoints(self, endpoints: tuple[Endpoint, ...], current: Endpoint) -> None:
        """What can be asked, the built-in endpoint among them, and what a new question goes to."""
        self._top.set_endpoints(endpoints, current)
        self.empty.set_endpoint(current, alone=len(endpoints) == 1)
        self.composer.set_endpoint(current)

    def set_hotkey(self, caps: tuple[str, ...]) -> None:
        """The keys that capture from anywhere (`Chord.caps`); empty when there is no hotkey."""
        self._top.set_hotkey(caps)
        self.empty.set_hotkey(caps)

    def set_sidebar_visible(self, visible: bool) -> None:
        """As remembered; a narrow window hides the history all the same."""
        self._columns.want_history(visible)

    def set_payload_visible(self, visible: bool) -> None:
        """Opens or closes “What leaves”."""
        if self.payload.isHidden() is visible:
            self._columns.show_payload(visible)
            self.payload_toggled.emit(visible)

    def show_problem(self, problem: Problem, action: tuple[str, str] | None = None) -> None:
        """Shows a problem that belongs to no message, one of a kind at a time. `action`: an id for
        `problem_action`, and the words of its button.
        """
        self._banners.show_problem(problem, action)

    def dismiss_problem(self, kind: ErrorKind) -> None:
        """Takes a problem away that no longer holds."""
        self._banners.dismiss(kind)

    def bring_forward(self) -> None:
        """Shows the window over others and gives it the keyboard."""
        window = self.window()
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self._closed())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._columns.resized(event.size().width())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if may_bring(event.mimeData()):
            event.acceptProposedAction()
            self._hint.cover()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._hint.hide()
        event.acceptProposedAction()
        self._bringing.drop(event.mimeData())

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        # The composer takes what it needs; the page gets the rest.
        self._pages.setMinimumHeight(24)
        self._pages.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._page_widgets = {
            Page.WELCOME: self.welcome,
            Page.EMPTY: self.empty,
            Page.CONVERSATION: self._conversation,
        }
        for widget in self._page_widgets.values():
            self._pages.addWidget(widget)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(16, 4, 16, 14)
        foot.addStretch(1)
        # Stretch enough to reach its full width before the margins get anything.
        foot.addWidget(self.composer, 1000)
        foot.addStretch(1)
        self.composer.setMaximumWidth(COLUMN_WIDTH)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._top)
        column.addWidget(self._banners)
        column.addWidget(self._pages, 1)
        column.addWidget(self._foot)
        self._columns = Columns(self, history=self.history, centre=centre, payload=self.payload)

    def _entries(self) -> tuple[tuple[Entry, ...], ...]:
        step = self.text_size_stepped.emit
        return (
            (
                (self.tr("New conversation"), ("Ctrl+N",), self.new_conversation_requested.emit),
                (self.tr("Capture region"), (), self.capture_requested.emit),
                (self.tr("Open pictures…"), ("Ctrl+O",), self._bringing.open_pictures),
                (self.tr("Paste"), ("Ctrl+V",), self._bringing.paste),
            ),
            (
                *self._find_keys.entries,
                (self.tr("Show or hide history"), ("Ctrl+B",), self.toggle_sidebar),
                (self.tr("What leaves"), ("Ctrl+I",), self._toggle_payload),
            ),
            (
                (self.tr("Larger text"), ("Ctrl++", "Ctrl+="), partial(step, 1)),
                (self.tr("Smaller text"), ("Ctrl+-",), partial(step, -1)),
                (self.tr("Normal text"), ("Ctrl+0",), partial(step, 0)),
            ),
            (
                (self.tr("Settings…"), ("Ctrl+,",), self.settings_requested.emit),
                (self.tr("What works here…"), ("F1",), self.status_requested.emit),
                (self.tr("Quit Askance"), ("Ctrl+Q",), self.quit_requested.emit),
            ),
        )

    def _connect(self) -> None:
        self._find_keys.find_requested.connect(self.find_requested)
        self._find_keys.search_requested.connect(self._search)
        self._bringing.brought.connect(self.brought)
        self._bringing.worded.connect(self._take_words)
        self._top.sidebar_pressed.connect(self.toggle_sidebar)
        self._top.new_requested.connect(self.new_conversation_requested)
        self._top.capture_requested.connect(self.capture_requested)
        self._top.endpoint_chosen.connect(self.endpoint_chosen)
        self._top.add_model_requested.connect(self.add_model_requested)
        self._top.manage_models_requested.connect(self.manage_models_requested)
        self.history.settings_requested.connect(self.settings_requested)
        self.composer.brought.connect(self.brought)
        self.composer.open_requested.connect(self._bringing.open_pictures)
        self.composer.paste_requested.connect(self._bringing.paste)
        self.composer.capture_requested.connect(self.capture_requested)
        self.composer.stop_requested.connect(self.stop_requested)
        self.composer.what_leaves_requested.connect(self._toggle_payload)
        self.composer.preset_chosen.connect(self.preset_chosen)
        self.payload.closed.connect(partial(self.set_payload_visible, False))
        self.empty.capture_requested.connect(self.capture_requested)
        self.empty.open_requested.connect(self._bringing.open_or_paste)
        self.empty.preset_chosen.connect(self.preset_chosen)
        self.empty.add_model_requested.connect(self.add_model_requested)
        self._banners.action_chosen.connect(self.problem_action)
        self._banners.dismissed.connect(self.problem_dismissed)

    @Slot()
    def toggle_sidebar(self) -> None:
        """Shows or hides the history, also in a window that is otherwise too narrow for it."""
        visible = self.history.isHidden()
        self._columns.show_history(visible)
        self.sidebar_toggled.emit(visible)

    @Slot()
    def _search(self) -> None:
        if self.history.isHidden():
            self.toggle_sidebar()
        self.history.focus_search()

    @Slot(str)
    def _take_words(self, words: str) -> None:
        if self._page is not Page.WELCOME:
            self.composer.insert_text(words)

    @Slot()
    def _toggle_payload(self) -> None:
        self.set_payload_visible(self.payload.isHidden())

    @Slot()
    def _escape(self) -> None:
        """The nearest thing that can be left: a running answer, then the panel, then a search."""
        if self.composer.running:
            self.stop_requested.emit()
        elif not self.payload.isHidden():
            self.set_payload_visible(False)
            self.composer.focus_question()
        elif self.history.clear_search():
            self.composer.focus_question()

    def _closed(self) -> bool:
        """Whether the window may close; else it is hidden."""
        if self.hides_on_close:
            self.window().hide()
        else:
            self._thumbnails.close()
        self.close_requested.emit()
        return not self.hides_on_close
