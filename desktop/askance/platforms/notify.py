"""Desktop notifications.

On Linux by the Desktop Notifications Specification 1.2 over the session bus; Qt's own balloon would
be drawn by us and ignore the desktop's rules for quiet hours. One short connection a notification:
they are rare, and no thread has to own it. May be called on any thread; waits `TIMEOUT_S` at most.
"""

from __future__ import annotations

import html
import logging
from typing import TYPE_CHECKING

from askance.platforms.machine import PlatformInfo, System

if TYPE_CHECKING:
    # Not at run time: the ports bring half of core, which a start that only asks for the display
    # does without.
    from jeepney.io.blocking import DBusConnection

    from askance.core.ports import Notifier

TIMEOUT_S = 2.0

_log = logging.getLogger(__name__)


class DBusNotifier:
    """org.freedesktop.Notifications. `icon` is a theme name or a file's address."""

    def __init__(self, *, icon: str = "askance") -> None:
        self._icon = icon

    def notify(self, title: str, body: str) -> bool:
        """Shows it; False when nobody took it, for whatever reason."""
        from jeepney.io.blocking import open_dbus_connection

        try:
            with open_dbus_connection(bus="SESSION") as connection:
                return self._send(connection, title, body)
        # No bus, a broken address (ValueError, KeyError, RuntimeError), a bus that went away or
        # speaks nonsense: the port promises False for each, and the log keeps the name.
        except Exception as error:  # noqa: BLE001
            _log.info("no notification: %s", type(error).__name__)
            return False

    def _send(self, connection: DBusConnection, title: str, body: str) -> bool:
        capabilities = self._call(connection, "GetCapabilities")
        if capabilities is None:
            return False
        # A server that reads markup would swallow what follows a `<`; one that does not would show
        # the escapes.
        text = html.escape(body, quote=False) if "body-markup" in capabilities[0] else body
        hints = {"desktop-entry": ("s", "io.github.askance.Askance"), "urgency": ("y", 1)}
        told: tuple[object, ...] = ("Askance", 0, self._icon, title, text, [], hints, -1)
        return self._call(connection, "Notify", "susssasa{sv}i", told) is not None

    @staticmethod
    def _call(
        connection: DBusConnection, method: str, signature: str = "", body: tuple[object, ...] = ()
    ) -> tuple[list[str], ...] | None:
        from jeepney import DBusAddress, MessageType, new_method_call

        address = DBusAddress(
            "/org/freedesktop/Notifications",
            bus_name="org.freedesktop.Notifications",
            interface="org.freedesktop.Notifications",
        )
        call = new_method_call(address, method, signature or None, body)
        reply = connection.send_and_get_reply(call, timeout=TIMEOUT_S)
        if reply.header.message_type is MessageType.error:
            _log.info("no notification: %s answered with an error", method)
            return None
        answer: tuple[list[str], ...] = reply.body
        return answer


class NullNotifier:
    """Where no notifications are to be had."""

    def notify(self, title: str, body: str) -> bool:
        """False."""
        return False


def choose_notifier(info: PlatformInfo, *, icon: str = "askance") -> Notifier:
    """The notifier of this system; makes no connection yet."""
    return DBusNotifier(icon=icon) if info.system is System.LINUX else NullNotifier()
