"""What Askance costs while it waits for its hotkey: processor time, wake-ups, memory.

    python -m tests.benchmarks.idle [--seconds S]

Hidden on an Xvfb with openbox, three captures and a rest behind it. Memory is told three ways: all
that is resident, its share where libraries are shared with others (PSS), and what is its own, which
the goal is about. A bare PySide6 window stands beside it. A capture also makes the reading process
ready; it ends by itself some time after, and is told on a line of its own.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.eyes import LAYOUTS, Eyes
from tests.benchmarks.hotkey_to_pixels import running
from tests.benchmarks.processes import children, memory, switches, ticks, wait_for_rest, woken
from tests.support.desktop import Desktop, desktop
from tests.support.programs import Program

GOAL_MB = 75.0
_BARE = (sys.executable, "-m", "tests.benchmarks.prototypes.bare_window")
_TIDIES_S = 6.0
"""Askance gives memory back some seconds after a capture (`app/memory.py`)."""


def told(rows: Sequence[tuple[str, int]], seconds: float) -> None:
    """A line about each process, all left alone for the same seconds."""
    before = [(ticks([pid]), switches(pid)) for _, pid in rows]
    time.sleep(seconds)
    for (name, pid), (used, slept) in zip(rows, before, strict=True):
        share = (ticks([pid]) - used) / os.sysconf("SC_CLK_TCK") / seconds
        sizes = memory(pid)
        print(
            f"{name:<22}{share:7.1%}{woken(slept, switches(pid)):10}"
            + "".join(f"{sizes[each]:12.0f}" for each in ("resident", "shared out", "own")),
            flush=True,
        )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args(arguments)
    monitors = LAYOUTS["1920 × 1080"]
    with ExitStack() as stack:
        place: Desktop = stack.enter_context(desktop(width=1920, height=1080, keyring=False))
        eyes = Eyes(place.display, monitors)
        stack.callback(eyes.close)
        command = (sys.executable, "-m", "askance", "--hidden")
        program, _ = stack.enter_context(running(command, place, eyes, "home"))
        bare = stack.enter_context(Program(_BARE, environment=place.env(PYTHONPATH=Path.cwd())))
        time.sleep(_TIDIES_S)
        wait_for_rest(program.process.pid)
        pid = program.process.pid
        rows = [("Askance", pid)]
        rows += [("its reading process", child) for child in children(pid)]
        print(
            f"{f'idle for {options.seconds:.0f} s':<22}{'CPU':>7}{'wake-ups':>10}"
            f"{'resident MB':>12}{'PSS':>12}{'own':>12}   (goal: 0.0%, own < {GOAL_MB:.0f})"
        )
        told([*rows, ("a bare window", bare.process.pid)], options.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
