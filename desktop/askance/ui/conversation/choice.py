"""One choice of an answer: the thoughts, the text, the refusal. GUI thread."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from askance.core.chat import LogprobsDelta, ReasoningDelta, RefusalDelta, TextDelta
from askance.core.conversation import Choice
from askance.ui.conversation.blocks import BlocksView
from askance.ui.conversation.column import Column
from askance.ui.conversation.flow import plain_leaves
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.prose import ProseView
from askance.ui.conversation.thinking import Thinking
from askance.ui.theme import Theme


class ChoiceView(Column):
    """One choice: thoughts, text, refusal."""

    def __init__(self, *, theme: Theme, offthread: Offthread) -> None:
        super().__init__()
        self.thinking = Thinking(theme=theme)
        self.blocks = BlocksView(theme=theme, offthread=offthread, name=self.tr("Answer text"))
        self._refusal = ProseView(theme=theme, name=self.tr("The model declined"), role="soft")
        self._refused: list[str] = []
        self._refusal.hide()
        self.add(self.thinking, 0)
        self.add(self.blocks, 8)
        self.add(self._refusal, 8)
        self.blocks.piece_added.connect(self._chain)
        self.thinking.folded.connect(lambda: self.touch(self.thinking))

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [*self.thinking.stops, *self.blocks.stops, self._refusal]

    @property
    def refusal(self) -> str:
        """The model's refusal so far."""
        return "".join(self._refused)

    def apply(self, event: TextDelta | ReasoningDelta | RefusalDelta | LogprobsDelta) -> None:
        """Takes a piece; `refresh` shows it."""
        match event:
            case TextDelta(text=text) if not self.blocks.finished:
                self.thinking.end()
                self.blocks.append(text)
            case ReasoningDelta(text=text):
                self.thinking.append(text)
            case RefusalDelta(text=text):
                self._refused.append(text)
            case LogprobsDelta(tokens=tokens):
                self.blocks.hear(tokens)

    def refresh(self) -> None:
        """Shows what came."""
        self.blocks.refresh()
        self._show_refusal()
        self.touch(self.thinking)

    def continues(self, choice: Choice) -> bool:
        """Whether what is shown is the beginning of `choice`."""
        shown = self.blocks.text
        if self.blocks.finished:
            return shown == choice.text
        return choice.text.startswith(shown)

    def set_choice(self, choice: Choice, *, streaming: bool) -> None:
        """Shows `choice`, which what is shown must begin; one that had ended goes on."""
        if streaming:
            self.blocks.resume(choice.logprobs)
        if not self.blocks.finished:
            self.blocks.append(choice.text[len(self.blocks.text) :])
        more = choice.logprobs[self.blocks.heard :]
        if more and not self.blocks.finished:
            self.blocks.hear(more)
        if choice.reasoning and streaming and not self.thinking.text:
            self.thinking.append(choice.reasoning)
        elif choice.reasoning and not streaming:
            self.thinking.set_text(choice.reasoning)
        if choice.refusal:
            self._refused = [choice.refusal]
        if not streaming:
            self.thinking.end()
            self.blocks.finish()
        self.refresh()

    def restyle(self) -> None:
        """Follows the theme."""
        self.thinking.restyle()
        self.blocks.restyle()
        self._refusal.restyle()
        self.touch_all()

    def _show_refusal(self) -> None:
        if self._refused:
            leaves = list(plain_leaves(self.refusal))
            if leaves != self._refusal.leaves:
                self._refusal.write(leaves)
            self._refusal.setVisible(True)

    def _chain(self) -> None:
        """Puts a new block behind the one before it in the order of Tab."""
        pieces = self.blocks.pieces
        before = pieces[-2] if len(pieces) > 1 else self.thinking
        last = before.stops[-1]
        for stop in pieces[-1].stops:
            QWidget.setTabOrder(last, stop)
            last = stop
