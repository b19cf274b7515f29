"""The settings' page of models: which endpoints there are, and the form of the chosen one.
GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from askance.core.endpoint import ON_DEVICE, Endpoint, FoundServer, ModelInfo, Provider
from askance.core.errors import Problem
from askance.core.settings import Settings
from askance.services.endpoints import EndpointCheck
from askance.ui.flow_layout import FlowLayout
from askance.ui.settings.check_sheet import CheckSheet
from askance.ui.settings.device_panel import DevicePanel
from askance.ui.settings.endpoint_form import EndpointForm
from askance.ui.settings.key_field import KeyState
from askance.ui.settings.model_list import ModelList
from askance.ui.settings.removing import ask_to_remove
from askance.ui.settings.server_choice import ServerChoice
from askance.ui.theme import Theme
from askance.ui.widgets import Button, hairline, label, restyle


class ModelsPage(QWidget):
    """Shows settings it is given; every change leaves as a signal and comes back as settings."""

    test_requested = Signal(object, object)
    models_requested = Signal(object, object)
    check_requested = Signal(object, object)
    """A thorough look is to begin: an `Endpoint` and the typed key or None. Answer through `check`
    and `learn`.
    """
    check_stopped = Signal()
    """It is to stop; answer with `check.end`."""
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
        self._to_check: Endpoint | None = None
        self.check = CheckSheet(theme=theme)
        self._list = ModelList()
        self._add = Button(theme, self.tr("Add a model"), icon="plus")
        self._default = Button(theme, self.tr("Make default"))
        self._remove = Button(theme, self.tr("Remove…"))
        self._choice = ServerChoice(theme=theme)
        self._form = EndpointForm(theme=theme, full=True)
        self._device = DevicePanel(theme=theme)
        self._save = Button(theme, self.tr("Save"), kind="primary")
        self._saved = label("", "good_small", wrap=True)
        page = QWidget()
        self._sheets = QStackedLayout(self)
        self._sheets.addWidget(page)
        self._sheets.addWidget(self.check)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._list)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for button in (self._add, self._default, self._remove):
            flow.addWidget(button)
        column.addWidget(buttons)
        column.addWidget(self._form_area(), 1)
        self._line = hairline()
        column.addWidget(self._line)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._save)
        foot.addWidget(self._saved, 1)
        column.addLayout(foot)
        self._connect()
        self._offer()

    def set_settings(self, settings: Settings) -> None:
        """Shows what there is now; the form keeps what is being typed."""
        self._settings = settings
        self._list.set_settings(settings)
        if self._adding:
            self._offer()
            return
        if self._shown is None or settings.endpoint(self._shown) is None:
            self._show(settings.current)
        else:
            self._list.select(self._shown)
        self._offer()

    def set_found(self, found: tuple[FoundServer, ...]) -> None:
        """The servers that answered on this computer, offered when a model is added."""
        self._choice.set_found(found)

    def start_adding(self) -> None:
        """Empties the form for a new endpoint."""
        self._leave_check()
        self._adding, self._shown = True, None
        self._list.select(None)
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
        if asked.on_device:
            self._device.set_test_result(check)
        else:
            self._form.set_test_result(asked, check)

    def set_models(self, asked: Endpoint, models: tuple[ModelInfo, ...]) -> None:
        self._form.set_models(asked, models)

    def set_models_problem(self, asked: Endpoint, problem: Problem) -> None:
        self._form.set_models_problem(asked, problem)

    def learn(self, asked: Endpoint, dropped_params: tuple[str, ...]) -> None:
        """What `asked` was found not to take."""
        self._form.learn(asked, dropped_params)

    def stop_check(self) -> None:
        """Nobody looks any more: what is under way stops."""
        if self.check.running:
            self.check_stopped.emit()

    def _form_area(self) -> QScrollArea:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(12)
        column.addWidget(self._choice)
        column.addWidget(self._form)
        column.addWidget(self._device)
        column.addStretch(1)
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        return area

    def _connect(self) -> None:
        self._list.chosen.connect(self._chosen)
        self._add.clicked.connect(self.start_adding)
        self._default.clicked.connect(self._make_default)
        self._remove.clicked.connect(self._confirm_remove)
        self._save.clicked.connect(self._save_all)
        self._choice.chosen.connect(self._provider_chosen)
        self._choice.own_chosen.connect(self._form.set_own_address)
        self._form.changed.connect(self._edited)
        self._form.test_requested.connect(self.test_requested)
        self._device.test_requested.connect(lambda: self.test_requested.emit(ON_DEVICE, None))
        self._form.models_requested.connect(self.models_requested)
        self._form.link_opened.connect(self.link_opened)
        self._form.check_requested.connect(self._open_check)
        self.check.start_requested.connect(self._start_check)
        self.check.stop_requested.connect(self.check_stopped)
        self.check.closed.connect(self._close_check)
        self._form.key.session_requested.connect(self._save_for_session)
        self._form.key.forget_requested.connect(self._forget_key)

    def _show(self, endpoint: Endpoint) -> None:
        self._leave_check()
        self._adding, self._shown = False, endpoint.name
        self._choice.hide()
        self._saved.clear()
        self._list.select(endpoint.name)
        self._device.forget()
        if not endpoint.on_device:
            self._form.set_endpoint(endpoint, name_fixed=True)
            self._form.key.set_state(KeyState.UNKNOWN)
        self._offer()
        if not endpoint.on_device:
            self.key_state_wanted.emit(endpoint)

    @Slot(str)
    def _chosen(self, name: str) -> None:
        endpoint = self._settings.endpoint(name)
        if endpoint is not None:
            self._show(endpoint)

    @Slot(object, object)
    def _provider_chosen(self, provider: Provider, models: tuple[ModelInfo, ...]) -> None:
        self._form.set_provider(provider, models)

    @Slot()
    def _edited(self) -> None:
        self._saved.clear()
        self._offer()

    def _offer(self) -> None:
        built_in = self._shown == ON_DEVICE.name
        known = self._shown is not None
        self._device.setVisible(built_in)
        self._form.setVisible(not built_in)
        self._save.setVisible(not built_in)
        self._line.setVisible(not built_in)
        self._remove.setEnabled(known and not built_in)
        self._default.setEnabled(known and self._settings.current.name != self._shown)

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
        """What is saved, under a name that no other endpoint has; None while something is wrong,
        which is pointed at.
        """
        endpoint = self._form.endpoint
        if endpoint is None:
            self._say(self.tr("Not saved yet."), "problem_small")
            self._form.point_at_problem()
            QTimer.singleShot(0, self._show_focus)
            return None
        if self._adding and self._settings.endpoint(endpoint.name) is not None:
            words = self.tr("There is a model called “{name}” already: give this one another name.")
            self._say(words.format(name=endpoint.name), "problem_small")
            return None
        self._adding, self._shown = False, endpoint.name
        self._choice.hide()
        self._say(self.tr("Saved"), "good_small")
        self._form.set_saved(endpoint)
        return endpoint

    def _say(self, text: str, role: str) -> None:
        self._saved.setText(text)
        self._saved.setProperty("role", role)
        restyle(self._saved)

    @Slot()
    def _show_focus(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self._area.isAncestorOf(focused):
            self._area.ensureWidgetVisible(focused, 0, 48)

    @Slot(object, object)
    def _open_check(self, endpoint: Endpoint, _key: str | None) -> None:
        self._to_check = endpoint
        self._sheets.setCurrentWidget(self.check)
        self.check.prepare(endpoint)

    @Slot()
    def _start_check(self) -> None:
        if self._to_check is not None:
            self.check_requested.emit(self._to_check, self._form.key.key)

    @Slot()
    def _close_check(self) -> None:
        self._sheets.setCurrentIndex(0)
        self._form.focus_check()

    def _leave_check(self) -> None:
        if self._sheets.currentWidget() is self.check:
            self.check.leave()

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
        ask_to_remove(self, name, lambda: self.endpoint_removed.emit(name))
