"""The model thinking aloud, folded. GUI thread.

While it is folded, what comes is only kept: thoughts can be ten times as long as the answer.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from askance.ui.conversation.column import Column
from askance.ui.conversation.flow import TextLeaf, plain_leaves
from askance.ui.conversation.prose import ProseView
from askance.ui.theme import Theme
from askance.ui.widgets import Button


class Thinking(Column):
    """Hidden until something is thought."""

    folded = Signal()
    """It was opened or closed: its height changed."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._leaves: list[TextLeaf] = []
        self._clock = QElapsedTimer()
        self._over = False
        self.toggle = Button(theme, "", icon="right", kind="quiet")
        self.toggle.setProperty("small", "fold")
        self.toggle.setCheckable(True)
        self.toggle.toggled.connect(self._fold)
        self._text = ProseView(theme=theme, name=self.tr("Thinking"), role="soft", size=13.5)
        self._text.hide()
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.toggle)
        line.addStretch(1)
        self.add(row, 0)
        self.add(self._text, 4)
        self.indent(self._text, 24)
        self.hide()

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [self.toggle, self._text]

    @property
    def text(self) -> str:
        """Everything thought."""
        return "".join(self._pieces)

    def append(self, text: str) -> None:
        """More thoughts, just arrived."""
        if not self._pieces:
            self._clock.start()
            self._say(self.tr("Thinking…"))
        self._pieces.append(text)
        self._show()

    def set_text(self, text: str) -> None:
        """Thoughts of an answer that is complete."""
        if text != self.text:
            self._pieces = [text]
            self._show()
        self.end()

    def end(self) -> None:
        """The answer itself began, or ended."""
        if self._over or not self._pieces:
            return
        self._over = True
        seconds = round(self._clock.elapsed() / 1000) if self._clock.isValid() else 0
        if seconds:
            self._say(self.tr("Thought for {seconds} s").format(seconds=seconds))
        else:
            self._say(self.tr("Thinking"))

    def restyle(self) -> None:
        """Follows the theme."""
        self._text.restyle()
        self.touch_all()

    def _say(self, words: str) -> None:
        self.toggle.present(words, "down" if self.toggle.isChecked() else "right", "quiet")
        self.setVisible(True)
        self.touch_all()

    def _fold(self, opened: bool) -> None:
        self._text.setVisible(opened)
        self._say(self.toggle.text())
        self._show()
        self.folded.emit()

    def _show(self) -> None:
        if self._text.isHidden():
            return
        leaves = list(plain_leaves(self.text))
        keep = 0
        while keep < min(len(leaves), len(self._leaves)) and leaves[keep] == self._leaves[keep]:
            keep += 1
        self._text.write(leaves[keep:], keep=keep)
        self._leaves = leaves
        self.touch(self._text)
