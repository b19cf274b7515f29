"""What the shown conversation took, in tokens and money, kept true. GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from askance.core.cost import Account, account_of
from askance.core.endpoint import Prices
from askance.core.settings import Settings
from askance.ui.asking import AskController
from askance.ui.conversation.view import ConversationView
from askance.ui.figures import spent_words


class Reckoning(QObject):
    """Reckons once a turn of the event loop, however much has changed; never while words come."""

    total_known = Signal(str)
    """The conversation's total in words; empty: nothing was spent."""
    context_changed = Signal()
    """What a next question carries along is another now."""

    def __init__(
        self,
        *,
        asking: AskController,
        view: ConversationView,
        settings: Callable[[], Settings],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._asking, self._view, self._settings = asking, view, settings
        self._account = Account({}, None, 0)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._reckon)
        asking.messages_changed.connect(self.refresh)

    @property
    def context(self) -> int:
        """Roughly how many tokens of the conversation go along with its next question."""
        return self._account.context

    def refresh(self) -> None:
        """Messages, prices or the model asked next have changed."""
        self._soon.start()

    def _reckon(self) -> None:
        settings, before = self._settings(), self._account.context
        prices = {endpoint.name: endpoint.prices for endpoint in settings.endpoints}
        self._account = account_of(
            self._asking.messages,
            lambda name: prices.get(name, Prices()),
            settings.current.model,
        )
        self._view.set_spent(self._account.answers)
        total = self._account.total
        self.total_known.emit(spent_words(total) if total is not None else "")
        if self._account.context != before:
            self.context_changed.emit()
