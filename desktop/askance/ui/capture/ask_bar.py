"""The card under the selection: presets, the question, Send, and one quiet line. GUI thread.

Made when the first selection exists, after the frozen frame stands; it knows nothing of screens and
regions and only says what the person wants. Keys it has no use for (Escape, arrows in an empty
field) go on to the window it lies in.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from askance.core.endpoint import Endpoint
from askance.core.prompts import Preset
from askance.ui.flow_layout import FlowLayout
from askance.ui.letters import key_of
from askance.ui.presets import presets_for, prompt_of, title_of
from askance.ui.raised import SHADOW, paint_raised
from askance.ui.theme import Theme

NARROWEST, WIDEST = 460, 720
GAP = 12
"""Points between the selection and the card."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class QuestionField(QLineEdit):
    """One line to type in. Enter sends, Ctrl+Enter adds."""

    entered = Signal(bool)
    """Whether the question is to be added to the last conversation."""
    lets_t_pass = False
    """Whether T means something to whoever this lies in."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.entered.emit(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif self._passes(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _passes(self, event: QKeyEvent) -> bool:
        """Keys that mean the picture: arrows, #, ?, T and Ctrl+A while there is no text here; while
        no text is selected, Ctrl+C; and Ctrl+D, which on X11 would delete a letter.
        """
        if event.key() in _MOVES:
            return not self.text()
        if event.text() in ("#", "?") or (self.lets_t_pass and event.text() == "t"):
            return not self.text()
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        key = key_of(event)
        if key == Qt.Key.Key_A:
            return not self.text()
        return key == Qt.Key.Key_D or (key == Qt.Key.Key_C and not self.hasSelectedText())


class AskBar(QWidget):
    """A raised card with its shadow; `SHADOW` points on every side are not the card."""

    submitted = Signal(str, bool)
    """The question (may be empty) and whether it is added to the last conversation."""
    joined = Signal()
    """The picture belongs to the question before."""
    text_wanted = Signal()
    """The text in the picture is to be selected."""

    def __init__(self, theme: Theme, parent: QWidget, endpoint: Endpoint) -> None:
        super().__init__(parent)
        self._theme, self._endpoint = theme, endpoint
        self._card = QVBoxLayout(self)
        self._card.setContentsMargins(SHADOW + 12, SHADOW + 10, SHADOW + 12, SHADOW + 8)
        self._card.setSpacing(0)
        self._row = QHBoxLayout()
        self._offers = QWidget(self)
        self._presets = [self._preset_button(preset) for preset in presets_for(endpoint)]
        self._join = self._join_button()
        self._text = self._text_button()
        self.question = self._question_field()
        self._send = self._send_button()
        self._cost = QLabel()
        self._keys = QLabel()
        self._lay_out()
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def offer_text(self) -> None:
        """Text can be read here: T and its button mean something."""
        self._text.show()
        self.question.lets_t_pass = True

    def offer_to_join(self) -> None:
        """The capture before was a moment ago: this one may belong to it."""
        self._join.show()

    def set_cost(self, text: str) -> None:
        """The quiet line: what would leave, and where to."""
        self._cost.setText(text)
        self._fit_keys()

    def place(self, selection: QRect, room: QRect) -> None:
        """Moves under the selection, above it or into its foot, always inside `room`; points of the
        parent.
        """
        self.ensurePolished()
        # What the texts need, whatever size the person reads them in.
        across = max(NARROWEST, self._row.sizeHint().width() + 24)
        widest = room.width() - 2 * GAP
        width = min(max(across, min(selection.width(), WIDEST)), widest)
        # On a narrow screen the presets take a second line.
        down = self._card.heightForWidth(width + 2 * SHADOW) - 2 * SHADOW
        card = QRect(0, 0, width, down)
        card.moveTo(selection.left(), selection.bottom() + 1 + GAP)
        if card.bottom() > room.bottom() - GAP:
            card.moveBottom(selection.top() - 1 - GAP)
            # The size label stands there.
            card.translate(0, -28)
        if card.top() < room.top() + GAP:
            seen = selection & room
            inside = max(across, min(seen.width() - 2 * GAP, WIDEST))
            card.setWidth(min(inside, widest))
            card.moveCenter(seen.center())
            card.moveBottom(seen.bottom() - GAP)
        farthest = room.right() + 1 - GAP - card.width()
        card.moveLeft(max(room.left(), min(max(card.left(), room.left() + GAP), farthest)))
        card.moveTop(max(room.top(), min(card.top(), room.bottom() + 1 - card.height())))
        self.setGeometry(card.adjusted(-SHADOW, -SHADOW, SHADOW, SHADOW))

    def type_in(self, text: str) -> None:
        """Focuses the field and types what was meant for it."""
        self.question.setFocus(Qt.FocusReason.OtherFocusReason)
        self.question.insert(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        button = self.focusWidget()
        if event.key() in _ENTER and isinstance(button, QPushButton) and button.hasFocus():
            button.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_raised(painter, self.rect(), self._theme)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_keys()

    def _lay_out(self) -> None:
        self._row.setSpacing(6)
        flow = FlowLayout(self._offers, spacing=6)
        for button in (self._join, *self._presets):
            flow.addWidget(button)
        self._row.addWidget(self._offers, 1)
        self._row.addWidget(self._text, 0, Qt.AlignmentFlag.AlignTop)
        asking = QHBoxLayout()
        asking.setSpacing(10)
        asking.addWidget(self.question, 1)
        asking.addWidget(self._send)
        quiet = QHBoxLayout()
        quiet.setSpacing(12)
        for label, role in ((self._cost, "soft"), (self._keys, "faint")):
            label.setFont(self._theme.font(12))
            label.setProperty("role", role)
            label.setStyleSheet(f"font-size: {self._theme.pixels(12)}px;")
        quiet.addWidget(self._cost)
        quiet.addStretch(1)
        quiet.addWidget(self._keys)
        self._card.addLayout(self._row)
        self._card.addSpacing(10)
        self._card.addLayout(asking)
        self._card.addSpacing(6)
        self._card.addLayout(quiet)
        order = (self.question, self._send, self._join, *self._presets, self._text)
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def _preset_button(self, preset: Preset) -> QPushButton:
        button = QPushButton(title_of(preset), self)
        button.setProperty("kind", "preset")
        button.setAccessibleDescription(preset.prompt)
        button.clicked.connect(lambda: self._ask_preset(preset))
        return button

    def _join_button(self) -> QPushButton:
        button = QPushButton(
            QCoreApplication.translate("Capture", "Add to the last question"), self
        )
        button.setProperty("kind", "preset")
        button.setIcon(self._theme.icon("plus"))
        button.clicked.connect(self.joined)
        button.hide()
        return button

    def _text_button(self) -> QPushButton:
        button = QPushButton(QCoreApplication.translate("Capture", "Text"), self)
        button.setProperty("kind", "preset")
        button.setAccessibleName(QCoreApplication.translate("Capture", "Select text"))
        button.setToolTip(QCoreApplication.translate("Capture", "Select text (Ctrl+T)"))
        button.clicked.connect(self.text_wanted)
        button.hide()
        return button

    def _question_field(self) -> QuestionField:
        field = QuestionField(self)
        field.setProperty("bare", True)
        field.setPlaceholderText(
            QCoreApplication.translate("Capture", "Press Enter to read the text")
            if self._endpoint.on_device
            else QCoreApplication.translate("Capture", "Ask about this…")
        )
        field.setAccessibleName(QCoreApplication.translate("Capture", "Question"))
        field.entered.connect(self._submit)
        return field

    def _send_button(self) -> QPushButton:
        button = QPushButton(QCoreApplication.translate("Capture", "Send"), self)
        button.setProperty("kind", "primary")
        button.setIcon(self._theme.icon("send", "on_accent"))
        button.setAccessibleName(QCoreApplication.translate("Capture", "Send"))
        button.clicked.connect(lambda: self._submit(adds=False))
        return button

    def _ask_preset(self, preset: Preset) -> None:
        self.question.setText(prompt_of(preset))
        self._submit(adds=False)

    def _submit(self, adds: bool) -> None:
        self.submitted.emit(self.question.text().strip(), adds)

    def _fit_keys(self) -> None:
        """All the keys where they fit beside the cost, else the one that matters."""
        leaves = QCoreApplication.translate("Capture", "Esc leaves")
        adds = QCoreApplication.translate("Capture", "Ctrl+Enter adds to the last conversation")
        briefly = QCoreApplication.translate("Capture", "Ctrl+Enter adds")
        room = self.width() - 2 * SHADOW - 24 - 12 - self._cost.sizeHint().width()
        metrics = QFontMetrics(self._theme.font(12))
        for text in (f"{adds} · {leaves}", f"{briefly} · {leaves}", leaves):
            self._keys.setText(text)
            if metrics.horizontalAdvance(text) <= room:
                break
