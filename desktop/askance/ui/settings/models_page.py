"""The settings' page of models: which endpoints there are, and the form of the chosen one.
GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from askance.core.address import host_of
from askance.core.endpoint import Endpoint, FoundServer, ModelInfo, Provider
from askance.core.errors import Problem
from askance.core.settings import Settings
from askance.services.endpoints import EndpointCheck
from askance.ui.settings.endpoint_form import EndpointForm
from askance.ui.settings.key_field import KeyState
from askance.ui.settings.server_choice import ServerChoice
from askance.ui.theme import Theme
from askance.ui.widgets import Button, label


class ModelsPage(QWidget):
    """Shows settings it is given; every change leaves as a signal and comes back as settings."""

    test_requested = Signal(object, object)
    models_requested = Signal(object, object)
    endpoint_saved = Signal(object, object)
    """An `Endpoint` (new, or the one of that name changed) and the typed key or None. When there
    is a key, answer with `key_kept` or `set_key_problem`; when the key of an address before was
    forgotten, with `set_key_moved`.
    """
    session_key_requested = Signal(object, str)
    """The same, the key in memory only; answer with `key_kept`."""
    endpoint_removed = Signal(str)
    default_chosen = Signal(str)
    key_state_wanted = Signal(object)
    """An `Endpoint` is shown: answer with `set_key_state` or `set_key_problem`."""
    key_forget_requested = Signal(str)
    link_opened = Signal(str)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._settings = Settings()
        self._shown: str | None = None
        self._adding = False
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Models"))
        self._list.setProperty("boxed", True)
        self._list.setFixedHeight(112)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._add = Button(theme, self.tr("Add a model"), icon="plus")
        self._default = Button(theme, self.tr("Make default"))
        self._remove = Button(theme, self.tr("Remove…"))
        self._choice = ServerChoice(theme=theme)
        self._form = EndpointForm(theme=theme, full=True)
        self._save = Button(theme, self.tr("Save"), kind="primary")
        self._saved = label("", "good_small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._list)
        column.addLayout(_row(self._add, self._default, self._remove))
        column.addWidget(self._form_area(), 1)
        column.addLayout(_row(self._save, self._saved))
        self._connect()
        self._offer()

    def set_settings(self, settings: Settings) -> None:
        """Shows what there is now; the form keeps what is being typed."""
        self._settings = settings
        current = settings.current
        with QSignalBlocker(self._list):
            self._list.clear()
            for endpoint in settings.endpoints:
                item = QListWidgetItem(_row_text(endpoint, self._mark(endpoint, current)))
                item.setData(Qt.ItemDataRole.UserRole, endpoint.name)
                self._list.addItem(item)
        if self._adding:
            self._offer()
            return
        if self._shown is None or settings.endpoint(self._shown) is None:
            self._show(current)
        else:
            self._select(self._shown)
        self._offer()

    def set_found(self, found: tuple[FoundServer, ...]) -> None:
        """The servers that answered on this computer, offered when a model is added."""
        self._choice.set_found(found)

    def start_adding(self) -> None:
        """Empties the form for a new endpoint."""
        self._adding, self._shown = True, None
        with QSignalBlocker(self._list):
            self._list.setCurrentRow(-1)
        self._choice.show()
        self._choice.choose_own()
        self._form.key.set_state(KeyState.UNKNOWN)
        self._saved.clear()
        self._offer()

    def set_key_state(self, name: str, state: KeyState) -> None:
        """Where the key of an endpoint is; dropped when another is shown by now."""
        if name == self._shown:
            self._form.key.set_state(state)

    def set_key_moved(self, name: str, host: str) -> None:
        """The key was forgotten with the address it was for, on `host`."""
        if name == self._shown:
            self._form.key.set_moved(host)

    def set_key_problem(self, name: str, problem: Problem) -> None:
        """The keyring refused; a typed key can be used for this session."""
        if name == self._shown:
            self._saved.clear()
            self._form.key.set_problem(problem, offer_session=self._form.key.key is not None)

    def set_not_saved(self, name: str, problem: Problem) -> None:
        """Nothing was changed, because the key of the address before could not be forgotten."""
        if name == self._shown:
            self._saved.clear()
            self._form.key.set_problem(problem, offer_session=False)

    def key_kept(self, name: str, state: KeyState = KeyState.KEPT) -> None:
        """The key is kept: the field forgets it."""
        if name == self._shown:
            self._form.key.clear()
            self._form.key.set_state(state)

    def set_test_result(self, asked: Endpoint, check: EndpointCheck) -> None:
        self._form.set_test_result(asked, check)

    def set_models(self, asked: Endpoint, models: tuple[ModelInfo, ...]) -> None:
        self._form.set_models(asked, models)

    def set_models_problem(self, asked: Endpoint, problem: Problem) -> None:
        self._form.set_models_problem(asked, problem)

    def _form_area(self) -> QScrollArea:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(12)
        column.addWidget(self._choice)
        column.addWidget(self._form)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        return area

    def _connect(self) -> None:
        self._list.currentItemChanged.connect(self._chosen)
        self._add.clicked.connect(self.start_adding)
        self._default.clicked.connect(self._make_default)
        self._remove.clicked.connect(self._confirm_remove)
        self._save.clicked.connect(self._save_all)
        self._choice.chosen.connect(self._provider_chosen)
        self._choice.own_chosen.connect(self._form.set_own_address)
        self._form.changed.connect(self._edited)
        self._form.test_requested.connect(self.test_requested)
        self._form.models_requested.connect(self.models_requested)
        self._form.link_opened.connect(self.link_opened)
        self._form.key.session_requested.connect(self._save_for_session)
        self._form.key.forget_requested.connect(self._forget_key)

    def _show(self, endpoint: Endpoint | None) -> None:
        if endpoint is None:
            self.start_adding()
            return
        self._adding, self._shown = False, endpoint.name
        self._choice.hide()
        self._form.set_endpoint(endpoint, name_fixed=True)
        self._form.key.set_state(KeyState.UNKNOWN)
        self._saved.clear()
        self._select(endpoint.name)
        self._offer()
        self.key_state_wanted.emit(endpoint)

    def _select(self, name: str) -> None:
        with QSignalBlocker(self._list):
            for position in range(self._list.count()):
                item = self._list.item(position)
                if item.data(Qt.ItemDataRole.UserRole) == name:
                    self._list.setCurrentItem(item)

    @Slot(QListWidgetItem)
    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._show(self._settings.endpoint(item.data(Qt.ItemDataRole.UserRole)))

    @Slot(object, object)
    def _provider_chosen(self, provider: Provider, models: tuple[ModelInfo, ...]) -> None:
        self._form.set_provider(provider, models)

    @Slot()
    def _edited(self) -> None:
        self._saved.clear()
        self._offer()

    def _offer(self) -> None:
        current = self._settings.current
        known = self._shown is not None
        self._save.setEnabled(self._form.endpoint is not None)
        self._remove.setEnabled(known)
        self._default.setEnabled(known and (current is None or current.name != self._shown))

    @Slot()
    def _save_all(self) -> None:
        endpoint = self._save_shown()
        if endpoint is not None:
            self.endpoint_saved.emit(endpoint, self._form.key.key)

    @Slot()
    def _save_for_session(self) -> None:
        key = self._form.key.key
        endpoint = self._save_shown() if key is not None else None
        if endpoint is not None and key is not None:
            self.session_key_requested.emit(endpoint, key)

    def _save_shown(self) -> Endpoint | None:
        """What is saved, under a name that no other endpoint has."""
        endpoint = self._form.endpoint
        if endpoint is None:
            return None
        if self._adding and self._settings.endpoint(endpoint.name) is not None:
            words = self.tr("There is a model called “{name}” already: give this one another name.")
            self._saved.setText(words.format(name=endpoint.name))
            return None
        self._adding, self._shown = False, endpoint.name
        self._choice.hide()
        self._saved.setText(self.tr("Saved"))
        return endpoint

    @Slot()
    def _forget_key(self) -> None:
        if self._shown is not None:
            self.key_forget_requested.emit(self._shown)

    @Slot()
    def _make_default(self) -> None:
        if self._shown is not None:
            self.default_chosen.emit(self._shown)

    @Slot()
    def _confirm_remove(self) -> None:
        name = self._shown
        if name is None:
            return
        box = QMessageBox(self)
        box.setWindowTitle(self.tr("Remove model"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("Remove “{name}”?").format(name=name))
        box.setInformativeText(self.tr("Its key is forgotten too. Conversations stay."))
        remove = box.addButton(self.tr("Remove"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        remove.clicked.connect(lambda: self.endpoint_removed.emit(name))
        box.open()

    def _mark(self, endpoint: Endpoint, current: Endpoint | None) -> str:
        is_default = current is not None and endpoint.name == current.name
        return self.tr("default") if is_default else ""


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _row_text(endpoint: Endpoint, mark: str) -> str:
    pieces = (endpoint.name, endpoint.model, host_of(endpoint.base_url), mark)
    return "  ·  ".join(filter(None, pieces))
