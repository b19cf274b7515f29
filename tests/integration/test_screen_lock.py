"""Whether the screen is locked, asked of a desktop on a private bus."""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from jeepney import Message, MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from askance.capture.around import choose_lock
from askance.capture.lock_dbus import DBusLock
from askance.platforms.machine import PlatformInfo, System
from tests.support.desktop import session_bus

pytestmark = pytest.mark.integration

SAVER, LOGIND = "org.freedesktop.ScreenSaver", "org.freedesktop.login1"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """One bus plays both the session's and the system's."""
    with tempfile.TemporaryDirectory(prefix="ask-") as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home, "XDG_RUNTIME_DIR": home}
        with session_bus(environment) as name:
            yield name


@contextmanager
def service(address: str, name: str, signature: str, *body: object) -> Iterator[list[str]]:
    """Answers every call to a name alike; without a body, by an error. Yields what was asked."""
    connection = open_dbus_connection(bus=address)
    connection.send_and_get_reply(message_bus.RequestName(name))
    asked: list[str] = []

    def answer(message: Message) -> Message:
        asked.append(str(message.header.fields[3]))  # its member
        if not body:
            return new_error(message, "org.freedesktop.DBus.Error.NotSupported", "s", ("No.",))
        return new_method_return(message, signature, body)

    def serve() -> None:
        with suppress(OSError, EOFError):
            while True:
                message = connection.receive()
                if message.header.message_type is MessageType.method_call:
                    connection.send(answer(message))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield asked
    finally:
        connection.sock.shutdown(2)
        thread.join()
        connection.close()


def lock(address: str) -> DBusLock:
    def connect(_bus: str) -> DBusConnection:
        return open_dbus_connection(bus=address)

    return DBusLock(connect=connect)


@pytest.mark.parametrize("so", [True, False])
def test_the_screen_saver_tells(address: str, so: bool) -> None:
    with service(address, SAVER, "b", so) as asked:
        assert lock(address).locked() is so
    assert asked == ["GetActive"]


@pytest.mark.parametrize("so", [True, False])
def test_logind_tells(address: str, so: bool) -> None:
    with service(address, LOGIND, "v", ("b", so)) as asked:
        assert lock(address).locked() is so
    assert asked == ["Get"]


def test_an_unlocked_saver_does_not_hide_a_locked_session(address: str) -> None:
    with service(address, SAVER, "b", False), service(address, LOGIND, "v", ("b", True)):
        assert lock(address).locked()


def test_who_refuses_or_is_not_there_counts_as_no(address: str) -> None:
    assert not lock(address).locked()
    with service(address, SAVER, ""), service(address, LOGIND, ""):
        assert not lock(address).locked()


def test_without_a_bus_nobody_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
    assert not DBusLock().locked()
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    assert not DBusLock().locked()


def test_elsewhere_the_system_itself_keeps_programs_off() -> None:
    assert choose_lock(PlatformInfo(System.WINDOWS)) is None
    assert choose_lock(PlatformInfo(System.MACOS)) is None
