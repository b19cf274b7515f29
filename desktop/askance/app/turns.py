"""How long one thread may keep the interpreter while another waits for it. Main thread.

The thread that draws lets the interpreter go at each call of Qt that takes time, and has to wait
for it when the worker has taken it meanwhile: by default 5 milliseconds, as long as the worker is
busy, and several times in one frame. While something long is read or loaded there, frames of 4
milliseconds take 20 to 30; with turns of one they take 7 to 10, and the work as a whole no longer.
"""

from __future__ import annotations

import sys

_TURN_S = 0.001


def take_short_turns() -> None:
    """For the whole process, from now on."""
    sys.setswitchinterval(_TURN_S)
