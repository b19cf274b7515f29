"""Why an answer cannot be gone on with from a chosen word: whoever knows the endpoints says it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from askance.core.conversation import Message
from askance.core.endpoint import ON_DEVICE

Obstacle = Callable[[Message, int], str]
"""Why the choice of this index of an answer cannot be gone on with from given words, for the person
to read; empty where it can be tried.
"""


def no_obstacle(message: Message, _index: int) -> str:
    """As far as an answer tells by itself."""
    if message.endpoint != ON_DEVICE.name:
        return ""
    return QCoreApplication.translate("Obstacle", "This model can’t go on from a text it is given.")
