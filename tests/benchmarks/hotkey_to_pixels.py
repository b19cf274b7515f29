"""From the hotkey to changed pixels, measured from outside: a bare program, Askance, Flameshot.

    python -m tests.benchmarks.hotkey_to_pixels [--rounds N] [--command COMMAND] [--layout NAME]

The command starts a resident program that shows no window of its own and answers Ctrl+Alt+Space;
left out, it is `python -m askance --hidden`. Each layout runs on an Xvfb with openbox of its own.
All programs are resident at once, each with a key of its own (Flameshot with its tray icon), and
take turns round by round, so that a noisy moment harms all alike: believe the ratios, which are of
the medians. A round begins with the press and ends when the frozen picture covers every screen from
end to end; Escape brings the desktop back.

The goals: at most 1.5 times the bare program; at most half (1080p) and a third (4K) of Flameshot's
time, where it is installed; two 4K screens under 150 ms.
"""

import argparse
import shlex
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from tests.benchmarks import flameshot
from tests.benchmarks.eyes import LAYOUTS, Contender, Eyes, Figures, Monitor
from tests.benchmarks.processes import wait_for_rest
from tests.support.desktop import Desktop, desktop
from tests.support.programs import Program
from tests.support.waiting import wait_for

OURS, BARES = "space", "b"
BARE = (sys.executable, "-m", "tests.benchmarks.prototypes.grab_and_show", BARES)

TIMES_BARE = 1.5
SHARE_OF_FLAMESHOT = {"1920 × 1080": 1 / 2, "3840 × 2160": 1 / 3}
MOST_MS = {"2 × 3840 × 2160": 150.0}
_WARM_UP = 2


@contextmanager
def running(
    command: Sequence[str], place: Desktop, eyes: Eyes, home: str, key: str = OURS
) -> Iterator[tuple[Program, Contender]]:
    """The program that answers Ctrl+Alt and the key, warmed up by three rounds."""
    folder = place.home / home
    folder.mkdir()
    environment = place.env(ASKANCE_HOME=folder, PYTHONPATH=Path.cwd())
    contender = Contender(begin=partial(eyes.press, "Control_L", "Alt_L", key))
    with Program(command, environment=environment) as program:
        wait_for(lambda: _answers(eyes, program, contender), "an answer to the key", patience_s=60)
        for _ in range(_WARM_UP):
            contender.measure(eyes)
        wait_for_rest(program.process.pid)  # a capture makes ready what may be wanted next
        yield program, contender


def _answers(eyes: Eyes, program: Program, contender: Contender) -> bool:
    assert program.running, program.output
    contender.begin()
    deadline = time.monotonic() + 1
    while time.monotonic() < deadline:
        if eyes.frozen():
            eyes.leave()
            return True
        time.sleep(0.01)
    return False


def compare(
    monitors: Sequence[Monitor], command: Sequence[str], rounds: int, *, beside_flameshot: bool
) -> list[Figures]:
    """The figures of the bare program, of the command, and of Flameshot if asked for."""
    width = max(x + width for _, x, _, width, _ in monitors)
    height = max(y + height for _, _, y, _, height in monitors)
    with ExitStack() as stack:
        place: Desktop = stack.enter_context(desktop(width=width, height=height, keyring=False))
        if len(monitors) > 1:
            place.split_into_monitors(*monitors)
        eyes = Eyes(place.display, monitors)
        stack.callback(eyes.close)
        contenders = [
            stack.enter_context(running(BARE, place, eyes, "bare", BARES))[1],
            stack.enter_context(running(command, place, eyes, "command"))[1],
        ]
        if beside_flameshot:
            contenders.append(stack.enter_context(flameshot.resident(place, eyes)))
        times: list[list[float]] = [[] for _ in contenders]
        for _ in range(rounds):
            for contender, mine in zip(contenders, times, strict=True):
                mine.append(contender.measure(eyes))
    return [Figures.of(each) for each in times]


def _row(name: str, bare: Figures, ours: Figures, theirs: Sequence[Figures]) -> tuple[str, bool]:
    """A line of the table, and whether every goal of this layout is met."""
    ratio = ours.median / bare.median
    met = ratio <= TIMES_BARE and ours.median < MOST_MS.get(name, float("inf"))
    line = f"{name:<18}{bare}{ours}{ratio:7.2f}"
    for each in theirs:
        share = ours.median / each.median
        met = met and share <= SHARE_OF_FLAMESHOT[name]
        line += f"{each}{share:7.2f}"
    return line + ("" if met else "   over the goal"), met


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--command", default=f"{sys.executable} -m askance --hidden")
    parser.add_argument("--layout", choices=LAYOUTS, action="append")
    options = parser.parse_args(arguments)
    missing = flameshot.missing()
    if missing:
        print(f"Flameshot is not measured: {missing} not installed.")
    columns = f"{'p95':>8}{'best':>8}"
    print(
        f"{'hotkey → pixels':<18}{'bare ms':>11}{columns}{'askance':>11}{columns}{'ratio':>7}"
        + ("" if missing else f"{'flameshot':>11}{columns}{'share':>7}")
    )
    within = True
    for name in options.layout or LAYOUTS:
        bare, ours, *theirs = compare(
            LAYOUTS[name],
            shlex.split(options.command),
            options.rounds,
            beside_flameshot=not missing and name in SHARE_OF_FLAMESHOT,
        )
        line, met = _row(name, bare, ours, theirs)
        print(line, flush=True)
        within = within and met
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
