"""Commands for the running Askance. When none runs, `show` and `capture` become it."""

from __future__ import annotations

import argparse
import os

from askance.app.console import COMPLETE, say, told
from askance.app.instance import Request, ask_running
from askance.app.start import start
from askance.storage.paths import Paths


def run_quit() -> int:
    """Ends the running Askance; nothing to do when there is none."""
    answer = ask_running(Paths.find(os.environ).socket, Request("quit"))
    if answer is None:
        say("Askance is not running.")
        return COMPLETE
    return told(answer)


def run_window(args: argparse.Namespace) -> int:
    """`askance` and `askance capture`."""
    return start(_request(args), hidden=args.hidden)


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
