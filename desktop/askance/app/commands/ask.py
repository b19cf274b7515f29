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
from askance.app.console import CANCELLED, exit_code, put_json, say, say_problem
from askance.app.container import Container
from askance.core.address import chat_url
from askance.core.chat import (
    ChatEvent,
    ChatOptions,
    ChatRequest,
    EncodedPicture,
    ParameterDropped,
    PromptMessage,
    RetryScheduled,
    TextDelta,
)
from askance.core.conversation import Choice, PictureLink, Role, TextPart
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.settings import Settings

Picture = EncodedPicture | PictureLink


STOPPED = Problem(ErrorKind.TRUNCATED, "Stopped")


def run_ask(args: argparse.Namespace) -> int:
    """Exit codes as in the outside contract. With `--json` the one object is printed however it
    ends: refused before anything was sent, or stopped in the middle.
    """
    outcome = Outcome()
    try:
        with Container.open(os.environ) as container:
            asyncio.run(_interruptible(args, container, outcome))
    except AskanceError as error:
        outcome.problem = error.problem
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
        await container.chat.aclose()


async def _ask(args: argparse.Namespace, container: Container, outcome: Outcome) -> None:
    """Raises `AskanceError`; what came until then is in the outcome."""
    endpoint = _endpoint(args, container.settings_store.load())
    chat_url(endpoint.base_url)  # refused before anything is fetched or unlocked for it
    key = await _key(args, container, endpoint)
    pictures = [await _picture(args, container, endpoint, name) for name in args.pictures]
    message = PromptMessage(Role.USER, (*pictures, TextPart(args.prompt)))
    outcome.request = ChatRequest(endpoint, (message,), _options(args, endpoint))
    async with aclosing(container.chat.stream(outcome.request, key)) as events:
        async for event in events:
            outcome.reply.apply(event)
            _show(event, args)


def _endpoint(args: argparse.Namespace, settings: Settings) -> Endpoint:
    if args.url:
        if not args.model:
            raise _usage("--url needs --model", "Name the model to ask at that address.")
        return Endpoint("", args.url, args.model)
    endpoint = settings.endpoint(args.endpoint) if args.endpoint else settings.current
    if endpoint is None:
        title = (
            f"No endpoint is called “{args.endpoint}”" if args.endpoint else "No endpoint is set up"
        )
        raise _usage(title, "Run: askance endpoint add NAME --url BASE --model MODEL")
    return replace(endpoint, model=args.model) if args.model else endpoint


def _usage(title: str, hint: str) -> AskanceError:
    return AskanceError(Problem(ErrorKind.NO_ENDPOINT, title, hint=hint))


async def _key(args: argparse.Namespace, container: Container, endpoint: Endpoint) -> str | None:
    # A key is kept under its endpoint's name; a bare address has none, so only the environment's
    # key can go there.
    if args.url:
        return container.environment_key
    return await container.key_service.for_endpoint(endpoint)


async def _picture(
    args: argparse.Namespace, container: Container, endpoint: Endpoint, name: str
) -> Picture:
    if name == "-":
        from askance.app import standard_input

        data = await container.thread("stdin").run(standard_input.read_picture)
        return await container.picture_service.from_file(data, standard_input.NAME)
    if not name.lower().startswith(("http://", "https://", "data:")):
        return await container.picture_service.from_path(name)
    if (args.link or (endpoint.link_pictures and not args.embed)) and not name.startswith("data:"):
        return PictureLink(name)
    return await container.picture_service.from_url(name)


def _options(args: argparse.Namespace, endpoint: Endpoint) -> ChatOptions:
    return ChatOptions(
        stream=endpoint.stream and not args.no_stream,
        max_tokens=args.max_tokens,
        n=args.n,
        top_logprobs=args.logprobs,
        retry=not args.no_retry,
        idle_timeout=args.timeout,
    )


def _show(event: ChatEvent, args: argparse.Namespace) -> None:
    match event:
        case TextDelta(0, text) if not args.json:
            print(text, end="", flush=True)
        case RetryScheduled(delay, _, problem):
            say(f"{problem.title}. Trying again in {delay:.0f} s.")
        case ParameterDropped(name, instead):
            say(
                f"The server does not take “{name}”; "
                + (f"sent “{instead}”." if instead else "left out.")
            )
        case _:
            pass


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
        print(flush=True)
    for choice in choices:
        if choice.index > 0:
            print(f"\n--- {choice.index + 1} ---\n{choice.text}", flush=True)
        if choice.refusal:
            say(f"The model declined: {choice.refusal}")
