"""The conversation by keyboard: scrolling, Tab, the caret, selecting, copying, finding. GUI thread.

Keys go to whatever has the focus first; what a message makes no use of comes here. Tab walks from
message to message, also into those that had no widget until then. A caret comes with F7 or with the
first Shift and arrow; then the arrows walk through the text, and across messages.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from askance.ui.conversation.caret import CaretWalk, right_to_left
from askance.ui.conversation.finding import Finding
from askance.ui.conversation.message import MessageView
from askance.ui.conversation.roll import Roll
from askance.ui.conversation.scroller import Scroller
from askance.ui.conversation.selecting import Selecting
from askance.ui.conversation.selection import END, Position, Selection, start_of
from askance.ui.conversation.sight import Sight

_ABOUT = 24
_FOCUS_ABOUT = 10
_NOTCH = 120  # of a wheel, as Qt counts
_SIZES = {
    Qt.Key.Key_Plus: 1,
    Qt.Key.Key_Equal: 1,
    Qt.Key.Key_Minus: -1,
    Qt.Key.Key_Underscore: -1,
    Qt.Key.Key_0: 0,
}
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_WAYS = (*_ARROWS, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_FORWARD = (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_PageDown)


class Keys(QObject):
    """One for a view. `resize(step)` wants other text, `open_link(address)` a page."""

    def __init__(
        self,
        *,
        area: QScrollArea,
        roll: Roll,
        sight: Sight,
        scroller: Scroller,
        selecting: Selecting,
        finding: Finding,
        walk: CaretWalk,
        resize: Callable[[int], None],
        open_link: Callable[[str], None],
    ) -> None:
        super().__init__(area)
        self._area, self._roll, self._sight, self._scroller = area, roll, sight, scroller
        self._selecting, self._finding, self._walk = selecting, finding, walk
        self._resize, self._open_link = resize, open_link
        self._x: float | None = None  # where the caret wants to be in each line
        self._turned = 0
        # What is selected goes before what the focused message would copy.
        self._copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), area)
        self._copy.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._copy.setEnabled(False)
        self._copy.activated.connect(selecting.copy)
        selecting.changed.connect(lambda: self._copy.setEnabled(selecting.any))

    def override(self, event: QKeyEvent) -> bool:
        """Takes a key that is wanted here though the window has another use for it."""
        if event.key() == Qt.Key.Key_Escape:
            taken = self._finding.active or self._selecting.any or bool(self._selecting.caret)
        else:
            taken = event.matches(QKeySequence.StandardKey.Find)
        if taken:
            event.accept()
        return taken

    def press(self, event: QKeyEvent) -> bool:
        """Does what a key asks for. Whether it asked for anything."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        shifted = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        with_control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if with_control and self._command(event, key):
            return True
        if key == Qt.Key.Key_F3:
            self._finding.step(not shifted)
        elif key == Qt.Key.Key_F7:
            self._toggle_caret()
        elif key == Qt.Key.Key_Escape:
            return self._leave()
        elif key in _WAYS and (self._selecting.caret is not None or shifted):
            self._move_caret(key, with_control, shifted)
        elif key == Qt.Key.Key_Home:
            self._scroller.go(0)
        elif key == Qt.Key.Key_End:
            self._scroller.follow()
        else:
            enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            return enter and (self._follow_link() or self._open_doubt())
        return True

    def _command(self, event: QKeyEvent, key: Qt.Key) -> bool:
        """Control and a letter or a sign."""
        if event.matches(QKeySequence.StandardKey.Find):
            self._finding.open()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self._select_all()
        elif key == Qt.Key.Key_C:
            self._copy_source()
        elif key in _SIZES:
            self._resize(_SIZES[key])
        else:
            return False
        return True

    def wheel(self, event: QWheelEvent) -> bool:
        """Control and the wheel want another text size. Whether that was it."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        self._turned += event.angleDelta().y()
        while abs(self._turned) >= _NOTCH:
            step = 1 if self._turned > 0 else -1
            self._turned -= step * _NOTCH
            self._resize(step)
        event.accept()
        return True

    def step_focus(self, forward: bool, default: Callable[[bool], bool]) -> bool:
        """Tab, or Shift and Tab: the message it leads to is made first. `default` is Qt's way."""
        focused = QApplication.focusWidget()
        if focused is self._area and forward and len(self._roll):
            return self._enter()
        number = self._message_of(focused)
        if focused is None or number is None:
            return default(forward)
        if self._left_behind(focused, number) and self._step_from_sight(number, forward):
            return True
        beside = number + (1 if forward else -1)
        if 0 <= beside < len(self._roll):
            self._scroller.bring(beside)
        value = self._area.verticalScrollBar().value()
        with self._scroller.quiet():
            taken = default(forward)
            # Qt would bring the middle of what is higher than the sight to the middle.
            self._area.verticalScrollBar().setValue(value)
        self._reveal_focus()
        return taken

    def _enter(self) -> bool:
        """From the view into the message that is at the top of the sight, or has the caret."""
        caret = self._selecting.caret
        number = caret.message if caret is not None else self._sight.at(self._scroller.top)
        top = self._sight.top(number)
        hidden = top < self._scroller.top and number + 1 < len(self._roll)
        if caret is None and hidden and self._sight.top(number + 1) < self._scroller.top + 40:
            number += 1  # of the first one hardly anything is seen
        self._scroller.bring(number)
        view = self._sight.view(number)
        if view is not None:
            view.setFocus(Qt.FocusReason.TabFocusReason)
            self._reveal_focus()
        return view is not None

    def _left_behind(self, focused: QWidget, number: int) -> bool:
        """Whether one has paged on from what has the keyboard, or into the middle of it."""
        view, top = self._sight.view(number), self._scroller.top
        if view is None:
            return False
        bottom, begins = top + self._scroller.room, self._sight.top(number)
        if focused is view:
            return not top <= begins < bottom
        begins += focused.mapTo(view, QPoint(0, 0)).y()
        return begins + focused.height() <= top or begins >= bottom

    def _step_from_sight(self, number: int, forward: bool) -> bool:
        """Tab goes on from what one looks at. Whether there is something to go to."""
        seen = self._sight.at(self._scroller.top)
        if seen != number and forward:
            return self._enter()
        self._scroller.bring(seen)
        view = self._sight.view(seen)
        if view is None:
            return False
        top = self._scroller.top - self._sight.top(seen)
        stops = [each for each in view.stops if each.isVisibleTo(view) and each.isEnabled()]
        above = [each for each in stops if each.mapTo(view, QPoint(0, 0)).y() < top]
        below = [each for each in stops if each not in above]
        found = next(iter(below), None) if forward else (above or [view])[-1]
        if found is None and seen + 1 < len(self._roll):
            self._scroller.bring(seen + 1)
            found = self._sight.view(seen + 1)
        if found is not None:
            reason = Qt.FocusReason
            found.setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
            self._reveal_focus()
        return found is not None

    def _reveal_focus(self) -> None:
        focused = QApplication.focusWidget()
        number = self._message_of(focused)
        view = self._sight.view(number) if number is not None else None
        if focused is None or number is None or view is None:
            return
        part = QRect(focused.mapTo(view, QPoint(0, 0)), focused.size())
        part.setHeight(max(1, min(part.height(), self._scroller.room - 2 * _FOCUS_ABOUT)))
        self._scroller.show(number, part, _FOCUS_ABOUT)

    def _message_of(self, widget: QWidget | None) -> int | None:
        at = widget
        while at is not None and at is not self._area:
            if isinstance(at, MessageView):
                return self._roll.number(at.message.id)
            at = at.parentWidget()
        return None

    def _select_all(self) -> None:
        """The message with the focus; when it is selected already, everything."""
        number = self._message_of(QApplication.focusWidget())
        selected = self._selecting.selection
        if number is None or (
            selected is not None and selected.holds(number, self._selecting.texts.last(number))
        ):
            self._selecting.select_all()
        else:
            self._selecting.select_message(number)

    def _copy_source(self) -> None:
        """Copies what is selected as Markdown, or else the message with the focus."""
        number = self._message_of(QApplication.focusWidget())
        if self._selecting.any:
            self._selecting.copy_markdown()
        elif number is not None and (view := self._sight.view(number)) is not None:
            QGuiApplication.clipboard().setText(view.source())

    def _leave(self) -> bool:
        if self._finding.active:
            self._finding.close()
            return True
        return self._selecting.clear()

    def _toggle_caret(self) -> None:
        if self._selecting.caret is not None:
            self._selecting.set_caret(None)
        elif (place := self._first_place()) is not None:
            self._selecting.set_caret(place)
            self._walk.reveal(place, _ABOUT)

    def _first_place(self) -> Position | None:
        """Where a caret begins: where the selection was drawn to, or else in sight."""
        if not len(self._roll):
            return None
        if self._selecting.selection is not None:
            return self._true(self._selecting.selection.caret)
        number = self._message_of(QApplication.focusWidget())
        y = self._scroller.top
        if number is not None:
            y = max(y, self._sight.top(number))
        return self._walk.at(QPointF(0, y - self._scroller.shift + 1))

    def _true(self, place: Position) -> Position:
        return self._selecting.texts.last(place.message) if place.body == END else place

    def _move_caret(self, key: Qt.Key, far: bool, selects: bool) -> None:
        old = self._selecting.caret or self._first_place()
        if old is None:
            return
        self._scroller.bring(old.message)
        selected = self._selecting.selection
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not selects and self._selecting.any:
            assert selected is not None
            forward = (key == Qt.Key.Key_Right) is not right_to_left(
                self._selecting.texts.leaf(old)
            )
            new = self._true(selected.last if forward else selected.first)
        else:
            new = self._moved(old, key, far)
        anchor = selected.anchor if selected is not None else old
        self._selecting.select(Selection(anchor if selects else new, new))
        self._selecting.set_caret(new)
        self._scroller.bring(new.message)
        self._walk.reveal(new, _ABOUT)

    def _moved(self, place: Position, key: Qt.Key, far: bool) -> Position:
        forward, walk = key in _FORWARD, self._walk
        upright = key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        if not upright or far:
            self._x = None
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            forward = forward is not right_to_left(self._selecting.texts.leaf(place))
            return (walk.word if far else walk.character)(place, forward)
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            if not far:
                return walk.line_end(place, forward)
            last = len(self._roll) - 1
            return self._selecting.texts.last(last) if forward else start_of(0)
        if far:
            return walk.paragraph(place, forward)
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            return self._paged(place, forward)
        return walk.line(place, forward, self._line_x(place))

    def _paged(self, place: Position, forward: bool) -> Position:
        rect, x = self._walk.rect(place), self._line_x(place)
        if rect is None:
            return place
        y = rect.center().y() - (self._scroller.top - self._scroller.shift)
        self._scroller.scroll_by((1 if forward else -1) * max(40, self._scroller.room - 40))
        point = QPointF(x, self._scroller.top - self._scroller.shift + y)
        found = self._walk.at(point)
        if found is None or (found <= place if forward else found >= place):
            last = len(self._roll) - 1
            return self._selecting.texts.last(last) if forward else start_of(0)
        return found

    def _line_x(self, place: Position) -> float:
        if self._x is None:
            rect = self._walk.rect(place)
            self._x = float(rect.left()) if rect is not None else 0.0
        return self._x

    def _open_doubt(self) -> bool:
        """Shows what else the model weighed at the doubtful word that the caret stands in."""
        caret = self._selecting.caret
        found = self._walk.doubt_at(caret) if caret is not None else None
        if caret is not None and found is not None:
            found[0].doubt_activated.emit(caret.leaf, found[1])
        return found is not None

    def _follow_link(self) -> bool:
        """Opens the link that the caret stands in."""
        caret = self._selecting.caret
        link = self._walk.link_at(caret) if caret is not None else ""
        if link:
            self._open_link(link)
        return bool(link)
