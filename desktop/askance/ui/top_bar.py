"""The bar over the conversation: history, title, which model, capture, and everything else in a
menu. GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton

from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.ui.presets import name_of
from askance.ui.theme import Theme
from askance.ui.widgets import CapButton, ElidedLabel, IconButton, PressedByReturn, label

_COMPACT_BELOW = 720


class ModelButton(PressedByReturn, QToolButton):
    """Which model is asked, cut where there is little room; its menu chooses another."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setProperty("kind", "quiet")
        self.setAccessibleName(self.tr("Model"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def set_whole(self, text: str) -> None:
        self._whole = text
        self.setAccessibleDescription(text)
        self.setToolTip(text)
        self._cut()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        words = self.fontMetrics().size(0, f"{self._whole} ▾")
        # The room around the words is the style sheet's: 7 above and below, 8 at the sides.
        return QSize(words.width() + 24, max(hint.height(), words.height() + 16))

    def minimumSizeHint(self) -> QSize:
        return QSize(72, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._cut()

    def _cut(self) -> None:
        room = self.width() - 20 - self.fontMetrics().horizontalAdvance(" ▾")
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(f"{shown} ▾".replace("&", "&&"))


class TopBar(QFrame):
    """48 pixels high, more when the text is larger."""

    sidebar_pressed = Signal()
    new_requested = Signal()
    capture_requested = Signal()
    endpoint_chosen = Signal(str)
    add_model_requested = Signal()
    manage_models_requested = Signal()

    def __init__(self, *, theme: Theme, menu: QMenu) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("panel", "top")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._title = ElidedLabel("", "title")
        self._title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._total = label("", "meta")
        self._total.setToolTip(self.tr("What this conversation took so far"))
        self._total.hide()
        sidebar = IconButton(theme, "sidebar", self.tr("Show or hide history"))
        sidebar.clicked.connect(self.sidebar_pressed)
        compose = IconButton(theme, "compose", self.tr("New conversation"))
        compose.clicked.connect(self.new_requested)
        self._model = ModelButton()
        self._model_menu = QMenu(self._model)
        self._model.setMenu(self._model_menu)
        self._capture = CapButton(
            theme, self.tr("Capture"), name=self.tr("Capture region"), icon="crop"
        )
        self._capture.clicked.connect(self.capture_requested)
        more = IconButton(theme, "more", self.tr("Menu"))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 5, 8, 5)
        row.setSpacing(6)
        self._pieces = (
            sidebar,
            compose,
            self._title,
            self._total,
            self._model,
            self._capture,
            more,
        )
        for widget in self._pieces:
            # Aligned, since the lowest of them would else cap the height of the bar.
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.setStretchFactor(self._title, 1)
        theme.changed.connect(self._measure)
        self.set_endpoints((ON_DEVICE,), ON_DEVICE)

    @Slot()
    def _measure(self) -> None:
        """The layout remembers sizes from before the text grew: lets it ask again."""
        for widget in (self._title, self._total, self._model, self._capture):
            widget.updateGeometry()
        self._share_out()

    @property
    def title(self) -> str:
        return self._title.whole

    def set_title(self, title: str) -> None:
        self._title.set_whole(title)
        self._share_out()

    def set_total(self, words: str) -> None:
        """What the conversation took so far; shown where there is room."""
        self._total.setText(words)
        self._total.setAccessibleName(
            self.tr("This conversation: {total}").format(total=words) if words else ""
        )
        self._share_out()

    def set_hotkey(self, caps: tuple[str, ...]) -> None:
        self._capture.set_caps(caps)
        self._capture.set_compact(self.width() < _COMPACT_BELOW)

    def set_endpoints(self, endpoints: tuple[Endpoint, ...], current: Endpoint) -> None:
        """What can be asked, the built-in endpoint among them, and what a new question goes to."""
        self._model.set_whole(self._words(current))
        self._share_out()
        menu = self._model_menu
        menu.clear()
        group = QActionGroup(menu)
        for endpoint in endpoints:
            if not endpoint.on_device:
                self._offer(endpoint, current, group)
        if len(endpoints) > 1:
            menu.addSeparator()
        self._offer(ON_DEVICE, current, group)
        about = menu.addAction(self.tr("Reads text and codes. Nothing leaves."))
        about.setEnabled(False)
        about.setFont(self._theme.font(12))
        menu.addSeparator()
        menu.addAction(self.tr("Add a model…"), self.add_model_requested.emit)
        menu.addAction(self.tr("Manage models…"), self.manage_models_requested.emit)

    def _offer(self, endpoint: Endpoint, current: Endpoint, group: QActionGroup) -> None:
        action = QAction(self._words(endpoint).replace("&", "&&"), self._model_menu)
        action.setCheckable(True)
        action.setChecked(endpoint.name == current.name)
        action.triggered.connect(
            lambda _=False, name=endpoint.name: self.endpoint_chosen.emit(name)
        )
        group.addAction(action)
        self._model_menu.addAction(action)

    def _words(self, endpoint: Endpoint) -> str:
        if endpoint.on_device:
            return name_of(endpoint)
        return f"{endpoint.model} · {endpoint.name}"

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(48, hint.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._capture.set_compact(self.width() < _COMPACT_BELOW)
        self._share_out()

    def _share_out(self) -> None:
        """The total is shown where nothing else has to be cut for it."""
        row = self.layout()
        assert row is not None
        margins = row.contentsMargins()
        wanted = margins.left() + margins.right() - row.spacing()
        for piece in self._pieces:
            wanted += piece.sizeHint().width() + row.spacing()
        self._total.setVisible(bool(self._total.text()) and wanted <= self.width())
