"""What Askance costs while it waits for its hotkey: processor time, wake-ups, memory.

    python -m tests.benchmarks.idle [--seconds S]

Hidden on an Xvfb with openbox, three captures and a rest behind it. Memory is told three ways: all
that is resident, its share where libraries are shared with others (PSS), and what is its own. A
bare PySide6 window stands beside it.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.hotkey_to_pixels import LAYOUTS, Eyes, measure, running
from tests.support.desktop import Desktop, desktop
from tests.support.programs import Program

_BARE = (sys.executable, "-m", "tests.benchmarks.prototypes.bare_window")
_SETTLES_S = 8.0
_KEPT = {"Rss": "resident", "Pss": "shared out", "Private_Dirty": "own"}


def ticks(pid: int) -> int:
    """Processor time of a process so far, in the kernel's ticks (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def switches(pid: int) -> int:
    """How often its threads went to sleep so far."""
    return sum(
        int(line.split()[1])
        for status in Path(f"/proc/{pid}/task").glob("*/status")
        for line in status.read_text().splitlines()
        if line.startswith("voluntary_ctxt_switches")
    )


def memory(pid: int) -> dict[str, float]:
    """MB by what they are."""
    found = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, _, rest = line.partition(":")
        if name in _KEPT:
            found[_KEPT[name]] = int(rest.split()[0]) / 1024
    return found


def told(name: str, pid: int, seconds: float) -> None:
    """A line about a process that is left alone for some seconds."""
    before, slept = ticks(pid), switches(pid)
    time.sleep(seconds)
    used, woken = ticks(pid) - before, switches(pid) - slept
    sizes = ", ".join(f"{words} {size:.0f} MB" for words, size in memory(pid).items())
    print(f"{name:<14}{used:4} ticks, {woken:4} wake-ups in {seconds:.0f} s; {sizes}", flush=True)


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
        program = stack.enter_context(running(command, place, eyes, "home"))
        measure(eyes)
        time.sleep(_SETTLES_S)
        told("Askance", program.process.pid, options.seconds)
        bare = stack.enter_context(Program(_BARE, environment=place.env(PYTHONPATH=Path.cwd())))
        time.sleep(2)
        told("a bare window", bare.process.pid, 2.0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
