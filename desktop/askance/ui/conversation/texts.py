"""What the messages of a conversation say, those without a widget too. GUI thread.

One that has a widget is asked; one that is far away is read again, and the last few that were are
remembered. Both have the same leaves, so that a selection, a caret or a hit is at the same place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from askance.core.conversation import Message, Role
from askance.core.markdown import StreamingDocument
from askance.ui.conversation.body import Body
from askance.ui.conversation.flow import Leaf, leaves, plain_leaves
from askance.ui.conversation.leaf_text import between, text_of
from askance.ui.conversation.roll import Roll
from askance.ui.conversation.selection import Position, Selection, end_of, start_of
from askance.ui.conversation.sight import Sight
from askance.ui.conversation.utf16 import cut, length

_KEPT = 24
_LINE_END = re.compile(r"(\r\n|\r|\n)")
APART = "\n\n"


@dataclass(frozen=True, slots=True)
class Written:
    """A body's leaves, and the Markdown they were made of where they were made of it."""

    leaves: Sequence[Leaf]
    source: str = ""


def bodies_of(message: Message) -> list[Written]:
    """A message as it is shown until somebody opens something in it. Pure."""
    if message.role is not Role.ASSISTANT:
        return [Written(list(plain_leaves(message.text)))] if message.text else []
    choice = message.choice
    if choice is None:
        return []
    found = [Written(read(choice.text).leaves, choice.text)] if choice.text else []
    if choice.refusal:
        found.append(Written(list(plain_leaves(choice.refusal))))
    return found


def source_of(message: Message) -> str:
    """What a message says, as it was written. Pure."""
    choice = message.choice if message.role is Role.ASSISTANT else None
    return APART.join(filter(None, (message.text, choice.refusal if choice is not None else "")))


def read(source: str) -> Body:
    """Markdown, read to its end. Pure."""
    body = Body()
    body.append(source)
    body.finish()
    body.update()
    return body


class Texts:
    """One for a view."""

    def __init__(self, roll: Roll, sight: Sight) -> None:
        self._roll, self._sight = roll, sight
        self._known: OrderedDict[int, tuple[Message, list[Written]]] = OrderedDict()
        self._begun: dict[int, dict[int, Written]] = {}

    def bodies(self, number: int) -> list[Written]:
        """The bodies of a message."""
        view = self._sight.view(number)
        if view is None:
            return self._read(self._roll[number])
        return [
            Written(each.leaves, each.source)
            if each.parsed or not each.finished
            else self._ahead(view.message.id, body, each.source)
            if each.source
            else Written(list(plain_leaves(each.text)))
            for body, each in enumerate(view.bodies())
        ]

    def leaf(self, place: Position) -> str:
        """The text of the leaf a place is in; empty when there is none."""
        bodies = self.bodies(place.message) if place.message < len(self._roll) else []
        if place.body < len(bodies) and place.leaf < len(bodies[place.body].leaves):
            return text_of(bodies[place.body].leaves[place.leaf])
        return ""

    def last(self, number: int) -> Position:
        """Where a message's text ends."""
        bodies = self.bodies(number)
        for body in range(len(bodies) - 1, -1, -1):
            if leaves := bodies[body].leaves:
                leaf = len(leaves) - 1
                return Position(number, body, leaf, length(text_of(leaves[leaf])))
        return start_of(number)

    def next_leaf(self, place: Position) -> Position | None:
        """The beginning of the next leaf that can hold a caret."""
        for number in range(place.message, len(self._roll)):
            for body, written in enumerate(self.bodies(number)):
                leaf = place.leaf + 1 if (number, body) == place[:2] else 0
                if (number, body) >= place[:2] and leaf < len(written.leaves):
                    return Position(number, body, leaf)
        return None

    def leaf_before(self, place: Position) -> Position | None:
        """The end of the leaf before."""
        for number in range(place.message, -1, -1):
            bodies = self.bodies(number)
            for body in range(len(bodies) - 1, -1, -1):
                leaves = bodies[body].leaves
                leaf = place.leaf - 1 if (number, body) == place[:2] else len(leaves) - 1
                if (number, body) <= place[:2] and leaf >= 0:
                    return Position(number, body, leaf, length(text_of(leaves[leaf])))
        return None

    def plain(self, selection: Selection) -> str:
        """What is selected as plain text."""
        return APART.join(filter(None, self._plain_messages(selection)))

    def plain_in(self, selection: Selection, number: int) -> str:
        """What is selected of one message."""
        return _plain(selection, number, self.bodies(number))

    def markdown(self, selection: Selection) -> str:
        """What is selected as Markdown: of whole messages the exact source."""
        last = min(selection.last.message, len(self._roll) - 1)
        parts = [
            self._markdown_in(selection, number)
            for number in range(selection.first.message, last + 1)
        ]
        return APART.join(filter(None, parts))

    def size(self, selection: Selection) -> int:
        """About how many characters are selected, without reading them."""
        last = min(selection.last.message, len(self._roll) - 1)
        return sum(len(self._roll[n].text) for n in range(selection.first.message, last + 1))

    def snapshot(self, selection: Selection) -> list[tuple[int, Message | list[Written]]]:
        """All that `plain_of` needs, for another thread."""
        last = min(selection.last.message, len(self._roll) - 1)
        return [(number, self._now(number)) for number in range(selection.first.message, last + 1)]

    def _now(self, number: int) -> Message | list[Written]:
        if self._sight.view(number) is None:
            return self._roll[number]
        return [Written(list(each.leaves), each.source) for each in self.bodies(number)]

    def _plain_messages(self, selection: Selection) -> Iterator[str]:
        last = min(selection.last.message, len(self._roll) - 1)
        for number in range(selection.first.message, last + 1):
            yield self.plain_in(selection, number)

    def _markdown_in(self, selection: Selection, number: int) -> str:
        if number not in (selection.first.message, selection.last.message) or selection.holds(
            number, self.last(number)
        ):
            view = self._sight.view(number)
            return view.shown_source() if view is not None else source_of(self._roll[number])
        bodies = self.bodies(number)
        return APART.join(
            filter(None, (_markdown(selection, number, n, each) for n, each in enumerate(bodies)))
        )

    def _ahead(self, message_id: int, body: int, source: str) -> Written:
        """All of a body of which the widget has read but the beginning."""
        known = self._begun.get(message_id, {}).get(body)
        if known is None or known.source != source:
            known = Written(read(source).leaves, source)
            self._begun.setdefault(message_id, {})[body] = known
            if len(self._begun) > _KEPT:
                del self._begun[next(iter(self._begun))]
        return known

    def _read(self, message: Message) -> list[Written]:
        known = self._known.get(message.id)
        if known is not None and known[0] is message:
            self._known.move_to_end(message.id)
            return known[1]
        found = bodies_of(message)
        self._known[message.id] = (message, found)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return found


def plain_of(selection: Selection, messages: Sequence[tuple[int, Message | list[Written]]]) -> str:
    """What is selected of messages, or of bodies, with their numbers. Pure; any thread."""
    parts = [
        _plain(selection, number, each if isinstance(each, list) else bodies_of(each))
        for number, each in messages
    ]
    return APART.join(filter(None, parts))


def whole(number: int) -> Selection:
    """All of a message."""
    return Selection(start_of(number), end_of(number))


def _plain(selection: Selection, number: int, bodies: Sequence[Written]) -> str:
    parts: list[str] = []
    for body, written in enumerate(bodies):
        above: Leaf | None = None
        words = ""
        for leaf, each in enumerate(written.leaves):
            text = text_of(each)
            part = selection.part(number, body, leaf, length(text))
            if part is not None:
                words += ("" if above is None else between(above, each)) + cut(text, *part)
                above = each
        parts.append(words)
    return APART.join(filter(None, parts))


def _markdown(selection: Selection, number: int, body: int, written: Written) -> str:
    """Of one body: the source of every block that is touched; of a part of one leaf its words."""
    touched = [
        leaf
        for leaf, each in enumerate(written.leaves)
        if selection.part(number, body, leaf, length(text_of(each))) is not None
    ]
    if not touched:
        return ""
    text = text_of(written.leaves[touched[0]])
    part = selection.part(number, body, touched[0], length(text))
    if not written.source or (len(touched) == 1 and part != (0, length(text))):
        return _plain(selection, number, [Written(())] * body + [written])
    return _blocks_of(written.source, touched[0], touched[-1])


def _blocks_of(source: str, first: int, last: int) -> str:
    """The lines of the outermost blocks in which two leaves stand, and of all between them."""
    document = StreamingDocument()
    document.append(source)
    document.finish()
    behind = list(accumulate(len(list(leaves((block,)))) for block in document.closed))
    begin = document.lines[min(bisect_right(behind, first), len(behind) - 1)][0]
    end = document.lines[min(bisect_right(behind, last), len(behind) - 1)][1]
    rows = _LINE_END.split(source)[2 * begin : 2 * end]
    return "".join(rows).strip("\r\n")
