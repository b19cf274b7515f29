"""Notifications over a real session bus, to a notification server of the test's own."""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from jeepney import MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from askance.core.ports import Notifier
from askance.platforms.machine import PlatformInfo, System
from askance.platforms.notify import DBusNotifier, NullNotifier, choose_notifier
from tests.support.desktop import session_bus


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="ask-") as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "XDG_RUNTIME_DIR": home}
        with session_bus(environment) as address:
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
            yield address


@contextmanager
def notification_server(address: str, *, capabilities: list[str], refuses: bool = False):
    """Answers on org.freedesktop.Notifications; yields the bodies of the Notify calls."""
    calls: list[tuple] = []
    connection = open_dbus_connection(bus=address)
    connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.Notifications"))

    def serve() -> None:
        with suppress(OSError, EOFError):
            while True:
                message = connection.receive()
                if message.header.message_type is not MessageType.method_call:
                    continue
                if refuses:
                    connection.send(new_error(message, "org.example.No"))
                elif "GetCapabilities" in message.header.fields.values():
                    connection.send(new_method_return(message, "as", (capabilities,)))
                else:
                    calls.append(message.body)
                    connection.send(new_method_return(message, "u", (7,)))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield calls
    finally:
        connection.sock.shutdown(2)
        thread.join()
        connection.close()


@pytest.mark.integration
def test_title_body_and_icon_arrive(bus: str) -> None:
    with notification_server(bus, capabilities=["body"]) as calls:
        assert DBusNotifier(icon="askance-icon").notify("The reply is here", "Two < three & more")
    (call,) = calls
    name, replaces, icon, title, body, actions, hints, expiry = call
    assert (name, replaces, icon, title) == ("Askance", 0, "askance-icon", "The reply is here")
    assert body == "Two < three & more"
    assert (actions, expiry) == ([], -1)
    assert hints["desktop-entry"] == ("s", "io.github.askance.Askance")


@pytest.mark.integration
def test_markup_is_escaped_for_a_server_that_reads_it(bus: str) -> None:
    with notification_server(bus, capabilities=["body", "body-markup"]) as calls:
        assert DBusNotifier().notify("<b>Title</b>", '<b>2 < 3</b> & "so"')
    assert calls[0][3] == "<b>Title</b>", "titles never hold markup"
    assert calls[0][4] == '&lt;b&gt;2 &lt; 3&lt;/b&gt; &amp; "so"'


@pytest.mark.integration
def test_a_server_that_refuses_is_a_no(bus: str) -> None:
    with notification_server(bus, capabilities=[], refuses=True) as calls:
        assert DBusNotifier().notify("Title", "Body") is False
    assert not calls


@pytest.mark.integration
def test_a_bus_without_a_notification_server_is_a_no(bus: str) -> None:
    assert DBusNotifier().notify("Title", "Body") is False


@pytest.mark.parametrize("address", ["unix:path=/nowhere/bus", "nonsense", ""])
def test_no_bus_is_a_no(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert DBusNotifier().notify("Title", "Body") is False


@pytest.mark.parametrize(
    ("system", "kind"),
    [
        (System.LINUX, DBusNotifier),
        (System.WINDOWS, NullNotifier),
        (System.MACOS, NullNotifier),
        (System.OTHER, NullNotifier),
    ],
)
def test_each_system_has_its_own(system: System, kind: type[Notifier]) -> None:
    assert type(choose_notifier(PlatformInfo(system))) is kind


def test_the_null_notifier_says_no() -> None:
    assert NullNotifier().notify("Title", "Body") is False
