"""The text of one picture under the pointer and the keys. GUI thread.

Knows no widget: positions are pixels of the picture, and whoever shows the picture hears what to
paint again, what to say, and which address or code the person wants to look at.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QRegion
from PySide6.QtWidgets import QApplication

from askance.core.reading.marks import Mark
from askance.core.reading.text_layer import Span, TextLayer
from askance.core.reading.text_selection import By, TextSelection
from askance.core.screen import Region
from askance.ui.letters import key_of
from askance.ui.text_layer import words
from askance.ui.text_layer.growing import GrowingText, State

SPOKEN_EVERY_MS = 5000
"""Progress is spoken no more often: it is company, not news."""
NOTED_MS = 1500
"""What was done is told for so long before progress may take its place."""
SLOP = 3
"""Pixels a press may travel and still be a click."""

_WALKS = {
    Qt.Key.Key_Left: ("word", -1),
    Qt.Key.Key_Right: ("word", 1),
    Qt.Key.Key_Up: ("row", -1),
    Qt.Key.Key_Down: ("row", 1),
    Qt.Key.Key_Home: ("edge", -1),
    Qt.Key.Key_End: ("edge", 1),
}


class TextController(QObject):
    """`lit` are the lines read so far, for painting; `selected` what to paint behind words."""

    repaint = Signal(object)
    """Tuple of `Region`: what looks different."""
    told = Signal()
    """The state, or what can be done, has changed."""
    spoke = Signal(str)
    """For a screen reader."""
    chosen = Signal(object)
    """A `Mark` to show where it leads."""

    def __init__(self, text: GrowingText, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text = text
        text.setParent(self)
        text.grew.connect(self._grew)
        text.changed.connect(self._changed)
        self.selection = TextSelection(text.layer)
        self.lit = QRegion()
        self.selected: dict[int, Region] = {}
        self.pointed: Mark | None = None
        self._note, self._whole = "", (0, "")
        self._pressed: tuple[int, int] | None = None
        self._pressed_mark: Mark | None = None
        self._moved = False
        self._doubled = QElapsedTimer()
        self._spoken = QElapsedTimer()
        self._noted = QElapsedTimer()
        self._state = State.IDLE

    @property
    def layer(self) -> TextLayer:
        return self._text.layer

    @property
    def failed(self) -> bool:
        """Whether reading went wrong and may be tried again."""
        return self._text.state is State.FAILED

    @property
    def status(self) -> str:
        """What the person reads about it, in a few words."""
        layer, state = self.layer, self._text.state
        if self._text.problem is not None:
            return self._text.problem.title
        if self._note:
            return self._note
        if state is State.READING:
            return words.reading(layer.done, layer.total) if layer.total else words.looking()
        if not self.selection.empty:
            return words.selected()
        return words.nothing() if layer.empty else words.select()

    @property
    def detail(self) -> str:
        """More about a problem, and what to do."""
        problem = self._text.problem
        return " ".join(filter(None, (problem.detail, problem.hint))) if problem else ""

    @property
    def keys(self) -> str:
        """The keys that mean something now."""
        if self.failed:
            return words.again_keys()
        done = self._text.state is State.DONE
        return words.back_keys() if done and self.layer.empty else words.keys()

    @property
    def whole_text(self) -> str:
        """Everything read so far."""
        if self._whole[0] != self.layer.lines:
            whole = self.layer.all()
            text = self.layer.text_of(whole) if whole is not None else ""
            self._whole = self.layer.lines, text
        return self._whole[1]

    def open(self, focus: tuple[int, int] | None) -> None:
        """Begins to read, or goes on with what is read already."""
        if self._text.state in (State.IDLE, State.FAILED):
            self._spoken.start()
            self.spoke.emit(words.spoken_start())
        self._text.start(focus)

    def close(self) -> None:
        """Stops reading and selects nothing."""
        self._text.stop()
        self.deselect()

    def deselect(self) -> None:
        """Selects nothing; another text has the person's attention."""
        self.selection.clear()
        self.pointed, self._pressed = None, None
        self._select()

    def again(self) -> None:
        """Reads anew after a problem; the person asked for it."""
        if self.failed:
            self.open(None)

    # The pointer

    def hover(self, x: int, y: int, reach: int) -> Qt.CursorShape:
        """The pointer stands there with no button pressed; returns its shape."""
        mark = self.layer.marks.at(x, y, reach)
        if mark is not self.pointed:
            changed = [box for each in (mark, self.pointed) if each for box in each.boxes]
            self.pointed = mark
            self.repaint.emit(tuple(changed))
        if mark is not None:
            return Qt.CursorShape.PointingHandCursor
        over = self.layer.unit_at(x, y, reach) is not None
        return Qt.CursorShape.IBeamCursor if over else Qt.CursorShape.ArrowCursor

    def over_text(self, x: int, y: int, reach: int) -> bool:
        """Whether a press there would be about words, an address or a code."""
        layer = self.layer
        return layer.marks.at(x, y, reach) is not None or layer.unit_at(x, y, reach) is not None

    def press(self, x: int, y: int, reach: int, *, extend: bool = False) -> None:
        """The first button went down."""
        near = self._pressed_near(x, y)
        tripled = self._doubled.isValid() and near and not extend and self._quick()
        self._doubled.invalidate()
        self._pressed, self._moved = (x, y), tripled or extend
        self._pressed_mark = None if self._moved else self.layer.marks.at(x, y, reach)
        self.selection.press(x, y, By.LINE if tripled else By.UNIT, extend=extend)
        self._select()

    def double_click(self, x: int, y: int) -> None:
        """Takes the word; a third press takes the line."""
        self._pressed, self._moved, self._pressed_mark = (x, y), True, None
        self.selection.press(x, y, By.WORD)
        self._doubled.start()
        self._select()

    def drag(self, x: int, y: int) -> None:
        """The pointer moved with the button down."""
        if self._pressed is None or (not self._moved and self._pressed_near(x, y)):
            return
        self._moved = True
        self.selection.drag(x, y)
        self._select()

    def release(self, x: int, y: int) -> None:
        """The button went up: a click on an address or a code asks to look at it."""
        mark, self._pressed_mark = self._pressed_mark, None
        if not self._moved and mark is not None and self._pressed_near(x, y):
            self.chosen.emit(mark)
        if not self._doubled.isValid():
            self._pressed = None

    def _pressed_near(self, x: int, y: int) -> bool:
        if self._pressed is None:
            return False
        return max(abs(x - self._pressed[0]), abs(y - self._pressed[1])) <= SLOP

    def _quick(self) -> bool:
        return self._doubled.elapsed() <= QApplication.doubleClickInterval()

    # The keys

    def key(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here."""
        key = key_of(event)
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in _WALKS:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._walk(*_WALKS[key], extend=shift)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif ctrl and key == Qt.Key.Key_A:
            self.select_all()
        elif ctrl and key == Qt.Key.Key_C:
            self.copy()
        elif key == Qt.Key.Key_R and not ctrl and self.failed:
            self.again()
        else:
            return False
        return True

    def select_all(self) -> None:
        """Selects everything read so far."""
        self.selection.take_all()
        self._select()
        if not self.selection.empty:
            self.spoke.emit(words.spoken_all())

    def copy(self) -> bool:
        """Puts what is selected on the clipboard; False when nothing is."""
        text = self.selection.text
        if text:
            QGuiApplication.clipboard().setText(text)
        self._say(words.copied() if text else words.select_first())
        return bool(text)

    @Slot()
    def tell_copied(self) -> None:
        """What a mark leads to is on the clipboard."""
        self._say(words.copied())

    def _walk(self, what: str, by: int, *, extend: bool) -> None:
        walks = {
            "word": self.selection.walk,
            "row": self.selection.walk_row,
            "edge": self.selection.walk_edge,
        }
        at = walks[what](by, extend=extend)
        self._select()
        if at is not None:
            self.spoke.emit(self._spoken_at(self.layer.line(at) if what == "row" else at, at))

    def _spoken_at(self, span: Span, at: Span) -> str:
        text = self.layer.text_of(span)
        return words.spoken_link(text) if self.layer.mark_of(at) is not None else text

    def _enter(self) -> None:
        head = self.selection.head
        mark = self.layer.mark_of(head) if head is not None else None
        if mark is not None:
            self.chosen.emit(mark)

    # What comes of it

    def _say(self, note: str) -> None:
        self._note = note
        self._noted.start()
        self.spoke.emit(note)
        self.told.emit()

    def _select(self) -> None:
        self._note = ""
        span = self.selection.span
        before, now = self.selected, self.layer.highlights(span) if span is not None else {}
        self.selected = now
        changed = [
            region
            for index in before.keys() | now.keys()
            if (old := before.get(index)) is not (new := now.get(index))
            for region in (old, new)
            if region is not None
        ]
        if changed:
            self.repaint.emit(tuple(changed))
        self.told.emit()

    @Slot(object)
    def _grew(self, regions: tuple[Region, ...]) -> None:
        for region in regions:
            self.lit += _rounded(region)
        self.repaint.emit(regions)

    @Slot()
    def _changed(self) -> None:
        state = self._text.state
        if state is not self._state:
            self._turn(state)
        elif state is State.READING and self._spoken.hasExpired(SPOKEN_EVERY_MS):
            self._spoken.start()
            self.spoke.emit(self.status)
        if self._note and self._noted.hasExpired(NOTED_MS):
            self._note = ""
        self.told.emit()

    def _turn(self, state: State) -> None:
        """Another state; each reading has a layer of its own."""
        self._state = state
        if state in (State.READING, State.IDLE):
            lit = self.lit.boundingRect()
            gone = Region(lit.x(), lit.y(), lit.width(), lit.height())
            self.selection = TextSelection(self.layer)
            self.lit, self.selected, self.pointed = QRegion(), {}, None
            self._whole = 0, ""
            self.repaint.emit((gone,))
        elif state is State.DONE:
            empty = self.layer.empty
            self.spoke.emit(words.nothing() if empty else words.spoken_end(self.layer.lines))
        else:
            self.spoke.emit(f"{self.status}. {self.detail}")


def _rounded(region: Region) -> QRegion:
    """A region without the pixels at its corners."""
    x, y, width, height = region.x, region.y, region.width, region.height
    cut = 1 if height < 28 else 2
    across = QRegion(x, y + cut, width, height - 2 * cut)
    return across + QRegion(x + cut, y, width - 2 * cut, height)
