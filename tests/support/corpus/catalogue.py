"""Which pictures there are: every kind in every language on every background, dark and light.

Sizes and scales are dealt out so that each meets every kind, language, theme and background. Each
of the 36 texts is drawn twice, with other figures, once dark and once light.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import product
from random import Random

from tests.support.corpus import fonts
from tests.support.corpus.backdrops import backdrop
from tests.support.corpus.dialog import draw_dialog
from tests.support.corpus.document import draw_document
from tests.support.corpus.editor import draw_editor
from tests.support.corpus.scene import Scene
from tests.support.corpus.sheet import Sheet
from tests.support.corpus.terminal import draw_terminal
from tests.support.corpus.texts import text_of
from tests.support.corpus.themes import DARK, LIGHT
from tests.support.corpus.values import Sample

_DRAWN_BY = {
    "terminal": draw_terminal,
    "editor": draw_editor,
    "document": draw_document,
    "dialog": draw_dialog,
}
_LANGUAGES = ("en", "zh", "mixed")
_BACKGROUNDS = ("plain", "gradient", "picture")
_SMALLEST, _SIZES = 11, 8


@dataclass(frozen=True, slots=True)
class Recipe:
    """One picture to be drawn; `text` is 1 to 3. See `Sample` for the rest."""

    kind: str
    language: str
    text: int
    dark: bool
    size_px: int
    scale: int
    background: str

    @property
    def name(self) -> str:
        theme = "dark" if self.dark else "light"
        look = f"{theme}-{self.size_px}px-x{self.scale}-{self.background}"
        return f"{self.kind}-{self.language}-{self.text}-{look}"


def _recipes() -> Iterator[Recipe]:
    kinds, tongues, behind = list(_DRAWN_BY), _LANGUAGES, _BACKGROUNDS
    everything = product(range(len(kinds)), range(len(tongues)), range(len(behind)), (False, True))
    for count, (kind, language, background, dark) in enumerate(everything):
        yield Recipe(
            kinds[kind],
            tongues[language],
            (background + dark) % 3 + 1,
            dark,
            _SMALLEST + (5 * count + count // _SIZES) % _SIZES,
            1 + (kind + language + background) % 2,
            behind[background],
        )


ALL = tuple(_recipes())


def draw(recipe: Recipe) -> Sample:
    """Paints it. Needs no display: an application of Qt's offscreen platform is made if there is
    none.
    """
    fonts.ready()
    seed = zlib.crc32(recipe.name.encode())
    theme = DARK if recipe.dark else LIGHT
    sheet, random = Sheet(scale=recipe.scale), Random(seed)
    scene = Scene(
        sheet=sheet,
        theme=theme,
        language=recipe.language,
        size=recipe.size_px,
        plain=recipe.background == "plain",
        random=random,
        text=text_of(recipe.kind, recipe.language, recipe.text, random),
    )
    width, height = _DRAWN_BY[recipe.kind](scene)
    behind = partial(backdrop, recipe.background, theme, seed)
    pixels, words = sheet.finish(width, height, behind)
    return Sample(
        name=recipe.name,
        kind=recipe.kind,
        language=recipe.language,
        dark=recipe.dark,
        size_px=recipe.size_px,
        scale=recipe.scale,
        background=recipe.background,
        pixels=pixels,
        lines=sheet.lines,
        words=words,
        marks=sheet.marks,
    )


def samples(recipes: Iterable[Recipe] = ALL) -> Iterator[Sample]:
    """The pictures, drawn one at a time."""
    return map(draw, recipes)
