"""The conversation view against its baselines: streaming, shapes of replies, a long conversation.

`python -m tests.benchmarks.conversation [--quick]`. Every way runs in a process of its own on one
Xvfb, in the same run. The figures are of the thread that draws, in processor time, because the
clock also shows what else a machine does; both are kept as JSON in build/bench/conversation.json,
with the machine and the date. `--quick` is a smoke test of the benchmark: few tokens and messages.
"""

import argparse
import json
import math
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.support import replies
from tests.support.desktop import desktop
from tests.support.programs import Program

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "bench" / "conversation.json"
TOKENS, PACE = 20_000, 1_000
MESSAGES = 10_000
_PATIENCE_S = 600
_FIT_FROM = 5_000
WAYS = {
    "append": "plain text appended (the floor)",
    "view": "Askance",
    "tail": "one QTextBrowser, its open tail set anew",
    "set_markdown": "`setMarkdown` at 30 Hz",
}


def exponent(points: Sequence[tuple[int, float]]) -> float:
    """The slope of the line through (tokens, cost) in logarithms, by least squares: 1 is linear,
    2 is square.
    """
    usable = [(math.log(x), math.log(y)) for x, y in points if x > 0 and y > 0]
    if len(usable) < 2:
        return math.nan
    mean_x = sum(x for x, _ in usable) / len(usable)
    mean_y = sum(y for _, y in usable) / len(usable)
    across = sum((x - mean_x) ** 2 for x, _ in usable)
    return sum((x - mean_x) * (y - mean_y) for x, y in usable) / across


def measured(environment: Mapping[str, str], module: str, *arguments: object) -> dict[str, Any]:
    """The figures one process prints."""
    name = f"tests.benchmarks.prototypes.{module}"
    command = (sys.executable, "-m", name, *map(str, arguments))
    with Program(command, environment=environment) as program:
        found = program.wait_for_output(r"(?m)^\{.*\}$", patience_s=_PATIENCE_S)
        program.wait()
    figures: dict[str, Any] = json.loads(found[0])
    return figures


def streamed(environment: Mapping[str, str], count: int, pace: int) -> dict[str, Any]:
    """What each way costs for a mixed reply. A browser shows every batch at once whenever it comes,
    so there is no need to let it wait for the next one.
    """
    return {
        way: measured(
            environment, "streaming", way, "mixed", count, pace if way in ("append", "view") else 0
        )
        for way in WAYS
    }


def shaped(
    environment: Mapping[str, str], count: int, pace: int, kinds: Sequence[str] = replies.SHAPES
) -> dict[str, Any]:
    """What one reply of one block costs, and how that grows."""
    found = {}
    for kind in kinds:
        figures = measured(environment, "streaming", "view", kind, count, pace)
        late = [point for point in figures["points"] if point[0] >= min(_FIT_FROM, count / 4)]
        found[kind] = {**figures, "exponent": round(exponent(late), 2)}
    return found


def opened(environment: Mapping[str, str], count: int) -> dict[str, Any]:
    """A long conversation: the view's, and one browser's."""
    return {
        way: measured(environment, "long_conversation", way, count) for way in ("view", "browser")
    }


def measure(*, quick: bool = False) -> dict[str, Any]:
    """All figures by name, in the order of the tables."""
    tokens, pace, messages = (600, 0, 40) if quick else (TOKENS, PACE, MESSAGES)
    with desktop(keyring=False) as place:
        environment = place.env(PYTHONPATH=f"{ROOT}{os.pathsep}{ROOT / 'desktop'}")
        return {
            "when": datetime.now(UTC).date().isoformat(),
            "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
            f"Python {platform.python_version()}",
            "tokens": tokens,
            "messages": messages,
            "streaming": streamed(environment, tokens, pace),
            "shapes": shaped(environment, tokens, pace, replies.SHAPES[: 1 if quick else None]),
            "conversation": opened(environment, messages),
        }


def table(figures: Mapping[str, Any]) -> list[str]:
    """The tables, in Markdown."""
    return [
        *_streaming_table(figures["streaming"], figures["tokens"]),
        "",
        *_shape_table(figures["shapes"], figures["tokens"]),
        "",
        *_conversation_table(figures["conversation"], figures["messages"]),
    ]


def _streaming_table(ways: Mapping[str, Any], count: int) -> list[str]:
    floor, own = ways["append"]["cpu_s"], ways["view"]["cpu_s"]
    rows = [
        f"| {WAYS[way]} | {told['cpu_s']:.1f} s | {told['cpu_s'] / floor:.1f} | "
        f"{told['p99_cpu_ms']:.1f} ms | {told['longest_cpu_ms']:.1f} ms |"
        for way, told in ways.items()
    ]
    times = ways["set_markdown"]["cpu_s"] / own
    return [
        f"| {count:,} tokens of mixed Markdown, {PACE:,}/s | CPU | × floor | task, p99 | longest |",
        "|---|--:|--:|--:|--:|",
        *rows,
        "",
        f"`setMarkdown` costs {times:.0f} times what Askance does. (Goals: at most 2 times the",
        "floor, at least 15 times less than `setMarkdown`, no task longer than 16 ms.)",
    ]


def _shape_table(shapes: Mapping[str, Any], count: int) -> list[str]:
    rows = [
        f"| one {kind} | {told['cpu_s']:.1f} s | {told['exponent']:.2f} | "
        f"{told['p99_cpu_ms']:.1f} ms | {told['longest_cpu_ms']:.1f} ms |"
        for kind, told in shapes.items()
    ]
    return [
        f"| all {count:,} tokens are | CPU | grows with the power | task, p99 | longest |",
        "|---|--:|--:|--:|--:|",
        *rows,
        "",
        "(Goals: at most the power of 1.1, no task longer than 16 ms.)",
    ]


def _conversation_table(ways: Mapping[str, Any], count: int) -> list[str]:
    own, browser = ways["view"], ways["browser"]
    rows = (
        ("opened → first paint", "open_cpu_ms", "ms", "≤ 50 ms"),
        ("memory when open", "memory_mb", "MB", "≤ 10 MB"),
        ("memory after having been everywhere", "memory_after_mb", "MB", ""),
    )
    jump, leap = own["jump"], browser["jump"]
    frames = (
        ("a step of scrolling", own["scroll"], browser["scroll"], 8),
        ("a jump, until its first frame", jump, leap, 16),
        ("a jump, until the whole page is there", jump["whole"], leap["whole"], 16),
        ("resizing", own["resize"], browser["resize"], 20),
    )
    return [
        f"| {count:,} messages | Askance | one QTextBrowser | goal |",
        "|---|--:|--:|--:|",
        *(
            f"| {name} | {own[key]:.0f} {unit} | {browser[key]:.0f} {unit} | {goal} |"
            for name, key, unit, goal in rows
        ),
        *(
            f"| {name}, median, p95 | {_frame(ours)} | {_frame(theirs)} | ≤ {goal} ms |"
            for name, ours, theirs, goal in frames
        ),
        "",
        f"({jump['whole_at_once']:.0%} of the jumps show the whole page in their first frame.)",
    ]


def _frame(told: Mapping[str, float]) -> str:
    return f"{told['p50_cpu_ms']:.1f}, {told['p95_cpu_ms']:.1f} ms"


def run(*, quick: bool = False) -> list[str]:
    """The tables; a whole run's figures are kept in `OUT`."""
    figures = measure(quick=quick)
    if not quick:
        OUT.parent.mkdir(parents=True, exist_ok=True)
        OUT.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return table(figures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.benchmarks.conversation")
    parser.add_argument("--quick", action="store_true", help="a smoke test of the benchmark")
    print("\n".join(run(quick=parser.parse_args().quick)), flush=True)
