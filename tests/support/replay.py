"""Recorded server replies, as steps for the scripted server.

The recordings lie beside the checkout and are not part of it; without them the tests that read them
skip. A recording says its bytes, how they are framed (`chunked`, `length`, `none`) and how it ends
(`clean`, `abort`, `hold`).
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.chat_server import Cut, Hold, Reply, Say, Step, head

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"

Case = dict[str, Any]


def recorded_cases(file: str) -> list[Any]:
    """The cases of one file as pytest parameters; one that skips when the file is not there."""
    path = CASES / file
    if not path.exists():
        reason = f"the recorded cases ({file}) are not beside this checkout"
        return [pytest.param(None, id="absent", marks=pytest.mark.skip(reason=reason))]
    cases: list[Case] = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return [pytest.param(case, id=case["name"]) for case in cases]


def pieces_of(case: Case) -> list[bytes]:
    """The recorded bytes, cut as they were."""
    return [base64.b64decode(piece) for piece in case["chunks"]]


def reply_of(case: Case) -> Reply:
    """The reply that says again what was recorded."""
    return Reply(tuple(_steps(case)))


def _steps(case: Case) -> Iterator[Step]:
    framing, end, pieces = case["framing"], case["end"], pieces_of(case)
    if framing == "none":
        yield Cut(reset=False)
        return
    headers = {"Connection": "close", **case["headers"]}
    if framing == "chunked":
        headers["Transfer-Encoding"] = "chunked"
    else:
        total = sum(len(piece) for piece in pieces)
        headers["Content-Length"] = str(case.get("content_length", total))
    yield Say(head(case["status"], headers))
    for piece in pieces:
        if piece and framing == "chunked":
            yield Say(b"%x\r\n%s\r\n" % (len(piece), piece))
        elif piece:
            yield Say(piece)
    if end == "hold":
        yield Hold()
    elif end == "abort":
        yield Cut(reset=False)
    elif framing == "chunked":
        yield Say(b"0\r\n\r\n")
