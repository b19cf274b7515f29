"""The doctor's rows on hotkeys: one for each that has a chord."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from askance.app.container import Container
from askance.core.checks import Check, CheckState
from askance.core.chord import Chord
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.hotkey import COMMANDS, NAMES, Hotkey, wanted
from askance.core.ports import Hotkeys
from askance.core.settings import Settings
from askance.platforms.binding import knows, line_to_bind, steps, ways
from askance.platforms.choice import Choice
from askance.services.hotkeys import HotkeyState

_DOES = {
    Hotkey.CAPTURE: "captures",
    Hotkey.LAST: "captures the last region again",
    Hotkey.SCREEN: "captures the whole screen",
    Hotkey.SHOW: "shows the window",
}


def row_name(hotkey: Hotkey) -> str:
    """`Hotkey`, `Hotkey: last region`."""
    return "Hotkey" if hotkey is Hotkey.CAPTURE else f"Hotkey: {NAMES[hotkey].lower()}"


def rows_of(states: Sequence[HotkeyState], desktop: str) -> tuple[Check, ...]:
    """How the running window's own hotkeys stand."""
    rows: list[Check] = []
    reasons: set[str] = set()
    for state in states:
        problem = state.problem
        if problem is None or state.active:
            rows.append(_working(state))
        else:
            again = problem.detail in reasons
            rows.append(_unbound(state.hotkey, state.wanted, problem, desktop, again=again))
            reasons.add(problem.detail)
    return tuple(rows)


def backend_rows(
    container: Container, settings: Settings, running: Callable[[Container], bool]
) -> tuple[Check, ...]:
    """What could be registered here and now; the backend is tried and let go again. `running` says
    whether an Askance runs, which has the chords then.
    """
    from askance.hotkeys import choose_hotkeys

    chords = wanted(settings, sys.platform)
    if not settings.hotkey_enabled:
        return (Check("Hotkey", CheckState.OK, "Switched off in Settings."),)
    if not chords:
        return (Check("Hotkey", CheckState.OK, "None is set in Settings."),)
    explicit = container.environ.get("ASKANCE_HOTKEYS") or settings.hotkeys
    try:
        choice: Choice[Hotkeys] = choose_hotkeys(container.info, lambda _id: None, explicit)
    except AskanceError as error:
        told = ". ".join(filter(None, (error.problem.title, error.problem.detail)))
        command = COMMANDS[Hotkey.CAPTURE]
        return (Check("Hotkey", CheckState.MISSING, told, error.problem.hint, command),)
    try:
        free = {
            hotkey: choice.available and choice.chosen.is_free(chord)
            for hotkey, chord in chords.items()
        }
    finally:
        choice.chosen.close()
    if not choice.available:
        why, desktop = " ".join(choice.reasons), container.info.desktop
        return tuple(
            _unbound(hotkey, chord, Problem(ErrorKind.HOTKEY, "", why), desktop, again=number > 0)
            for number, (hotkey, chord) in enumerate(chords.items())
        )
    in_use = not all(free.values()) and running(container)
    return tuple(
        _tried(hotkey, chord, choice.name, free=free[hotkey], in_use=in_use)
        for hotkey, chord in chords.items()
    )


def _tried(hotkey: Hotkey, chord: Chord, backend: str, *, free: bool, in_use: bool) -> Check:
    name = row_name(hotkey)
    if free:
        return Check(name, CheckState.OK, f"{chord} is free ({backend}).")
    if in_use:
        return Check(name, CheckState.OK, f"{chord} is in use while Askance runs.")
    return Check(
        name,
        CheckState.LIMITED,
        f"{chord} is taken by another program.",
        "Choose another one in Settings, or bind this command.",
        COMMANDS[hotkey],
    )


def _working(state: HotkeyState) -> Check:
    keys = state.trigger or str(state.chord)
    given = " The desktop gave these keys." if state.by_desktop else ""
    return Check(row_name(state.hotkey), CheckState.OK, f"{keys} {_DOES[state.hotkey]}.{given}")


def _unbound(hotkey: Hotkey, chord: Chord, problem: Problem, desktop: str, *, again: bool) -> Check:
    """No hotkey of ours: how the person has the desktop itself run the command. `again`: a row
    above says why, and how.
    """
    command = COMMANDS[hotkey]
    line = line_to_bind(desktop, chord, command) or command
    name = row_name(hotkey)
    if again:
        words = f"{problem.title or f'{chord} cannot be a hotkey here'}, for the same reason."
        return Check(name, CheckState.MISSING, words, "Bind this one in the same way:", line)
    title = f"{problem.title}." if problem.title else ""
    return Check(
        name,
        CheckState.MISSING,
        " ".join(filter(None, (title, problem.detail))),
        "The desktop itself can do it:",
        line,
        steps(desktop, chord, command),
        () if knows(desktop) else ways(chord, command),
    )
