"""`askance key`: the key comes from standard input, never an argument, and goes to the keyring."""

from __future__ import annotations

import argparse
import getpass
import os
import sys

from askance.app.commands.endpoint import is_built_in
from askance.app.console import COMPLETE, USAGE, say
from askance.app.container import Container
from askance.core.endpoint import ON_DEVICE


def run_key(args: argparse.Namespace) -> int:
    """Keeps or forgets a key. Raises `AskanceError` (keyring)."""
    if args.action == "set" and is_built_in(args.name):
        say(f"“{ON_DEVICE.name}” needs no key.")
        return USAGE
    with Container.open(os.environ) as container:
        if args.action == "delete":
            found = container.keys.delete(args.name)
            say(f"The key for {args.name} is forgotten." if found else f"{args.name} has no key.")
            return COMPLETE
        key = _read_key(args.name)
        if not key:
            say(
                "No key came on standard input.",
                f"Try: printf %s KEY | askance key set {args.name}",
            )
            return USAGE
        container.keys.set(args.name, key)
        say(f"The key for {args.name} is in {container.keys.name}.")
        if container.settings_store.load().endpoint(args.name) is None:
            say(f"No endpoint is called {args.name} yet: askance endpoint add {args.name} …")
    return COMPLETE


def _read_key(name: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(f"Key for {name} (not shown): ").strip()
    return sys.stdin.readline().strip()
