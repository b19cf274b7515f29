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
from askance.ui.conversation.page import Page
from askance.ui.conversation.roll import Roll
from askance.ui.conversation.rows import spare_for
from askance.ui.conversation.spares import Spares

ABOVE, BELOW = 20, 20
_TOUCHED = 24


def never() -> bool:
    """Nothing is ever enough: there is time for all."""
    return False


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
        self._placed: dict[int, tuple[int, int, int, int]] = {}
        """Of each widget that is shown where it is: to ask Qt is dearer than to remember."""
        self._spares = Spares()
        self._astray = set[int]()
        """Those that are not where they belong, which nobody sees."""
        self._touched: dict[int, None] = {}
        self._held: int | None = None
        self.width = 1
        self._left = self._shift = 0
        self.came: list[Callable[[MessageView], None]] = []
        """Called with every widget that is made, once it is in its place in the order."""

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
        if message_id in self._astray and (place := self._place_of(message_id)) is not None:
            self._move(message_id, place)
        return self._views.get(message_id)

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
        return self.at(round(y) + self._shift)

    def bring(self, number: int) -> MessageView:
        """The widget of a message, made now if there was none."""
        message = self._roll[number]
        view = self._views.get(message.id)
        if view is None:
            view = self._spares.take(message) or self._make(message)
            view.setParent(self._page)
            self._views[message.id] = view
            self._order(number, view)
            for tell in self.came:
                tell(view)
        return view

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
        self._left = self._left if left is None else left
        self._shift = shift
        near = range(top - shift - room, top - shift + 2 * room)
        numbers = range(self.at(top - room), self.at(top + 2 * room) + 1)
        for message_id in self._views:
            before = self._placed.get(message_id)
            if (
                before is not None
                and self._roll.number(message_id) not in numbers
                and not _meets(before, near)
            ):
                self._astray.add(message_id)
                continue
            place = self._place_of(message_id)
            if place is not None and place != before:
                self._move(message_id, place)
            self._astray.discard(message_id)

    def _place_of(self, message_id: int) -> tuple[int, int, int, int] | None:
        roll, stack = self._roll, self._roll.stack
        number = roll.number(message_id)
        if number is None:
            return None
        height = stack.height(number)
        begins = ABOVE + stack.bottom(number) - height - self._shift
        if roll[number].status is MessageStatus.STREAMING:
            height += spare_for(height)
        return self._left, begins, self.width, height

    def _move(self, message_id: int, place: tuple[int, int, int, int]) -> None:
        view = self._views[message_id]
        view.setGeometry(*place)
        if message_id not in self._placed:
            view.show()
        self._placed[message_id] = place
        self._astray.discard(message_id)

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
        view = self._views.pop(message_id, None)
        self._laid.pop(message_id, None)
        self._placed.pop(message_id, None)
        self._astray.discard(message_id)
        if view is not None:
            self._spares.keep(view)

    def restyle(self) -> None:
        """Other colours or sizes: every widget is laid out again."""
        for view in self.views:
            view.restyle()
        self._spares.clear()
        self._laid.clear()

    def clear(self) -> None:
        """Drops all."""
        for message_id in list(self._views):
            self.drop(message_id)
        self._touched.clear()
        self._held = None

    def stays(self, number: int) -> bool:
        """Whether a widget is kept wherever it is."""
        message = self._roll[number]
        if message.status is MessageStatus.STREAMING or message.id in self._touched:
            return True
        if message.id == self._held:
            return True
        view = self._views[message.id]
        busy = (QApplication.focusWidget(), QApplication.activePopupWidget())
        return any(each is not None and _holds(view, each) for each in busy)

    def _order(self, number: int, view: MessageView) -> None:
        """Puts a widget behind the one before it, for Tab and for screen readers."""
        numbers = self.numbers()
        place = numbers.index(number)
        before = self.view(numbers[place - 1]) if place else None
        last: QWidget = (before.stops or [before])[-1] if before is not None else self._page.first
        for stop in (view, *view.stops):
            QWidget.setTabOrder(last, stop)
            last = stop
        after = self.view(numbers[place + 1]) if place + 1 < len(numbers) else None
        if after is not None:
            view.stackUnder(after)
        else:
            view.raise_()  # it may have been another message's


def _meets(place: tuple[int, int, int, int], near: range) -> bool:
    """Whether something of a place is there."""
    return place[1] < near.stop and place[1] + place[3] > near.start


def _holds(view: QWidget, widget: QWidget) -> bool:
    """Whether a widget is in another, menus counted as in what opened them."""
    at: QObject | None = widget
    while at is not None:
        if at is view:
            return True
        at = at.parent()
    return False
