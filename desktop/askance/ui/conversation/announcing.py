"""How an answer is told to who can't see it: its name, its sentences as they come, its end. GUI
thread.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.doubt import counted
from askance.ui.conversation.doubting import described
from askance.ui.conversation.flow import Leaf
from askance.ui.conversation.message import shortened
from askance.ui.conversation.speaking import Speaker, Standing, named
from askance.ui.widgets import announce

_ANNOUNCED = 300
_BEGINNING = 200
"""Characters: more than a name has."""


class Announcer:
    """Speaks on behalf of the widget of an answer."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._speaker: Speaker | None = None

    @property
    def speaking(self) -> bool:
        """Whether sentences of an answer that comes were listened to."""
        return self._speaker is not None

    def name(self, canvases: Sequence[BlocksCanvas], words: str, *, streaming: bool) -> None:
        """Names the answer, whose source is `words`; its doubtful words stand on `canvases`."""
        if streaming:
            self._widget.setAccessibleName(_tr("Answer, still coming"))
            self._widget.setAccessibleDescription(words)
            return
        first = next(iter(canvases), None)
        begins = _beginning(first.leaves) if first is not None else ""
        name = _tr("Answer: {text}").format(text=shortened(begins or words))
        self._widget.setAccessibleName(name)
        self._widget.setAccessibleDescription("\n".join(filter(None, (described(canvases), words))))

    def speak(self, canvas: BlocksCanvas, begins: Standing) -> None:
        """Tells what stands so far; what stood at the beginning is known."""
        if self._speaker is None:
            self._speaker = Speaker(self._widget, begins)
        self._speaker.hear(canvas.leaves, canvas.complete)

    def end(self, canvas: BlocksCanvas, words: str) -> None:
        """Tells that the answer is complete, and what of it was not told yet; `words` are its
        source, or how it ended; empty where nothing is to be told.
        """
        count = counted(len(canvas.doubts)) if canvas.doubts else ""
        speaker, self._speaker = self._speaker, None
        complete = _tr("The answer is complete")
        if speaker is not None and speaker.began:
            speaker.end(canvas.leaves, complete, count)
            return
        if not words:
            return
        words = complete if len(words) > _ANNOUNCED else canvas.plain() or words
        announce(self._widget, "\n".join(filter(None, (words, count))))

    def restart(self) -> None:
        """Other words are shown: they were not told yet."""
        self._speaker = None


def _beginning(leaves: Sequence[Leaf]) -> str:
    """The first words as they are read aloud, without Markdown's marks."""
    begins = ""
    for leaf in leaves:
        begins = f"{begins} {named(leaf)}".strip()
        if len(begins) > _BEGINNING:
            break
    return begins


def _tr(text: str) -> str:
    return QCoreApplication.translate("AnswerView", text)
