"""The fields of one endpoint, on the first-run page and in the settings alike. GUI thread.

Testing, checking and listing models are asked for by signals and answered through methods, which
name the endpoint that was asked: an answer that comes after another one was chosen or typed is
dropped.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from askance.core.address import host_of, same_origin
from askance.core.endpoint import SUGGESTED_MODEL, Endpoint, ModelInfo, Provider
from askance.core.errors import Problem
from askance.services.endpoints import EndpointCheck
from askance.ui.flow_layout import FlowLayout
from askance.ui.settings.address_field import AddressField
from askance.ui.settings.advanced import Advanced
from askance.ui.settings.key_field import KeyField
from askance.ui.settings.model_field import ModelField
from askance.ui.settings.typed import InputError
from askance.ui.theme import Theme
from askance.ui.widgets import Button, QuietLine, announce, label, restyle


class EndpointForm(QWidget):
    """Address, model, key; with `full`, also the name and how it is asked."""

    changed = Signal()
    test_requested = Signal(object, object)
    """An `Endpoint`, and the typed key or None (the kept one then); answer with that endpoint and
    `set_test_result`.
    """
    check_requested = Signal(object, object)
    """The same, for a thorough look; `learn` takes what comes of it."""
    models_requested = Signal(object, object)
    """The same; answer with that endpoint and `set_models` or `set_models_problem`."""
    link_opened = Signal(str)
    """The address of a page where keys are made; shown before it is pressed."""

    def __init__(self, *, theme: Theme, full: bool) -> None:
        super().__init__()
        self._theme, self._full = theme, full
        self._base: Endpoint | None = None
        self._tested: Endpoint | None = None
        self._listed: Endpoint | None = None
        self._learnt_of: Endpoint | None = None
        self._suggested_name = ""
        self._key_page = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._name = QLineEdit()
        self._name.setAccessibleName(self.tr("Name"))
        self._address = AddressField(theme)
        self._model = ModelField(theme)
        self._model.list_requested.connect(self._ask_models)
        self.key = KeyField(theme)
        self._key_link = QuietLine(self.tr("Where to get a key"))
        self._key_link.clicked.connect(lambda: self.link_opened.emit(self._key_page))
        self._prompt = QPlainTextEdit()
        self._prompt.setAccessibleName(self.tr("Standing instructions"))
        self._prompt.setTabChangesFocus(True)
        self._prompt.setFixedHeight(72)
        self._advanced = Advanced(theme) if full else None
        self._add_fields()
        self._column.addLayout(self._test_row())
        self._result = label("", "small", wrap=True)
        self._result.hide()
        self._column.addWidget(self._result)
        for signal in (
            self._name.textChanged,
            self._address.changed,
            self._model.changed,
            self.key.changed,
            self._prompt.textChanged,
        ):
            signal.connect(self._edited)
        if self._advanced is not None:
            self._advanced.changed.connect(self._edited)
            self._advanced.forget_requested.connect(self._forget_learnt)
        self.key.state_changed.connect(self._follow_key)
        self.set_endpoint(None)

    @property
    def endpoint(self) -> Endpoint | None:
        """What is typed, or None while something is missing or cannot be kept like this."""
        address, model = self._address.text, self._model.text
        if not model or self._address.problem is not None:
            return None
        name = self._name.text().strip() or self._suggested_name or host_of(address)
        base = self._base or Endpoint(name, address, model)
        edited = replace(
            base,
            name=name,
            base_url=address,
            model=model,
            plain_http=self._address.plain_http,
            dropped_params=(),
        )
        if self._advanced is not None:
            edited = replace(edited, system_prompt=self._prompt.toPlainText().strip())
            try:
                edited = self._advanced.applied_to(edited)
            except InputError:
                return None
        # What a server does not take was learnt of this very endpoint: changed, it may take it.
        known = self._learnt_of
        if known is not None and _same_asked(known, edited):
            edited = replace(edited, dropped_params=known.dropped_params)
        return edited

    def set_endpoint(self, endpoint: Endpoint | None, *, name_fixed: bool = False) -> None:
        """Fills the fields; None: an address of one's own. The typed key is forgotten."""
        self._base = self._learnt_of = endpoint
        self._suggested_name = ""
        self._fill(endpoint.base_url if endpoint else "", endpoint.model if endpoint else "", ())
        if endpoint is not None and endpoint.plain_http:
            self._address.set_address(endpoint.base_url, plain_http=True)
        with QSignalBlocker(self._name), QSignalBlocker(self._prompt):
            self._name.setText(endpoint.name if endpoint else "")
            self._prompt.setPlainText(endpoint.system_prompt if endpoint else "")
        self._name.setReadOnly(name_fixed)
        self._name.setEnabled(not name_fixed)
        if self._advanced is not None:
            self._advanced.show_endpoint(endpoint)
        self._set_key_page("")
        self._edited()

    def set_provider(self, provider: Provider, models: tuple[ModelInfo, ...] = ()) -> None:
        """Fills in a known server."""
        self._base = self._learnt_of = None
        self._suggested_name = provider.name
        with QSignalBlocker(self._name):
            self._name.setText(provider.name)
        seeing = next((model.id for model in models if model.sees_pictures), "")
        first = models[0].id if models else ""
        self._fill(provider.base_url, provider.model or seeing or first, models)
        self._set_key_page(provider.key_page)
        self._edited()

    def set_own_address(self) -> None:
        """An empty address with the suggested model."""
        self.set_endpoint(None)
        self._model.set_text(SUGGESTED_MODEL)
        self._address.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_saved(self, endpoint: Endpoint) -> None:
        """What is typed is what is kept now."""
        self._base = self._learnt_of = endpoint
        self._follow_key()

    def focus_check(self) -> None:
        """Gives the keyboard to the button that opens the thorough look."""
        self._check.setFocus(Qt.FocusReason.OtherFocusReason)

    def point_at_problem(self) -> bool:
        """Brings the keyboard to the first field that is missing or wrong; False if none is."""
        if self._address.problem is not None:
            self._address.point_at()
        elif not self._model.text:
            self._model.point_at()
        elif self._advanced is not None and (wrong := self._advanced.wrong):
            self._advanced.point_at(wrong[0])
        else:
            return False
        return True

    def learn(self, asked: Endpoint, dropped_params: tuple[str, ...]) -> None:
        """What `asked` was found not to take, kept with it as long as it stays what it is."""
        now = self.endpoint
        if now is not None and _same_asked(now, asked):
            names = dict.fromkeys((*now.dropped_params, *dropped_params))
            self._learnt_of = replace(asked, dropped_params=tuple(names))
            self._edited()

    def set_models(self, asked: Endpoint, models: tuple[ModelInfo, ...]) -> None:
        """Offers these, those that see pictures first; what is typed stays."""
        if asked == self._listed:
            self._model.offer(models)

    def set_models_problem(self, asked: Endpoint, problem: Problem) -> None:
        """No list: a typed name works all the same."""
        if asked == self._listed:
            self._model.show_problem(problem)

    def set_testing(self) -> None:
        """A test is under way."""
        self._test.setEnabled(False)
        self._say_result(self.tr("Asking…"), "small")

    def set_test_result(self, asked: Endpoint, check: EndpointCheck) -> None:
        """How the test went."""
        if asked != self._tested:
            return
        self._allow()
        if check.problem is not None:
            problem = check.problem
            rest = " ".join(filter(None, (problem.detail, problem.hint)))
            self._say_result(f"{problem.title}. {rest}".strip(), "problem_small")
            return
        answer = " ".join(check.answer.split())[:80]
        seconds = f"{check.seconds:.1f}"
        if answer:
            text = self.tr("It answered “{answer}” in {seconds} s.")
        else:
            text = self.tr("It answered without words in {seconds} s.")
        self._say_result(text.format(answer=answer, seconds=seconds), "good_small")

    def _add_fields(self) -> None:
        if self._full:
            self._add(self.tr("Name"), self._name)
        self._column.addWidget(self._address)
        self._column.addWidget(self._model)
        self._add(self.tr("Key"), self.key, self._key_link)
        if self._full:
            self._add(self.tr("Standing instructions"), self._prompt)
        if self._advanced is not None:
            self._column.addWidget(self._advanced)

    def _add(self, text: str, *widgets: QWidget) -> None:
        group = QVBoxLayout()
        group.setSpacing(4)
        name = label(text, "small")
        name.setBuddy(widgets[0])
        group.addWidget(name)
        for widget in widgets:
            group.addWidget(widget)
        self._column.addLayout(group)

    def _test_row(self) -> QVBoxLayout:
        self._test = Button(self._theme, self.tr("Test"))
        self._test.clicked.connect(self._ask_test)
        self._check = Button(self._theme, self.tr("Check everything…"))
        self._check.clicked.connect(self._ask_check)
        buttons = QWidget()
        row = FlowLayout(buttons)
        row.addWidget(self._test)
        if self._full:
            row.addWidget(self._check)
            words = self.tr("Test asks one tiny question, the check a few.")
        else:
            words = self.tr("Asks one tiny question.")
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(buttons)
        column.addWidget(label(words, "small", wrap=True))
        return column

    def _fill(self, address: str, model: str, models: tuple[ModelInfo, ...]) -> None:
        self.key.clear()
        self._tested = self._listed = None
        self._result.hide()
        self._address.set_address(address)
        self._model.begin(model, models)

    def _set_key_page(self, url: str) -> None:
        self._key_page = url
        shown = url.removeprefix("https://")
        self._key_link.set_whole(self.tr("Get a key at {page}").format(page=shown) if url else "")
        self._key_link.setVisible(bool(url))

    @Slot()
    def _edited(self) -> None:
        self._name.setPlaceholderText(host_of(self._address.text))
        self._model.set_listable(self._address.problem is None)
        self._follow_key()
        if self._advanced is not None:
            self._advanced.set_whole(self.endpoint)
        self._allow()
        self._drop_answers()
        self.changed.emit()

    @Slot()
    def _follow_key(self) -> None:
        """A kept key is for the server it was given for, and would not go to another one."""
        base = self._base
        here = base is not None and same_origin(base.base_url, self._address.text)
        self._address.set_has_key(self.key.key is not None or (here and self.key.kept))

    def _allow(self) -> None:
        """Whether there is something to ask; what else is wrong is said when asked."""
        known = bool(self._model.text) and self._address.problem is None
        self._test.setEnabled(known)
        self._check.setEnabled(known)

    def _drop_answers(self) -> None:
        """What was answered, or is still to come, is not about what has been typed since."""
        address, model = self._address.text, self._model.text
        tested, listed = self._tested, self._listed
        if tested is not None and (tested.base_url, tested.model) != (address, model):
            self._tested = None
            self._result.hide()
        if listed is not None and listed.base_url != address:
            self._listed = None
            self._model.forget()

    @Slot()
    def _forget_learnt(self) -> None:
        self._learnt_of = None
        self._edited()

    @Slot()
    def _ask_test(self) -> None:
        endpoint = self.endpoint
        if endpoint is None:
            self.point_at_problem()
            return
        self._tested = endpoint
        self.set_testing()
        self.test_requested.emit(endpoint, self.key.key)

    @Slot()
    def _ask_check(self) -> None:
        endpoint = self.endpoint
        if endpoint is None:
            self.point_at_problem()
        else:
            self.check_requested.emit(endpoint, self.key.key)

    @Slot()
    def _ask_models(self) -> None:
        address = self._address.text
        name = self._name.text().strip() or self._suggested_name or host_of(address)
        base = self._base or Endpoint(name, address, "")
        self._listed = replace(base, name=name, base_url=address)
        self._model.set_asking()
        self.models_requested.emit(self._listed, self.key.key)

    def _say_result(self, text: str, role: str) -> None:
        self._result.setText(text)
        self._result.setProperty("role", role)
        self._result.show()
        restyle(self._result)
        announce(self._result, text)


def _same_asked(one: Endpoint, other: Endpoint) -> bool:
    """Whether the two are asked alike: a name and prices change no request."""
    name, prices = other.name, other.prices
    return replace(one, name=name, prices=prices, dropped_params=()) == replace(
        other, dropped_params=()
    )
