"""Process start → first paint, against a bare PySide6 window in the same run.

Measured from outside, on a real X server: from `fork` to the first pixel of the window that differs
from the desktop behind it, and for Askance also to the moment when its bar has its buttons. The two
programs take turns, so that a machine that slows down slows both; the ratio is of the medians.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.support.desktop import Desktop, desktop
from tests.support.programs import Program
from tests.support.x11 import Display

GOAL = 1.15
_BARE = [sys.executable, str(Path(__file__).parent / "prototypes" / "bare_window.py")]
_ASKANCE = [sys.executable, "-m", "askance"]


def first_paint(
    running: Desktop, display: Display, command: list[str], title: str
) -> tuple[float, float]:
    """Seconds until the middle of the window called `title` is painted, and until its top edge
    shows more than one colour (for the bare window the same moment)."""
    with tempfile.TemporaryDirectory(prefix="ask-") as home:
        environment = running.env(ASKANCE_HOME=home)
        begun = time.perf_counter()
        with Program(command, environment=environment):
            area = display.wait_for_window(title)
            x, y = area[0] + area[2] // 2, area[1] + area[3] // 2
            while display.pixel(x, y) == (0, 0, 0):
                time.sleep(0.001)
            painted = whole = time.perf_counter() - begun
            bar = (area[0] + area[2] // 2, area[1] + 8, area[2] // 2 - 8, 30)
            while title == "Askance" and len(display.screenshot(bar).getcolors() or "many") == 1:
                time.sleep(0.002)
                whole = time.perf_counter() - begun
        display.wait_until_gone(title)
    return painted, whole


def run(rounds: int = 10) -> list[str]:
    """The table's rows."""
    bare, painted, whole = [], [], []
    with desktop(keyring=False) as running, Display(running.display) as display:
        for turn in range(rounds + 1):
            pair = (
                first_paint(running, display, _BARE, "Bare"),
                first_paint(running, display, _ASKANCE, "Askance"),
            )
            if turn:  # the first round warms the file cache
                bare.append(pair[0][0])
                painted.append(pair[1][0])
                whole.append(pair[1][1])
    ratio = statistics.median(painted) / statistics.median(bare)
    return [
        f"{'start → first paint':38} {'median':>9} {'best':>9}",
        _row("a bare PySide6 window", bare),
        _row("Askance", painted),
        f"{'ratio':38} {ratio:9.2f} {'':>9}  (goal ≤ {GOAL})",
        _row("Askance, start → everything in place", whole),
    ]


def _row(name: str, seconds: list[float]) -> str:
    return f"{name:38} {statistics.median(seconds) * 1000:6.0f} ms {min(seconds) * 1000:6.0f} ms"


if __name__ == "__main__":
    print("\n".join(run()))
