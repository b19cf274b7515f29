"""What the shown conversation took, in tokens and money, kept true. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from askance.core.conversation import Message
from askance.core.cost import Account, Ledger
from askance.core.endpoint import Prices
from askance.core.settings import Settings
from askance.ui.asking import AskController
from askance.ui.conversation.view import ConversationView
from askance.ui.figures import spent_words

_SLICE_MS = 3
"""What one turn of the event loop may take; ten thousand messages take a tenth of a second."""
_BETWEEN_LOOKS = 32


class Reckoning(QObject):
    """Reckons once a turn of the event loop, however much has changed; never while words come. A
    long conversation takes several turns, and what is known of it stays until they are over.
    """

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
        self._ledger: Ledger | None = None
        self._left: Iterator[Message] = iter(())
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._reckon)
        asking.messages_changed.connect(self.refresh)

    @property
    def context(self) -> int:
        """Roughly how many tokens of the conversation go along with its next question."""
        return self._account.context

    def refresh(self) -> None:
        """Messages, prices or the model asked next have changed."""
        self._ledger = None
        self._soon.start()

    def _reckon(self) -> None:
        ledger = self._ledger
        if ledger is None:
            ledger = self._ledger = self._begun()
        clock = QElapsedTimer()
        clock.start()
        while some := list(islice(self._left, _BETWEEN_LOOKS)):
            for message in some:
                ledger.add(message)
            if clock.elapsed() >= _SLICE_MS:
                self._soon.start()
                return
        self._ledger = None
        self._tell(ledger.account())

    def _begun(self) -> Ledger:
        settings = self._settings()
        prices = {endpoint.name: endpoint.prices for endpoint in settings.endpoints}
        self._left = iter(self._asking.messages)
        return Ledger(lambda name: prices.get(name, Prices()), settings.current.model)

    def _tell(self, account: Account) -> None:
        before, self._account = self._account.context, account
        self._view.set_spent(account.answers)
        total = account.total
        self.total_known.emit(spent_words(total) if total is not None else "")
        if account.context != before:
            self.context_changed.emit()
