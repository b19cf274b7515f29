"""The choices of an answer beside one another, with the words marked that the others have not.

GUI thread; the words are compared on another one. Each choice keeps its own canvas.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from askance.core.compare import Comparison, by_leaf, compare
from askance.ui.conversation.boxes.box import Shade, Tint
from askance.ui.conversation.choice import ChoiceView
from askance.ui.conversation.leaf_text import text_of
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.rows import place

_LEAST = 320
"""Logical pixels: narrower columns can't be read."""
_BETWEEN = 24
_JOINT = "\n"


class Abreast(QObject):
    """Places choices in columns."""

    compared = Signal(str)
    """How much they agree, in words."""

    def __init__(self, choices: Mapping[int, ChoiceView], *, offthread: Offthread) -> None:
        super().__init__()
        self._choices, self._offthread = choices, offthread

    def fits(self, width: int) -> bool:
        """Whether two columns can be read beside one another."""
        return width >= 2 * _LEAST

    def place(self, *, left: int, top: int, width: int) -> int:
        """Places all; returns where they end. As many columns as can be read, then a next line."""
        views = [self._choices[index] for index in sorted(self._choices)]
        columns = max(1, min(len(views), (width + _BETWEEN) // (_LEAST + _BETWEEN)))
        room = (width - (columns - 1) * _BETWEEN) // columns
        bottom = line = top
        for number, view in enumerate(views):
            column = number % columns
            if column == 0:
                line = bottom + 8
            end = place(view.rows, left=left + column * (room + _BETWEEN), top=line, width=room)
            bottom = max(bottom, end)
        return bottom

    def compare(self) -> None:
        """Marks what differs, as soon as it is known."""
        bodies = [self._choices[index].canvas for index in sorted(self._choices)]
        texts = [[text_of(leaf) for leaf in body.leaves] for body in bodies]
        joined = [_JOINT.join(each) for each in texts]

        def done(found: Comparison) -> None:
            for body, ranges, leaves in zip(bodies, found.ranges, texts, strict=True):
                lengths = [len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in leaves]
                body.set_own_shades(
                    {
                        number: [Shade(start, end, Tint.ADDED) for start, end in each]
                        for number, each in enumerate(by_leaf(ranges, lengths, len(_JOINT)))
                    }
                )
            self.compared.emit(self._words(found))

        self._offthread.run(lambda: compare(joined), done, self)

    def clear(self) -> None:
        """Marks nothing any more."""
        for view in self._choices.values():
            view.canvas.set_own_shades({})
        self.deleteLater()

    def _words(self, found: Comparison) -> str:
        if not found.disagreements:
            return self.tr("They say the same")
        percent = round(100 * found.share)
        return self.tr("{percent} % the same").format(percent=percent)
