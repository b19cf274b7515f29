"""Imports that read no source code: what PySide6 would read, and what it reads no more.

In processes of their own: what a process has imported stays imported.
"""

import subprocess
import sys

_KEPT = """
import PySide6.QtCore
{first}
import html.entities, linecache
print(html.entities.__file__ in linecache.cache)
"""


def _source_kept(first: str) -> bool:
    done = subprocess.run(
        [sys.executable, "-c", _KEPT.format(first=first)],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip() == "True"


def test_pyside_would_keep_the_source_of_every_module() -> None:
    assert _source_kept("pass"), "nothing is spared any more: app/importing.py can go"


def test_no_source_is_read() -> None:
    assert not _source_kept("from askance.app.importing import spare_sources; spare_sources()")
