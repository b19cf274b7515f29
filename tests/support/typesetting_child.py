"""A typesetting process that does what the first word of the code says: `python -P this-file`.

garbage   bytes that are no line of the protocol, and more of them without end
shape     a line of JSON that is no answer
halfway   half an answer, then the end
crash     ends as a fault in native code does
silent    never answers
told      what this process was given, as the roles' places: niceness, secrets in sight
"""

from __future__ import annotations

import os
import sys
import time
from typing import Never
from unittest import mock

from askance.core.typesetting import Run
from askance.typesetting import child, colouring

COMMAND = (sys.executable, "-P", __file__)


def _say(data: bytes) -> None:
    os.write(_out, data)


def scripted(language: str, code: str) -> list[list[Run]]:
    """Instead of `colouring.runs`."""
    match code.split(maxsplit=1)[0]:
        case "noise":
            _say(b"\xff\x00 no line of ours\n")
        case "flood":
            _flood()
        case "shape":
            _say(b'{"runs":[[1]],"more":false}\n')
            time.sleep(3600)
        case "halfway":
            _say(b'{"runs":[[0,1')
            os._exit(0)
        case "crash":
            os.abort()
        case "silent":
            time.sleep(3600)
        case "told":
            secrets = sum("KEY" in name for name in os.environ)
            return [[(os.nice(0), secrets, "name")]]
    return [[(0, len(code), "name")]]


def _flood() -> Never:
    while True:
        _say(b"\xff\x00 no line of ours " * 5000)


if __name__ == "__main__":
    _out = os.dup(1)
    with mock.patch.object(colouring, "runs", scripted):
        sys.exit(child.run())
