"""How smooth a window stays while a dense screen is read beside it, against the same window alone.

The window is `prototypes.repainting`, on an Xvfb of its own; both halves are of one run.
"""

import json
import sys
from pathlib import Path

from tests.support.desktop import desktop
from tests.support.programs import Program

GOAL_MS = 16
_COMMAND = (sys.executable, "-m", "tests.benchmarks.prototypes.repainting")


def table() -> list[str]:
    """The rows of a Markdown table."""
    with desktop(keyring=False) as place:
        environment = place.env(PYTHONPATH=Path.cwd())
        with Program(_COMMAND, environment=environment) as program:
            found = program.wait_for_output(r"(?m)^\{.*\}$", patience_s=240)
            program.wait()
    figures = json.loads(found[0])
    return [
        "| a window repainting 60 times a second | frame, median | frame, p99 | longest block |",
        "|---|--:|--:|--:|",
        _row("alone", figures["alone"]),
        _row("while 1920 × 1080 is read", figures["reading"]),
        "",
        f"(Goal: p99 of a frame ≤ {GOAL_MS} ms.)",
    ]


def _row(title: str, figures: dict[str, float]) -> str:
    names = ("median", "p99", "block")
    return f"| {title} | " + " | ".join(f"{figures[name]:.1f} ms" for name in names) + " |"
