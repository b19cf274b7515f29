"""Where the frozen program begins: `askance`, without an installed console script."""

import os
import sys
from collections.abc import MutableMapping


def give_back_library_path(environ: MutableMapping[str, str]) -> None:
    """Undoes what PyInstaller's bootloader did to LD_LIBRARY_PATH.

    This process was linked when it started, so only programs that it starts would read it: a
    browser that opens a link must find its own Qt and not ours.
    """
    original = environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if original is None:
        environ.pop("LD_LIBRARY_PATH", None)
    else:
        environ["LD_LIBRARY_PATH"] = original


if __name__ == "__main__":
    give_back_library_path(os.environ)

    from askance.__main__ import main

    sys.exit(main())
