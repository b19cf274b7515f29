"""Asking the desktop portal: a request, and the answer that comes later as a signal.

XDG Desktop Portal, `org.freedesktop.portal.Request`: the method's own reply is only the name of an
object; the answer is that object's `Response` signal. The name can be told ahead from our bus name
and a token, so the signal is waited for before the request is sent, and an answer that comes at
once is not missed. Blocking, with one connection of its own: used by the grabber's and the hotkeys'
threads, each for itself.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import deque
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jeepney import DBusAddress, MatchRule, Message
    from jeepney.io.blocking import DBusConnection

BUS_NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
_REQUEST = "org.freedesktop.portal.Request"
_SESSION = "org.freedesktop.portal.Session"

_REGISTRY = "org.freedesktop.host.portal.Registry"
APP_ID = "io.github.askance.Askance"

_METHOD_S = 5.0
"""For the method's own reply, which waits for nobody."""

_log = logging.getLogger(__name__)

Options = dict[str, tuple[str, object]]
"""Vardict entries: a D-Bus signature and a value."""


class PortalFault(Enum):
    """Why there is no answer."""

    MISSING = auto()
    """No session bus, no portal on it, or not this part of it."""
    CANCELLED = auto()
    """The person said no (response 1)."""
    REFUSED = auto()
    """The portal did (response 2, or an error)."""
    SILENT = auto()
    """Nothing came in time."""
    BROKEN = auto()
    """It said yes and gave something that is of no use."""


class PortalError(Exception):
    """What became of a request that got no answer. `detail` is the portal's own word, or ours."""

    def __init__(self, fault: PortalFault, detail: str = "") -> None:
        super().__init__(f"{fault.name.lower()}: {detail}")
        self.fault, self.detail = fault, detail


_MISSING_ERRORS = (
    "org.freedesktop.DBus.Error.ServiceUnknown",
    "org.freedesktop.DBus.Error.NameHasNoOwner",
    "org.freedesktop.DBus.Error.UnknownInterface",
    "org.freedesktop.DBus.Error.UnknownMethod",
    "org.freedesktop.DBus.Error.UnknownObject",
    "org.freedesktop.DBus.Error.Spawn",
)


class Portal:
    """A connection to the portal. Raises `PortalError` (missing) when there is no session bus.

    Messages that belong to nobody who waits (a shortcut that was activated) are kept in `others`.
    """

    def __init__(self) -> None:
        from jeepney.io.blocking import open_dbus_connection

        try:
            self.connection: DBusConnection = open_dbus_connection(bus="SESSION")
        # jeepney lets a broken address out as KeyError, ValueError or RuntimeError, a dead bus as
        # OSError or EOFError: each means that there is no bus.
        except Exception as error:
            raise PortalError(PortalFault.MISSING, type(error).__name__) from error
        self.others: deque[Message] = deque(maxlen=256)
        self._given_up: set[str] = set()
        self._register()

    def close(self) -> None:
        """Ends the connection; requests and sessions end with it."""
        self.connection.close()

    def _register(self) -> None:
        """Says who asks, so that the desktop shows and remembers a name. Portals before 1.19, and
        those that find no such desktop file, refuse: they then go by the process.
        """
        from jeepney import new_method_call

        call = new_method_call(self._address(_REGISTRY), "Register", "sa{sv}", (APP_ID, {}))
        try:
            self._call(call)
        except PortalError as error:
            _log.debug("the portal knows no name for this program: %s", error)

    def version(self, interface: str) -> int:
        """The version of a part of the portal. Raises `PortalError` when it is not there."""
        from jeepney import Properties

        body = self._call(Properties(self._address(interface)).get("version"))
        value = body[0] if body else None
        number = value[1] if isinstance(value, tuple) and len(value) == 2 else 0
        return number if isinstance(number, int) else 0

    def call(
        self, interface: str, method: str, signature: str, body: tuple[object, ...]
    ) -> tuple[object, ...]:
        """Calls a method that answers at once; what it returns. Raises `PortalError`."""
        from jeepney import new_method_call

        return self._call(new_method_call(self._address(interface), method, signature, body))

    def request(
        self,
        interface: str,
        method: str,
        signature: str,
        body: tuple[object, ...],
        options: Options,
        *,
        timeout: float,
    ) -> dict[str, object]:
        """Calls a method that ends in a vardict of options and answers by a `Response`; its results
        without their signatures. `timeout` in seconds. Raises `PortalError`; a request that is
        silent for so long is closed, and should it answer all the same, `late_results` has it.
        """
        from jeepney import new_method_call
        from jeepney.bus_messages import message_bus

        token = _token()
        handles = {f"{PATH}/request/{self._sender()}/{token}"}
        rule = _signal(_REQUEST, "Response", *handles)
        self._call(message_bus.AddMatch(rule))
        try:
            told = {**options, "handle_token": ("s", token)}
            call = new_method_call(self._address(interface), method, signature, (*body, told))
            handles.update(str(answered) for answered in self._call(call))
            response = self._response(handles, timeout)
        except PortalError as error:
            if error.fault is PortalFault.SILENT:
                self._give_up(handles)
            else:
                self._forget(rule)
            raise
        self._forget(rule)
        return _results(response)

    def late_results(self, timeout: float) -> dict[str, object] | None:
        """What a request that was given up answers, if it does within `timeout` seconds: the portal
        may have been about to. None when nothing comes, or a no. Raises `PortalError` (missing).
        """
        try:
            return _results(self._response(self._given_up, timeout))
        except PortalError as error:
            if error.fault is PortalFault.MISSING:
                raise
            return None

    def end_session(self, handle: str) -> None:
        """Closes a session of the portal, if it is still there."""
        from jeepney import DBusAddress, new_method_call

        address = DBusAddress(handle, bus_name=BUS_NAME, interface=_SESSION)
        self.connection.send(new_method_call(address, "Close"))

    def _give_up(self, handles: set[str]) -> None:
        """Tells the portal that nobody waits any more: its question to the person goes away, and it
        takes no picture. Not waited for: a portal that hangs would not answer this either.
        """
        from jeepney import DBusAddress, new_method_call

        self._given_up |= handles
        for handle in handles:
            address = DBusAddress(handle, bus_name=BUS_NAME, interface=_REQUEST)
            try:
                self.connection.send(new_method_call(address, "Close"))
            except OSError as error:
                _log.debug("the session bus is gone: %s", error)

    def watch(self, interface: str, member: str) -> None:
        """Wants a signal of the portal from now on; it comes among `others`."""
        from jeepney.bus_messages import message_bus

        self._call(message_bus.AddMatch(_signal(interface, member, PATH)))

    def receive(self, timeout: float) -> Message | None:
        """The next message for nobody in particular, or None when none came within `timeout` s.
        Raises `PortalError` (missing) when the bus is gone.
        """
        if self.others:
            return self.others.popleft()
        return self._receive(time.monotonic() + timeout)

    def _response(self, handles: set[str], timeout: float) -> Message:
        deadline = time.monotonic() + timeout
        # It may have come while the method's own reply was waited for.
        for message in tuple(self.others):
            if _answers(message, handles):
                self.others.remove(message)
                return message
        while (late := self._receive(deadline)) is not None:
            if _answers(late, handles):
                return late
            self.others.append(late)
        raise _silence(timeout)

    def _receive(self, deadline: float) -> Message | None:
        try:
            return self.connection.receive(timeout=max(0.0, deadline - time.monotonic()))
        except TimeoutError:
            return None
        except (OSError, EOFError) as error:
            raise PortalError(PortalFault.MISSING, "the session bus is gone") from error

    def _call(self, call: Message) -> tuple[object, ...]:
        """Sends a method call and returns its reply's body; signals that come in between wait."""
        from jeepney import MessageType

        serial = next(self.connection.outgoing_serial)
        try:
            self.connection.send(call, serial=serial)
        except OSError as error:
            raise PortalError(PortalFault.MISSING, "the session bus is gone") from error
        deadline = time.monotonic() + _METHOD_S
        while True:
            message = self._receive(deadline)
            if message is None:
                raise _silence(_METHOD_S)
            if _field(message, "reply_serial") != serial:
                self.others.append(message)
            elif message.header.message_type is MessageType.error:
                raise _refusal(message)
            else:
                return tuple(message.body)

    def _forget(self, rule: MatchRule) -> None:
        from jeepney.bus_messages import message_bus

        try:
            self._call(message_bus.RemoveMatch(rule))
        except PortalError:
            return  # the bus is gone, and the rule with it

    def _sender(self) -> str:
        return str(self.connection.unique_name)[1:].replace(".", "_")

    @staticmethod
    def _address(interface: str) -> DBusAddress:
        from jeepney import DBusAddress

        return DBusAddress(PATH, bus_name=BUS_NAME, interface=interface)


def _answers(message: Message, handles: set[str]) -> bool:
    return _field(message, "path") in handles and member_of(message) == (_REQUEST, "Response")


def _field(message: Message, name: str) -> object:
    from jeepney import HeaderFields

    return message.header.fields.get(HeaderFields[name])


def member_of(message: Message) -> tuple[str, str]:
    """A message's interface and member."""
    return str(_field(message, "interface") or ""), str(_field(message, "member") or "")


def _silence(waited_s: float) -> PortalError:
    return PortalError(PortalFault.SILENT, f"no answer within {waited_s:g} s")


def _results(response: Message) -> dict[str, object]:
    code, results = response.body
    if code == 1:
        raise PortalError(PortalFault.CANCELLED)
    if code != 0:
        raise PortalError(PortalFault.REFUSED, f"response {code}")
    return {name: value for name, (_signature, value) in results.items()}


def _refusal(message: Message) -> PortalError:
    name = str(_field(message, "error_name") or "")
    told = f"{name.rpartition('.')[2]}: {message.body[0]}" if message.body else name
    missing = name.startswith(_MISSING_ERRORS)
    return PortalError(PortalFault.MISSING if missing else PortalFault.REFUSED, told)


def _signal(interface: str, member: str, path: str) -> MatchRule:
    from jeepney import MatchRule

    return MatchRule(type="signal", sender=BUS_NAME, interface=interface, member=member, path=path)


def _token() -> str:
    return f"askance_{secrets.token_hex(8)}"
