"""Who presses and looks, from outside, while programs freeze the screen: shared by the benchmarks
of capturing. Milliseconds; pixels of the root window.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from Xlib import XK, X, display
from Xlib.ext import xtest

from tests.support.waiting import wait_for

BACKGROUND = 0x4080C0
_SETTLED_S = 0.2

Monitor = tuple[str, int, int, int, int]
LAYOUTS: dict[str, tuple[Monitor, ...]] = {
    "1920 × 1080": (("ONE", 0, 0, 1920, 1080),),
    "3840 × 2160": (("ONE", 0, 0, 3840, 2160),),
    "2 × 3840 × 2160": (("LEFT", 0, 0, 3840, 2160), ("RIGHT", 3840, 0, 3840, 2160)),
}


class Eyes:
    """A client of its own that presses keys and looks at two pixels of every monitor, its first and
    its last: when all differ from the live desktop, the picture covers every screen entirely.
    """

    def __init__(self, name: str, monitors: Sequence[Monitor]) -> None:
        self._display = display.Display(name)
        self._root = self._display.screen().root
        self._root.change_attributes(background_pixel=BACKGROUND)
        self._root.clear_area()
        self._display.sync()
        self._points = [
            point
            for _, x, y, width, height in monitors
            for point in ((x, y), (x + width - 1, y + height - 1))
        ]
        self._live = self._pixels()

    def close(self) -> None:
        self._display.close()

    def press(self, *keys: str) -> None:
        codes = [self._display.keysym_to_keycode(XK.string_to_keysym(key)) for key in keys]
        for code in codes:
            xtest.fake_input(self._display, X.KeyPress, code)
        for code in reversed(codes):
            xtest.fake_input(self._display, X.KeyRelease, code)
        self._display.sync()

    def frozen(self) -> bool:
        """Whether no watched pixel is the live desktop's."""
        return all(seen != live for seen, live in zip(self._pixels(), self._live, strict=True))

    def live(self) -> bool:
        return self._pixels() == self._live

    def leave(self) -> None:
        """Escape until the desktop is back: the keyboard may be on its way to the overlay still."""
        wait_for(lambda: self.press("Escape") or self.live(), "the desktop again", every_s=0.1)

    def _pixels(self) -> list[bytes]:
        return [
            self._root.get_image(x, y, 1, 1, X.ZPixmap, 0xFFFFFF).data[:3] for x, y in self._points
        ]


@dataclass(frozen=True, slots=True)
class Contender:
    """A resident program: `begin` has it freeze the screen, `ready` comes before the clock."""

    begin: Callable[[], None]
    ready: Callable[[], None] = lambda: None

    def measure(self, eyes: Eyes) -> float:
        """One round, in milliseconds; leaves the desktop as it was."""
        self.ready()
        begun = time.perf_counter()
        self.begin()
        wait_for(eyes.frozen, "the frozen screen", every_s=0.002)
        taken = (time.perf_counter() - begun) * 1000
        eyes.leave()
        time.sleep(_SETTLED_S)
        return taken


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds. `best` is the nearest to what a machine with nothing else to do would give."""

    median: float
    p95: float
    best: float

    @classmethod
    def of(cls, times: Sequence[float]) -> "Figures":
        """Of two times at least."""
        return cls(statistics.median(times), statistics.quantiles(times, n=20)[18], min(times))

    def __str__(self) -> str:
        return f"{self.median:11.1f}{self.p95:8.1f}{self.best:8.1f}"
