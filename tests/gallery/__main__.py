"""`make gallery`: every window and state as a PNG in build/gallery, in both themes and scales.

    python -m tests.gallery [--only PART-OF-A-NAME]

A scale is a property of the whole process, so each is drawn by a process of its own, and so is each
theme, for the processors to share. README's picture, packaging/screenshots/askance.png, is one of
them.
"""

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "gallery"
FOR_THE_README = (
    "conversation-streaming-light@2x.png",
    ROOT / "packaging" / "screenshots" / "askance.png",
)


def draw(scale: int, theme: str, only: str) -> None:
    """Everything at one scale in one theme. Raises CalledProcessError."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(scale)}
    command = [sys.executable, "-m", "tests.gallery.draw", str(OUT), str(scale), theme, only]
    subprocess.run(command, env=environment, check=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.gallery")
    parser.add_argument("--only", default="", help="only scenes with this in their name")
    only = parser.parse_args().only
    OUT.mkdir(parents=True, exist_ok=True)
    if not only:
        for old in OUT.glob("*.png"):  # of scenes that are no more
            old.unlink()
    each = tuple(product((1, 2), ("light", "dark")))
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as processes:
        list(processes.map(lambda one: draw(*one, only), each))
    drawn = OUT / FOR_THE_README[0]
    if drawn.exists():
        FOR_THE_README[1].parent.mkdir(exist_ok=True)
        with Image.open(drawn) as picture:
            picture.save(FOR_THE_README[1], optimize=True)
    print(f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
