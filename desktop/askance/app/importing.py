"""Imports that read no source code. Main thread, before the first frame.

PySide6 searches the source of every module that is imported from then on, to learn which may use
its `__feature__` switches (snake_case names, true properties), and the standard library keeps what
it read: 10 MB and a fifth of the start for switches that Askance does not use. A frozen program has
no sources, and nothing to spare.
"""

from __future__ import annotations

import sys

_LOADED_BY_QT = "shibokensupport.feature"
_SEARCH = "_mod_uses_pyside"


def spare_sources() -> None:
    """Answers PySide6's question once for all modules as it is answered where there is no source to
    search: no. Does nothing where PySide6 no longer searches in this way.
    """
    import PySide6.QtCore  # noqa: F401  -- loads what searches

    names = getattr(sys.modules.get(_LOADED_BY_QT), "__dict__", {})
    if _SEARCH in names:
        names[_SEARCH] = _without_looking


def _without_looking(_module: object) -> bool:
    return False
