"""Makes the widget of a message. GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from askance.core.conversation import Message, Role
from askance.ui.conversation.answer import AnswerView
from askance.ui.conversation.boxes.formula import Formulas
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.pictures import PictureShelf
from askance.ui.conversation.question import QuestionView
from askance.ui.conversation.slices import Slices
from askance.ui.theme import Theme


class MessageMaker:
    """One for a view; `page` is what the widgets stand on. They are made hidden, and children of
    the page from the start: one that gets its parent later is dressed twice.
    """

    def __init__(
        self,
        *,
        theme: Theme,
        shelf: PictureShelf,
        offthread: Offthread,
        page: Callable[[], QWidget | None],
    ) -> None:
        self._theme, self._shelf = theme, shelf
        self._offthread, self._page = offthread, page
        self._formulas = Formulas(offthread, shelf)
        self._slices = Slices(shelf)

    def make(self, message: Message) -> AnswerView | QuestionView:
        """The widget of a message."""
        if message.role is not Role.ASSISTANT:
            return QuestionView(
                theme=self._theme,
                message=message,
                shelf=self._shelf,
                offthread=self._offthread,
                parent=self._page(),
            )
        return AnswerView(
            theme=self._theme,
            message=message,
            offthread=self._offthread,
            formulas=self._formulas,
            slices=self._slices,
            parent=self._page(),
        )
