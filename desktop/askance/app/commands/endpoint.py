"""`askance endpoint`: add, list, test and remove endpoints."""

from __future__ import annotations

import argparse
import asyncio
import os

from askance.app.console import COMPLETE, USAGE, exit_code, put_json, put_table, say, say_problem
from askance.app.container import Container
from askance.core.address import chat_url, host_of, same_origin
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem


def run_endpoint(args: argparse.Namespace) -> int:
    """One action; its exit code."""
    with Container.open(os.environ) as container:
        match args.action:
            case "add":
                return _add(args, container)
            case "list":
                return _list(args, container)
            case "test":
                return asyncio.run(_test(args.name, container))
            case _:
                return _remove(args.name, container)


def _add(args: argparse.Namespace, container: Container) -> int:
    url = chat_url(args.url)  # refused here, before it is kept
    endpoint = Endpoint(
        args.name, args.url, args.model, stream=not args.no_stream, max_tokens=args.max_tokens
    )
    _forget_key_of_elsewhere(endpoint, container)
    settings = container.settings_store.update(
        lambda settings: settings.with_endpoint(endpoint, default=args.default)
    )
    say(f"{args.name} asks {args.model} at {url}.")
    if settings.default_endpoint == args.name:
        say("It is the default.")
    say(f"If it wants a key: askance key set {args.name}")
    return COMPLETE


def _forget_key_of_elsewhere(endpoint: Endpoint, container: Container) -> None:
    """A kept key is for the host it was given for: it must not go to another one because the name
    stays. Raises `AskanceError` (keyring) when it cannot be made sure of; nothing is changed then.
    """
    name = endpoint.name
    before = container.settings_store.load().endpoint(name)
    if before is None or same_origin(before.base_url, endpoint.base_url):
        return
    host = host_of(before.base_url)
    try:
        forgotten = container.keys.delete(name)
    except AskanceError as error:
        raise AskanceError(_not_moved(name, host, error.problem)) from error
    if forgotten:
        say(f"The key for {name} was for {host} and is forgotten.")


def _not_moved(name: str, host: str, why: Problem) -> Problem:
    return Problem(
        ErrorKind.KEYRING,
        f"{name} is not changed: a key for {host} may be kept under its name",
        f"It cannot be forgotten. {why.title}. {why.detail}".strip(),
        "Choose another name, or try again where the keyring can be reached.",
    )


def _list(args: argparse.Namespace, container: Container) -> int:
    settings = container.settings_store.load()
    current = settings.current
    if args.json:
        put_json(
            [
                {
                    "name": item.name,
                    "base_url": item.base_url,
                    "url": chat_url(item.base_url),
                    "model": item.model,
                    "stream": item.stream,
                    "default": item is current,
                }
                for item in settings.endpoints
            ]
        )
    elif settings.endpoints:
        put_table(
            [
                ("*" if item is current else "", item.name, item.model, chat_url(item.base_url))
                for item in settings.endpoints
            ]
        )
    else:
        say("No endpoint is set up. Run: askance endpoint add NAME --url BASE --model MODEL")
    return COMPLETE


async def _test(name: str, container: Container) -> int:
    endpoint = container.settings_store.load().endpoint(name)
    if endpoint is None:
        say(f"No endpoint is called “{name}”.")
        return USAGE
    try:
        check = await container.endpoint_service.test(endpoint)
    finally:
        await container.chat.aclose()
    if check.problem:
        say_problem(check.problem)
        return exit_code(check.problem)
    answer = check.answer[:200] or "nothing, which some models do for so small a question"
    print(f"{endpoint.model} answered in {check.seconds:.1f} s: {answer}")
    return COMPLETE


def _remove(name: str, container: Container) -> int:
    if container.settings_store.load().endpoint(name) is None:
        say(f"No endpoint is called “{name}”.")
        return USAGE
    container.settings_store.update(lambda settings: settings.without_endpoint(name))
    try:
        container.keys.delete(name)
    except AskanceError as error:
        say(f"{name} is removed, but its key may still be in the keyring:")
        say_problem(error.problem)
        return exit_code(error.problem)
    say(f"{name} and its key are removed.")
    return COMPLETE
