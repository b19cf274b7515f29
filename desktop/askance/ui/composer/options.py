"""What a person asks of their questions other than the endpoint says: a button beside the composer,
a popup behind it, and a chip while anything deviates. GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy

from askance.core.chat import ChatOptions
from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.core.overrides import Overrides
from askance.ui.composer.number_field import NumberField
from askance.ui.composer.options_form import OptionsForm
from askance.ui.theme import Theme
from askance.ui.widgets import IconButton, QuietLine

_ABOVE = 6


class OptionsChip(QFrame):
    """The deviations in words, and a way to drop them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("panel", "chip")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.words = QuietLine(self.tr("Options in use"))
        self.clear = IconButton(theme, "close", self.tr("Clear options"), role="text")
        self.clear.setProperty("small", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 1, 3, 1)
        row.setSpacing(6)
        row.addWidget(self.words)
        row.addWidget(self.clear)
        self.hide()


class QuestionOptions(QObject):
    """The button, the chip and the popup; whoever owns it places the first two. Kept until they are
    changed or `clear`ed. The built-in endpoint takes none, so nothing is shown for it.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._endpoint = ON_DEVICE
        self._overrides = Overrides()
        self.button = IconButton(theme, "options", self.tr("Question options"))
        self.button.setToolTip(self.tr("Options"))
        self.chip = OptionsChip(theme)
        self.form = OptionsForm(theme, self.button)
        self.button.clicked.connect(self.open)
        self.chip.words.clicked.connect(self.open)
        self.chip.clear.clicked.connect(self._drop)
        self.form.changed.connect(self._take)
        self.set_endpoint(ON_DEVICE)

    @property
    def overrides(self) -> Overrides:
        """What deviates."""
        return self._overrides

    def chosen(self) -> ChatOptions | None:
        """What a question to the endpoint is asked with; None: as the endpoint says."""
        if self._endpoint.on_device or self._overrides == Overrides():
            return None
        return self._overrides.over(ChatOptions.of(self._endpoint))

    def set_endpoint(self, endpoint: Endpoint) -> None:
        """Where a question goes."""
        self._endpoint = endpoint
        self.form.set_endpoint(endpoint)
        self._show()

    def clear(self) -> None:
        """Everything as the endpoint says."""
        self.form.set_overrides(Overrides())

    @Slot()
    def open(self) -> None:
        """Shows the popup over the button, with the keyboard in it."""
        self.form.adjustSize()
        corner = self.button.mapToGlobal(QPoint(0, -self.form.height() - _ABOVE))
        room = self.button.screen().availableGeometry()
        self.form.move(
            max(room.left(), min(corner.x(), room.right() - self.form.width())),
            max(room.top(), corner.y()),
        )
        self.form.show()
        self.form.focus_first()

    @Slot()
    def _drop(self) -> None:
        self.clear()
        self.button.setFocus()

    @Slot(object)
    def _take(self, overrides: Overrides) -> None:
        if overrides != self._overrides:
            self._overrides = overrides
            self._show()
            self.changed.emit()

    def _show(self) -> None:
        words = words_of(self._overrides)
        self.chip.words.set_whole(words)
        self.chip.setVisible(bool(words) and not self._endpoint.on_device)
        self.button.setVisible(not self._endpoint.on_device)


def words_of(overrides: Overrides) -> str:
    """The deviations as on the chip: `3 answers · temperature 0.2`; empty when there are none."""
    words = [
        "" if overrides.n is None else _answers(overrides.n),
        _number(_tr("temperature {value}"), overrides.temperature),
        _number(_tr("top p {value}"), overrides.top_p),
        _number(_tr("at most {value} tokens"), overrides.max_tokens),
        "" if overrides.top_logprobs is None else _doubts(overrides.top_logprobs),
        {
            None: "",
            "auto": _tr("automatic detail"),
            "low": _tr("low detail"),
            "high": _tr("high detail"),
        }.get(overrides.detail, overrides.detail or ""),
        {
            None: "",
            "low": _tr("low effort"),
            "medium": _tr("medium effort"),
            "high": _tr("high effort"),
        }.get(overrides.reasoning_effort, overrides.reasoning_effort or ""),
        _number(_tr("seed {value}"), overrides.seed),
        _tr("stops at {count}").format(count=len(overrides.stop)) if overrides.stop else "",
    ]
    return " · ".join(word for word in words if word)


def _number(words: str, value: float | None) -> str:
    return "" if value is None else words.format(value=NumberField.shown(value))


def _answers(count: int) -> str:
    if count == 1:
        return _tr("1 answer")
    return _tr("{count} answers").format(count=count)


def _doubts(alternatives: int) -> str:
    if not alternatives:
        return _tr("no doubtful words")
    if alternatives == 1:
        return _tr("doubtful words with 1 alternative")
    return _tr("doubtful words with {count} alternatives").format(count=alternatives)


def _tr(text: str) -> str:
    return QCoreApplication.translate("QuestionOptions", text)
