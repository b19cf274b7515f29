"""Locking and looking into the keyring of a test desktop, past the program under test."""

from collections.abc import Iterator
from contextlib import contextmanager

import secretstorage
from jeepney.io.blocking import open_dbus_connection

from tests.support.desktop import Desktop


@contextmanager
def _collection(desktop: Desktop) -> Iterator[secretstorage.Collection]:
    with open_dbus_connection(desktop.environment["DBUS_SESSION_BUS_ADDRESS"]) as connection:
        yield secretstorage.get_default_collection(connection)


def lock(desktop: Desktop) -> None:
    """Lock the default collection; reading it then asks for a prompt."""
    with _collection(desktop) as collection:
        collection.lock()


def secrets(desktop: Desktop) -> dict[str, str]:
    """Label → secret of everything in the unlocked default collection."""
    with _collection(desktop) as collection:
        return {item.get_label(): item.get_secret().decode() for item in collection.get_all_items()}


def clear(desktop: Desktop) -> None:
    """Remove every item."""
    with _collection(desktop) as collection:
        for item in list(collection.get_all_items()):
            item.delete()
