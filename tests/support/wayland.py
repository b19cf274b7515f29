"""A Wayland desktop of a test's own: sway without a graphics card, its outputs, the real portal.

Outputs stand side by side from the left, in the order given. The wallpaper of each is one colour
or a picture, so that a test knows what must be captured.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jeepney import HeaderFields, MessageType, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from tests.support.desktop import MARK, Desktop, _empty_environment, session_bus
from tests.support.programs import Program, end_all_marked
from tests.support.waiting import wait_for

_PORTALS = Path("/usr/share/xdg-desktop-portal/portals")
_ACCESS = "org.freedesktop.impl.portal.desktop.askance_test"
_PROGRAMS = (
    ("pipewire", ""),
    ("wireplumber", ""),
    ("/usr/libexec/xdg-permission-store", "org.freedesktop.impl.portal.PermissionStore"),
    ("/usr/libexec/xdg-desktop-portal-wlr", "org.freedesktop.impl.portal.desktop.wlr"),
    ("/usr/libexec/xdg-desktop-portal", "org.freedesktop.portal.Desktop"),
)


@dataclass(frozen=True, slots=True)
class Output:
    """Physical pixels as the output has them, a scale, and what is on it: a colour as `#rrggbb`, or
    a picture of just that size. `turned`: the output stands upright.
    """

    width: int
    height: int
    scale: float
    colour: str = "#000000"
    picture: Path | None = None
    turned: bool = False

    @property
    def points(self) -> tuple[float, float]:
        """The size in which the desktop places it."""
        size = (self.width / self.scale, self.height / self.scale)
        return size[::-1] if self.turned else size

    @property
    def background(self) -> str:
        return f"{self.picture} fill" if self.picture else f"{self.colour} solid_color"


def need_sway() -> None:
    """Skips where there is no sway."""
    if shutil.which("sway") is None:
        pytest.skip("sway is not installed: packaging/setup.sh dev installs it on Debian")


@contextmanager
def wayland_desktop(
    outputs: Sequence[Output], *, portal: bool = True, allow: bool = True
) -> Iterator[Desktop]:
    """A sway session with a bus; with `portal`, the desktop portal and its wlroots backend, and a
    person who says yes to its questions, or no unless `allow`.
    """
    home = Path(tempfile.mkdtemp(prefix="ask-"))
    environment = _empty_environment(home)
    environment |= {
        "QT_QPA_PLATFORM": "wayland",
        "XDG_CURRENT_DESKTOP": "sway",
        "XDG_SESSION_TYPE": "wayland",
        "WLR_BACKENDS": "headless",
        "WLR_RENDERER": "pixman",
        "WLR_LIBINPUT_NO_DEVICES": "1",
        "WLR_HEADLESS_OUTPUTS": str(len(outputs)),
    }
    try:
        with ExitStack() as stack:
            address = stack.enter_context(session_bus(environment))
            environment["DBUS_SESSION_BUS_ADDRESS"] = address
            stack.callback(end_all_marked, MARK, str(home))
            stack.enter_context(_sway(environment, home, outputs))
            if portal:
                _start_portal(stack, environment, home, allow)
            yield Desktop(home=home, environment=environment)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def desktop_windows(desktop: Desktop) -> list[tuple[str, tuple[int, int, int, int]]]:
    """The title and place, in points, of every window that sway has."""
    done = subprocess.run(
        ["swaymsg", "-r", "-t", "get_tree"], env=desktop.env(), check=True, capture_output=True
    )
    found: list[tuple[str, tuple[int, int, int, int]]] = []

    def walk(node: dict[str, Any]) -> None:
        if node.get("pid"):
            place = node["rect"]
            box = (place["x"], place["y"], place["width"], place["height"])
            found.append((str(node["name"]), box))
        for each in (*node["nodes"], *node["floating_nodes"]):
            walk(each)

    walk(json.loads(done.stdout))
    return found


@contextmanager
def _sway(environment: dict[str, str], home: Path, outputs: Sequence[Output]) -> Iterator[None]:
    lines, left = ["default_border none"], 0.0
    for number, output in enumerate(outputs, 1):
        lines.append(
            f"output HEADLESS-{number} resolution {output.width}x{output.height} "
            f"scale {output.scale} position {round(left)} 0 transform {90 if output.turned else 0} "
            f"background {output.background}"
        )
        left += output.points[0]
    config = home / "sway.conf"
    config.write_text("\n".join(lines) + "\n")
    # sway refuses to be root; a user namespace without a mapping makes it nobody.
    ahead = ["unshare", "-U"] if os.geteuid() == 0 else []
    runtime = Path(environment["XDG_RUNTIME_DIR"])
    # A full-screen window's memory handed straight to an output is on no screenshot.
    command = [*ahead, "sway", "-Dnoscanout", "-c", str(config)]
    with Program(command, environment=environment):
        wait_for(lambda: any(runtime.glob("wayland-?")), "sway's socket")
        wait_for(lambda: any(runtime.glob("sway-ipc.*.sock")), "sway's other socket")
        environment["WAYLAND_DISPLAY"] = next(
            each.name for each in runtime.glob("wayland-?") if not each.name.endswith(".lock")
        )
        environment["SWAYSOCK"] = str(next(runtime.glob("sway-ipc.*.sock")))
        yield


def _start_portal(stack: ExitStack, environment: dict[str, str], home: Path, allow: bool) -> None:
    """The portal shows a dialog before the first screenshot, and is not there without somebody who
    can: `_Access` is a person who answers at once.
    """
    portals = home / "portals"
    portals.mkdir()
    shutil.copy(_PORTALS / "wlr.portal", portals)
    (portals / "person.portal").write_text(
        f"[portal]\nDBusName={_ACCESS}\nInterfaces=org.freedesktop.impl.portal.Access\nUseIn=sway\n"
    )
    environment["XDG_DESKTOP_PORTAL_DIR"] = str(portals)
    stack.enter_context(_person(environment, allow=allow))
    for program, name in _PROGRAMS:
        stack.enter_context(Program([program], environment=environment))
        if name:
            _wait_for_name(environment, name)


@contextmanager
def _person(environment: dict[str, str], *, allow: bool) -> Iterator[None]:
    """Answers every question of `org.freedesktop.impl.portal.Access` with yes or no."""
    connection = open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"])
    connection.send_and_get_reply(message_bus.RequestName(_ACCESS))

    def answer() -> None:
        with suppress(OSError, EOFError):
            while True:
                message = connection.receive()
                if message.header.message_type is not MessageType.method_call:
                    continue
                if message.header.fields[HeaderFields.member] == "AccessDialog":
                    code = 0 if allow else 1
                    connection.send(new_method_return(message, "ua{sv}", (code, {})))
                else:  # Properties.GetAll, from a proxy
                    connection.send(new_method_return(message, "a{sv}", ({},)))

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield
    finally:
        connection.sock.shutdown(2)
        thread.join()
        connection.close()


def _wait_for_name(environment: dict[str, str], name: str) -> None:
    with open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"]) as connection:
        wait_for(
            lambda: bool(connection.send_and_get_reply(message_bus.NameHasOwner(name)).body[0]),
            name,
        )
