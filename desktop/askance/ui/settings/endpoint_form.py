"""The fields of one endpoint, on the first-run page and in the settings alike. GUI thread.

Shows at once which address a question will really go to; testing and listing models are asked for
by signals and answered through methods, which name the endpoint that was asked: an answer that
comes after another one was chosen or typed is dropped.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from askance.core.address import chat_url, host_of
from askance.core.endpoint import SUGGESTED_MODEL, Endpoint, ModelInfo, Provider
from askance.core.errors import AskanceError, Problem
from askance.services.endpoints import EndpointCheck
from askance.ui.inputs import CheckBox, ComboBox
from askance.ui.settings.key_field import KeyField
from askance.ui.theme import Theme
from askance.ui.widgets import Button, QuietLine, announce, label, restyle

_MOST_TOKENS = 1_000_000


class EndpointForm(QWidget):
    """Address, model, key; with `full`, also the name and how it is asked."""

    changed = Signal()
    test_requested = Signal(object, object)
    """An `Endpoint`, and the typed key or None (the kept one then); answer with that endpoint and
    `set_test_result`.
    """
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
        self._suggested_name = ""
        self._key_page = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._name = _line(self.tr("Name"))
        self._address = _line(self.tr("Address"))
        self._address.setPlaceholderText("https://api.example.com/v1")
        self._goes_to = label("", "small", wrap=True)
        self._model = self._model_field()
        self._models_line = label("", "small", wrap=True)
        self._models_line.hide()
        self.key = KeyField(theme)
        self._key_link = QuietLine(self.tr("Where to get a key"))
        self._key_link.clicked.connect(lambda: self.link_opened.emit(self._key_page))
        self._add_fields()
        self._advanced = _Advanced(theme)
        if full:
            self._column.addWidget(self._advanced)
        self._column.addLayout(self._test_row())
        self._result = label("", "small", wrap=True)
        self._result.hide()
        self._column.addWidget(self._result)
        for signal in (self._name.textChanged, self._address.textChanged, self.key.changed):
            signal.connect(self._edited)
        self._model.currentTextChanged.connect(self._edited)
        self.set_endpoint(None)

    @property
    def endpoint(self) -> Endpoint | None:
        """What is typed, or None while an address or a model is missing."""
        address = self._address.text().strip()
        model = self._model.currentText().strip()
        if not model or self._address_problem() is not None:
            return None
        name = self._name.text().strip() or self._suggested_name or host_of(address)
        base = self._base or Endpoint(name, address, model)
        edited = replace(base, name=name, base_url=address, model=model)
        return self._advanced.applied_to(edited) if self._full else edited

    def set_endpoint(self, endpoint: Endpoint | None, *, name_fixed: bool = False) -> None:
        """Fills the fields; None: an address of one's own. The typed key is forgotten."""
        self._base = endpoint
        self._suggested_name = ""
        self._fill(endpoint.base_url if endpoint else "", endpoint.model if endpoint else "", ())
        with QSignalBlocker(self._name):
            self._name.setText(endpoint.name if endpoint else "")
        self._name.setReadOnly(name_fixed)
        self._name.setEnabled(not name_fixed)
        self._advanced.show_endpoint(endpoint)
        self._set_key_page("")
        self._edited()

    def set_provider(self, provider: Provider, models: tuple[ModelInfo, ...] = ()) -> None:
        """Fills in a known server."""
        self._base = None
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
        self._model.setCurrentText(SUGGESTED_MODEL)
        self._address.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_models(self, asked: Endpoint, models: tuple[ModelInfo, ...]) -> None:
        """Offers these, those that see pictures first; what is typed stays."""
        if asked == self._listed:
            self._offer_models(models)

    def set_models_problem(self, asked: Endpoint, problem: Problem) -> None:
        """No list: a typed name works all the same."""
        if asked == self._listed:
            words = self.tr("The models could not be listed ({title}). Type a name.")
            self._say_models(words.format(title=problem.title), "small")

    def set_testing(self) -> None:
        """A test is under way."""
        self._test.setEnabled(False)
        self._say_result(self.tr("Asking…"), "small")

    def set_test_result(self, asked: Endpoint, check: EndpointCheck) -> None:
        """How the test went."""
        if asked != self._tested:
            return
        self._test.setEnabled(self.endpoint is not None)
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

    def _offer_models(self, models: tuple[ModelInfo, ...]) -> None:
        typed = self._model.currentText()
        with QSignalBlocker(self._model):
            self._model.clear()
            self._model.addItems(
                [model.id for model in sorted(models, key=lambda item: item.sees_pictures is False)]
            )
            self._model.setCurrentText(typed)
        text = self.tr("{n} models found").format(n=len(models)) if models else ""
        self._say_models(text, "small")

    def _add_fields(self) -> None:
        if self._full:
            self._add(self.tr("Name"), self._name)
        self._add(self.tr("Address"), self._address, self._goes_to)
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self._model, 1)
        self._list = Button(self._theme, self.tr("List models"))
        self._list.clicked.connect(self._ask_models)
        across.addWidget(self._list)
        self._add(self.tr("Model"), row, self._models_line)
        self._add(self.tr("Key"), self.key, self._key_link)

    def _add(self, text: str, *widgets: QWidget) -> None:
        group = QVBoxLayout()
        group.setSpacing(4)
        group.addWidget(label(text, "small"))
        for widget in widgets:
            group.addWidget(widget)
        self._column.addLayout(group)

    def _model_field(self) -> QComboBox:
        field = ComboBox(self._theme, self.tr("Model name"))
        field.setEditable(True)
        field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        edit = field.lineEdit()
        assert edit is not None
        edit.setPlaceholderText(SUGGESTED_MODEL)
        return field

    def _test_row(self) -> QHBoxLayout:
        self._test = Button(self._theme, self.tr("Test"))
        self._test.clicked.connect(self._ask_test)
        row = QHBoxLayout()
        row.addWidget(self._test)
        row.addWidget(label(self.tr("Asks one tiny question."), "small"))
        row.addStretch(1)
        return row

    def _fill(self, address: str, model: str, models: tuple[ModelInfo, ...]) -> None:
        self.key.clear()
        self._tested = self._listed = None
        self._result.hide()
        self._models_line.hide()
        with QSignalBlocker(self._address), QSignalBlocker(self._model):
            self._address.setText(address)
            self._model.clear()
            self._model.setCurrentText(model)
        if models:
            self._offer_models(models)

    def _set_key_page(self, url: str) -> None:
        self._key_page = url
        shown = url.removeprefix("https://")
        self._key_link.set_whole(self.tr("Get a key at {page}").format(page=shown) if url else "")
        self._key_link.setVisible(bool(url))

    def _address_problem(self) -> Problem | None:
        try:
            chat_url(self._address.text())
        except AskanceError as error:
            return error.problem
        return None

    @Slot()
    def _edited(self) -> None:
        problem = self._address_problem()
        typed = bool(self._address.text().strip())
        if problem is None:
            text = self.tr("Asks go to {url}").format(url=chat_url(self._address.text()))
        else:
            text = f"{problem.title}. {problem.detail}" if typed else ""
        self._goes_to.setText(text)
        self._name.setPlaceholderText(host_of(self._address.text()))
        self._goes_to.setVisible(bool(text))
        self._goes_to.setProperty("role", "problem_small" if problem and typed else "small")
        restyle(self._goes_to)
        self._address.setAccessibleDescription(text)
        self._list.setEnabled(problem is None)
        self._test.setEnabled(self.endpoint is not None)
        self._drop_answers()
        self.changed.emit()

    def _drop_answers(self) -> None:
        """What was answered, or is still to come, is not about what has been typed since."""
        address, model = self._address.text().strip(), self._model.currentText().strip()
        tested, listed = self._tested, self._listed
        if tested is not None and (tested.base_url, tested.model) != (address, model):
            self._tested = None
            self._result.hide()
        if listed is not None and listed.base_url != address:
            self._listed = None
            self._models_line.hide()

    @Slot()
    def _ask_test(self) -> None:
        endpoint = self.endpoint
        if endpoint is not None:
            self._tested = endpoint
            self.set_testing()
            self.test_requested.emit(endpoint, self.key.key)

    @Slot()
    def _ask_models(self) -> None:
        address = self._address.text().strip()
        name = self._name.text().strip() or self._suggested_name or host_of(address)
        base = self._base or Endpoint(name, address, "")
        self._listed = replace(base, name=name, base_url=address)
        self._say_models(self.tr("Asking the server…"), "small")
        self.models_requested.emit(self._listed, self.key.key)

    def _say_models(self, text: str, role: str) -> None:
        self._models_line.setText(text)
        self._models_line.setProperty("role", role)
        self._models_line.setVisible(bool(text))

    def _say_result(self, text: str, role: str) -> None:
        self._result.setText(text)
        self._result.setProperty("role", role)
        self._result.show()
        restyle(self._result)
        announce(self._result, text)


class _Advanced(QWidget):
    """How an endpoint is asked, beyond where and which model."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._stream = CheckBox(theme, self.tr("Show the reply while it is being written"))
        self._link = CheckBox(theme, self.tr("Send a picture from the web as its address"))
        self._tokens = QSpinBox()
        self._tokens.setRange(0, _MOST_TOKENS)
        self._tokens.setSingleStep(256)
        self._tokens.setSpecialValueText(self.tr("as the server likes"))
        self._tokens.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self._tokens.setAccessibleName(self.tr("Longest reply, in tokens"))
        self._tokens.lineEdit().setAccessibleName(self._tokens.accessibleName())
        self._prompt = QPlainTextEdit()
        self._prompt.setAccessibleName(self.tr("Standing instructions"))
        self._prompt.setTabChangesFocus(True)
        self._prompt.setFixedHeight(72)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._stream)
        column.addWidget(self._link)
        row = QHBoxLayout()
        row.addWidget(label(self.tr("Longest reply, in tokens"), "small"))
        row.addWidget(self._tokens)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(label(self.tr("Standing instructions"), "small"))
        column.addWidget(self._prompt)

    def show_endpoint(self, endpoint: Endpoint | None) -> None:
        shown = endpoint or Endpoint("", "", "")
        self._stream.setChecked(shown.stream)
        self._link.setChecked(shown.link_pictures)
        self._tokens.setValue(shown.max_tokens or 0)
        self._prompt.setPlainText(shown.system_prompt)

    def applied_to(self, endpoint: Endpoint) -> Endpoint:
        return replace(
            endpoint,
            stream=self._stream.isChecked(),
            link_pictures=self._link.isChecked(),
            max_tokens=self._tokens.value() or None,
            system_prompt=self._prompt.toPlainText().strip(),
            # What it refused once may be accepted after a change.
            dropped_params=(),
        )


def _line(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    return made
