"""The texts. A file `texts/KIND-LANGUAGE-N.txt` holds one; `«d»` and the like stand for figures
that differ from picture to picture, but never from run to run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

_FOLDER = Path(__file__).parent / "texts"
_NAMES = ("northwind", "harbour", "meadow", "juniper", "lantern")
_STREETS = ("Birch", "Mill", "Station", "Harbour", "Queen")

_FIGURES: dict[str, Callable[[Random], str]] = {
    "d": lambda random: str(random.randint(2, 9)),
    "n1": lambda random: str(random.randint(1, 9)),
    "n2": lambda random: str(random.randint(10, 28)),
    "n3": lambda random: str(random.randint(100, 999)),
    "n4": lambda random: str(random.randint(1000, 9999)),
    "year": lambda random: str(random.randint(1962, 2019)),
    "month": lambda random: str(random.randint(10, 12)),
    "hm": lambda random: f"{random.randint(10, 23)}:{random.randint(10, 59)}",
    "time": lambda random: ":".join(str(random.randint(10, 23)) for _ in range(3)),
    "hash": lambda random: f"{random.getrandbits(28):07x}",
    "name": lambda random: random.choice(_NAMES),
    "street": lambda random: random.choice(_STREETS),
    "iban": lambda random: f"DE{random.randint(10, 99)} 1002 {random.randint(1000, 9999)} 0046",
}


def text_of(kind: str, language: str, number: int, random: Random) -> list[str]:
    """The lines of text `number` (1 to 3), its figures filled in."""
    raw = (_FOLDER / f"{kind}-{language}-{number}.txt").read_text("utf-8")
    filled = re.sub(r"«(\w+)»", lambda found: _FIGURES[found[1]](random), raw)
    return filled.rstrip("\n").split("\n")
