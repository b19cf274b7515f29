"""When Python looks for garbage that its reference counts missed, and what is free goes back to the
system. GUI thread.

A full collection stops every thread while it walks all that lives: 50 to 130 ms once the program
is loaded, in the middle of a frame or of a stream. What stands after the start lives as long as the
program, so it is taken out of the walk for good (`gc.freeze`); young objects are still looked at,
which costs a millisecond; and the full walk is made when an answer has ended and the eye rests.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

_YOUNG, _MIDDLE, _NEVER = 5_000, 80, 1_000_000
"""Objects until the youngest are looked at; such looks until a middle one; middle ones until a full
one, which `Collecting` makes instead. Looked at sooner, a page's objects count as middle ones while
it still stands: being everywhere in a long conversation then holds twice the memory.
"""
_RESTED_MS = 3_000


class Collecting(QObject):
    """`begin` once the program stands; `rested` whenever work has ended."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True, interval=_RESTED_MS)
        self._timer.timeout.connect(self._tidy)
        self._trim = _trimming()

    def begin(self) -> None:
        """What lives now stays for good. Not collected first: the person may be typing already, and
        the little that is garbage now is little for ever.
        """
        gc.freeze()
        gc.set_threshold(_YOUNG, _MIDDLE, _NEVER)

    @Slot()
    def rested(self) -> None:
        """Something ended: if nothing else begins, there is time soon."""
        self._timer.start()

    @Slot()
    def _tidy(self) -> None:
        gc.collect()
        if self._trim is not None:
            self._trim(0)


def _trimming() -> Callable[[int], object] | None:
    """The C library's malloc_trim(3), which gives pages that were freed back to the system: what a
    frozen screen took would else stay ours. None where the C library has none.
    """
    if not sys.platform.startswith("linux"):
        return None
    try:
        trim: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
    except AttributeError:
        return None
    return trim
