"""The widgets of the messages in sight: made when they come near it, dropped far away. GUI thread.

A message's widget lays out what is seen of it and nothing else, so a screenful costs the same
whether ten messages lie above it or ten thousand. Some are kept wherever they are: one that
streams, one with the focus, one the person opened something in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from askance.core.conversation import Message, MessageStatus
from askance.ui.conversation.anchor import Anchor, anchor_in, line_of
from askance.ui.conversation.message import MessageView
from askance.ui.conversation.ordering import Ordering
from askance.ui.conversation.page import Page
from askance.ui.conversation.patience import never
from askance.ui.conversation.placing import ABOVE, Placing
from askance.ui.conversation.roll import Roll
from askance.ui.conversation.spares import Spares

BELOW = 20
_TOUCHED = 24
_FAR, _FAR_IN_MESSAGES = 1.5, 400
"""In heights of the sight, or surely so: the widget of a message that is farther away may show
another one.
"""


class Sight(QObject):
    """Places are those of the column: logical pixels from its upper end, `ABOVE` above the first
    message.
    """

    def __init__(
        self, *, page: Page, roll: Roll, make: Callable[[Message], MessageView], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._page, self._roll, self._make = page, roll, make
        self._views: dict[int, MessageView] = {}
        self._laid: dict[int, tuple[int, int, int]] = {}
        """Of each widget the width it was laid out for, and from where to where, in its pixels."""
        self._placing = Placing(roll)
        self._spares, self._ordering = Spares(), Ordering(page.first)
        self._touched: dict[int, None] = {}
        self._held: int | None = None
        self._looked_at = (0, 0)
        self.came: list[Callable[[MessageView], None]] = []
        """Called with every widget that is made, once it is in its place in the order."""

    @property
    def width(self) -> int:
        """How wide messages are."""
        return self._placing.width

    @width.setter
    def width(self, width: int) -> None:
        self._placing.width = width

    @property
    def total(self) -> int:
        """The height of the column."""
        return self._roll.stack.total + ABOVE + BELOW

    @property
    def views(self) -> Iterable[MessageView]:
        """All widgets there are, in no order."""
        return self._views.values()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._views)

    def view(self, number: int) -> MessageView | None:
        """The widget of a message, if it has one."""
        return self.by_id(self._roll[number].id) if 0 <= number < len(self._roll) else None

    def by_id(self, message_id: int) -> MessageView | None:
        """The same by its id."""
        view = self._views.get(message_id)
        if view is not None:
            self._placing.bring_home(message_id, view)
        return view

    def numbers(self) -> list[int]:
        """The numbers of the messages that have a widget, in order."""
        found = (self._roll.number(message_id) for message_id in self._views)
        return sorted(number for number in found if number is not None)

    def top(self, number: int) -> int:
        """Where a message begins."""
        return ABOVE + self._roll.stack.top(number)

    def at(self, y: int) -> int:
        """The message at a height, or the nearest; -1 when there is none."""
        return self._roll.stack.at(y - ABOVE)

    def at_page(self, y: float) -> int:
        """The message at a height of the page, or the nearest; -1 when there is none."""
        return self.at(round(y) + self._placing.shift)

    def bring(self, number: int) -> MessageView:
        """The widget of a message, made now if there was none."""
        message = self._roll[number]
        view = self._views.get(message.id)
        if view is None:
            view = self._taken_over(number) or self._spares.take(message)
            if view is None:
                view = self._make(message)
                view.setParent(self._page)
            self._views[message.id] = view
            self._ordering.add(view)
            for tell in self.came:
                tell(view)
        return view

    def arrange(self) -> None:
        """Puts what came in reading order, for Tab and for screen readers, and names it."""
        if self._ordering.waits:
            self._ordering.put([self._views[self._roll[each].id] for each in self.numbers()])

    def _taken_over(self, number: int) -> MessageView | None:
        """The widget of a message far away, of the same role, showing this one from now on: it need
        not be hidden and shown again, which costs more than what it shows.
        """
        message = self._roll[number]
        role = message.role
        for old, view in self._views.items():  # the first is the one that came first
            if view.message.role is not role or not view.reusable:
                continue
            place = self._roll.number(old)
            far = place is not None and self._is_far(place, number)
            if far and not self._keeps(old) and view.renew(message):
                self._forget(old)
                return view
        return None

    def _is_far(self, place: int, number: int) -> bool:
        """Whether a message is far from the sight, in which there is, or will be, another one."""
        if abs(place - number) > _FAR_IN_MESSAGES:
            return True  # known without summing up what lies between
        top, bottom = self._looked_at
        away = round(_FAR * (bottom - top))
        begins = self.top(place)
        return begins > bottom + away or begins + self._roll.stack.height(place) < top - away

    def measure(
        self,
        number: int,
        top: int,
        bottom: int,
        *,
        hurry: bool = False,
        follows: bool = False,
        enough: Callable[[], bool] | None = None,
    ) -> bool:
        """Lays out what lies between two places, if it is not, until it is `enough`; in a `hurry`
        only what was read of it. When the sight `follows` the end, the places are meant to go down
        with what grew. Whether the message has another height now.
        """
        view, above = self.bring(number), self.top(number)
        known = self._roll.stack.height(number)
        message_id = self._roll[number].id
        begin, end = top - above, bottom - above
        laid = self._laid.get(message_id)
        if (
            laid is not None
            and laid[0] == self.width
            and laid[1] <= max(0, begin)
            and min(known, end) <= laid[2]
        ):
            return False
        if not hurry:
            for body in view.bodies():
                body.read_short()
        height = view.height_for(self.width)
        grown = max(0, height - known) if follows else 0
        begin, end = begin + grown, end + grown
        changed, reach = view.set_sight(begin, end, enough)
        if changed:
            # With more bodies than one, what was corrected in one moves the next.
            reach = min(height, reach) if len(view.bodies()) > 1 else reach
            height = view.height_for(self.width)
        self._laid[message_id] = (self.width, max(0, begin), min(height, reach))
        return self._roll.measure(number, height)

    def touch(self, message_id: int) -> None:
        """What a message shows has changed: it is laid out again when it is measured."""
        self._laid.pop(message_id, None)

    def measure_all(
        self,
        top: int,
        bottom: int,
        *,
        upward: bool = False,
        least: int = 1,
        enough: Callable[[], bool] = never,
        long: Callable[[], bool] | None = None,
    ) -> tuple[bool, bool]:
        """The same for every message between two places, in reading order or `upward`, until it is
        `enough` and `least` widgets were made, or so `long` that even one is left unfinished.
        Whether a height changed, and whether it came to the end.
        """
        self._looked_at = top, bottom
        changed, made, stack = False, 0, self._roll.stack
        number = max(0, self.at(bottom - 1 if upward else top))
        while 0 <= number < len(self._roll):
            end = ABOVE + stack.bottom(number)
            begin = end - stack.height(number)
            if (end <= top) if upward else (begin >= bottom):
                break
            if end <= top or begin >= bottom:  # the sight begins or ends between two messages
                number += -1 if upward else 1
                continue
            if self._roll[number].id not in self._views:
                if made >= least and enough():
                    return changed, False
                made += 1
            changed |= self.measure(number, top, bottom, hurry=enough is not never, enough=long)
            if not self._whole(number, bottom):
                return changed, False
            number += -1 if upward else 1
        return changed, True

    def _whole(self, number: int, bottom: int) -> bool:
        """Whether a message is laid out down to a place."""
        _, _, reach = self._laid[self._roll[number].id]
        return reach >= min(self._roll.stack.height(number), bottom - self.top(number))

    def place(self, shift: int, top: int, room: int, left: int | None = None) -> None:
        """Puts widgets in their places on a page that begins at `shift`, `left` from its edge or as
        far from it as before, for a sight of the height `room` that begins at `top`. What is not
        near the sight, and does not stand in it by what it was, stays where it was until it is.
        """
        placing = self._placing
        placing.left = placing.left if left is None else left
        placing.shift = shift
        near = range(self.at(top - room), self.at(top + 2 * room) + 1)
        seen = range(top - shift - room, top - shift + 2 * room)
        placing.place(self._views, near, seen)

    def anchor(self, y: int, top: int) -> Anchor | None:
        """What stands at or below `y`, for a sight that begins at `top`."""
        number = self.at(y)
        if number < 0:
            return None
        view, above = self.view(number), self.top(number)
        found = anchor_in(view.message.id, view, y - above, top - above) if view else None
        if found is not None:
            return found
        # Below its text, or between two messages: what comes next holds.
        if number + 1 < len(self._roll) and (view or self.view(number + 1)):
            number += 1
        return Anchor(self._roll[number].id, pixels=top - self.top(number))

    def top_for(self, anchor: Anchor) -> int | None:
        """Where the sight has to begin now; None when the message is gone."""
        number = self._roll.number(anchor.message)
        if number is None:
            return None
        view = self._views.get(anchor.message)
        line = line_of(anchor, view) if view is not None else 0
        return self.top(number) + line + anchor.pixels

    def keep(self, message_id: int) -> None:
        """The person changed how a message is shown; a new widget would have forgotten that."""
        self._touched.pop(message_id, None)
        self._touched[message_id] = None
        while len(self._touched) > _TOUCHED:
            del self._touched[next(iter(self._touched))]

    def hold(self, message_id: int | None) -> None:
        """The message that a drag began in."""
        self._held = message_id

    def drop(self, message_id: int) -> None:
        """Drops a message's widget."""
        view = self._views.get(message_id)
        if view is not None:
            self._take_keyboard(view)
        self._forget(message_id)
        if view is not None:
            self._ordering.forget(view)
            self._spares.keep(view)

    def _take_keyboard(self, view: MessageView) -> None:
        """Qt gives the keyboard of a widget that is hidden to the next one, and on the way there
        messages would be made while others are dropped.
        """
        if _holds(view, view.window().focusWidget()):
            self._page.first.setFocus()

    def _forget(self, message_id: int) -> None:
        """It has no widget any more."""
        self._views.pop(message_id, None)
        self._laid.pop(message_id, None)
        self._placing.forget(message_id)

    def restyle(self) -> None:
        """Other colours or sizes: every widget is laid out again."""
        for view in self.views:
            view.restyle()
        self._spares.clear()
        self._laid.clear()

    def clear(self) -> None:
        """Drops all."""
        while self._views:
            self.drop(next(iter(self._views)))
        self._touched.clear()
        self._held = None

    def stays(self, number: int) -> bool:
        """Whether a widget is kept wherever it is."""
        return self._keeps(self._roll[number].id)

    def reusable(self, number: int) -> bool:
        """Whether a widget can show another message."""
        return self._views[self._roll[number].id].reusable

    def _keeps(self, message_id: int) -> bool:
        view = self._views[message_id]
        if view.message.status is MessageStatus.STREAMING or message_id in self._touched:
            return True
        if message_id == self._held:
            return True
        busy = (QApplication.focusWidget(), QApplication.activePopupWidget())
        return any(each is not None and _holds(view, each) for each in busy)


def _holds(view: QWidget, widget: QWidget) -> bool:
    """Whether a widget is in another, menus counted as in what opened them."""
    at: QObject | None = widget
    while at is not None:
        if at is view:
            return True
        at = at.parent()
    return False
