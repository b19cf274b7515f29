"""The first-run page: pick a server, test it, start; or start without a key. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from askance.core.endpoint import Endpoint, FoundServer, ModelInfo, Provider
from askance.core.errors import Problem
from askance.services.endpoints import EndpointCheck
from askance.ui.settings.endpoint_form import EndpointForm
from askance.ui.settings.server_choice import ServerChoice
from askance.ui.theme import Theme
from askance.ui.widgets import Button, IconLabel, label

_WIDTH = 560


class WelcomePage(QScrollArea):
    """One page. Everything it needs from outside comes through its methods."""

    test_requested = Signal(object, object)
    """An `Endpoint`, and the typed key or None; answer with it and `set_test_result`."""
    models_requested = Signal(object, object)
    """The same; answer with it and `set_models` or `set_models_problem`."""
    saved = Signal(object, object)
    """Save and start: the `Endpoint`, and the typed key or None. Call `finish` once it is kept, or
    `set_key_problem`.
    """
    session_key_requested = Signal(object, str)
    """Save and start with the key in memory only."""
    skipped = Signal()
    link_opened = Signal(str)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._takes_focus = False
        self._choice = ServerChoice(theme=theme)
        self._form = EndpointForm(theme=theme, full=False)
        self._save = Button(theme, self.tr("Save and start"), kind="primary")
        self._skip = Button(theme, "")
        page = QWidget()
        column = QWidget()
        column.setMaximumWidth(_WIDTH)
        across = QHBoxLayout(page)
        across.setContentsMargins(24, 24, 24, 24)
        across.addStretch(1)
        across.addWidget(column, 1000)
        across.addStretch(1)
        down = QVBoxLayout(column)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(16)
        heading = QHBoxLayout()
        heading.setSpacing(12)
        heading.addWidget(IconLabel(theme, "mark", size=40, role="accent"))
        heading.addWidget(label(self.tr("Glance at anything, and ask"), "heading", wrap=True), 1)
        down.addLayout(heading)
        words = self.tr(
            "Choose who answers. A picture goes there only when you send it; the key stays in "
            "this computer’s keyring."
        )
        down.addWidget(label(words, "soft", wrap=True))
        down.addWidget(self._choice)
        down.addWidget(self._form)
        buttons = QHBoxLayout()
        buttons.addWidget(self._save)
        buttons.addWidget(self._skip)
        buttons.addStretch(1)
        down.addLayout(buttons)
        without = self.tr(
            "Without a key, Askance reads text, tables and codes right away, on this computer."
        )
        self._without = label(without, "small", wrap=True)
        down.addWidget(self._without)
        down.addStretch(1)
        self.setWidget(page)
        self._connect()
        self._form.setVisible(False)
        self._edited()
        self.set_first_run(True)

    def focus_first(self) -> None:
        """Gives the keyboard to the first choice, as soon as it is there to be seen: in a window
        that is in front already, nobody else would.
        """
        self._takes_focus = not self.isVisible()
        self._choice.focus_first()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._takes_focus:
            self.focus_first()

    def set_first_run(self, first: bool) -> None:
        """Whether there was nothing to ask yet; later the page only adds a model."""
        self._skip.present(self.tr("Start without a key") if first else self.tr("Not now"), "", "")
        self._without.setVisible(first)

    def set_found(self, found: tuple[FoundServer, ...]) -> None:
        """The servers that answered on this computer; the first is chosen unless the person has
        chosen already.
        """
        self._choice.set_found(found)
        if not self._choice.anything_chosen and self._choice.choose_first_found():
            focused = QApplication.focusWidget()
            if focused is not None and self._choice.isAncestorOf(focused):
                self._choice.focus_first()

    def set_models(self, asked: Endpoint, models: tuple[ModelInfo, ...]) -> None:
        self._form.set_models(asked, models)

    def set_models_problem(self, asked: Endpoint, problem: Problem) -> None:
        self._form.set_models_problem(asked, problem)

    def set_test_result(self, asked: Endpoint, check: EndpointCheck) -> None:
        self._form.set_test_result(asked, check)

    def set_key_problem(self, problem: Problem) -> None:
        """The key could not be kept: says so and offers this session only."""
        self._form.key.set_problem(problem, offer_session=self._form.key.key is not None)
        self.ensureWidgetVisible(self._form.key)

    def finish(self) -> None:
        """All is kept: forgets the typed key."""
        self._form.key.clear()

    def _connect(self) -> None:
        self._choice.chosen.connect(self._chosen)
        self._choice.own_chosen.connect(self._own_chosen)
        self._form.changed.connect(self._edited)
        self._form.test_requested.connect(self.test_requested)
        self._form.models_requested.connect(self.models_requested)
        self._form.link_opened.connect(self.link_opened)
        self._form.key.session_requested.connect(self._save_for_session)
        self._save.clicked.connect(self._save_all)
        self._skip.clicked.connect(self.skipped)

    @Slot(object, object)
    def _chosen(self, provider: Provider, models: tuple[ModelInfo, ...]) -> None:
        self._form.show()
        self._form.set_provider(provider, models)

    @Slot()
    def _own_chosen(self) -> None:
        self._form.show()
        self._form.set_own_address()

    @Slot()
    def _edited(self) -> None:
        self._save.setEnabled(self._form.endpoint is not None)

    @Slot()
    def _save_all(self) -> None:
        endpoint = self._form.endpoint
        if endpoint is not None:
            self.saved.emit(endpoint, self._form.key.key)

    @Slot()
    def _save_for_session(self) -> None:
        endpoint, key = self._form.endpoint, self._form.key.key
        if endpoint is not None and key is not None:
            self.session_key_requested.emit(endpoint, key)
