"""The choices of an answer beside one another, with the words marked that the others have not.

GUI thread; the words are compared on another one. Each choice keeps its own canvas.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from askance.core.compare import Comparison, by_leaf, compare
from askance.ui.conversation.boxes.box import Shade, Tint
from askance.ui.conversation.choice import ChoiceView
from askance.ui.conversation.leaf_text import text_of
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.rows import Row, place
from askance.ui.widgets import label

_LEAST = 320
"""Logical pixels: narrower columns can't be read."""
_BETWEEN = 24
_OVER_HEAD, _UNDER_HEAD = 14, 4
_JOINT = "\n"


class Abreast(QObject):
    """Places choices in columns, each under its name; one under another where there is no room."""

    compared = Signal(str)
    """How much they agree, in words; empty while that can't be told."""

    def __init__(
        self, choices: Mapping[int, ChoiceView], *, offthread: Offthread, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._choices, self._offthread, self._parent = choices, offthread, parent
        self._heads: dict[int, QLabel] = {}
        self._compared: list[ChoiceView] = []
        self._waits = False
        self._asked = 0

    @property
    def parts(self) -> list[QWidget]:
        """What is shown, in reading order."""
        return [
            part
            for index in sorted(self._choices)
            for part in (self._head(index), *self._choices[index].parts)
        ]

    def forget(self, index: int) -> None:
        """There is no such choice any more."""
        head = self._heads.pop(index, None)
        if head is not None:
            head.hide()
            head.deleteLater()

    def name(self, names: Mapping[int, str]) -> None:
        """What stands over each."""
        for index, words in names.items():
            self._head(index).setText(words)

    def place(self, *, left: int, top: int, width: int) -> int:
        """Places all; returns where they end. As many columns as can be read, then a next line."""
        columns = min(len(self._choices), (width + _BETWEEN) // (_LEAST + _BETWEEN))
        columns = max(1, columns)
        room = (width - (columns - 1) * _BETWEEN) // columns
        bottom = line = top
        for number, index in enumerate(sorted(self._choices)):
            begin = left + number % columns * (room + _BETWEEN)
            if number % columns == 0:
                line = bottom + _OVER_HEAD
            top = place((Row(self._head(index)),), left=begin, top=line, width=room)
            rows = self._choices[index].rows
            bottom = max(bottom, place(rows, left=begin, top=top + _UNDER_HEAD, width=room))
        return bottom

    def compare(self, indices: Collection[int]) -> None:
        """Marks what differs in these as soon as it is known; what was found before goes."""
        self._asked += 1
        for view in self._choices.values():
            view.canvas.set_own_shades({})
        self.compared.emit("")
        views = (self._choices[index] for index in sorted(indices))
        self._compared = [view for view in views if view.canvas.text]
        for view in self._compared:
            if not view.canvas.parsed:
                view.canvas.resized.connect(self._read_on)
        self._waits = True
        self._read_on()

    @Slot()
    def _read_on(self) -> None:
        """Compares once all is read that is to be compared."""
        if self._waits and all(view.canvas.parsed for view in self._compared):
            self._waits = False
            if len(self._compared) > 1:
                self._begin(self._asked)

    def _begin(self, asked: int) -> None:
        bodies = [view.canvas for view in self._compared]
        texts = [[text_of(leaf) for leaf in body.leaves] for body in bodies]
        joined = [_JOINT.join(each) for each in texts]

        def done(found: Comparison) -> None:
            if asked != self._asked:
                return  # they say something else by now
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
        self._asked += 1
        for view in self._choices.values():
            view.canvas.set_own_shades({})
        for head in self._heads.values():
            head.hide()
            head.deleteLater()
        self.deleteLater()

    def _head(self, index: int) -> QLabel:
        if index not in self._heads:
            made = self._heads[index] = label("", "meta", wrap=True)
            made.setParent(self._parent)
        return self._heads[index]

    def _words(self, found: Comparison) -> str:
        if not found.disagreements:
            return self.tr("They say the same")
        percent = round(100 * found.share)
        return self.tr("{percent} % the same").format(percent=percent)
