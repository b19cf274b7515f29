"""`askance ask`: a question about pictures, answered on standard output.

No window, no Qt, no history. One event loop on the main thread; Ctrl+C cancels the request.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from contextlib import aclosing
from dataclasses import replace

from askance.app.commands.ask_json import Outcome, as_json
from askance.app.commands.asked import endpoint_asked, options_asked
from askance.app.commands.status_line import StatusLine
from askance.app.console import CANCELLED, exit_code, on_a_terminal, put, put_json, say, say_problem
from askance.app.container import Container
from askance.core.address import chat_url
from askance.core.budget import budget_for
from askance.core.chat import (
    AskedApart,
    ChatEvent,
    ChatRequest,
    EncodedPicture,
    ParameterDropped,
    PicturesReduced,
    PromptMessage,
    RetryScheduled,
    TextDelta,
)
from askance.core.conversation import Choice, PictureLink, Role, TextPart
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.payload import human_size
from askance.services.device_chat import LINKED_PICTURE, NEEDS_MODEL, NO_PICTURE
from askance.services.pictures import PictureService

Picture = EncodedPicture | PictureLink


STOPPED = Problem(ErrorKind.TRUNCATED, "Stopped")

_HINTS = {
    NEEDS_MODEL: "Add a model: askance endpoint add NAME --url BASE --model MODEL",
    NO_PICTURE: "Name the picture's file, or “-” for standard input.",
    LINKED_PICTURE: "Leave --link out, or save the picture and name its file.",
}
_HINTS_BY_KIND = {
    ErrorKind.UNENCRYPTED: "Use an https address. If the network is yours, add --allow-http.",
}
"""What to do next, where there is no window to do it in."""


def run_ask(args: argparse.Namespace) -> int:
    """Exit codes as in the outside contract. With `--json` the one object is printed however it
    ends: refused before anything was sent, or stopped in the middle.
    """
    outcome = Outcome()
    try:
        with Container.open(os.environ) as container:
            asyncio.run(_interruptible(args, container, outcome))
    except AskanceError as error:
        problem = error.problem
        hint = _HINTS.get(problem) or _HINTS_BY_KIND.get(problem.kind)
        hint = hint or on_a_terminal(problem.hint)
        outcome.problem = replace(problem, hint=hint)
    except (asyncio.CancelledError, KeyboardInterrupt):
        outcome.problem = STOPPED
    return _finish(args, outcome)


async def _interruptible(args: argparse.Namespace, container: Container, outcome: Outcome) -> None:
    task = asyncio.current_task()
    if task is not None and sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        await _ask(args, container, outcome)
    finally:
        await container.aclose()


async def _ask(args: argparse.Namespace, container: Container, outcome: Outcome) -> None:
    """Raises `AskanceError`; what came until then is in the outcome."""
    endpoint = endpoint_asked(args, container.settings_store.load())
    if args.url or not endpoint.on_device:
        chat_url(endpoint.base_url)  # refused before anything is fetched or unlocked for it
    key = await _key(args, container, endpoint)
    prepare = container.pictures(lambda: budget_for(endpoint))
    pictures = [await _picture(args, container, endpoint, prepare, name) for name in args.pictures]
    message = PromptMessage(Role.USER, (*pictures, TextPart(args.prompt)))
    outcome.request = ChatRequest(endpoint, (message,), options_asked(args, endpoint))
    async with (
        StatusLine(patient=endpoint.on_device) as line,
        aclosing(container.chat.stream(outcome.request, key)) as events,
    ):
        async for event in events:
            outcome.reply.apply(event)
            _show(event, args, line)


async def _key(args: argparse.Namespace, container: Container, endpoint: Endpoint) -> str | None:
    # A key is kept under its endpoint's name; a bare address has none, so only the environment's
    # key can go there.
    if args.url:
        return container.environment_key
    return await container.key_service.for_endpoint(endpoint)


async def _picture(
    args: argparse.Namespace,
    container: Container,
    endpoint: Endpoint,
    prepare: PictureService,
    name: str,
) -> Picture:
    if name == "-":
        from askance.app import standard_input

        data = await container.thread("stdin").run(standard_input.read_picture)
        return await prepare.from_file(data, standard_input.NAME)
    if not name.lower().startswith(("http://", "https://", "data:")):
        return await prepare.from_path(name)
    if (args.link or (endpoint.link_pictures and not args.embed)) and not name.startswith("data:"):
        return PictureLink(name)
    return await prepare.from_url(name)


def _show(event: ChatEvent, args: argparse.Namespace, line: StatusLine) -> None:
    line.hear(event)
    if words := _said(event):
        line.clear()
        say(words)
    if isinstance(event, TextDelta) and event.index == 0 and not args.json:
        line.end()
        put(event.text, end="")


def _said(event: ChatEvent) -> str:
    """What the client did by itself, in words."""
    match event:
        case RetryScheduled(delay, _, problem):
            return f"{problem.title}. Trying again in {delay:.0f} s."
        case ParameterDropped(name, None):
            return f"The server does not take “{name}”; left out."
        case ParameterDropped(name, instead):
            return f"The server does not take “{name}”; sent “{instead}”."
        case AskedApart(1):
            return "The server gives one answer at a time; the other one is asked for by itself."
        case AskedApart(count):
            return f"The server gives one answer at a time; {count} are asked for one by one."
        case PicturesReduced(size):
            return (
                "That was too large for the server; the pictures are made smaller and sent again "
                f"({human_size(size)})."
            )
        case _:
            return ""


def _finish(args: argparse.Namespace, outcome: Outcome) -> int:
    choices = outcome.reply.choices()
    if args.json:
        put_json(as_json(outcome))
    elif choices:
        _show_rest(choices)
    if outcome.problem and not args.json:
        say_problem(outcome.problem)
    if outcome.problem is STOPPED:
        return CANCELLED
    return exit_code(outcome.problem, has_text=any(choice.text for choice in choices))


def _show_rest(choices: tuple[Choice, ...]) -> None:
    """Ends the first answer's line, then the answers that could not be streamed beside it."""
    if choices[0].text and not choices[0].text.endswith("\n"):
        put("")
    for choice in choices:
        if choice.index > 0:
            put(f"\n--- {choice.index + 1} ---\n{choice.text}")
        if choice.refusal:
            say(f"The model declined: {choice.refusal}")
