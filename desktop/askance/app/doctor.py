"""What works here, what doesn't, why, and what to do: for `askance doctor` and the status window.

Looks, and changes nothing: no key is read out, no picture is kept, nothing goes over the network.
Runs on any event loop; the looking happens on the threads that own the things looked at.
"""

from __future__ import annotations

import asyncio
import platform
import sys
from collections.abc import Coroutine

from askance import __version__
from askance.app.container import READER_VARIABLE, Container
from askance.app.instance import Request, ask_running
from askance.core.address import chat_url
from askance.core.checks import Check, CheckState
from askance.core.chord import Chord, default_chord
from askance.core.errors import AskanceError, Problem
from askance.core.ports import Grabber, Hotkeys, Reader
from askance.core.settings import Settings
from askance.platforms.binding import COMMAND as CAPTURE_COMMAND
from askance.platforms.binding import line_to_bind, steps
from askance.platforms.choice import Choice
from askance.platforms.display import display_complaint
from askance.services.hotkeys import HotkeyState

KEYRING_WITHIN_S = 3.0
READING = "Reading on this computer"
ROW_WITHIN_S = 5.0


async def examine(
    container: Container, settings: Settings, hotkey: HotkeyState | None = None
) -> tuple[Check, ...]:
    """Every check, in the order in which a person would ask. `hotkey` is the running window's own
    state; without it the backend is tried and let go again.

    What does not answer is told as such, within seconds: no row holds back the others.
    """
    thread = container.thread
    capture, keys_row, keyring, reading, history = await asyncio.gather(
        _bounded("Screen capture", thread("grab").run(_capture, container, settings)),
        _hotkey(container, settings, hotkey),
        _bounded_keyring(thread("keyring").run(_keyring, container)),
        _bounded(READING, thread("reading").run(_reading, container)),
        _bounded("History", thread("history").run(_history, container)),
    )
    return (
        _system(container),
        _display(container),
        capture,
        keys_row,
        keyring,
        _endpoint(settings),
        reading,
        history,
        *(
            Check("Settings", CheckState.LIMITED, complaint)
            for complaint in container.settings_store.complaints
        ),
    )


async def _bounded(
    name: str, looking: Coroutine[object, object, Check], command: str = ""
) -> Check:
    try:
        return await asyncio.wait_for(looking, ROW_WITHIN_S)
    except TimeoutError:
        return Check(
            name,
            CheckState.MISSING,
            f"It did not answer within {ROW_WITHIN_S:g} seconds.",
            "Look again in a moment.",
            command,
        )


async def _bounded_keyring(looking: Coroutine[object, object, Check]) -> Check:
    """A locked keyring opens its prompt and waits for the person."""
    try:
        return await asyncio.wait_for(looking, KEYRING_WITHIN_S)
    except TimeoutError:
        return Check(
            "Keys",
            CheckState.LIMITED,
            "It waits to be unlocked.",
            "Answer the keyring's own prompt, which may be behind another window, and look again.",
        )


async def _hotkey(container: Container, settings: Settings, state: HotkeyState | None) -> Check:
    if state is not None:
        return _hotkey_row(state, container.info.desktop)
    looking = container.thread("hotkey").run(_hotkey_backend, container, settings)
    return await _bounded("Hotkey", looking, CAPTURE_COMMAND)


def running(container: Container) -> bool:
    """Whether an Askance answers on this person's socket."""
    return ask_running(container.paths.socket, Request("ping")) is not None


def _system(container: Container) -> Check:
    info = container.info
    words = [
        f"Askance {__version__}",
        f"Python {platform.python_version()}",
        platform.platform(terse=True),
        *(word for word in (info.session.value, info.desktop) if word and word != "none"),
    ]
    return Check("System", CheckState.OK, ", ".join(words))


def _display(container: Container) -> Check:
    complaint = display_complaint(container.info)
    if complaint:
        return Check("Display", CheckState.MISSING, complaint)
    return Check("Display", CheckState.OK, "A window can be opened.")


def _capture(container: Container, settings: Settings) -> Check:
    from askance.capture import choose_grabber

    explicit = container.environ.get("ASKANCE_GRABBER") or settings.grabber
    try:
        choice: Choice[Grabber] = choose_grabber(container.info, explicit)
        found = _grabbed(choice.chosen)
    except AskanceError as error:
        return _row("Screen capture", error.problem)
    told = " ".join((f"{choice.name}: {found}", *choice.reasons))
    return Check("Screen capture", CheckState.OK, told)


def _grabbed(grabber: Grabber) -> str:
    if not grabber.quiet:
        return "the desktop takes the picture, and may ask you first."
    try:
        frames = grabber.grab()
    finally:
        grabber.close()
    return ", ".join(f"{frame.bounds.width} × {frame.bounds.height}" for frame in frames) + "."


def _hotkey_backend(container: Container, settings: Settings) -> Check:
    from askance.hotkeys import choose_hotkeys

    chord = Chord.parse(settings.hotkey) if settings.hotkey else default_chord(sys.platform)
    explicit = container.environ.get("ASKANCE_HOTKEYS") or settings.hotkeys
    try:
        choice: Choice[Hotkeys] = choose_hotkeys(container.info, lambda _id: None, explicit)
    except AskanceError as error:
        return _row("Hotkey", error.problem, CAPTURE_COMMAND)
    try:
        free = choice.available and choice.chosen.is_free(chord)
    finally:
        choice.chosen.close()
    desktop = container.info.desktop
    if not choice.available:
        return _unbound(" ".join(choice.reasons), desktop, chord)
    if free:
        return Check("Hotkey", CheckState.OK, f"{chord} is free ({choice.name}).")
    if running(container):
        return Check("Hotkey", CheckState.OK, f"{chord} is in use while Askance runs.")
    return Check(
        "Hotkey",
        CheckState.LIMITED,
        f"{chord} is taken by another program.",
        "Choose another one in Settings, or bind this command.",
        CAPTURE_COMMAND,
    )


def _hotkey_row(state: HotkeyState, desktop: str) -> Check:
    if state.problem is None or state.active:
        return Check("Hotkey", CheckState.OK, f"{state.chord} captures.")
    detail = " ".join(filter(None, (f"{state.problem.title}.", state.problem.detail)))
    return _unbound(detail, desktop, state.wanted)


def _unbound(detail: str, desktop: str, chord: Chord) -> Check:
    """No hotkey of ours: how the person has the desktop itself run the command."""
    return Check(
        "Hotkey",
        CheckState.MISSING,
        detail,
        "The desktop itself can do it:",
        line_to_bind(desktop, chord) or CAPTURE_COMMAND,
        steps(desktop, chord),
    )


def _keyring(container: Container) -> Check:
    if container.environment_key:
        return Check(
            "Keys", CheckState.OK, "The key comes from ASKANCE_API_KEY, for this process only."
        )
    try:
        container.keys.get("askance doctor")
    except AskanceError as error:
        return _row("Keys", error.problem)
    return Check("Keys", CheckState.OK, f"Kept in {container.keys.name}.")


def _endpoint(settings: Settings) -> Check:
    endpoint = settings.current
    if not settings.endpoints:
        return Check(
            "Model",
            CheckState.LIMITED,
            f"No model is set up yet: “{endpoint.name}” reads text, tables and codes, and cannot "
            "answer other questions.",
            "Add one in Settings, or with this command.",
            "askance endpoint add NAME --url BASE --model MODEL",
        )
    if endpoint.on_device:
        return Check(
            "Model",
            CheckState.OK,
            f"“{endpoint.name}” is chosen: nothing leaves, and other questions need another one.",
        )
    try:
        address = chat_url(endpoint.base_url)
    except AskanceError as error:
        return _row("Model", error.problem)
    return Check("Model", CheckState.OK, f"{endpoint.model} at {address} ({endpoint.name}).")


def _reading(container: Container) -> Check:
    from askance.reading.candidates import choose_reader

    try:
        choice: Choice[Reader] = choose_reader(
            container.info, container.environ.get(READER_VARIABLE, "")
        )
    except AskanceError as error:
        return _row(READING, error.problem)
    if not choice.available:
        return Check(
            READING,
            CheckState.MISSING,
            " ".join(choice.reasons),
            "Askance can still ask a model about pictures.",
        )
    return Check(READING, CheckState.OK, " ".join((f"{choice.chosen.name}.", *choice.reasons)))


def _history(container: Container) -> Check:
    try:
        container.history.conversations(1)
    except AskanceError as error:
        return _row("History", error.problem)
    return Check("History", CheckState.OK, f"Kept in {container.paths.data}.")


def _row(name: str, problem: Problem, command: str = "") -> Check:
    detail = ". ".join(word.rstrip(".") for word in (problem.title, problem.detail) if word)
    return Check(name, CheckState.MISSING, f"{detail}.", problem.hint, command)
