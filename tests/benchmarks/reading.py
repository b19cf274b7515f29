"""Reading on the device: how right, how fast, how smooth the window stays meanwhile.

    python -m tests.benchmarks.reading [accuracy | speed | smoothness]

Prints Markdown tables. Beside Tesseract on the same pictures, where it is installed (Debian:
`tesseract-ocr tesseract-ocr-chi-sim`).
"""

import asyncio
import sys
from collections.abc import Callable, Sequence

from tests.benchmarks import reading_accuracy, reading_smoothness, reading_speed

TABLES: dict[str, Callable[[], list[str]]] = {
    "speed": lambda: asyncio.run(reading_speed.table()),
    "smoothness": reading_smoothness.table,
    "accuracy": lambda: asyncio.run(reading_accuracy.table()),
}


def main(names: Sequence[str] = ()) -> None:
    for name in names or TABLES:
        print("\n".join(TABLES[name]()), end="\n\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
