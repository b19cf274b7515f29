"""From arguments to a command. Each command's modules load only when it runs: `askance ask` needs
neither Qt nor a display, `askance quit` needs nothing but a socket.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; its exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if not arguments:
            # The plain start is the one that is waited for: it need not know the whole grammar.
            from askance.app.instance import Request
            from askance.app.start import start

            return start(Request("show"), hidden=False)
        from askance.app.arguments import build_parser
        from askance.app.console import print_what_can_be_printed

        print_what_can_be_printed()
        return _run(build_parser().parse_args(arguments))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader went away (| head): not a failure of ours, and nothing more can be said. The
        # interpreter would complain again when it flushes standard output at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 -- what is no known error is raised again
        return _refused(error)


def _refused(error: Exception) -> int:
    """Tells a known error in words; a bug goes on."""
    from askance.app.console import exit_code, say_problem
    from askance.core.errors import AskanceError

    if not isinstance(error, AskanceError):
        raise error
    say_problem(error.problem)
    return exit_code(error.problem)


def _run(args: argparse.Namespace) -> int:
    if args.self_test:
        from askance.app.self_test import run_self_test

        return run_self_test()
    match args.command:
        case "ask":
            from askance.app.commands.ask import run_ask

            return run_ask(args)
        case "read":
            from askance.app.commands.read import run_read

            return run_read(args)
        case "endpoint":
            from askance.app.commands.endpoint import run_endpoint

            return run_endpoint(args)
        case "key":
            from askance.app.commands.key import run_key

            return run_key(args)
        case "history":
            from askance.app.commands.history import run_history

            return run_history(args)
        case "doctor":
            from askance.app.commands.doctor import run_doctor

            return run_doctor(args)
        case "quit":
            from askance.app.commands.remote import run_quit

            return run_quit()
        case _:
            from askance.app.commands.remote import run_window

            return run_window(args)
