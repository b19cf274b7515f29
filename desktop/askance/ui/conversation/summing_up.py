"""How sure the model was of an answer, in words for its details. GUI thread; reckoned on another.

To lay ten thousand tokens along their text takes some milliseconds, so it is done once for a choice
whose facts are shown, and not in the turn that shows them.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from askance.core.alternatives import DoubtSummary, summary
from askance.core.conversation import Choice
from askance.ui.conversation.facts import sureness_words
from askance.ui.conversation.offthread import Offthread


class SummingUp:
    """For one answer, `owner`. `came` is called when words are there that were not before."""

    def __init__(self, *, offthread: Offthread, owner: QObject, came: Callable[[], None]) -> None:
        self._offthread, self._owner, self._came = offthread, owner, came
        self._choice: Choice | None = None
        self._words = ""

    def words(self, choice: Choice | None) -> str:
        """The words for a choice that is complete; empty without probabilities, or until `came`."""
        if choice is not self._choice:
            self._choice, self._words = choice, ""
            if choice is not None and choice.logprobs:
                tokens, text = choice.logprobs, choice.text
                self._offthread.run(
                    lambda: summary(tokens, text),
                    lambda found: self._take(choice, found),
                    self._owner,
                )
        return self._words

    def _take(self, choice: Choice, found: DoubtSummary | None) -> None:
        if choice is self._choice and found is not None:
            self._words = sureness_words(found)
            self._came()
