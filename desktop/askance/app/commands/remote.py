"""Commands for the running Askance. When none runs, `show` and `capture` become it."""

from __future__ import annotations

import argparse
import os

from askance.app.console import COMPLETE, SERVER_FAILED, USAGE, say, told
from askance.app.instance import Request, ask_running, wait_for_end
from askance.app.start import start
from askance.storage.paths import Paths


def run_quit() -> int:
    """Ends the running Askance and waits until it has; nothing to do when there is none."""
    address = Paths.find(os.environ).socket
    answer = ask_running(address, Request("quit"))
    if answer is None:
        say("Askance is not running.")
        return COMPLETE
    if answer.ok and not wait_for_end(address):
        say("Askance was told to quit, but has not ended yet.")
        return SERVER_FAILED
    return told(answer)


def run_window(args: argparse.Namespace) -> int:
    """`askance` and `askance capture`."""
    if args.command == "capture" and args.ask is not None and (args.last or args.whole):
        say("--ask goes with --screen, --region or none of them, not with --last or --whole.")
        return USAGE
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
        hotkey="last" if args.last else "screen" if args.whole else "",
    )
