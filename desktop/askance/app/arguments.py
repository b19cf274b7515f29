"""The command line's grammar: the outside contract, kept stable. Parsing imports nothing heavy."""

from __future__ import annotations

import argparse

from askance import __version__
from askance.core.screen import Region

_ABOUT = "Glance at anything on your screen, and ask. Without a command: start, or show the window."


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
    _endpoint(commands)
    _key(commands)
    _history(commands)
    doctor = commands.add_parser("doctor", help="what works here, what doesn't, and what to do")
    doctor.add_argument("--json", action="store_true", help="print JSON")
    commands.add_parser("quit", help="end the running Askance, and return once it has ended")
    return parser


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
        "--region", type=_region, metavar="X,Y,W,H", help="this region, in physical pixels"
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
        "--timeout", type=_seconds, metavar="S", help="seconds without payload before it gives up"
    )
    ask.add_argument("-n", type=_count, default=1, metavar="N", help="how many answers")
    ask.add_argument("--logprobs", type=_top, metavar="K", help="K alternatives for each token")
    ask.add_argument("--max-tokens", type=_count, metavar="N", help="the longest reply, in tokens")
    how = ask.add_mutually_exclusive_group()
    how.add_argument(
        "--embed", action="store_true", help="download web pictures and send the pixels"
    )
    how.add_argument("--link", action="store_true", help="send the addresses of web pictures")
    ask.add_argument("--json", action="store_true", help="print one JSON object at the end")


def _endpoint(commands: Commands[argparse.ArgumentParser]) -> None:
    endpoint = commands.add_parser("endpoint", help="where questions go")
    actions = endpoint.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="add an endpoint, or change the one of this name")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--url", required=True, metavar="BASE")
    add.add_argument("--model", required=True, metavar="MODEL")
    add.add_argument("--default", action="store_true", help="ask here unless told otherwise")
    add.add_argument("--no-stream", action="store_true", help="ask for replies in one piece")
    add.add_argument("--max-tokens", type=_count, metavar="N")
    listing = actions.add_parser("list", help="the endpoints; * marks the default")
    listing.add_argument("--json", action="store_true", help="print JSON")
    test = actions.add_parser("test", help="ask one tiny question (costs a few tokens)")
    test.add_argument("name", metavar="NAME")
    remove = actions.add_parser("remove", help="remove an endpoint and its key")
    remove.add_argument("name", metavar="NAME")


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


def _region(text: str) -> Region:
    try:
        return Region.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            "a region is X,Y,W,H in pixels, such as 0,0,640,480"
        ) from error


def _count(text: str) -> int:
    return _bounded(text, 1, 1_000_000, "a whole number from 1")


def _top(text: str) -> int:
    return _bounded(text, 0, 20, "a whole number from 0 to 20")


def _bounded(text: str, least: int, most: int, words: str) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise argparse.ArgumentTypeError(f"it takes {words}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("it takes seconds, such as 30") from error
    if not 0 < seconds < 1e6:
        raise argparse.ArgumentTypeError("it takes seconds above 0")
    return seconds
