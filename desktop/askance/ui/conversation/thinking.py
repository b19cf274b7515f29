"""The model thinking aloud, folded. GUI thread.

While it is folded, what comes is only kept: thoughts can be ten times as long as the answer. No
widget of its own: the answer places its parts.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QObject, Signal
from PySide6.QtWidgets import QWidget

from askance.core.conversation import Timing
from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.rows import Row
from askance.ui.figures import duration, whole
from askance.ui.theme import Theme
from askance.ui.widgets import Button

_SIZE = 13.5
_INDENT = 24
_TENTHS = 10  # seconds; less is elsewhere told in tenths


def _took(seconds: int) -> str:
    """`4 s`, `48 s`, `2 min 10 s`: of thoughts nobody wants tenths."""
    if seconds < _TENTHS:
        return QCoreApplication.translate("Thinking", "{seconds} s").format(seconds=whole(seconds))
    return duration(seconds)


class Thinking(QObject):
    """Nothing until something is thought; then a button, and the thoughts while it is open."""

    folded = Signal()
    """It was opened or closed: its height changed."""
    grew = Signal()
    """More of it was read: its height changed by itself."""

    def __init__(self, *, theme: Theme, offthread: Offthread, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._offthread, self._parent = theme, offthread, parent
        self._pieces: list[str] = []
        self._clock = QElapsedTimer()
        self._seconds = 0
        self._over = False
        self._icon = ""
        self._toggle: Button | None = None
        self._text: BlocksCanvas | None = None

    @property
    def rows(self) -> list[Row]:
        """What is shown."""
        rows = [Row(self._toggle, snug=True)] if self._toggle is not None else []
        return [*rows, *(Row(body, 4, _INDENT) for body in self.bodies)]

    @property
    def bodies(self) -> list[BlocksCanvas]:
        """The thoughts, while they are open."""
        opened = self._toggle is not None and self._toggle.isChecked()
        return [self._text] if opened and self._text is not None else []

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [self._toggle] if self._toggle is not None else []

    @property
    def text(self) -> str:
        """Everything thought."""
        return "".join(self._pieces)

    def append(self, text: str) -> None:
        """More thoughts, just arrived."""
        if not self._pieces:
            self._clock.start()
        self._pieces.append(text)
        self._say()
        self._show()

    def set_text(self, text: str, timing: Timing | None) -> None:
        """Thoughts of an answer that is complete, and how long it took."""
        if text != self.text:
            self._pieces = [text]
            self._show()
        if timing is not None and timing.thought is not None:
            self._seconds = round(timing.thought - (timing.first_token or 0.0))
        self._over = True
        self._say()

    def end(self) -> None:
        """The answer itself began, or ended."""
        if self._over or not self._pieces:
            return
        self._over = True
        if self._clock.isValid():
            self._seconds = round(self._clock.elapsed() / 1000)
        self._say()

    def hide(self) -> None:
        """The choice it belongs to is not the one shown."""
        for row in self.rows:
            row.widget.hide()

    def restyle(self) -> None:
        """Follows the theme."""
        if self._text is not None:
            self._text.restyle()

    def _words(self) -> str:
        if not self._over:
            return self.tr("Thinking…")
        if self._seconds:
            return self.tr("Thought for {time}").format(time=_took(self._seconds))
        return self.tr("Thoughts")

    def _say(self) -> None:
        if self._toggle is None:
            self._toggle = self._made()
        icon = "down" if self._toggle.isChecked() else "right"
        if self._toggle.accessibleName() != self._words() or self._icon != icon:
            self._icon = icon
            self._toggle.present(self._words(), icon, "quiet")

    def _made(self) -> Button:
        toggle = Button(self._theme, "", icon="right", kind="quiet")
        toggle.setParent(self._parent)
        toggle.setProperty("small", "fold")
        toggle.setCheckable(True)
        toggle.toggled.connect(self._fold)
        return toggle

    def _fold(self, opened: bool) -> None:
        if opened and self._text is None:
            self._text = BlocksCanvas(
                theme=self._theme,
                offthread=self._offthread,
                name=self.tr("Thoughts"),
                role="soft",
                size=_SIZE,
                typed=True,
                parent=self._parent,
            )
            self._text.resized.connect(self.grew)
        if self._text is not None:
            self._text.setVisible(opened)
        self._say()
        self._show()
        self.folded.emit()

    def _show(self) -> None:
        for body in self.bodies:
            text = self.text
            if not text.startswith(body.text):
                body.renew()
            body.append(text[len(body.text) :])
            body.refresh()
            body.accompany()
