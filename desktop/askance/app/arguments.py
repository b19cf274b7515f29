"""The command line's grammar: the outside contract, kept stable. Parsing imports nothing heavy."""

from __future__ import annotations

import argparse

from askance import __version__
from askance.app.argument_types import (
    Stops,
    existing_file,
    header,
    json_object,
    number,
    proxy,
    region,
    seconds,
    whole,
)

_ABOUT = "Glance at anything on your screen, and ask. Without a command: start, or show the window."


_READ_ABOUT = """\
Reads text and codes off pictures. Nothing leaves this computer, and nothing is kept.
Text comes as it is read, laid out as on the picture; codes come after it."""

_READ_EPILOG = """\
Exit codes: 0 all was read, 1 a picture could not be read (the others are),
2 wrong use, 130 cancelled.

examples:
  askance read shot.png | less
  askance read --json *.png > shots.jsonl
  xclip -selection clipboard -t image/png -o | askance read -"""


def build_parser() -> argparse.ArgumentParser:
    """The whole grammar. A wrong use prints a sentence and exits with 2."""
    parser = argparse.ArgumentParser(prog="askance", description=_ABOUT)
    parser.add_argument("--version", action="version", version=f"askance {__version__}")
    parser.add_argument(
        "--self-test", action="store_true", help="check this installation, and exit"
    )
    parser.add_argument(
        "--hidden", action="store_true", help="start without showing the window (for autostart)"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _capture(commands)
    _ask(commands)
    _read(commands)
    _endpoint(commands)
    _key(commands)
    _history(commands)
    doctor = commands.add_parser("doctor", help="what works here, what doesn't, and what to do")
    doctor.add_argument("--json", action="store_true", help="print JSON")
    commands.add_parser("quit", help="end the running Askance, and return once it has ended")
    return parser


_count = whole(1, 1_000_000, "a whole number from 1")

Commands = argparse._SubParsersAction  # noqa: SLF001 -- argparse gives the type no public name


def _capture(commands: Commands[argparse.ArgumentParser]) -> None:
    capture = commands.add_parser(
        "capture",
        help="choose part of the screen and ask (bind this to a key in your desktop's settings)",
        description="Captures in the running Askance; starts it, and stays, when none runs.",
    )
    where = capture.add_mutually_exclusive_group()
    where.add_argument("--screen", type=int, metavar="N", help="the whole screen N, from 1")
    where.add_argument(
        "--region", type=region, metavar="X,Y,W,H", help="this region, in physical pixels"
    )
    where.add_argument("--last", action="store_true", help="the last region again")
    where.add_argument(
        "--whole", action="store_true", help="the whole screen that the pointer is on"
    )
    capture.add_argument(
        "--ask",
        metavar="TEXT",
        help="the question; with --screen or --region it is asked at once, without the overlay",
    )


def _ask(commands: Commands[argparse.ArgumentParser]) -> None:
    ask = commands.add_parser(
        "ask",
        help="ask about pictures from the terminal; the reply streams to standard output",
        description="Keeps nothing. Exit codes: 0 complete, 1 the server failed, 2 wrong "
        "use, 3 no key or a bad one, 4 incomplete, 5 could not reach the server, 130 cancelled.",
    )
    ask.add_argument("pictures", nargs="*", metavar="PICTURE|URL", help="'-' reads standard input")
    ask.add_argument("--prompt", required=True, metavar="TEXT", help="the question")
    where = ask.add_mutually_exclusive_group()
    where.add_argument("--endpoint", metavar="NAME", help="an endpoint that is set up")
    where.add_argument(
        "--url",
        metavar="BASE",
        help="an address (with --model; the key comes from ASKANCE_API_KEY)",
    )
    ask.add_argument("--model", metavar="NAME", help="another model than the endpoint's")
    ask.add_argument("--no-stream", action="store_true", help="ask for the reply in one piece")
    ask.add_argument("--no-retry", action="store_true", help="send one request, whatever comes")
    ask.add_argument(
        "--timeout", type=seconds, metavar="S", help="seconds without payload before it gives up"
    )
    _parameters(ask)
    _way(ask)
    how = ask.add_mutually_exclusive_group()
    how.add_argument(
        "--embed", action="store_true", help="download web pictures and send the pixels"
    )
    how.add_argument("--link", action="store_true", help="send the addresses of web pictures")
    ask.add_argument("--json", action="store_true", help="print one JSON object at the end")


def _parameters(parser: argparse.ArgumentParser) -> None:
    """The parameters of a chat completion. What is not given is as the endpoint says, or, for an
    endpoint, not sent.
    """
    group = parser.add_argument_group("what is asked for")
    answers = whole(1, 128, "a whole number from 1 to 128")
    group.add_argument("-n", type=answers, metavar="N", help="how many answers")
    group.add_argument(
        "--max-tokens", type=_count, metavar="N", help="the longest reply, in tokens"
    )
    group.add_argument(
        "--temperature", type=number(0, 2, "a number from 0 to 2"), metavar="T", help="0 to 2"
    )
    group.add_argument(
        "--top-p", type=number(0, 1, "a number from 0 to 1"), metavar="P", help="0 to 1"
    )
    group.add_argument(
        "--seed",
        type=whole(-(2**63), 2**63 - 1, "a whole number"),
        metavar="N",
        help="the same again",
    )
    group.add_argument(
        "--stop", action=Stops, metavar="TEXT", help="end before this text; up to four times"
    )
    group.add_argument(
        "--logprobs",
        type=whole(0, 20, "a whole number from 0 to 20"),
        metavar="K",
        help="K alternatives for each token",
    )
    group.add_argument(
        "--detail", choices=("low", "high", "auto"), help="how closely pictures are looked at"
    )
    group.add_argument(
        "--reasoning-effort", metavar="WORD", help="such as low, medium, high, where it is known"
    )


def _way(parser: argparse.ArgumentParser) -> None:
    """How the server is reached."""
    group = parser.add_argument_group("the way there")
    group.add_argument(
        "--allow-http", action="store_true", help="let the key travel unencrypted to this address"
    )
    group.add_argument(
        "--proxy", type=proxy, metavar="ADDRESS", help="http, https or socks5; “direct” for none"
    )
    group.add_argument(
        "--ca-file", type=existing_file, metavar="FILE", help="trust these authorities too (PEM)"
    )


def _read(commands: Commands[argparse.ArgumentParser]) -> None:
    read = commands.add_parser(
        "read",
        help="the text and the codes of pictures, read on this computer",
        description=_READ_ABOUT,
        epilog=_READ_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    read.add_argument("pictures", nargs="+", metavar="PICTURE", help="'-' reads standard input")
    read.add_argument(
        "--json",
        action="store_true",
        help="print a JSON object for each picture, a line each: lines, words, codes, and places "
        "that hold secrets, with their boxes in pixels",
    )


def _endpoint(commands: Commands[argparse.ArgumentParser]) -> None:
    endpoint = commands.add_parser("endpoint", help="where questions go")
    actions = endpoint.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="add an endpoint, or change the one of this name")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--url", required=True, metavar="BASE")
    add.add_argument("--model", required=True, metavar="MODEL")
    add.add_argument("--default", action="store_true", help="ask here unless told otherwise")
    add.add_argument("--no-stream", action="store_true", help="ask for replies in one piece")
    _parameters(add)
    _way(add)
    _for_every_question(add)
    listing = actions.add_parser("list", help="the endpoints; * marks the default")
    listing.add_argument("--json", action="store_true", help="print JSON")
    test = actions.add_parser(
        "test", help="look it over, step by step, with a few tiny questions (costs a few tokens)"
    )
    test.add_argument("name", metavar="NAME")
    test.add_argument("--json", action="store_true", help="print JSON")
    remove = actions.add_parser("remove", help="remove an endpoint and its key")
    remove.add_argument("name", metavar="NAME")


def _for_every_question(add: argparse.ArgumentParser) -> None:
    group = add.add_argument_group("for every question")
    group.add_argument(
        "--header",
        type=header,
        action="append",
        metavar="NAME:VALUE",
        help="send this header too; never a key",
    )
    group.add_argument(
        "--extra", type=json_object, metavar="JSON", help="send the fields of this object too"
    )
    for what, words in (
        ("connect", "to connect"),
        ("first", "until the first word"),
        ("idle", "of silence between words"),
    ):
        group.add_argument(
            f"--{what}-timeout", type=seconds, metavar="S", help=f"the most seconds {words}"
        )
    price = number(0, 1e9, "a price from 0")
    group.add_argument("--price-in", type=price, metavar="X", help="of a million tokens sent")
    group.add_argument("--price-out", type=price, metavar="X", help="of a million tokens answered")


def _key(commands: Commands[argparse.ArgumentParser]) -> None:
    key = commands.add_parser("key", help="keys, kept in the system's keyring")
    actions = key.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, words in (
        ("set", "keep the key read from standard input"),
        ("delete", "forget it"),
    ):
        actions.add_parser(action, help=words).add_argument("name", metavar="NAME")


def _history(commands: Commands[argparse.ArgumentParser]) -> None:
    history = commands.add_parser("history", help="earlier conversations")
    actions = history.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="newest first")
    search = actions.add_parser("search", help="messages with all these words")
    search.add_argument("text", metavar="TEXT")
    show = actions.add_parser("show", help="one conversation, whole")
    show.add_argument("id", type=int, metavar="ID")
    for action in (listing, search, show):
        action.add_argument("--json", action="store_true", help="print JSON")
