"""Whether the session is locked, as the desktop and systemd-logind tell it over D-Bus.

Called on a thread of its own, beside the grab and never before it. Two are asked:
`org.freedesktop.ScreenSaver` GetActive on the session bus (KDE, GNOME, XFCE, MATE, Cinnamon) and
LockedHint of the session at `org.freedesktop.login1` on the system bus, which lockers like swaylock
set too. A screen saver that is active counts: nobody sits there choosing a region.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from jeepney import (
    DBusAddress,
    DBusErrorResponse,
    Message,
    MessageFlag,
    Properties,
    new_method_call,
)
from jeepney.io.blocking import DBusConnection, open_dbus_connection

_PATIENCE_S = 0.5

_SAVER = DBusAddress(
    "/org/freedesktop/ScreenSaver",
    bus_name="org.freedesktop.ScreenSaver",
    interface="org.freedesktop.ScreenSaver",
)
_SESSION = DBusAddress(
    "/org/freedesktop/login1/session/auto",
    bus_name="org.freedesktop.login1",
    interface="org.freedesktop.login1.Session",
)
_log = logging.getLogger(__name__)

Connect = Callable[[str], DBusConnection]


def _open(bus: str) -> DBusConnection:
    return open_dbus_connection(bus=bus)


class DBusLock:
    """A `ScreenLock`. `connect` opens a connection to the bus `SESSION` or `SYSTEM`."""

    def __init__(self, *, connect: Connect = _open) -> None:
        self._connect = connect

    def locked(self) -> bool:
        """Asks both; a bus or a service that is not there counts as no."""
        saver = new_method_call(_SAVER, "GetActive")
        hint = Properties(_SESSION).get("LockedHint")
        return self._says("SESSION", saver) or self._says("SYSTEM", hint)

    def _says(self, bus: str, question: Message) -> bool:
        # Only who runs is asked: the call alone would start a service that does not.
        question.header.flags |= MessageFlag.no_auto_start
        try:
            connection = self._connect(bus)
        except (OSError, KeyError, ValueError, RuntimeError) as error:
            _log.debug("nobody on the %s bus tells of a lock: %s", bus, error)
            return False
        try:
            reply = connection.send_and_get_reply(question, timeout=_PATIENCE_S)
        except (OSError, DBusErrorResponse) as error:
            _log.debug("no word of a lock on the %s bus: %s", bus, error)
            return False
        finally:
            connection.close()
        return _true(reply)


def _true(reply: Message) -> bool:
    """A boolean, or a variant around one; an error is neither."""
    body = reply.body[0] if reply.body else None
    if isinstance(body, tuple):
        body = body[1]
    return body is True
