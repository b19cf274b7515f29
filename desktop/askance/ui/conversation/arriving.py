"""Formulas that come after the words they stand in: how a canvas takes them up. GUI thread.

A box shows a formula's source until the formula is set in type, which is done elsewhere. Those that
come in one turn of the event loop are set into the text together, so that it moves once. Most
messages have no formula, so this is made for those alone that may have one.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from askance.ui.conversation.boxes.formula import Formulas
from askance.ui.conversation.leaf_words import formulas_in
from askance.ui.conversation.pile import Pile
from askance.ui.conversation.slices import Slices


class ArrivingFormulas(QObject):
    """For one canvas, `parent`, and the leaves of its pile."""

    dirty = Signal(int)
    """From this logical pixel of the canvas on all is to be painted anew."""
    resized = Signal()
    """The pile's height changed."""

    def __init__(self, formulas: Formulas, pile: Pile, slices: Slices, *, parent: QObject) -> None:
        super().__init__(parent)
        self._pile, self._slices = pile, slices
        self._came = set[str]()
        formulas.ready.connect(self._ready)

    def forget(self) -> None:
        """What came and is not set into the text yet need not be."""
        self._slices.forget(self._set)
        self._came.clear()

    @Slot(str)
    def _ready(self, source: str) -> None:
        if self._pile.boxes:
            self._came.add(source)
            self._slices.ask(self, self._set)

    def _set(self) -> bool:
        pile, came, self._came = self._pile, self._came, set()
        changed = False
        for number, box in list(pile.boxed()):
            if any(source in came for source in formulas_in(pile.leaves[number])):
                box.write(pile.leaves[number], complete=number < pile.complete)
                changed |= pile.lay_again(number)
                self.dirty.emit(pile.top(number))
        if changed:
            self.resized.emit()
        return True
