"""`askance endpoint`: add, list, test and remove endpoints."""

from __future__ import annotations

import argparse
import asyncio
import os
from dataclasses import replace

from askance.app.commands.endpoint_look import look_over
from askance.app.console import COMPLETE, USAGE, exit_code, put_json, put_table, say, say_problem
from askance.app.container import Container
from askance.core.address import chat_url, host_of, same_origin
from askance.core.endpoint import ON_DEVICE, Endpoint, Parameters, Prices
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
                return _test(args, container)
            case _:
                return _remove(args.name, container)


def _add(args: argparse.Namespace, container: Container) -> int:
    if is_built_in(args.name):
        say(f"“{ON_DEVICE.name}” is built in. Choose another name.")
        return USAGE
    url = chat_url(args.url)  # refused here, before it is kept
    endpoint = _endpoint(args)
    _forget_key_of_elsewhere(endpoint, container)
    settings = container.settings_store.update(
        lambda settings: settings.with_endpoint(endpoint, default=args.default)
    )
    say(f"{args.name} asks {args.model} at {url}.")
    if settings.default_endpoint == args.name:
        say("It is the default.")
    say(f"If it wants a key: askance key set {args.name}")
    if endpoint.plain_http and not url.startswith("https:"):
        say("The key will travel unencrypted, as you allowed.")
    return COMPLETE


def _endpoint(args: argparse.Namespace) -> Endpoint:
    """As the arguments say, from scratch: what was learnt of an earlier one does not count."""
    usual = Endpoint(args.name, args.url, args.model)
    return replace(
        usual,
        stream=not args.no_stream,
        max_tokens=args.max_tokens,
        parameters=Parameters(
            temperature=args.temperature,
            top_p=args.top_p,
            n=args.n,
            top_logprobs=args.logprobs,
            seed=args.seed,
            stop=args.stop or (),
            detail=args.detail,
            reasoning_effort=args.reasoning_effort,
        ),
        prices=Prices(args.price_in, args.price_out),
        extra_headers=tuple(dict(args.header or ()).items()),
        extra_body=args.extra or "",
        proxy=args.proxy or "",
        ca_file=args.ca_file or "",
        plain_http=args.allow_http,
        connect_timeout=args.connect_timeout or usual.connect_timeout,
        first_payload_timeout=args.first_timeout or usual.first_payload_timeout,
        idle_timeout=args.idle_timeout or usual.idle_timeout,
    )


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
                    "url": "" if item.on_device else chat_url(item.base_url),
                    "model": item.model,
                    "stream": item.stream,
                    "default": item is current,
                    "built_in": item.on_device,
                }
                for item in settings.all_endpoints
            ]
        )
        return COMPLETE
    put_table(
        [
            ("*" if item is current else "", item.name, *_model_and_place(item))
            for item in settings.all_endpoints
        ]
    )
    if not settings.endpoints:
        say(
            "No model is set up yet. Add one that answers any question:",
            "askance endpoint add NAME --url BASE --model MODEL",
        )
    return COMPLETE


def _model_and_place(endpoint: Endpoint) -> tuple[str, str]:
    if endpoint.on_device:
        return "text, tables and codes", "nothing leaves"
    return endpoint.model, chat_url(endpoint.base_url)


def is_built_in(name: str) -> bool:
    """Whether a name is the built-in endpoint's, however it is typed."""
    return name.strip().casefold() == ON_DEVICE.name.casefold()


def _test(args: argparse.Namespace, container: Container) -> int:
    endpoint = container.settings_store.load().endpoint(args.name)
    if endpoint is None:
        say(f"No endpoint is called “{args.name}”.")
        return USAGE
    return asyncio.run(look_over(endpoint, container, as_json=args.json))


def _remove(name: str, container: Container) -> int:
    if is_built_in(name):
        say(f"“{ON_DEVICE.name}” is built in: it needs no key or network, and stays.")
        return USAGE
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
