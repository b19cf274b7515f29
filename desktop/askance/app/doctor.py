"""What works here, what doesn't, why, and what to do: for `askance doctor` and the status window.

Looks, and changes nothing: no key is read out, no picture is kept, nothing goes over the network.
Runs on any event loop; the looking happens on the threads that own the things looked at.
"""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Coroutine, Sequence

from askance import __version__
from askance.app.container import READER_VARIABLE, Container
from askance.app.doctor_capture import CAPTURE, capture_row, recording_row
from askance.app.doctor_hotkeys import backend_rows, rows_of
from askance.app.instance import TOLD_WITHIN_S, Request, ask_running, last_failure
from askance.core.address import chat_url
from askance.core.checks import Check, CheckState
from askance.core.errors import AskanceError, Problem
from askance.core.hotkey import COMMANDS, Hotkey
from askance.core.ports import Reader
from askance.core.screen import Screen
from askance.core.settings import Settings
from askance.platforms.choice import Choice
from askance.platforms.display import display_complaint
from askance.platforms.machine import System
from askance.services.hotkeys import HotkeyState

KEYRING_WITHIN_S = 3.0
READING = "Reading on this computer"
ROW_WITHIN_S = 5.0


async def examine(
    container: Container,
    settings: Settings,
    hotkeys: Sequence[HotkeyState] = (),
    screens: Sequence[Screen] = (),
    failed: Problem | None = None,
) -> tuple[Check, ...]:
    """Every check, in the order in which a person would ask. `hotkeys` are the running window's own
    states; without them the backend is tried and let go again. `screens` as Qt sees them, to be
    compared with what is captured; `failed` is what the running window's last capture ended with.

    What does not answer is told as such, within seconds: no row holds back the others.
    """
    thread = container.thread
    capture, keys_rows, keyring, reading, history = await asyncio.gather(
        _bounded(CAPTURE, thread("grab").run(_capture, container, settings, screens, failed)),
        _hotkeys(container, settings, hotkeys),
        _bounded_keyring(thread("keyring").run(_keyring, container)),
        _bounded(READING, thread("reading").run(_reading, container)),
        _bounded("History", thread("history").run(_history, container)),
    )
    return (
        _system(container),
        _display(container),
        *capture,
        *keys_rows,
        keyring,
        _endpoint(settings),
        *reading,
        *history,
        *(
            Check("Settings", CheckState.LIMITED, complaint)
            for complaint in container.settings_store.complaints
        ),
    )


async def examine_beside(container: Container, settings: Settings) -> tuple[Check, ...]:
    """As `examine`, from a terminal: what the last capture ended with is known to the Askance that
    runs, if one does. It is given a moment to tell.
    """
    asked = container.thread("instance").run(last_failure, container.paths.socket)
    try:
        failed = await asyncio.wait_for(asked, 2 * TOLD_WITHIN_S)
    except TimeoutError:  # a pipe of Windows has no time of its own
        failed = None
    return await examine(container, settings, failed=failed)


async def _bounded(
    name: str,
    looking: Coroutine[object, object, Check | tuple[Check, ...]],
    command: str = "",
) -> tuple[Check, ...]:
    try:
        found = await asyncio.wait_for(looking, ROW_WITHIN_S)
        return found if isinstance(found, tuple) else (found,)
    except TimeoutError:
        return (
            Check(
                name,
                CheckState.MISSING,
                f"It did not answer within {ROW_WITHIN_S:g} seconds.",
                "Look again in a moment.",
                command,
            ),
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


async def _hotkeys(
    container: Container, settings: Settings, states: Sequence[HotkeyState]
) -> tuple[Check, ...]:
    if states:
        return rows_of(states, container.info.desktop)
    looking = container.thread("hotkey").run(_hotkey_backend, container, settings)
    return await _bounded("Hotkey", looking, COMMANDS[Hotkey.CAPTURE])


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


def _capture(
    container: Container, settings: Settings, screens: Sequence[Screen], failed: Problem | None
) -> tuple[Check, ...]:
    if container.info.system is not System.MACOS:
        return (capture_row(container, settings, screens, failed),)
    from askance.capture.macos_permission import ScreenRecording

    denied = ScreenRecording().denied()
    if denied is not None:  # a grab would fail for that very reason
        return (recording_row(denied),)
    return recording_row(None), capture_row(container, settings, screens, failed)


def _hotkey_backend(container: Container, settings: Settings) -> tuple[Check, ...]:
    return backend_rows(container, settings, running)


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
