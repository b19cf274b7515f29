"""Every message of a conversation in order, and how high each is, was or may be. GUI thread.

Only a screenful of messages has a widget. Of all others a height is reckoned from the length of
their text: first one number for all, so that ten thousand open at once, then each by its own
text, some at a time. Whoever lays a message out puts the true height in its place.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence

from askance.core.conversation import Message, MessageStatus, Role
from askance.ui.conversation.boxes.estimate import Measures, units
from askance.ui.conversation.stack import Stack

BETWEEN = 18
_AT_ONCE = 64
_UNREAD = 180  # of a message whose text nobody has looked at yet
_CARD, _FOOT, _PICTURES = 24, 38, 118
_ENDING = 90
_BREAK = 0.6  # of a line: what a line break adds, half a paragraph's room and half an empty line
_BUBBLE = 572


class Roll:
    """The messages and their heights in logical pixels. Numbers count from the oldest message."""

    def __init__(self) -> None:
        self.stack = Stack(BETWEEN)
        self._messages: list[Message] = []
        self._numbers: dict[int, int] | None = {}
        # What the height is reckoned from: characters and breaks, and what no width changes.
        self._units, self._breaks, self._fixed = array("q"), array("q"), array("q")
        self._read = bytearray()
        self._unread = 0
        self._measured = bytearray()

    def __len__(self) -> int:
        return len(self._messages)

    def __getitem__(self, number: int) -> Message:
        return self._messages[number]

    def __iter__(self) -> Iterator[Message]:
        return iter(self._messages)

    @property
    def messages(self) -> Sequence[Message]:
        """All of them; not to be changed."""
        return self._messages

    def number(self, message_id: int) -> int | None:
        """Where a message stands."""
        if self._numbers is None:
            self._numbers = {message.id: n for n, message in enumerate(self._messages)}
        return self._numbers.get(message_id)

    def measured(self, number: int) -> bool:
        """Whether the height is a true one."""
        return bool(self._measured[number])

    def set(self, messages: Sequence[Message]) -> None:
        """Replaces everything."""
        count = len(messages)
        self._messages, self._numbers = list(messages), None
        blank = array("q", bytes(8 * count))
        self._units, self._breaks, self._fixed = blank, blank[:], blank[:]
        self._read, self._measured = bytearray(count), bytearray(count)
        self._unread = count
        self.stack.set_heights([_UNREAD] * count)

    def append(self, message: Message) -> None:
        """One more at the end."""
        if self._numbers is not None:
            self._numbers[message.id] = len(self._messages)
        self._messages.append(message)
        for facts in (self._units, self._breaks, self._fixed):
            facts.append(0)
        self._read.append(0)
        self._measured.append(0)
        self._unread += 1
        self.stack.append(_UNREAD)

    def remove(self, number: int) -> None:
        """Takes one out."""
        self._unread -= not self._read[number]
        for row in (self._units, self._breaks, self._fixed, self._read, self._measured):
            del row[number]
        del self._messages[number]
        self._numbers = None
        self.stack.remove(number)

    def replace(self, number: int, message: Message) -> None:
        """Another state of a message; its height stays until it is measured or reckoned anew."""
        self._messages[number] = message
        self._unread += self._read[number]
        self._read[number] = 0

    def measure(self, number: int, height: int) -> bool:
        """The true height of one. Returns whether it was another one before."""
        self._measured[number] = 1
        return self.stack.set(number, height)

    def reckon(self, width: int, measures: Measures) -> None:
        """Every height anew for messages `width` logical pixels wide; none is a true one then."""
        self._measured = bytearray(len(self._messages))
        line = measures.line
        wide = line * measures.character / max(1, width)
        narrow = line * measures.character / max(1, min(width, _BUBBLE))
        broken = line * _BREAK
        rows = zip(self._units, self._breaks, self._fixed, strict=True)
        if self._unread == len(self._messages):
            self.stack.set_heights([_UNREAD] * len(self._messages))
            return
        self.stack.set_heights(
            [
                int(fixed + chars * wide + breaks * broken)
                if fixed > 0
                else int(chars * narrow + breaks * broken - fixed)
                if fixed
                else _UNREAD
                for chars, breaks, fixed in rows
            ]
        )

    def read_some(self, first: int, last: int, width: int, measures: Measures) -> bool:
        """Looks at the texts of those from `first` until before `last` that nobody looked at yet.
        Returns whether a height changed.
        """
        changed = False
        for number in range(max(0, first), min(last, len(self._messages))):
            if not self._read[number]:
                self._look_at(number, measures.line)
                if not self._measured[number]:
                    changed |= self.stack.set(number, self._height(number, width, measures))
        return changed

    def read_back(
        self, number: int, width: int, measures: Measures, enough: Callable[[], bool]
    ) -> tuple[bool, bool]:
        """Looks at texts that nobody looked at, from those before `number` on upwards, then at the
        others, until it is `enough`. Whether there were any, and whether a height changed.
        """
        some = changed = False
        while not enough() and (last := self.unread_below(number)) is not None:
            some = True
            changed |= self.read_some(last - _AT_ONCE, last + 1, width, measures)
        return some, changed

    def read_last(self, width: int, measures: Measures) -> None:
        """Looks at the text of the newest message."""
        self.read_some(len(self) - 1, len(self), width, measures)

    def unread_below(self, number: int) -> int | None:
        """The last one before `number` that nobody looked at yet; from the end when none is."""
        if not self._unread:
            return None
        found = self._read.rfind(0, 0, number)
        return found if found >= 0 else self._read.rfind(0)

    def _look_at(self, number: int, line: int) -> None:
        message = self._messages[number]
        self._read[number] = 1
        self._unread -= 1
        text = message.text
        self._units[number] = units(text)
        self._breaks[number] = text.count("\n")
        half = line // 2 if text else 0
        if message.role is Role.ASSISTANT:
            ended = message.status in (MessageStatus.COMPLETE, MessageStatus.STREAMING)
            self._fixed[number] = _FOOT + half + (0 if ended else _ENDING)
        else:
            # Questions are narrower, which their sign tells.
            pictures = (len(message.parts) - bool(text)) * _PICTURES
            self._fixed[number] = -(_CARD + half + min(pictures, 3 * _PICTURES))

    def _height(self, number: int, width: int, measures: Measures) -> int:
        fixed = self._fixed[number]
        room = max(1, width if fixed > 0 else min(width, _BUBBLE))
        lines = self._units[number] * measures.character / room + self._breaks[number] * _BREAK
        return int(abs(fixed) + lines * measures.line)
