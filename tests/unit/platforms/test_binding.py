"""The way around: how each desktop binds our command."""

import ctypes
import ctypes.util
import os
import string
import subprocess
from pathlib import Path

import pytest

from askance.core.chord import Chord
from askance.platforms.binding import line_to_bind, steps, where_to_bind
from askance.platforms.keysyms import base_keysym
from tests.support.wayland import need_sway

SPACE, META = Chord.parse("Ctrl+Alt+Space"), Chord.parse("Meta+Shift+A")


@pytest.mark.parametrize(
    ("desktop", "chord", "line"),
    [
        ("sway", SPACE, "bindsym Ctrl+Mod1+space exec askance capture"),
        ("i3", META, "bindsym Shift+Mod4+a exec askance capture"),
        ("hyprland", SPACE, "bind = CTRL ALT, space, exec, askance capture"),
        ("niri", META, 'Shift+Super+a { spawn "askance" "capture"; }'),
        ("sway", Chord.parse("Ctrl+Enter"), "bindsym Ctrl+Return exec askance capture"),
        ("sway", Chord.parse("Alt+PageUp"), "bindsym Mod1+Page_Up exec askance capture"),
        ("sway", Chord.parse("Meta+;"), "bindsym Mod4+semicolon exec askance capture"),
        ("hyprland", Chord.parse("Meta+,"), "bind = SUPER, comma, exec, askance capture"),
        (
            "hyprland",
            Chord.parse("Meta+Shift+?"),
            "bind = SHIFT SUPER, slash, exec, askance capture",
        ),
        ("hyprland", Chord.parse("Meta+?"), "bind = SUPER, question, exec, askance capture"),
        ("hyprland", Chord.parse("Print"), "bind = , Print, exec, askance capture"),
        ("niri", Chord.parse("Meta+Backspace"), 'Super+BackSpace { spawn "askance" "capture"; }'),
        ("niri", Chord.parse("Meta+{"), 'Super+braceleft { spawn "askance" "capture"; }'),
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


KEYS = [
    *("Space", "Tab", "Enter", "Escape", "Backspace", "Delete", "Insert", "Home", "End"),
    *("PageUp", "PageDown", "Up", "Down", "Left", "Right", "Print", "Pause", "F1", "F24"),
    *(sign for sign in string.printable if sign.isprintable() and sign not in " +"),
]
"""All that a chord may have but function keys between; `+` stands between the others."""


@pytest.mark.parametrize("held", ["Ctrl", "Meta+Shift"])
def test_xkbcommon_knows_every_name(held: str) -> None:
    """Hyprland and niri look them up there, as sway does."""
    name = ctypes.util.find_library("xkbcommon")
    if name is None:
        pytest.skip("libxkbcommon is not installed")
    look_up = ctypes.CDLL(name).xkb_keysym_from_name
    names = [base_keysym(Chord.parse(f"{held}+{key}")) for key in KEYS]
    assert [name for name in names if not look_up(name.encode(), 0)] == []
    assert not [name for name in names if "," in name or ";" in name]


@pytest.mark.parametrize("held", ["Ctrl", "Meta+Shift"])
def test_sway_takes_every_line(tmp_path: Path, held: str) -> None:
    need_sway()
    config = tmp_path / "config"
    lines = [line_to_bind("sway", Chord.parse(f"{held}+{key}")) for key in KEYS]
    config.write_text("\n".join(lines))
    # sway refuses to be root; a user namespace without a mapping makes it nobody.
    ahead = ["unshare", "-U"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*ahead, "sway", "--validate", "--config", config],
        env={
            "PATH": os.environ["PATH"],
            "XDG_RUNTIME_DIR": str(tmp_path),
            "WLR_BACKENDS": "headless",
            "WLR_RENDERER": "pixman",
            "WLR_LIBINPUT_NO_DEVICES": "1",
        },
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


def test_niri_has_one_place_for_bindings() -> None:
    assert "between the braces of `binds`" in steps("niri", SPACE)[1]
