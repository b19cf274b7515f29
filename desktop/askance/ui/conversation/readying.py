"""What the first words of a reply need, loaded while one waits for them. GUI thread.

The parser, the fonts and their measures load at first use and take from 3 to 10 milliseconds each.
If they came together with the first words, the window would stand still for longer than a frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from PySide6.QtGui import QFontMetricsF

from askance.core.markdown import Span
from askance.ui.conversation.body import Body
from askance.ui.conversation.boxes.cell_dress import cell_dress
from askance.ui.conversation.boxes.code_dress import code_dress
from askance.ui.theme import Theme

_SAMPLE = "Some *words*."
_DONE = object()


class Readying:
    """What was loaded already takes no time. `more` is what comes last, step by step."""

    def __init__(self, theme: Theme, more: Iterator[None]) -> None:
        self._steps = chain(_steps(theme), more)

    def step(self) -> bool:
        """Does one thing; whether nothing is left."""
        return next(self._steps, _DONE) is _DONE


def _steps(theme: Theme) -> Iterator[None]:
    body = Body()
    body.append(_SAMPLE)
    body.update()
    yield
    QFontMetricsF(theme.font(mono=True)).horizontalAdvance(_SAMPLE)
    yield
    code_dress(theme)
    yield
    for head in (False, True):
        cell_dress(theme).widths((Span(_SAMPLE),), head=head, typeset=False)
        yield
