"""Widgets of messages that went out of sight, kept for those that come into it. GUI thread.

To make a widget and to dress it by the style sheet costs most of what a message costs that comes
into sight; to show another message in it costs little. Only plain ones are used again: which those
are, they say themselves.
"""

from __future__ import annotations

from askance.core.conversation import Message, Role
from askance.ui.conversation.message import MessageView

_KEPT = 12


class Spares:
    """Hidden widgets, questions and answers apart."""

    def __init__(self) -> None:
        self._kept: dict[bool, list[MessageView]] = {True: [], False: []}

    def take(self, message: Message) -> MessageView | None:
        """One that shows the message now, if there is one that can."""
        kept = self._kept[message.role is Role.ASSISTANT]
        if not kept:
            return None
        view = kept.pop()
        if view.renew(message):
            return view
        view.retire()
        return None

    def keep(self, view: MessageView) -> None:
        """A widget whose message is not shown any more: used again, or deleted."""
        kept = self._kept[view.message.role is Role.ASSISTANT]
        if len(kept) < _KEPT:
            view.rest()
            kept.append(view)
        else:
            view.retire()

    def clear(self) -> None:
        """Deletes all: they wear what is not worn any more."""
        for kept in self._kept.values():
            while kept:
                kept.pop().retire()
