"""What commands print: the reply on standard output, everything else on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import TextIO

from askance.app.instance import Answer
from askance.core.errors import ErrorKind, Problem
from askance.credentials.problems import SESSION_HINT

_IN_THE_ENVIRONMENT = "Or put the key into ASKANCE_API_KEY: it counts for that one command alone."

COMPLETE, SERVER_FAILED, USAGE, NO_KEY, INCOMPLETE, UNREACHABLE, CANCELLED = 0, 1, 2, 3, 4, 5, 130

_EXIT_CODES = {
    ErrorKind.AUTH: NO_KEY,
    ErrorKind.NO_KEY: NO_KEY,
    ErrorKind.KEYRING: NO_KEY,
    ErrorKind.UNENCRYPTED: NO_KEY,
    ErrorKind.TRUNCATED: INCOMPLETE,
    ErrorKind.NETWORK: UNREACHABLE,
    ErrorKind.NO_ENDPOINT: USAGE,
    ErrorKind.PICTURE: USAGE,
}


def exit_code(problem: Problem | None, *, has_text: bool = False) -> int:
    """The exit code of the outside contract. A silence counts as cut when text had come, and as
    unreachable when nothing had; an address that no server ever saw is wrong use.
    """
    if problem is None:
        return COMPLETE
    if problem.kind is ErrorKind.WRONG_URL and problem.status is None:
        return USAGE
    if problem.kind is ErrorKind.TIMEOUT and problem.status is None:
        return INCOMPLETE if has_text else UNREACHABLE
    return _EXIT_CODES.get(problem.kind, SERVER_FAILED)


_COMMANDING = dict.fromkeys(
    (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)), "\N{REPLACEMENT CHARACTER}"
)
"""Control characters (ECMA-48, C0 and C1) but for the tab and the line's end."""


def print_what_can_be_printed() -> None:
    """A terminal that lacks a character shows “?” for it: no answer is lost to one emoji, nor to
    the half of one that a model may send.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def say(*lines: str) -> None:
    """Words for the person, on standard error."""
    for line in lines:
        print(harmless(line, sys.stderr), file=sys.stderr, flush=True)


def put(text: str, end: str = "\n") -> None:
    """Text on standard output, at once."""
    print(harmless(text, sys.stdout), end=end, flush=True)


def harmless(text: str, stream: TextIO) -> str:
    """What strangers wrote (a model, a server, a code on a picture) must not command the terminal:
    there control characters are shown as such. A pipe or a file gets the text as it is.
    """
    return text.translate(_COMMANDING) if stream.isatty() else text


def say_problem(problem: Problem) -> None:
    """A problem as the window would show it: title, what happened, what to do next."""
    hint = on_a_terminal(problem.hint)
    say(f"{problem.title}.", *(line for line in (problem.detail, hint) if line))


def on_a_terminal(hint: str) -> str:
    """What to do next, where no window can keep a key until it is closed."""
    return hint.replace(SESSION_HINT, _IN_THE_ENVIRONMENT)


def told(answer: Answer) -> int:
    """Shows what the running Askance answered; the exit code."""
    if answer.words:
        say(answer.words)
    return COMPLETE if answer.ok else SERVER_FAILED


def put_json(value: object) -> None:
    """One JSON value on standard output, in ASCII where that is all the output takes."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    print(json.dumps(value, ensure_ascii=plain), flush=True)


def put_table(rows: Sequence[Sequence[str]]) -> None:
    """Rows with their columns aligned, on standard output."""
    widths = (
        [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    )
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        put("  ".join(cells).rstrip())
