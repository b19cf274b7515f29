"""This process cut off from the person running the tests: their settings, keyring, bus and proxies.

Called once, before Qt, keyring or httpx are loaded. What a test really needs of a desktop it takes
from a fixture.
"""

import os
import tempfile
from pathlib import Path

_FORGOTTEN_PREFIXES = ("ASKANCE_", "QT_", "XDG_", "GTK_", "GNOME_", "KDE_", "SSH_A")
_FORGOTTEN = {"DISPLAY", "WAYLAND_DISPLAY", "DESKTOP_SESSION", "DBUS_SESSION_BUS_ADDRESS"}
PLATFORM_VARIABLE = "TEST_QT_PLATFORM"


def isolate() -> Path:
    """Rewrite `os.environ`. Returns the new, empty home."""
    platform = os.environ.get(PLATFORM_VARIABLE, "offscreen")
    kept_display = os.environ.get("DISPLAY") if platform == "xcb" else None
    for name in list(os.environ):
        forgotten = name.startswith(_FORGOTTEN_PREFIXES) or name in _FORGOTTEN
        if forgotten or name.lower().endswith("_proxy"):
            del os.environ[name]
    home = Path(tempfile.mkdtemp(prefix="ask-home-"))
    (home / "run").mkdir(mode=0o700)
    os.environ.update(
        {
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home / "run"),
            "ASKANCE_HOME": str(home / "askance"),
            # Nobody answers here: a test that needs the bus says so by asking for a desktop.
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={home}/no-bus",
            "QT_QPA_PLATFORM": platform,
            "LANG": "C.UTF-8",
        }
    )
    if kept_display:
        os.environ["DISPLAY"] = kept_display
    return home
