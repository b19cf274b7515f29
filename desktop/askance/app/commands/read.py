"""`askance read`: text and codes off pictures, on standard output, read on this computer.

No window, no network, no keyring, no history, no folder. One event loop on the main thread; Ctrl+C
stops the reading and ends its process. A picture that cannot be read is told, and the next is read.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import sys

from askance.app.commands.read_output import Bar, JsonOutput, Output, TextOutput
from askance.app.console import CANCELLED, COMPLETE, SERVER_FAILED, USAGE, say
from askance.app.container import Container
from askance.core.errors import AskanceError, Problem
from askance.core.reading.values import ReadRequest

_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|data:)", re.IGNORECASE)


def run_read(args: argparse.Namespace) -> int:
    """0 when all pictures were read, 1 when not. Raises `AskanceError` (reading) when one reader
    was asked for by name and does not work.
    """
    complaint = _complaint(args.pictures)
    if complaint:
        say(*complaint)
        return USAGE
    try:
        with Container.keeping_nothing(os.environ) as container:
            return asyncio.run(_interruptible(args, container))
    except (asyncio.CancelledError, KeyboardInterrupt):
        return CANCELLED


def _complaint(pictures: list[str]) -> tuple[str, ...]:
    addresses = [name for name in pictures if _ADDRESS.match(name)]
    if addresses:
        return (
            f"“{addresses[0][:80]}” is an address, and askance read fetches nothing.",
            "Save the picture, and name its file.",
        )
    if pictures.count("-") > 1:
        return ("Standard input, “-”, can be read only once.",)
    return ()


async def _interruptible(args: argparse.Namespace, container: Container) -> int:
    task = asyncio.current_task()
    if task is not None and sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await _read_all(args, container)
    finally:
        await container.aclose()


async def _read_all(args: argparse.Namespace, container: Container) -> int:
    several = len(args.pictures) > 1
    _ = container.read_service.reader  # what was asked for by name is refused once, not each time
    code = COMPLETE
    with Bar(len(args.pictures)) as bar:
        make = JsonOutput if args.json else TextOutput
        output: Output = make(bar, several=several)
        for name in args.pictures:
            bar.next()
            try:
                await _read(name, container, output)
            except AskanceError as error:
                output.failed()
                with bar.out_of_the_way():
                    _say_problem(name, error.problem)
                code = SERVER_FAILED
    return code


async def _read(name: str, container: Container, output: Output) -> None:
    """Raises `AskanceError` (picture, reading)."""
    from askance.app import standard_input
    from askance.pictures.files import read_file

    if name == "-":
        shown = standard_input.NAME
        data = await container.thread("stdin").run(standard_input.read_picture)
    else:
        shown = name
        data = await container.thread("pictures").run(read_file, name)
    reading = await container.read_service.read(
        ReadRequest(data), lambda event: output.event(shown, event)
    )
    output.done(shown, reading)


def _say_problem(name: str, problem: Problem) -> None:
    words = (f"{name}: {problem.title}.", problem.detail, problem.hint)
    say(*(line for line in words if line))
