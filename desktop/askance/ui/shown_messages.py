"""The messages of the shown branch, here and on the page alike. GUI thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from askance.core.conversation import Message
from askance.ui.conversation.view import ConversationView


class ShownMessages:
    """What the conversation view shows, by id and in order; those under way as they began."""

    def __init__(self, view: ConversationView) -> None:
        self._view = view
        self._messages: dict[int, Message] = {}

    def __contains__(self, message_id: int) -> bool:
        return message_id in self._messages

    def all(self) -> tuple[Message, ...]:
        """In order."""
        return tuple(self._messages.values())

    def get(self, message_id: int) -> Message | None:
        """A message, when it is shown."""
        return self._messages.get(message_id)

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is somewhere in the conversation."""
        focused = QApplication.focusWidget()
        return focused is not None and (focused is self._view or self._view.isAncestorOf(focused))

    def give_keyboard(self, message_id: int) -> None:
        """The person goes on at this message."""
        found = self._view.message_view(message_id)
        if found is not None:
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def show(self, messages: Sequence[Message]) -> None:
        """Replaces everything."""
        self._messages = {message.id: message for message in messages}
        self._view.show_messages(messages)

    def cut(self, message_id: int) -> None:
        """Leaves what comes before a message's place; ids ascend along a branch."""
        self.show([each for each in self._messages.values() if each.id < message_id])

    def put(self, message: Message) -> None:
        """A message that is new on the page, or goes on. What was read from the history a moment
        ago may hold it already.
        """
        known = self._messages.get(message.id)
        self._messages[message.id] = message
        if known is None:
            self._view.add_message(message)
        elif known.status is not message.status:
            self._view.replace_message(message)

    def end(self, message: Message) -> None:
        """A message in its final state."""
        self._messages[message.id] = message
        self._view.replace_message(message)

    def note(self, message: Message) -> None:
        """A message that the page has already changed by itself."""
        self._messages[message.id] = message

    def remove(self, message_id: int) -> None:
        """Takes one away; nothing happens when it is not shown."""
        self._messages.pop(message_id, None)
        self._view.remove_message(message_id)
