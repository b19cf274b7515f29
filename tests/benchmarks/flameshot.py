"""From a click on Flameshot's tray icon to changed pixels: what a good screenshot program takes.

    python -m tests.benchmarks.flameshot [--rounds N]

Its resident process is measured, with its icon in a `trayer`, so that no process start is counted.
`hotkey_to_pixels` lets it take turns with Askance; alone, this tells its figures only. Where either
program is missing it says so: neither is installed for this.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from tests.benchmarks.eyes import LAYOUTS, Contender, Eyes, Figures
from tests.support.desktop import Desktop, desktop
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

_PANEL, _ICON = "panel", "flameshot"
_TRAYER = (
    *("trayer", "--edge", "bottom", "--align", "left"),
    *("--height", "32", "--widthtype", "request"),
)
_MANNERS = "[General]\nshowStartupLaunchMessage=false\ncheckForUpdates=false\n"
_APART_S = 0.7
"""Between two clicks. Qt's tray icon takes two within 0.4 s for a double click, which Flameshot
does not answer.
"""


def missing() -> str:
    """Words for what is not installed, or nothing."""
    return " and ".join(name for name in ("flameshot", "trayer") if shutil.which(name) is None)


class _Mouse:
    """Clicks on the icon."""

    def __init__(self, hands: Display, icon: tuple[int, int]) -> None:
        self._hands, self._icon = hands, icon
        self._clicked = 0.0

    def wait(self) -> None:
        time.sleep(max(0.0, self._clicked + _APART_S - time.monotonic()))
        self._hands.move(*self._icon)

    def click(self) -> None:
        self._clicked = time.monotonic()
        self._hands.click(*self._icon)


@contextmanager
def resident(place: Desktop, eyes: Eyes) -> Iterator[Contender]:
    """Flameshot, its icon embedded in the tray, warmed up by two captures."""
    config = place.home / ".config" / "flameshot"
    config.mkdir()
    (config / "flameshot.ini").write_text(_MANNERS)
    with (
        Display(place.display) as hands,
        Program(_TRAYER, environment=place.env()),
        Program(["flameshot"], environment=place.env()),
    ):
        icon = wait_for(lambda: _icon(hands), "Flameshot's icon in the tray", patience_s=30)
        mouse = _Mouse(hands, icon)
        contender = Contender(begin=mouse.click, ready=mouse.wait)
        time.sleep(2)  # embedded, the icon takes clicks a moment later, and nothing tells when
        for _ in range(2):
            contender.measure(eyes)
        yield contender


def _icon(hands: Display) -> tuple[int, int] | None:
    """The middle of the icon, once the panel holds it; before, its window is elsewhere."""
    for left, top, width, height in hands.places(_PANEL):
        for x, y, across, down in hands.places(_ICON):
            middle = x + across // 2, y + down // 2
            if left <= middle[0] < left + width and top <= middle[1] < top + height:
                return middle
    return None


def measured(name: str, rounds: int) -> Figures:
    """Flameshot alone, on a layout of one monitor."""
    [(_, _, _, width, height)] = LAYOUTS[name]
    with ExitStack() as stack:
        place: Desktop = stack.enter_context(desktop(width=width, height=height, keyring=False))
        eyes = Eyes(place.display, LAYOUTS[name])
        stack.callback(eyes.close)
        contender = stack.enter_context(resident(place, eyes))
        return Figures.of([contender.measure(eyes) for _ in range(rounds)])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args(arguments)
    if words := missing():
        print(f"Flameshot is not measured: {words} not installed.")
        return 0
    print(f"{'Flameshot, ms':<18}{'median':>11}{'p95':>8}{'best':>8}")
    for name in list(LAYOUTS)[:2]:
        print(f"{name:<18}{measured(name, options.rounds)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
