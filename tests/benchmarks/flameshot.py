"""From a click on Flameshot's tray icon to changed pixels: what a good screenshot program takes.

    python -m tests.benchmarks.flameshot [--rounds N]

Its resident process is measured, with its icon in a `trayer`, so that no process start is counted;
by the same eyes and on the same desktops as `hotkey_to_pixels`. Says so and ends where either
program is missing: neither is installed for this.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

from tests.benchmarks.hotkey_to_pixels import LAYOUTS, Eyes, Figures
from tests.support.desktop import Desktop, desktop
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

TRAY = "panel"
_TRAYER = (
    "trayer",
    "--edge",
    "bottom",
    "--align",
    "left",
    "--height",
    "32",
    "--widthtype",
    "request",
)


class Mouse:
    """Clicks on the icon."""

    def __init__(self, eyes: Eyes, hands: Display, place: tuple[int, int]) -> None:
        self._eyes, self._hands, self._place = eyes, hands, place

    def measure(self) -> float:
        """One round, in milliseconds; leaves the desktop as it was."""
        self._hands.move(*self._place)
        begin = time.perf_counter()
        self._hands.click(*self._place)
        wait_for(self._eyes.frozen, "Flameshot", every_s=0.002)
        taken = (time.perf_counter() - begin) * 1000
        wait_for(
            lambda: self._eyes.press("Escape") or self._eyes.live(), "the desktop", every_s=0.2
        )
        time.sleep(0.3)
        return taken

    def _left(self) -> bool:
        self._eyes.press("Escape")
        return self._eyes.live()


def icon_of(hands: Display) -> tuple[int, int] | None:
    """The middle of the icon in the tray."""
    for title, (x, y, width, height) in hands.windows().items():
        if TRAY in title and width > 8:
            return x + min(width, 32) // 2, y + height // 2
    return None


def measured(name: str, rounds: int) -> Figures:
    """Flameshot on a layout of one monitor."""
    [(_, _, _, width, height)] = LAYOUTS[name]
    with ExitStack() as stack:
        place: Desktop = stack.enter_context(desktop(width=width, height=height, keyring=False))
        eyes = Eyes(place.display, LAYOUTS[name])
        stack.callback(eyes.close)
        hands = stack.enter_context(Display(place.display))
        stack.enter_context(Program(_TRAYER, environment=place.env()))
        stack.enter_context(Program(["flameshot"], environment=place.env()))
        where = wait_for(lambda: icon_of(hands), "Flameshot's icon", patience_s=30)
        time.sleep(2)  # its window has to find its icon, and there is no telling when
        mouse = Mouse(eyes, hands, where)
        for _ in range(2):
            mouse.measure()
        return Figures.of([mouse.measure() for _ in range(rounds)])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args(arguments)
    missing = [name for name in ("flameshot", "trayer") if shutil.which(name) is None]
    if missing:
        print(f"Not measured: {' and '.join(missing)} not installed.")
        return 0
    print(f"{'Flameshot, ms':<18}{'median':>8}{'p95':>8}")
    for name in list(LAYOUTS)[:2]:
        found = measured(name, options.rounds)
        print(f"{name:<18}{found.median:8.1f}{found.p95:8.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
