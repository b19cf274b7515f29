"""`python -m askance` and the `askance` command."""

from __future__ import annotations

import sys

from askance.app.cli import main

if __name__ == "__main__":
    sys.exit(main())
