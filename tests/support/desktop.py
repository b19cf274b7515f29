"""A whole desktop of a test's own: X server, window manager, session bus, keyring, accessibility.

Everything lives under one short temporary folder (socket paths have 108 bytes) and carries one mark
in its environment, by which every process started on this desktop is found and ended.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from Xlib import X
from Xlib import display as xlib_display

from tests.support.programs import Program, end_all_marked
from tests.support.waiting import wait_for

MARK = "ASKANCE_TEST_DESKTOP"
KEYRING_PASSWORD = "only for tests"

_SERVICES = Path("/usr/share/dbus-1/services")
_BUS_CONFIG = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

# Passed on from the machine; anything else could change what the program under test does.
_KEPT = ("PATH", "LANG", "LC_ALL", "SSL_CERT_FILE", "SSL_CERT_DIR", "PYTHONWARNINGS", "CI")


@dataclass(frozen=True, slots=True)
class Desktop:
    """Where it is, and the environment a program needs to run on it."""

    home: Path
    environment: Mapping[str, str]

    @property
    def display(self) -> str:
        return self.environment["DISPLAY"]

    def env(self, **more: str | os.PathLike[str]) -> dict[str, str]:
        """The environment with some variables added."""
        return {**self.environment, **{name: os.fspath(value) for name, value in more.items()}}

    def split_into_monitors(self, *monitors: tuple[str, int, int, int, int]) -> None:
        """Tell the server that its one screen is several monitors: (name, x, y, width, height) in
        physical pixels, the first one primary.
        """
        output = "screen"
        for name, x, y, width, height in monitors:
            geometry = f"{width}/{width // 4}x{height}/{height // 4}+{x}+{y}"
            # Its standard output tells what it was told; what goes wrong comes on the other one.
            subprocess.run(
                ["xrandr", "--setmonitor", name, geometry, output],
                env=self.env(),
                check=True,
                stdout=subprocess.DEVNULL,
            )
            output = "none"


@contextmanager
def x_server(
    environment: Mapping[str, str], *options: str, width: int, height: int
) -> Iterator[str]:
    """An Xvfb on a free display, chosen by the server itself. Yields its name, like `:7`."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{width}x{height}x24"]
    command += ["-dpi", "96", "-noreset", "-nolisten", "tcp", *options]
    with Program(command, environment=environment, pass_fds=(writer,)):
        os.close(writer)
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"


@contextmanager
def window_manager(environment: Mapping[str, str]) -> Iterator[None]:
    """openbox, ready to manage windows.

    It says `_NET_SUPPORTING_WM_CHECK` before that and loses, for good, what is mapped meanwhile. So
    it has shown a window first, which asked for that until it was.
    """
    with Program(["openbox", "--sm-disable"], environment=environment):
        connection = xlib_display.Display(environment["DISPLAY"])
        root = connection.screen().root
        check = connection.intern_atom("_NET_SUPPORTING_WM_CHECK")
        wait_for(lambda: root.get_full_property(check, X.AnyPropertyType), "the window manager")
        clients = connection.intern_atom("_NET_CLIENT_LIST")
        window = root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)

        def managed() -> bool:
            listed = root.get_full_property(clients, X.AnyPropertyType)
            return listed is not None and window.id in listed.value

        def shown() -> bool:
            window.map()
            return managed()

        wait_for(shown, "the window manager to show a window")
        window.destroy()
        wait_for(lambda: not managed(), "the window manager to let a window go")
        connection.close()
        yield


@contextmanager
def session_bus(environment: Mapping[str, str]) -> Iterator[str]:
    """A D-Bus session bus of its own. Yields its address.

    Of all the services this machine could start on demand it knows accessibility alone: a keyring
    or a portal is there when a test started it.
    """
    runtime = Path(environment["XDG_RUNTIME_DIR"])
    services = runtime / "services"
    services.mkdir()
    for file in _SERVICES.glob("org.a11y.*.service"):
        shutil.copy(file, services)
    config = runtime / "bus.conf"
    config.write_text(_BUS_CONFIG.format(socket=runtime / "bus", services=services))
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile"]
    command.append("--print-address")
    with Program(command, environment=environment) as daemon:
        yield daemon.wait_for_output(r"unix:path=\S+").group()


@contextmanager
def keyring_daemon(environment: Mapping[str, str]) -> Iterator[None]:
    """gnome-keyring with its login collection made and unlocked.

    Started again when it ends, as a session bus would: clients that come and go at once bring down
    one daemon in some thousand of them (GNOME Keyring's issues 190, 196 and 199).
    """
    daemon = "gnome-keyring-daemon --foreground --unlock --components=secrets"
    command = ["sh", "-c", f'while :; do printf %s "$1" | {daemon}; done', "sh", KEYRING_PASSWORD]
    with (
        Program(command, environment=environment),
        open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"]) as connection,
    ):
        wait_for(lambda: _has_default_collection(connection), "the keyring")
        yield


@contextmanager
def desktop(
    *, width: int = 1920, height: int = 1080, keyring: bool = True, screen: bool = True
) -> Iterator[Desktop]:
    """Sizes in physical pixels. `keyring=False`: no secret service answers. `screen=False`: no
    display, only the bus.
    """
    home = Path(tempfile.mkdtemp(prefix="ask-"))
    environment = _empty_environment(home)
    try:
        with ExitStack() as stack:
            if screen:
                environment["DISPLAY"] = stack.enter_context(
                    x_server(environment, width=width, height=height)
                )
                stack.enter_context(window_manager(environment))
            environment["DBUS_SESSION_BUS_ADDRESS"] = stack.enter_context(session_bus(environment))
            if keyring:
                stack.enter_context(keyring_daemon(environment))
            stack.callback(end_all_marked, MARK, str(home))
            yield Desktop(home=home, environment=environment)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _empty_environment(home: Path) -> dict[str, str]:
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    for folder in (".cache", ".config", ".local/share", "askance"):
        (home / folder).mkdir(parents=True)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {
        "LANG": "C.UTF-8",
        **kept,
        MARK: str(home),
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "ASKANCE_HOME": str(home / "askance"),
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        # Without a settings service GTK and at-spi would look for dconf.
        "GSETTINGS_BACKEND": "memory",
        "NO_AT_BRIDGE": "0",
    }


def _has_default_collection(connection: DBusConnection) -> bool:
    bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    service = "org.freedesktop.secrets"
    # Asked first, for a call to an absent service would have the bus start another daemon.
    owned = new_method_call(bus, "NameHasOwner", "s", (service,))
    if not connection.send_and_get_reply(owned).body[0]:
        return False
    secrets = DBusAddress("/org/freedesktop/secrets", service, "org.freedesktop.Secret.Service")
    alias = new_method_call(secrets, "ReadAlias", "s", ("default",))
    return bool(connection.send_and_get_reply(alias).body[0] != "/")
