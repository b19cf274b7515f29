"""From the hotkey to changed pixels, measured from outside, against a bare program.

    python -m tests.benchmarks.hotkey_to_pixels [--rounds N] [--command COMMAND]

The command starts a resident program that shows no window of its own; left out, it is `python -m
askance --hidden`. Each layout runs on an Xvfb with openbox of its own. A round presses
Ctrl+Alt+Space through XTest and asks the server for two pixels of every monitor, its first and its
last, until all differ from the live desktop: then the frozen picture covers every screen from end
to end. Escape brings the desktop back. The two programs take turns, so that a noisy machine harms
both alike. Milliseconds.

The goal is a ratio of at most 1.5 between the medians.
"""

import argparse
import shlex
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from Xlib import XK, X, display
from Xlib.ext import xtest

from tests.support.desktop import Desktop, desktop
from tests.support.programs import Program
from tests.support.waiting import wait_for

GOAL = 1.5
BARE = (sys.executable, "-m", "tests.benchmarks.prototypes.grab_and_show")
BACKGROUND = 0x4080C0

Monitor = tuple[str, int, int, int, int]
LAYOUTS: dict[str, tuple[Monitor, ...]] = {
    "1920 × 1080": (("ONE", 0, 0, 1920, 1080),),
    "3840 × 2160": (("ONE", 0, 0, 3840, 2160),),
    "2 × 3840 × 2160": (("LEFT", 0, 0, 3840, 2160), ("RIGHT", 3840, 0, 3840, 2160)),
}


class Eyes:
    """A client of its own that presses keys and looks at pixels."""

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

    def _pixels(self) -> list[bytes]:
        return [
            self._root.get_image(x, y, 1, 1, X.ZPixmap, 0xFFFFFF).data[:3] for x, y in self._points
        ]


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds."""

    median: float
    p95: float

    @classmethod
    def of(cls, times: Sequence[float]) -> "Figures":
        return cls(statistics.median(times), statistics.quantiles(times, n=20)[18])


def measure(eyes: Eyes) -> float:
    """One round, in milliseconds; leaves the desktop as it was."""
    begin = time.perf_counter()
    eyes.press("Control_L", "Alt_L", "space")
    wait_for(eyes.frozen, "the frozen screen", every_s=0.002)
    taken = (time.perf_counter() - begin) * 1000
    # The keyboard may be on its way to the overlay still: pressed until heard.
    wait_for(lambda: eyes.press("Escape") or eyes.live(), "the desktop again", every_s=0.1)
    time.sleep(0.2)
    return taken


@contextmanager
def running(command: Sequence[str], place: Desktop, eyes: Eyes, home: str) -> Iterator[Program]:
    """The program, warmed up by three rounds."""
    folder = place.home / home
    folder.mkdir()
    environment = place.env(ASKANCE_HOME=folder, PYTHONPATH=Path.cwd())
    with Program(command, environment=environment) as program:
        wait_for(lambda: _answers(eyes, program), "an answer to the hotkey", patience_s=60)
        for _ in range(2):
            measure(eyes)
        yield program


def _answers(eyes: Eyes, program: Program) -> bool:
    assert program.running, program.output
    eyes.press("Control_L", "Alt_L", "space")
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        if eyes.frozen():
            wait_for(lambda: eyes.press("Escape") or eyes.live(), "the desktop", every_s=0.1)
            return True
        time.sleep(0.01)
    return False


def compare(
    monitors: Sequence[Monitor], command: Sequence[str], rounds: int
) -> tuple[Figures, Figures]:
    """The bare program's figures and the command's. One runs at a time: they want the same key."""
    width = max(x + width for _, x, _, width, _ in monitors)
    height = max(y + height for _, _, y, _, height in monitors)
    times: list[list[float]] = [[], []]
    with desktop(width=width, height=height, keyring=False) as place:
        if len(monitors) > 1:
            place.split_into_monitors(*monitors)
        eyes = Eyes(place.display, monitors)
        for half in range(2):
            for which, program in enumerate((BARE, command)):
                with running(program, place, eyes, f"{half}-{which}"):
                    times[which] += [measure(eyes) for _ in range(rounds // 2)]
        eyes.close()
    return Figures.of(times[0]), Figures.of(times[1])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--command", default=f"{sys.executable} -m askance --hidden")
    parser.add_argument("--layout", choices=LAYOUTS, action="append")
    options = parser.parse_args(arguments)
    print(f"{'ms':<18}{'bare':>8}{'p95':>8}{'askance':>10}{'p95':>8}{'ratio':>8}")
    within = True
    for name in options.layout or LAYOUTS:
        bare, real = compare(LAYOUTS[name], shlex.split(options.command), options.rounds)
        ratio = real.median / bare.median
        within = within and ratio <= GOAL
        print(
            f"{name:<18}{bare.median:8.1f}{bare.p95:8.1f}{real.median:10.1f}{real.p95:8.1f}"
            f"{ratio:8.2f}",
            flush=True,
        )
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
