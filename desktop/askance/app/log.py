"""The log: one small rotating file, and nothing secret in it.

Messages name what happened and the kinds of things, never a key, a question, an answer or a
picture. Third parties that log addresses or payloads are kept at WARNING.
"""

from __future__ import annotations

import logging
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

_CHATTY = ("httpx", "httpcore", "PIL", "keyring", "markdown_it", "asyncio", "jeepney")
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


def start_log(folder: Path) -> None:
    """Writes to `askance.log` in the folder (made when the first line comes), at most 2 × 1 MB."""
    handler = RotatingFileHandler(
        folder / "askance.log", maxBytes=1_000_000, backupCount=1, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter(_FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _log_bug
    threading.excepthook = _log_thread_bug


def _log_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("askance").error("A bug", exc_info=(kind, error, trace))
    sys.stderr.write(f"Askance met a bug of its own ({kind.__name__}); the log has the details.\n")


def _log_thread_bug(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        _log_bug(args.exc_type, args.exc_value, args.exc_traceback)
