"""How the desktops' own screenshot programs are called: each is a script here that notes what it
was given and writes a picture of one pixel.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from askance.capture.tools import GNOME_SCREENSHOT, GRIM, SPECTACLE, Tool, ToolGrabber
from askance.core.screen import Extent

SCRIPT = r"""#!/bin/sh
echo "$@" >> "{log}"
file=/dev/stdout
for each in "$@"; do case $each in *.png) file=$each ;; esac; done
printf 'P6 1 1 255\n\001\002\003' > "$file"
"""


@dataclass
class Programs:
    log: Path

    def calls(self) -> list[str]:
        """Sorted: some are started side by side. A picture's file is called FILE."""
        lines = self.log.read_text().splitlines()
        self.log.unlink()
        words = (("FILE" if word.endswith(".png") else word for word in x.split()) for x in lines)
        return sorted(" ".join(each) for each in words)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Programs:
    folder, made = tmp_path / "bin", Programs(tmp_path / "calls")
    folder.mkdir()
    for tool in (GRIM, SPECTACLE, GNOME_SCREENSHOT):
        program = folder / tool.name
        program.write_text(SCRIPT.format(log=made.log))
        program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return made


@pytest.mark.parametrize(
    ("tool", "plain", "pointed"),
    [
        (GRIM, "-t ppm -", "-c -t ppm -"),
        (
            SPECTACLE,
            "--background --nonotify --fullscreen --output FILE",
            "--pointer --background --nonotify --fullscreen --output FILE",
        ),
        (GNOME_SCREENSHOT, "--file FILE", "--include-pointer --file FILE"),
    ],
    ids=lambda each: each.name if isinstance(each, Tool) else "",
)
def test_the_pointer_is_asked_for_only_when_it_is_wanted(
    programs: Programs, tool: Tool, plain: str, pointed: str
) -> None:
    grabber = ToolGrabber(tool)
    assert grabber.draws_pointer
    for pointer, wanted in ((False, plain), (True, pointed)):
        (frame,) = grabber.grab(pointer=pointer)
        assert frame.extent is Extent.DESKTOP
        assert bytes(frame.pixels.bgra[:3]) == b"\x03\x02\x01"
        assert programs.calls() == [wanted]


def test_of_several_screens_each_is_asked_for_it(programs: Programs) -> None:
    frames = ToolGrabber(GRIM).grab(("DP-1", "eDP-1"), pointer=True)
    assert [(frame.extent, frame.name) for frame in frames] == [
        (Extent.OUTPUT, "DP-1"),
        (Extent.OUTPUT, "eDP-1"),
    ]
    assert programs.calls() == ["-c -o DP-1 -t ppm -", "-c -o eDP-1 -t ppm -"]


def test_a_program_without_the_option_is_not_told(programs: Programs) -> None:
    grabber = ToolGrabber(Tool("grim", ("-t", "ppm", "-"), "grim"))
    assert not grabber.draws_pointer
    grabber.grab(pointer=True)
    assert programs.calls() == ["-t ppm -"]
