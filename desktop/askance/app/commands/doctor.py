"""`askance doctor`: what works here, what doesn't, why, and what to do."""

from __future__ import annotations

import argparse
import asyncio
import os
from dataclasses import asdict

from askance.app.console import COMPLETE, SERVER_FAILED, put_json
from askance.app.container import Container
from askance.app.doctor import examine_beside
from askance.core.checks import Check, CheckState

_MARKS = {CheckState.OK: "ok      ", CheckState.LIMITED: "limited ", CheckState.MISSING: "missing "}


def run_doctor(args: argparse.Namespace) -> int:
    """0 when nothing is missing, else 1."""
    with Container.open(os.environ) as container:
        checks = asyncio.run(examine_beside(container, container.settings_store.load()))
    if args.json:
        put_json([asdict(check) for check in checks])
    else:
        for check in checks:
            _print(check)
    missing = any(check.state is CheckState.MISSING for check in checks)
    return SERVER_FAILED if missing else COMPLETE


def _print(check: Check) -> None:
    print(f"{_MARKS[check.state]} {check.name}: {check.detail}", flush=True)
    numbered = (f"{number}. {step}" for number, step in enumerate(check.steps, 1))
    command = f"$ {check.command}" if check.command else ""
    for line in (check.hint, *numbered, *(f"- {way}" for way in check.ways), command):
        if line:
            print(f"{'':9}{line}", flush=True)
