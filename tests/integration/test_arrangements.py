"""Every pixel chosen is the pixel sent, however the monitors stand.

One X server with a noise that is different at each pixel, one capturing program, and the monitors
rearranged under it while it runs: each name has a scale of its own for Qt, so an arrangement also
is a hot-plug. On each, regions are drawn with a real mouse, on one monitor and across several, and
what would be sent is compared with the noise byte for byte.

X11 knows no negative places; those are in the unit tests of the mapping.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.desktop import x_server
from tests.support.pointing import Box, Noise, World, chosen, covered, inside
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.integration

WIDTH, HEIGHT = 2400, 1600
RATIOS = {"S100": 1, "S125": 1.25, "S150": 1.5, "S175": 1.75, "S200": 2, "S300": 3, "T100": 1}
HERE = Path(__file__).parent / "support"


@dataclass(frozen=True)
class Arrangement:
    """Monitors by name, the first one primary, and a region that crosses some of them, if any."""

    name: str
    monitors: tuple[tuple[str, Box], ...]
    across: Box | None = None


def at(name: str, *box: int) -> tuple[str, Box]:
    left, top, width, height = box
    return name, (left, top, width, height)


ARRANGEMENTS = (
    Arrangement("one", (at("S100", 0, 0, WIDTH, HEIGHT),)),
    Arrangement("one at 1.25", (at("S125", 0, 0, WIDTH, HEIGHT),)),
    Arrangement("one at 1.5", (at("S150", 0, 0, WIDTH, HEIGHT),)),
    Arrangement("one at 1.75", (at("S175", 0, 0, WIDTH, HEIGHT),)),
    Arrangement("one at 2", (at("S200", 0, 0, WIDTH, HEIGHT),)),
    Arrangement("one at 3", (at("S300", 0, 0, WIDTH, HEIGHT),)),
    Arrangement(
        "two alike",
        (at("S100", 0, 0, 1200, HEIGHT), at("T100", 1200, 0, 1200, HEIGHT)),
        (1101, 203, 207, 91),
    ),
    Arrangement(
        "the primary at the right",
        (at("S100", 1200, 0, 1200, HEIGHT), at("T100", 0, 0, 1200, HEIGHT)),
        (1103, 301, 211, 93),
    ),
    Arrangement(
        "1 and 1.25",
        (at("S100", 0, 0, 1200, 1200), at("S125", 1200, 0, 1200, HEIGHT)),
        (1107, 207, 203, 99),
    ),
    Arrangement(
        "1 and 1.5",
        (at("S100", 0, 0, 1200, HEIGHT), at("S150", 1200, 0, 1200, HEIGHT)),
        (1111, 211, 199, 97),
    ),
    Arrangement(
        "1.75 and 1",
        (at("S175", 0, 0, 1400, HEIGHT), at("S100", 1400, 0, 1000, HEIGHT)),
        (1301, 401, 201, 103),
    ),
    Arrangement(
        "2 and 1, primary the small one",
        (at("S100", 1600, 0, 800, 600), at("S200", 0, 0, 1600, HEIGHT)),
        (1501, 101, 203, 205),
    ),
    Arrangement(
        "3 and 2",
        (at("S300", 0, 0, 1200, 900), at("S200", 1200, 0, 1200, 1600)),
        (1109, 307, 205, 107),
    ),
    Arrangement(
        "one above the other",
        (at("S100", 0, 800, WIDTH, 800), at("T100", 0, 0, WIDTH, 800)),
        (503, 701, 301, 203),
    ),
    Arrangement(
        "2 above 1",
        (at("S200", 0, 0, WIDTH, 800), at("S100", 0, 800, WIDTH, 800)),
        (701, 705, 303, 201),
    ),
    Arrangement(
        "a gap between",
        (at("S100", 0, 0, 1000, 1000), at("T100", 1400, 0, 1000, 1000)),
    ),
    Arrangement(
        "corner to corner",
        (at("S100", 0, 0, 1200, 800), at("S150", 1200, 800, 1200, 800)),
    ),
    Arrangement(
        "one turned upright",
        (at("S100", 0, 0, 1500, 1000), at("T100", 1500, 0, 900, 1600)),
        (1401, 501, 203, 205),
    ),
    Arrangement(
        "upright at 1.25, lower than the other",
        (at("S125", 1500, 100, 900, 1500), at("S100", 0, 0, 1500, 1000)),
        (1405, 303, 201, 207),
    ),
    Arrangement(
        "three in a row",
        (
            at("S100", 800, 0, 800, 1200),
            at("S150", 0, 0, 800, 1200),
            at("S200", 1600, 0, 800, 1200),
        ),
        (703, 307, 999, 105),
    ),
    Arrangement(
        "three of all sorts",
        (
            at("S175", 0, 300, 1000, 1300),
            at("S100", 1000, 0, 900, 700),
            at("S125", 1000, 700, 1400, 900),
        ),
        (903, 603, 207, 209),
    ),
    Arrangement(
        "four in a square",
        (
            at("S100", 0, 0, 1200, 800),
            at("S200", 1200, 0, 1200, 800),
            at("S150", 0, 800, 1200, 800),
            at("S300", 1200, 800, 1200, 800),
        ),
        (1101, 703, 203, 205),
    ),
    Arrangement("odd sizes", (at("S150", 0, 0, 1367, 769), at("S175", 1367, 0, 1033, 911))),
    Arrangement("one small one in the corner", (at("S125", 1100, 700, 1300, 900),)),
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("home")
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "QT_QPA_PLATFORM": "xcb",
        "LANG": "C.UTF-8",
        "QT_SCREEN_SCALE_FACTORS": ";".join(f"{name}={each}" for name, each in RATIOS.items()),
    }
    with x_server(environment, width=WIDTH, height=HEIGHT) as name:
        environment["DISPLAY"] = name
        noise = Noise(name)
        command = [sys.executable, HERE / "overlay_program.py"]
        with Display(name) as display, Program(command, environment=environment) as program:
            program.wait_for_output("ready")
            yield World(environment, display, noise, program)
        noise.close()


def arrange(world: World, arrangement: Arrangement, before: Sequence[str]) -> None:
    for name in before:
        subprocess.run(["xrandr", "--delmonitor", name], env=world.environment, check=True)
    output = "screen"
    for number, (name, (left, top, width, height)) in enumerate(arrangement.monitors):
        place = f"{width}/{width // 4}x{height}/{height // 4}+{left}+{top}"
        command = ["xrandr", "--setmonitor", name if number else f"*{name}", place, output]
        subprocess.run(command, env=world.environment, check=True, stdout=subprocess.DEVNULL)
        output = "none"


@pytest.fixture(scope="module")
def standing() -> list[str]:
    """The names of the monitors that the test before left behind."""
    return []


@pytest.mark.parametrize("arrangement", ARRANGEMENTS, ids=lambda each: each.name)
def test_what_is_sent_is_what_was_there(
    world: World, standing: list[str], arrangement: Arrangement
) -> None:
    arrange(world, arrangement, standing)
    standing[:] = [name for name, _ in arrangement.monitors]
    boxes = [box for _, box in arrangement.monitors]
    wait_for(lambda: covered(world, boxes), "an overlay on each monitor")
    regions = [inside(box) for box in boxes]
    if arrangement.across is not None:
        regions.append(arrangement.across)
    for region in regions:
        assert chosen(world, region) == (region, world.noise.digest(region))


def test_there_are_arrangements_enough() -> None:
    assert len(ARRANGEMENTS) >= 20
