"""Locking and looking into the keyring of a test desktop, past the program under test."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import secretstorage
from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from secretstorage.exceptions import ItemNotFoundException, SecretServiceNotAvailableException

from tests.support.desktop import Desktop
from tests.support.waiting import wait_for


@contextmanager
def _collection(desktop: Desktop) -> Iterator[secretstorage.Collection]:
    with open_dbus_connection(desktop.environment["DBUS_SESSION_BUS_ADDRESS"]) as connection:
        yield wait_for(lambda: _default(connection), "the keyring")


def _default(connection: DBusConnection) -> secretstorage.Collection | None:
    try:
        return secretstorage.get_default_collection(connection)
    except (ItemNotFoundException, SecretServiceNotAvailableException):
        return None  # the daemon is being started again


def lock(desktop: Desktop) -> None:
    """Lock the default collection; reading it then asks for a prompt."""
    with _collection(desktop) as collection:
        collection.lock()


def secrets(desktop: Desktop) -> dict[str, str]:
    """Label → secret of everything in the unlocked default collection."""
    with _collection(desktop) as collection:
        return {item.get_label(): item.get_secret().decode() for item in collection.get_all_items()}


def crash(desktop: Desktop) -> None:
    """Kill the daemon; the desktop starts another one, which finds what was kept."""
    with open_dbus_connection(desktop.environment["DBUS_SESSION_BUS_ADDRESS"]) as connection:
        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        whose = new_method_call(
            bus, "GetConnectionUnixProcessID", "s", ("org.freedesktop.secrets",)
        )
        os.kill(connection.send_and_get_reply(whose).body[0], signal.SIGKILL)


def clear(desktop: Desktop) -> None:
    """Remove every item."""
    with _collection(desktop) as collection:
        for item in list(collection.get_all_items()):
            item.delete()
