"""One choice of an answer: the thoughts, the text, the refusal. GUI thread.

No widget of its own: the answer places its parts, alone or beside those of another choice.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from askance.core.chat import LogprobsDelta, ReasoningDelta, RefusalDelta, TextDelta
from askance.core.conversation import Choice, Timing
from askance.ui.conversation.boxes.formula import Formulas
from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.flow import plain_leaves
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.rows import Row
from askance.ui.conversation.slices import Slices
from askance.ui.conversation.speaking import Standing, standing
from askance.ui.conversation.thinking import Thinking
from askance.ui.theme import Theme

Piece = TextDelta | ReasoningDelta | RefusalDelta | LogprobsDelta
"""What comes of a choice."""


class ChoiceView(QObject):
    """One choice: thoughts, text, refusal."""

    def __init__(
        self,
        *,
        theme: Theme,
        offthread: Offthread,
        formulas: Formulas | None,
        slices: Slices | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._theme, self._offthread, self._parent = theme, offthread, parent
        self.thinking = Thinking(theme=theme, offthread=offthread, parent=parent)
        self.canvas = BlocksCanvas(
            theme=theme,
            offthread=offthread,
            formulas=formulas,
            slices=slices,
            name=self.tr("Answer text"),
            parent=parent,
        )
        self._refusal: BlocksCanvas | None = None
        self._refused: list[str] = []

    @property
    def rows(self) -> list[Row]:
        """What is shown."""
        refusal = [Row(self._refusal, 8)] if self._refusal is not None else []
        words = [Row(self.canvas, 8, spare=self.canvas.spare)] if self._says else []
        return [*self.thinking.rows, *words, *refusal]

    @property
    def parts(self) -> list[QWidget]:
        """The same, without where they stand."""
        refusal = [self._refusal] if self._refusal is not None else []
        words = [self.canvas] if self._says else []
        return [*(row.widget for row in self.thinking.rows), *words, *refusal]

    @property
    def bodies(self) -> list[BlocksCanvas]:
        """The words, in reading order."""
        refusal = [self._refusal] if self._refusal is not None else []
        words = [self.canvas] if self._says else []
        return [*self.thinking.bodies, *words, *refusal]

    @property
    def sources(self) -> list[str]:
        """The same as they were written."""
        thoughts = self.thinking.text if self.thinking.bodies else ""
        return [thoughts, self.canvas.text, self.refusal]

    @property
    def words(self) -> str:
        """The Markdown source of what is said, or of the refusal to say it."""
        return self.canvas.text or self.refusal

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [*self.thinking.stops, *self.canvas.stops]

    @property
    def refusal(self) -> str:
        """The model's refusal so far."""
        return "".join(self._refused)

    @property
    def standing(self) -> Standing:
        """Up to where its words stand."""
        return standing(self.canvas.leaves, self.canvas.complete)

    def apply(self, event: Piece) -> None:
        """Takes a piece; `refresh` shows it."""
        match event:
            case TextDelta(text=text) if not self.canvas.finished:
                self.thinking.end()
                self.canvas.append(text)
            case ReasoningDelta(text=text):
                self.thinking.append(text)
            case RefusalDelta(text=text):
                self._refused.append(text)
            case LogprobsDelta(tokens=tokens):
                self.canvas.hear(tokens)

    def refresh(self) -> None:
        """Shows what came."""
        self.canvas.refresh()
        self._show_refusal()

    def continues(self, choice: Choice) -> bool:
        """Whether what is shown is the beginning of `choice`."""
        shown = self.canvas.text
        if (self.thinking.text and not choice.reasoning) or (self.refusal and not choice.refusal):
            return False
        if self.canvas.finished:
            return shown == choice.text
        return choice.text.startswith(shown)

    def set_choice(self, choice: Choice, *, streaming: bool, timing: Timing | None) -> None:
        """Shows `choice`, which what is shown must begin; one that had ended goes on."""
        if streaming:
            self.canvas.resume(choice.logprobs)
        if not self.canvas.finished:
            # What is complete is read once, when it is finished below.
            self.canvas.append(choice.text[len(self.canvas.text) :], later=not streaming)
        more = choice.logprobs[self.canvas.heard :]
        if more and not self.canvas.finished:
            self.canvas.hear(more)
        if choice.reasoning and streaming and not self.thinking.text:
            self.thinking.append(choice.reasoning)
        elif choice.reasoning and not streaming:
            self.thinking.set_text(choice.reasoning, timing)
        if choice.refusal:
            self._refused = [choice.refusal]
        if not streaming:
            self.end()
        else:
            self.canvas.refresh()
        self._show_refusal()

    def end(self) -> None:
        """Nothing more comes."""
        self.thinking.end()
        if not self.canvas.finished:
            self.canvas.finish()

    @property
    def plain(self) -> bool:
        """Whether it is words alone, so that another choice can be shown in its place."""
        return self._refusal is None and not self.thinking.stops

    def place(self, *, left: int, width: int) -> int:
        """Places the words of one that is `plain`, as `rows` tells; returns where it ends."""
        canvas = self.canvas
        height = canvas.height_for(width)
        canvas.setGeometry(left, 0, width, height + canvas.spare)
        if canvas.isHidden():
            canvas.show()
        return height

    def renew(self) -> None:
        """Shows nothing, like one that was just made."""
        self.canvas.renew()

    def hide(self) -> None:
        """Another choice is shown instead."""
        self.thinking.hide()
        for body in (self.canvas, *self.bodies):
            body.hide()

    def discard(self) -> None:
        """It is not needed any more."""
        for each in {row.widget for row in self.rows} | {self.canvas, *self.bodies}:
            each.hide()
            each.deleteLater()
        self.deleteLater()

    def restyle(self) -> None:
        """Follows the theme."""
        self.thinking.restyle()
        self.canvas.restyle()
        if self._refusal is not None:
            self._refusal.restyle()

    @property
    def _says(self) -> bool:
        """Whether there are words, or may be some."""
        return self._refusal is None or bool(self.canvas.text)

    def _show_refusal(self) -> None:
        if not self._refused:
            return
        if self._refusal is None:
            self._refusal = BlocksCanvas(
                theme=self._theme,
                offthread=self._offthread,
                name=self.tr("The model declined"),
                role="soft",
                parent=self._parent,
            )
        self._refusal.write(list(plain_leaves(self.refusal)))
