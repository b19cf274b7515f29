"""Every pixel chosen is the pixel sent, on a real Wayland compositor too, whatever scale an output
has: noise on all of them, regions drawn with a mouse, compared byte for byte.

The desktop places outputs by points. In pixels they stand side by side as `core.screen.tiled` says.
"""

import hashlib
import io
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import Image

from tests.support.desktop import Desktop
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.wayland import Output, need_sway, wayland_desktop
from tests.support.wayland_pointer import WaylandPointer

pytestmark = pytest.mark.integration

HERE = Path(__file__).parent / "support"
OUTPUTS = (Output(1920, 1080, 2), Output(1280, 720, 1), Output(1200, 800, 2, turned=True))
POINTS = (960 + 1280 + 400, 720)
ORIGINS = ((0, 0), (1920, 0), (3200, 0))
"""Of the outputs' pixels, beside each other."""

Box = tuple[int, int, int, int]


def noise(width: int, height: int) -> Image.Image:
    return Image.frombytes(
        "RGB", (width, height), random.Random(width).randbytes(width * height * 3)
    )


@dataclass(frozen=True)
class World:
    desktop: Desktop
    pointer: WaylandPointer
    program: Program
    pictures: tuple[Image.Image, ...]

    def digest(self, box: Box) -> str:
        """SHA-256 of what is there, BGR0; black where no output is."""
        left, top, width, height = box
        canvas = Image.new("RGB", (width, height))
        for picture, (x, y) in zip(self.pictures, ORIGINS, strict=True):
            canvas.paste(picture, (x - left, y - top))
        pixels = bytearray(canvas.tobytes("raw", "BGRX"))
        pixels[3::4] = bytes(len(pixels) // 4)
        return hashlib.sha256(pixels).hexdigest()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    need_sway()
    folder = tmp_path_factory.mktemp("noise")
    outputs, pictures = [], []
    for number, output in enumerate(OUTPUTS):
        size = (output.width, output.height)
        picture = noise(*(size[::-1] if output.turned else size))
        file = folder / f"{number}.png"
        picture.save(file)
        pictures.append(picture)
        outputs.append(replace(output, picture=file))
    with wayland_desktop(outputs, portal=False) as desktop:
        wait_for(lambda: shown(desktop) == tuple(map(_bytes, pictures)), "the wallpapers")
        command = [sys.executable, HERE / "wayland_overlay_program.py"]
        with (
            WaylandPointer(desktop.env(), POINTS) as pointer,
            Program(command, environment=desktop.env()) as program,
        ):
            program.wait_for_output("ready")
            yield World(desktop, pointer, program, tuple(pictures))


def _bytes(picture: Image.Image) -> bytes:
    return picture.tobytes()


def shown(desktop: Desktop) -> tuple[bytes, ...]:
    """What each output shows now."""
    command = ("grim", "-t", "ppm", "-o")
    found = []
    for number in range(1, len(OUTPUTS) + 1):
        done = subprocess.run(
            [*command, f"HEADLESS-{number}", "-"],
            env=desktop.env(),
            check=True,
            capture_output=True,
        )
        found.append(Image.open(io.BytesIO(done.stdout)).tobytes())
    return tuple(found)


def chosen(world: World, begin: tuple[int, int], end: tuple[int, int]) -> tuple[Box, str]:
    """Draws a region between two points and takes it by a double click on its first corner."""
    pointer, program = world.pointer, world.program
    taken = program.output.count("took")
    pointer.move(0, 0)  # without a graphics card, sway draws the mouse pointer into the picture
    program.process.send_signal(signal.SIGUSR1)
    wait_for(lambda: program.output.count("opened") > taken, "the overlay")
    wait_for(lambda: frozen(world), "it to be seen")
    pointer.drag(begin, end)
    pointer.double_click(begin[0] + 3, begin[1] + 3)
    wait_for(lambda: program.output.count("took") > taken, "the picture")
    place, digest = re.findall(r"took (\S+) (\w+)", program.output)[taken]
    x, y, width, height = map(int, place.split(","))
    return (x, y, width, height), digest


def frozen(world: World) -> bool:
    """Whether each output shows its noise under the dim: only then does the mouse meet anything."""
    dimmed = zip(shown(world.desktop), map(_bytes, world.pictures), strict=True)
    return all(now[-3:] != noise[-3:] for now, noise in dimmed)


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ((101, 53), (307, 211), (203, 107, 412, 316)),
        ((1003, 203), (1111, 333), (1963, 203, 108, 130)),
        ((2251, 101), (2399, 509), (3223, 203, 296, 816)),
    ],
    ids=["scale 2", "scale 1 beside it", "upright at scale 2"],
)
def test_a_region_of_one_output(
    world: World, begin: tuple[int, int], end: tuple[int, int], expected: Box
) -> None:
    assert chosen(world, begin, end) == (expected, world.digest(expected))


def test_a_region_across_outputs_of_different_scale(world: World) -> None:
    """In pixels they begin at the same row, so a point 101 down is row 203 on the first one, and
    one 401 down row 401 on the second: each pixel is one of an output, none is enlarged.
    """
    expected = (1803, 203, 218, 198)
    assert chosen(world, (901, 101), (1061, 401)) == (expected, world.digest(expected))


def test_a_region_across_all_of_them(world: World) -> None:
    expected = (1803, 203, 1640, 800)
    assert chosen(world, (901, 101), (2361, 501)) == (expected, world.digest(expected))


def test_the_last_row_of_an_output_that_is_not_the_lowest(world: World) -> None:
    """The pointer cannot go past it, nor to the right of it there."""
    expected = (1001, 701, 919, 379)
    assert chosen(world, (500, 350), (959, 539)) == (expected, world.digest(expected))
