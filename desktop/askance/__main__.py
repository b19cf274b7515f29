"""`python -m askance` and the `askance` command.

The processes of its own are told apart here, before anything else of the program is imported: they
need neither the command line's grammar nor a window.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Runs what the arguments ask for; its exit code."""
    match sys.argv[1:]:
        case ["--reading-process", engine]:
            from askance.reading.child import run

            return run(engine)
        case ["--typesetting-process"]:
            from askance.typesetting.child import run as run_typesetting

            return run_typesetting()
        case _:
            from askance.app.cli import main as run_command

            return run_command()


if __name__ == "__main__":
    sys.exit(main())
