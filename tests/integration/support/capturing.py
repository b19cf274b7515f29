"""Driving `overlay_program.py` on a real X server: its start, its hotkey, and what it took."""

import hashlib
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

HERE = Path(__file__).parent
OVERLAY = "Askance – Capture"
COUNTDOWN = "Askance – Countdown"
SAMPLE = "Sample – window"
SAMPLE_PROGRAM = (sys.executable, HERE / "sample_window.py")
SLOW_PROGRAM = (sys.executable, HERE / "slow_window.py")

Box = tuple[int, int, int, int]


@contextmanager
def capturing(environment: Mapping[str, str], *arguments: str) -> Iterator[Program]:
    """The program, once its hotkey is registered."""
    command = [sys.executable, HERE / "overlay_program.py", *arguments]
    with Program(command, environment=environment) as program:
        program.wait_for_output("ready")
        yield program


def press_hotkey(display: Display) -> None:
    display.press("ctrl+alt+space")


def open_overlay(display: Display, program: Program, *, among_windows: bool = False) -> None:
    """Until it is painted and has the keyboard; with `among_windows`, until it knows them too."""
    opened, known = program.output.count("opened"), program.output.count("windows")
    press_hotkey(display)
    wait_for(lambda: program.output.count("opened") > opened, "the overlay")
    display.wait_for_focus(OVERLAY)
    if among_windows:
        wait_for(lambda: program.output.count("windows") > known, "the windows to be known")


def taken(program: Program) -> tuple[Box, str]:
    """What was taken last: where, and the digest of its pixels."""
    found = wait_for(
        lambda: re.findall(r"take (\S+) \npixels (\w+)", program.output), "the picture"
    )
    x, y, width, height = map(int, found[-1][0].split(","))
    return (x, y, width, height), found[-1][1]


def digest(picture: Image.Image) -> str:
    """As the program tells that of a picture's pixels."""
    return hashlib.sha256(picture.tobytes("raw", "BGRX")).hexdigest()
