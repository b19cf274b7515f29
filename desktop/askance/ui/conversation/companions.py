"""What a screen reader finds in a painted body: one unseen label for each leaf in sight.

A painted widget is one thing to a screen reader, and Qt for Python can't describe the parts of it.
So each leaf in sight has a real child that is named as the leaf reads, stands where the leaf is and
shows nothing. Only while an assistive technology listens. GUI thread.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from askance.ui.conversation.flow import Leaf
from askance.ui.conversation.speaking import spoken


class _Companion(QLabel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.leaf: Leaf | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The leaf is painted by the canvas."""


class Companions:
    """Those of one canvas, used again as the sight moves."""

    def __init__(self, canvas: QWidget) -> None:
        self._canvas = canvas
        self._shown: dict[int, _Companion] = {}
        self._spare: list[_Companion] = []

    def show(self, leaves: Mapping[int, tuple[Leaf, QRect]]) -> None:
        """The leaves in sight by their number, and where they stand."""
        for number in [each for each in self._shown if each not in leaves]:
            self._spare.append(self._shown.pop(number))
            self._spare[-1].hide()
        came = False
        for number, (leaf, place) in leaves.items():
            companion = self._shown.get(number)
            if companion is None:
                companion = self._spare.pop() if self._spare else _Companion(self._canvas)
                self._shown[number], came = companion, True
            if companion.leaf is not leaf:
                companion.leaf = leaf
                companion.setText(spoken(leaf))
            companion.setGeometry(place)
            companion.show()
        if came:
            # Read in the order of stacking; the buttons over the code stay on top.
            for number in sorted(self._shown, reverse=True):
                self._shown[number].lower()
