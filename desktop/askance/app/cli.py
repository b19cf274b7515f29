"""From arguments to a command. Each command's modules load only when it runs: `askance ask` needs
neither Qt nor a display, `askance quit` needs nothing but a socket.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from askance.app.arguments import build_parser
from askance.app.console import CANCELLED, exit_code, print_what_can_be_printed, say_problem
from askance.core.errors import AskanceError


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; its exit code."""
    print_what_can_be_printed()
    args = build_parser().parse_args(arguments)
    try:
        return _run(args)
    except AskanceError as error:
        say_problem(error.problem)
        return exit_code(error.problem)
    except KeyboardInterrupt:
        return CANCELLED
    except BrokenPipeError:
        # The reader went away (| head): not a failure of ours, and nothing more can be said. The
        # interpreter would complain again when it flushes standard output at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(args: argparse.Namespace) -> int:
    if args.self_test:
        from askance.app.self_test import run_self_test

        return run_self_test()
    match args.command:
        case "ask":
            from askance.app.commands.ask import run_ask

            return run_ask(args)
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
