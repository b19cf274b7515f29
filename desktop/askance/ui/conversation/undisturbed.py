"""Between a leap and the frame that shows where it led, Python looks for no garbage. GUI thread.

To look for it takes one to ten milliseconds, whenever so many objects were made: that is when a
page is made. It is looked for as soon as the page is painted.
"""

from __future__ import annotations

import gc


class Undisturbed:
    """`begin` and `end` as often as one likes. Where nothing is looked for anyway, it stays so. Who
    begins again before the end is disturbed every second time, so that garbage never piles up.
    """

    def __init__(self) -> None:
        self._held = False

    def begin(self) -> None:
        """From now on."""
        if self._held:
            self.end()
        elif gc.isenabled():
            gc.disable()
            self._held = True

    def end(self) -> None:
        """Now there is time."""
        if self._held:
            self._held = False
            gc.enable()
