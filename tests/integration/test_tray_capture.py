"""A capture chosen in the tray's menu, in a real panel on a real X server: the menu is not in the
picture, though what lay under it takes its time to paint itself anew.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from tests.support.askance_program import COMMAND
from tests.support.desktop import Desktop
from tests.support.desktop import desktop as start_desktop
from tests.support.programs import Program
from tests.support.waiting import wait_for
from tests.support.x11 import Display

pytestmark = pytest.mark.integration

HERE = Path(__file__).parent / "support"
OVERLAY = "Askance – Capture"
PAINTED_TO = 740
"""The slow window ends here, above the panel."""
SLOW_COLOUR = (0x33, 0x66, 0xAA)

Box = tuple[int, int, int, int]


@pytest.fixture(scope="module")
def place() -> Iterator[Desktop]:
    if shutil.which("trayer") is None:
        pytest.skip("trayer, a panel for tray icons, is not installed")
    with start_desktop(width=1280, height=800, keyring=False) as desktop:
        yield desktop


@contextmanager
def running(place: Desktop, display: Display, home: Path) -> Iterator[Box]:
    """A slow painter, a panel, and Askance in it; the panel's place."""
    panel = ["trayer", "--edge", "bottom", "--align", "right", "--widthtype", "request"]
    environment = place.env(ASKANCE_HOME=home)
    with Program([sys.executable, HERE / "slow_window.py"], environment=place.env()) as slow:
        slow.wait_for_output("painted")
        with (
            Program([*panel, "--height", "40"], environment=place.env()),
            Program([*COMMAND, "--hidden"], environment=environment),
        ):
            yield wait_for(lambda: icon_in(display), "the icon in the panel")


def icon_in(display: Display) -> Box | None:
    """The panel's place once it holds something: empty it has no width to speak of."""
    panels = [box for name, box in display.windows().items() if name == "panel"]
    return panels[0] if panels and panels[0][2] > 20 else None


def test_the_menu_is_not_in_the_picture(place: Desktop, tmp_path: Path) -> None:
    with Display(place.display) as display, running(place, display, tmp_path) as panel:
        x, y, width, height = panel
        before = display.screenshot()
        display.click(x + width // 2, y + height // 2, button=3)
        above = (0, 0, 1280, y)
        wait_for(lambda: _differing(before, display.screenshot(), above), "the menu")
        now = wait_until_steady(display)  # with all its rows
        left, top, right, _ = wait_for(lambda: _differing(before, now, above), "the menu, whole")
        display.click((left + right) // 2, top + 14)
        display.wait_for_focus(OVERLAY)
        display.move(200, 200)  # and the magnifier with it, once the overlay comes to that
        wait_for(
            lambda: _dimmed_only(display.screenshot().crop((left, top, right, PAINTED_TO))),
            "nothing of the menu to be left",
        )
        display.press("Escape")
        display.wait_until_gone(OVERLAY)


def _differing(before: Image.Image, now: Image.Image, part: Box) -> Box | None:
    return ImageChops.difference(before, now).crop(part).getbbox()


def _dimmed_only(part: Image.Image) -> bool:
    colours = part.getcolors() or []
    return len(colours) == 1 and colours[0][1] != SLOW_COLOUR


def wait_until_steady(display: Display) -> Image.Image:
    last = display.screenshot()

    def look() -> Image.Image | None:
        nonlocal last
        before, last = last, display.screenshot()
        return last if ImageChops.difference(before, last).getbbox() is None else None

    return wait_for(look, "a steady desktop", every_s=0.2)
