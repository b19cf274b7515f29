"""Commands for the running Askance. When none runs, `show` and `capture` become it."""

from __future__ import annotations

import argparse
import os
import sys

from askance.app.console import COMPLETE, SERVER_FAILED, USAGE, say, say_problem
from askance.app.instance import Answer, Request, ask_running
from askance.core.errors import ErrorKind, Problem
from askance.platforms.display import display_complaint
from askance.platforms.machine import PlatformInfo
from askance.storage.paths import Paths


def run_quit() -> int:
    """Ends the running Askance; nothing to do when there is none."""
    answer = ask_running(Paths.find(os.environ).socket, Request("quit"))
    if answer is None:
        say("Askance is not running.")
        return COMPLETE
    return _told(answer)


def run_window(args: argparse.Namespace) -> int:
    """`askance` and `askance capture`: hands the wish to the running Askance, or becomes it."""
    request = _request(args)
    answer = ask_running(Paths.find(os.environ).socket, request)
    if answer is not None:
        return _told(answer)
    complaint = display_complaint(PlatformInfo.detect(os.environ, sys.platform))
    if complaint:
        say_problem(Problem(ErrorKind.CAPTURE, "Askance cannot open a window", complaint))
        return USAGE
    from askance.app.desktop import run_desktop

    return run_desktop(request, hidden=args.hidden)


def _told(answer: Answer) -> int:
    if answer.words:
        say(answer.words)
    return COMPLETE if answer.ok else SERVER_FAILED


def _request(args: argparse.Namespace) -> Request:
    if args.command != "capture":
        return Request("show")
    region = args.region
    return Request(
        "capture",
        screen=args.screen,
        region=(region.x, region.y, region.width, region.height) if region else None,
        ask=args.ask,
    )
