"""How long reading takes, until the first line and until the end, and what it takes of the machine.

Through the real reading process, seen from outside. Cold: there is no process yet; it is started,
loads its models and reads. Linux only: /proc tells what the process used.
"""

import os
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from askance.core.reading.values import LineRead, ReadRequest
from askance.reading.process import ProcessReader
from tests.benchmarks import tesseract
from tests.support.corpus import Sample
from tests.support.corpus.screens import crop, dense

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds; `peak_mb` is the process's largest resident size so far, in megabytes."""

    wall_s: float
    first_line_s: float
    cpu_s: float
    peak_mb: float


async def table() -> list[str]:
    """The rows of a Markdown table."""
    rows = [
        "| | until the first line | until the end | CPU | peak memory |",
        "|---|--:|--:|--:|--:|",
    ]
    for sample, title, rounds in ((crop(), "800 × 400", 3), (dense(), "1920 × 1080, dense", 1)):
        lines = f"{title}, {len(sample.lines)} lines"
        async for how, taken in _ways(sample, rounds):
            rows.append(_row(f"{lines}: {how}", taken))
        if tesseract.installed():
            run = tesseract.read(sample)
            taken = Taken(run.wall_s, run.wall_s, run.cpu_s, run.peak_mb)
            rows.append(_row(f"{title}: {tesseract.version()}", taken))
    return rows


async def _ways(sample: Sample, rounds: int) -> AsyncIterator[tuple[str, Taken]]:
    whole = ReadRequest(sample.pixels)
    reader = ProcessReader()
    try:
        yield "cold", await _read(reader, whole)
        yield "warm", _median([await _read(reader, whole) for _ in range(rounds)])
        corner = sample.pixels.width * 3 // 4, sample.pixels.height * 3 // 4
        near = ReadRequest(sample.pixels, focus=corner)
        yield "warm, from the pointer", _median([await _read(reader, near) for _ in range(rounds)])
    finally:
        await reader.aclose()


async def _read(reader: ProcessReader, request: ReadRequest) -> Taken:
    used = _cpu_s(reader.pid) if reader.pid else 0.0
    begun = time.perf_counter()
    first = 0.0
    async with aclosing(reader.read(request)) as events:
        async for event in events:
            if not first and isinstance(event, LineRead) and event.line.text:
                first = time.perf_counter() - begun
    wall = time.perf_counter() - begun
    assert reader.pid, "the reading process is gone"
    return Taken(wall, first, _cpu_s(reader.pid) - used, _peak_mb(reader.pid))


def _cpu_s(pid: int) -> float:
    """proc(5): user and system time are the fields 14 and 15; the name before may hold blanks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def _median(runs: Sequence[Taken]) -> Taken:
    return Taken(
        statistics.median(run.wall_s for run in runs),
        statistics.median(run.first_line_s for run in runs),
        statistics.median(run.cpu_s for run in runs),
        max(run.peak_mb for run in runs),
    )


def _row(title: str, taken: Taken) -> str:
    times = f"{taken.first_line_s:.2f} s | {taken.wall_s:.2f} s | {taken.cpu_s:.1f} s"
    return f"| {title} | {times} | {taken.peak_mb:.0f} MB |"
