"""The way around: how each desktop binds our command."""

import pytest

from askance.core.chord import Chord
from askance.platforms.binding import line_to_bind, steps, where_to_bind

SPACE, META = Chord.parse("Ctrl+Alt+Space"), Chord.parse("Meta+Shift+A")


@pytest.mark.parametrize(
    ("desktop", "chord", "line"),
    [
        ("sway", SPACE, "bindsym Ctrl+Mod1+space exec askance capture"),
        ("i3", META, "bindsym Shift+Mod4+a exec askance capture"),
        ("hyprland", SPACE, "bind = CTRL ALT, space, exec, askance capture"),
        ("niri", META, 'binds { Shift+Super+A { spawn "askance" "capture"; } }'),
        ("gnome", SPACE, ""),
        ("kde", SPACE, ""),
        ("xfce", SPACE, ""),
        ("", SPACE, ""),
    ],
)
def test_the_line_for_a_desktop_with_a_file(desktop: str, chord: Chord, line: str) -> None:
    assert line_to_bind(desktop, chord) == line


@pytest.mark.parametrize(
    "desktop", ["gnome", "kde", "sway", "hyprland", "xfce", "cinnamon", "niri", "newcomer", ""]
)
def test_the_steps_name_the_place_and_the_command(desktop: str) -> None:
    told = steps(desktop, SPACE)
    assert len(told) == 3
    assert all(step.endswith(".") for step in told)
    assert "askance capture" in " ".join(told).replace('" "', " ")
    assert "pace" in " ".join(told), "the keys"
    assert where_to_bind(desktop).startswith("in ")
