"""Hotkeys under Wayland, by the GlobalShortcuts portal.

There no program may take keys by itself: it names what it can do, and the desktop, after asking the
person, decides which keys do it and sends a signal. The chord that is asked for is a wish; what the
desktop really gave is in `trigger`. GNOME 48, KDE Plasma and Hyprland have this part of the portal,
desktops built on wlroots have not.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from askance.core.chord import Chord, Modifier
from askance.core.errors import AskanceError, Problem
from askance.hotkeys.listener import ELSEWHERE, ListeningHotkeys, Sleeper, problem, used_here
from askance.platforms.keysyms import keysym
from askance.platforms.portal import Options, Portal, PortalError, PortalFault, member_of

if TYPE_CHECKING:
    from jeepney import Message

INTERFACE = "org.freedesktop.portal.GlobalShortcuts"
_SESSION_S = 10.0
_CONFIGURES = 2
_BIND_S = 180.0
"""The desktop asks the person, who may have to find the question first."""

_MODIFIERS = {
    Modifier.CTRL: "CTRL",
    Modifier.ALT: "ALT",
    Modifier.SHIFT: "SHIFT",
    Modifier.META: "LOGO",
}

_log = logging.getLogger(__name__)


def trigger_of(chord: Chord) -> str:
    """The chord as the XDG shortcuts specification writes it: `CTRL+ALT+space`."""
    modifiers = [_MODIFIERS[each] for each in Modifier if each in chord.modifiers]
    return "+".join([*modifiers, keysym(chord)])


class PortalShortcuts:
    """A session of the portal. `descriptions` say what each id does, for the desktop's dialog.

    Raises `PortalError` from the constructor when the portal or this part of it is missing, OSError
    from anything else once the bus is gone.
    """

    def __init__(
        self,
        *,
        descriptions: Mapping[str, str],
        connect: Callable[[], Portal] = Portal,
        bind_s: float = _BIND_S,
    ) -> None:
        self._descriptions, self._bind_s = descriptions, bind_s
        self._portal = connect()
        try:
            self._portal.version(INTERFACE)
            self._portal.watch(INTERFACE, "Activated")
            self._portal.watch(INTERFACE, "ShortcutsChanged")
        except PortalError:
            self._portal.close()
            raise
        self._sleeper = Sleeper()
        self._session = ""
        self._wanted: dict[str, Chord] = {}
        self._given: dict[str, str] = {}
        self._refused = False

    def trigger(self, hotkey_id: str) -> str:
        """The keys that the desktop gave, in its own words; empty when it gave none."""
        return self._given.get(hotkey_id, "")

    def hold(self, hotkey_id: str, chord: Chord) -> None:
        """Asks the desktop, unless it has bound this id to this wish already."""
        if any(wish == chord and other != hotkey_id for other, wish in self._wanted.items()):
            raise used_here(chord)
        if self._wanted.get(hotkey_id) == chord and self._given.get(hotkey_id):
            return
        before = dict(self._wanted)
        self._wanted[hotkey_id] = chord
        try:
            self._bind_anew()
            if not self._given.get(hotkey_id):
                raise _no_keys(chord)
        except AskanceError:
            self._refused, self._wanted = True, before
            raise
        self._refused = False

    def hold_all(self, chords: Mapping[str, Chord]) -> Mapping[str, Problem]:
        """Asks the desktop once for all; why, for each that got no keys. What it knows now stays
        wanted, with keys or without: the person may give it some later.
        """
        before, self._wanted = self._wanted, dict(chords)
        try:
            self._bind_anew()
        except AskanceError:
            self._refused, self._wanted = True, before
            raise
        self._refused = False
        return {
            hotkey_id: _no_keys(chord).problem
            for hotkey_id, chord in chords.items()
            if not self._given.get(hotkey_id)
        }

    def configure(self) -> bool:
        """Asks the desktop to show where the keys are changed: version 2 of the portal can."""
        if not self._session:
            return False
        try:
            if self._portal.version(INTERFACE) < _CONFIGURES:
                return False
            self._portal.call(INTERFACE, "ConfigureShortcuts", "osa{sv}", (self._session, "", {}))
        except PortalError as error:
            _log.info("the desktop shows no settings for its shortcuts: %s", error)
            return False
        return True

    def release(self, hotkey_id: str) -> None:
        """No longer listened to; a session cannot give a single shortcut back, so it ends with the
        last one.
        """
        self._wanted.pop(hotkey_id, None)
        self._given.pop(hotkey_id, None)
        if not self._wanted:
            self._end_session()

    def is_free(self, _chord: Chord) -> bool:
        """The desktop alone knows: yes, until it has said no to everything."""
        return not self._refused

    def activated(self) -> Iterator[str]:
        """The ids of this session that were activated."""
        while (message := self._receive()) is not None:
            interface, member = member_of(message)
            if interface != INTERFACE or not message.body or message.body[0] != self._session:
                continue
            if member == "Activated" and message.body[1] in self._wanted:
                yield message.body[1]
            elif member == "ShortcutsChanged":
                self._given = _triggers(message.body[1])

    def wait(self) -> None:
        """Until a message comes, or `wake` was called."""
        if not self._portal.others:
            self._sleeper.wait(self._portal.connection.sock.fileno())

    def wake(self) -> None:
        """Ends a `wait`. Any thread."""
        self._sleeper.rouse()

    def close(self) -> None:
        """Ends the session and the connection."""
        try:
            self._end_session()
        finally:
            self._sleeper.close()
            self._portal.close()

    def _receive(self) -> Message | None:
        try:
            return self._portal.receive(0)
        except PortalError as error:
            raise ConnectionError(str(error)) from error

    def _bind_anew(self) -> None:
        """A session takes one binding: another wish needs another session."""
        self._end_session()
        try:
            self._session = self._new_session()
            shortcuts = [
                (hotkey_id, self._told(hotkey_id, chord))
                for hotkey_id, chord in self._wanted.items()
            ]
            body = (self._session, shortcuts, "")
            results = self._portal.request(
                INTERFACE, "BindShortcuts", "oa(sa{sv})sa{sv}", body, {}, timeout=self._bind_s
            )
        except PortalError as error:
            self._end_session()
            raise _problem(error) from error
        self._given = _triggers(results.get("shortcuts"))

    def _new_session(self) -> str:
        import secrets

        options: Options = {"session_handle_token": ("s", f"askance_{secrets.token_hex(8)}")}
        results = self._portal.request(
            INTERFACE, "CreateSession", "a{sv}", (), options, timeout=_SESSION_S
        )
        handle = results.get("session_handle")
        if not isinstance(handle, str):
            raise PortalError(PortalFault.BROKEN, "it opened no session")
        return handle

    def _told(self, hotkey_id: str, chord: Chord) -> Options:
        described = self._descriptions.get(hotkey_id, hotkey_id)
        return {"description": ("s", described), "preferred_trigger": ("s", trigger_of(chord))}

    def _end_session(self) -> None:
        session, self._session, self._given = self._session, "", {}
        if session:
            self._portal.end_session(session)


class PortalHotkeys(ListeningHotkeys):
    """As `PortalShortcuts`, on a thread of its own. Its constructor connects, and raises
    `PortalError` when the desktop has no such portal.
    """

    name = "portal"

    def __init__(
        self,
        *,
        on_activated: Callable[[str], None],
        descriptions: Mapping[str, str],
        connect: Callable[[], Portal] = Portal,
        bind_s: float = _BIND_S,
    ) -> None:
        shortcuts = PortalShortcuts(descriptions=descriptions, connect=connect, bind_s=bind_s)
        self.trigger = shortcuts.trigger
        self._shortcuts = shortcuts
        super().__init__(
            on_activated=on_activated, source=shortcuts, answer_s=bind_s + 2 * _SESSION_S
        )

    def register_all(self, chords: Mapping[str, Chord]) -> Mapping[str, Problem]:
        """Asks the desktop once for all of them; why, for each that got no keys. Raises
        `AskanceError` (hotkey) when it gave none at all.
        """
        return self._on_listener(lambda: self._shortcuts.hold_all(chords))

    def configure(self) -> bool:
        """Has the desktop show where the keys are changed; False where it cannot."""
        try:
            return self._on_listener(self._shortcuts.configure)
        except AskanceError:
            return False


def _triggers(shortcuts: object) -> dict[str, str]:
    """Ids and the keys given, from an `a(sa{sv})`."""
    given: dict[str, str] = {}
    for each in shortcuts if isinstance(shortcuts, list) else ():
        hotkey_id, told = each
        described = told.get("trigger_description")
        given[hotkey_id] = str(described[1]) if described else ""
    return given


_WORDS = {
    PortalFault.MISSING: (
        "The desktop's portal went away.",
        f"Log in again, then set the hotkey once more. {ELSEWHERE}",
    ),
    PortalFault.CANCELLED: (
        "It was turned down in the desktop's own question.",
        f"Set the hotkey again and allow it there. {ELSEWHERE}",
    ),
    PortalFault.REFUSED: ("The desktop refused it.", ELSEWHERE),
    PortalFault.BROKEN: ("The desktop’s answer made no sense.", ELSEWHERE),
    PortalFault.SILENT: (
        "The desktop was asked and did not answer.",
        f"Look for its question behind other windows, then set the hotkey again. {ELSEWHERE}",
    ),
}


def _problem(error: PortalError) -> AskanceError:
    detail, hint = _WORDS[error.fault]
    told = f" What is known: {error.detail}." if error.detail else ""
    return problem("The desktop gave no hotkey", detail + told, hint)


def _no_keys(chord: Chord) -> AskanceError:
    return problem(
        f"The desktop gave no keys for {chord}",
        "It knows the shortcut now, but no keys do it yet.",
        f"Choose the keys in the desktop's own shortcut settings, under Askance. {ELSEWHERE}",
    )
