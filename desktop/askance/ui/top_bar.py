"""The bar over the conversation: history, title, which model, capture, and everything else in a
menu. GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QToolButton

from askance.core.endpoint import Endpoint
from askance.ui.theme import Theme
from askance.ui.widgets import CapButton, ElidedLabel, IconButton

_COMPACT_BELOW = 720


class ModelButton(QToolButton):
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
        for widget in (sidebar, compose, self._title, self._model, self._capture, more):
            # Aligned, since the lowest of them would else cap the height of the bar.
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.setStretchFactor(self._title, 1)
        theme.changed.connect(self._measure)
        self.set_endpoints((), None)

    @Slot()
    def _measure(self) -> None:
        """The layout remembers sizes from before the text grew: lets it ask again."""
        for widget in (self._title, self._model, self._capture):
            widget.updateGeometry()

    @property
    def title(self) -> str:
        return self._title.whole

    def set_title(self, title: str) -> None:
        self._title.set_whole(title)

    def set_hotkey(self, caps: tuple[str, ...]) -> None:
        self._capture.set_caps(caps)
        self._capture.set_compact(self.width() < _COMPACT_BELOW)

    def set_endpoints(self, endpoints: tuple[Endpoint, ...], current: Endpoint | None) -> None:
        """What can be asked, and what a new question goes to."""
        if current is None:
            self._model.set_whole(self.tr("No model"))
        else:
            self._model.set_whole(f"{current.model} · {current.name}")
        menu = self._model_menu
        menu.clear()
        group = QActionGroup(menu)
        for endpoint in endpoints:
            action = QAction(f"{endpoint.model} · {endpoint.name}".replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setChecked(current is not None and endpoint.name == current.name)
            action.triggered.connect(
                lambda _=False, name=endpoint.name: self.endpoint_chosen.emit(name)
            )
            group.addAction(action)
            menu.addAction(action)
        if endpoints:
            menu.addSeparator()
        menu.addAction(self.tr("Add a model…"), self.add_model_requested.emit)
        if endpoints:
            menu.addAction(self.tr("Manage models…"), self.manage_models_requested.emit)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(48, hint.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._capture.set_compact(self.width() < _COMPACT_BELOW)
