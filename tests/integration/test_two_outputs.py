"""The same promise on a real Xorg with two outputs of its own, 1080p beside 4K, instead of one
screen that is said to be several: plugged in, captured across, and unplugged again.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.pointing import Noise, World, chosen, covered, inside
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.integration

HERE = Path(__file__).parent / "support"
_DRIVER = Path("/usr/lib/xorg/modules/drivers/dummy_drv.so")
SMALL, LARGE = (0, 0, 1920, 1080), (1920, 0, 3840, 2160)
# As `cvt` reckons them; the driver knows no 4K of its own.
_4K = "533.25 3840 3888 3920 4000 2160 2163 2168 2222".split()  # noqa: SIM905 -- a modeline
_CONFIG = """\
Section "Device"
    Identifier "dummy"
    Driver "dummy"
    VideoRam 256000
EndSection
Section "Monitor"
    Identifier "monitor"
    HorizSync 5.0-1000.0
    VertRefresh 5.0-200.0
EndSection
Section "Screen"
    Identifier "screen"
    Device "dummy"
    Monitor "monitor"
    DefaultDepth 24
    SubSection "Display"
        Depth 24
        Virtual 5760 2160
    EndSubSection
EndSection
"""


@contextmanager
def xorg(home: Path) -> Iterator[dict[str, str]]:
    """Xorg with the dummy driver; the environment of a program on it. Skips where it can't be."""
    if shutil.which("Xorg") is None or not _DRIVER.exists():
        pytest.skip("Xorg or its dummy driver is missing: packaging/setup.sh dev installs them")
    if os.geteuid() != 0:
        pytest.skip("only root may start an Xorg of its own")
    config = home / "xorg.conf"
    config.write_text(_CONFIG)
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "QT_QPA_PLATFORM": "xcb",
        "LANG": "C.UTF-8",
    }
    reader, writer = os.pipe()
    command = ["Xorg", "-displayfd", str(writer), "-config", str(config), "-noreset"]
    command += ["-nolisten", "tcp", "-novtswitch", "-sharevts", "-logfile", str(home / "xorg.log")]
    with Program(command, environment=environment, pass_fds=(writer,)):
        os.close(writer)
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()
        if not number:
            pytest.skip("Xorg does not start here")
        yield {**environment, "DISPLAY": f":{number}"}


def randr(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run(["xrandr", *arguments], env=environment, check=True)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with xorg(tmp_path_factory.mktemp("xorg")) as environment:
        randr(environment, "--newmode", "large", *_4K)
        randr(environment, "--addmode", "DUMMY1", "large")
        randr(environment, "--fb", "5760x2160", "--output", "DUMMY0", "--mode", "1920x1080")
        noise = Noise(environment["DISPLAY"])
        program = [sys.executable, HERE / "overlay_program.py"]
        with (
            Display(environment["DISPLAY"]) as display,
            Program(program, environment=environment) as running,
        ):
            running.wait_for_output("ready")
            yield World(environment, display, noise, running)
        noise.close()


def test_the_one_that_is_there(world: World) -> None:
    wait_for(lambda: covered(world, [SMALL]), "an overlay on the small output")
    region = inside(SMALL)
    assert chosen(world, region) == (region, world.noise.digest(region))


def test_a_large_one_beside_it_once_it_is_plugged_in(world: World) -> None:
    randr(world.environment, "--output", "DUMMY1", "--mode", "large", "--pos", "1920x0")
    wait_for(lambda: covered(world, [SMALL, LARGE]), "an overlay on both outputs")
    across = (1801, 803, 307, 205)
    for region in (inside(SMALL), inside(LARGE), across):
        assert chosen(world, region) == (region, world.noise.digest(region))


def test_the_small_one_alone_again(world: World) -> None:
    randr(world.environment, "--output", "DUMMY1", "--off", "--fb", "5760x2160")
    wait_for(lambda: covered(world, [SMALL]), "an overlay on the small output alone")
    region = inside(SMALL)
    assert chosen(world, region) == (region, world.noise.digest(region))
