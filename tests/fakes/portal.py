"""A desktop portal of the tests' own, on a real session bus.

Answers `org.freedesktop.portal.Screenshot` and `.GlobalShortcuts` as the XDG documents say, with
whatever mood a test gives it. One thread owns the connection; the test hands it signals to send.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

PATH = "/org/freedesktop/portal/desktop"
SCREENSHOT = "org.freedesktop.portal.Screenshot"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"


@dataclass
class Mood:
    """How the portal behaves. `screenshot(interactive)` gives a response code and an address, or
    None for silence. `triggers` are the keys that are given by shortcut id; ids left out get those
    that were asked for.
    """

    screenshot: Callable[[bool], tuple[int, str] | None] = lambda _interactive: (2, "")
    late_s: float = 0.0
    interfaces: tuple[str, ...] = (SCREENSHOT, SHORTCUTS)
    bind_code: int | None = 0
    triggers: dict[str, str] = field(default_factory=dict)


class FakePortal:
    """What came, and the means to send."""

    def __init__(self, connection: DBusConnection, mood: Mood) -> None:
        self._connection, self.mood = connection, mood
        self.shots: list[dict[str, object]] = []
        self.bound: list[dict[str, dict[str, object]]] = []
        self.sessions: list[str] = []
        self.ended: list[str] = []
        self.configured: list[str] = []
        self.closed: list[str] = []
        """The requests that were given up, by the end of their names."""

    def activate(self, shortcut: str, session: str = "") -> None:
        """The person pressed the keys of a shortcut."""
        body = (session or self.sessions[-1], shortcut, 7, {})
        self._signal(PATH, SHORTCUTS, "Activated", "osta{sv}", body)

    def serve(self) -> None:
        """Until the connection ends."""
        with suppress(OSError, EOFError):
            while True:
                message = self._connection.receive()
                if message.header.message_type is MessageType.method_call:
                    self._answer(message)

    def _answer(self, message: Message) -> None:
        fields = message.header.fields
        interface, member = fields[HeaderFields.interface], fields[HeaderFields.member]
        if interface == "org.freedesktop.DBus.Properties":
            if message.body[0] in self.mood.interfaces:
                self._connection.send(new_method_return(message, "v", (("u", 2),)))
            else:
                self._connection.send(
                    new_error(message, "org.freedesktop.DBus.Error.UnknownInterface")
                )
        elif interface == "org.freedesktop.portal.Session":
            self.ended.append(fields[HeaderFields.path])
            self._connection.send(new_method_return(message))
        elif interface == "org.freedesktop.portal.Request":
            self.closed.append(str(fields[HeaderFields.path]).rpartition("/")[2])
            self._connection.send(new_method_return(message))
        elif interface not in self.mood.interfaces:
            self._connection.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))
        elif member == "ConfigureShortcuts":
            self.configured.append(str(message.body[0]))
            self._connection.send(new_method_return(message))
        else:
            self._request(message, str(member))

    def _request(self, message: Message, member: str) -> None:
        options = message.body[-1]
        sender = str(message.header.fields[HeaderFields.sender])
        name = sender[1:].replace(".", "_")
        handle = f"{PATH}/request/{name}/{options['handle_token'][1]}"
        self._connection.send(new_method_return(message, "o", (handle,)))
        if member == "Screenshot":
            self.shots.append({key: value for key, (_, value) in options.items()})
            told = self.mood.screenshot(bool(options["interactive"][1]))
            if told is not None:
                time.sleep(self.mood.late_s)
                code, uri = told
                self._respond(sender, handle, code, {"uri": ("s", uri)} if code == 0 else {})
        elif member == "CreateSession":
            session = f"{PATH}/session/{name}/{options['session_handle_token'][1]}"
            self.sessions.append(session)
            self._respond(sender, handle, 0, {"session_handle": ("s", session)})
        elif member == "BindShortcuts":
            self._bind(message, sender, handle)

    def _bind(self, message: Message, sender: str, handle: str) -> None:
        asked = {
            name: {key: value for key, (_, value) in told.items()} for name, told in message.body[1]
        }
        self.bound.append(asked)
        given = [
            (
                name,
                {
                    "description": ("s", str(told["description"])),
                    "trigger_description": (
                        "s",
                        self.mood.triggers.get(name, str(told.get("preferred_trigger", ""))),
                    ),
                },
            )
            for name, told in asked.items()
        ]
        if self.mood.bind_code is not None:
            results = {"shortcuts": ("a(sa{sv})", given)} if self.mood.bind_code == 0 else {}
            self._respond(sender, handle, self.mood.bind_code, results)

    def _respond(self, to: str, handle: str, code: int, results: dict[str, object]) -> None:
        self._signal(
            handle, "org.freedesktop.portal.Request", "Response", "ua{sv}", (code, results), to
        )

    def _signal(
        self,
        path: str,
        interface: str,
        name: str,
        signature: str,
        body: tuple[object, ...],
        to: str = "",
    ) -> None:
        signal = new_signal(DBusAddress(path, interface=interface), name, signature, body)
        if to:
            signal.header.fields[HeaderFields.destination] = to
        self._connection.send(signal)


@contextmanager
def fake_portal(address: str, mood: Mood | None = None) -> Iterator[FakePortal]:
    """Owns the portal's name on the bus at `address`."""
    connection = open_dbus_connection(bus=address)
    connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.portal.Desktop"))
    portal = FakePortal(connection, mood or Mood())
    thread = threading.Thread(target=portal.serve)
    thread.start()
    try:
        yield portal
    finally:
        connection.sock.shutdown(2)
        thread.join()
        connection.close()
