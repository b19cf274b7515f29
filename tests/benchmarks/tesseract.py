"""Tesseract, where it is installed: what reading on the device is compared with.

It is told the picture's language, which it needs and ours does not.
"""

import csv
import io
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from itertools import groupby

from askance.core.reading.values import Line, Quad, Word
from askance.core.screen import Region
from tests.support.corpus import Sample

_LANGUAGES = {"en": "eng", "zh": "chi_sim", "mixed": "chi_sim+eng"}
_WORD_LEVEL = "5"


@dataclass(frozen=True, slots=True)
class Run:
    """One picture; seconds, and megabytes at the peak."""

    lines: list[Line]
    wall_s: float
    cpu_s: float
    peak_mb: float


def installed() -> bool:
    """Whether it is here, with both languages."""
    if not shutil.which("tesseract"):
        return False
    told = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True)
    return {"eng", "chi_sim"} <= set(told.stdout.split())


def version() -> str:
    told = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True)
    return " ".join(told.stdout.split()[:2]).capitalize()


def read(sample: Sample) -> Run:
    """A process for each picture, as one would use it; on one thread, which is the faster here."""
    command = ["tesseract", "stdin", "stdout", "-l", _LANGUAGES[sample.language], "tsv"]
    with tempfile.TemporaryFile() as picture, tempfile.TemporaryFile() as answer:
        picture.write(sample.png())
        picture.seek(0)
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            stdin=picture,
            stdout=answer,
            stderr=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, "tesseract failed"
        answer.seek(0)
        lines = _lines(answer.read().decode())
    return Run(lines, wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _lines(tsv: str) -> list[Line]:
    rows = csv.DictReader(io.StringIO(tsv), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row for row in rows if row["level"] == _WORD_LEVEL and row["text"].strip()]
    ids = ("page_num", "block_num", "par_num", "line_num")
    return [
        _line([_word(row) for row in line])
        for _, line in groupby(words, key=lambda row: [row[name] for name in ids])
    ]


def _word(row: dict[str, str]) -> Word:
    left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
    box = Quad.of(Region(left, top, width, height))
    return Word(row["text"], max(0.0, float(row["conf"])) / 100, box)


def _line(words: list[Word]) -> Line:
    text = " ".join(word.text for word in words)
    return Line(text, min(word.score for word in words), words[0].box, tuple(words))
