"""Drawn pictures of text with known words: what reading on the device is measured by.

`python -m tests.support.corpus FOLDER` writes them as PNG files. Every picture is the same on every
run: nothing but fonts decides what it looks like.
"""

from tests.support.corpus.catalogue import ALL, Recipe, draw, samples
from tests.support.corpus.values import InkedWord, Sample

__all__ = ["ALL", "InkedWord", "Recipe", "Sample", "draw", "samples"]
