r"""Setting a formula in type: TeX to a picture. Runs on a worker thread, never on the GUI thread.

ziamath makes MathML of TeX and outlines of MathML, in some 5 to 100 milliseconds, after 300 for its
import; it reads no file but its own fonts. Some sources take it minutes (roots within roots) or
bring it down (braces within braces), so each has a deadline. While it works it lets go of the
interpreter every millisecond, because a frame does not wait for the five that Python would take.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from time import perf_counter, sleep, thread_time
from types import FrameType

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

LONGEST = 2000
"""Characters of a source that is set."""
_DEADLINE = 1.0
"""Seconds of the thread's own time."""
_TURN = 0.001
"""Seconds between two moments in which other threads may run."""
_SET_AT = 48.0
"""The size formulas are set in, in pixels; they are outlines and can be drawn in any other."""
_ROWS_APART = "0.6em"
_INK = "#010203"
"""The colour to be replaced: one that nobody writes into a formula."""
MARGIN = 1.0
"""Pixels around a picture, for the soft edges of its outlines."""
_MOST_PIXELS = 4_000_000

# What ziamath does not know, by what means the same.
_NAMES = {
    "align": "aligned",
    "align*": "aligned",
    "split": "aligned",
    "gather": "gathered",
    "gather*": "gathered",
    "alignedat": "aligned",
    "dcases": "cases",
}
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([a-zA-Z]+\*?)\}")
_PLAIN_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{(?:equation|displaymath|math)\*?\}")
_NUMBERS = re.compile(r"\\(?:label\s*\{[^{}]*\}|(?:nonumber|notag|nolimits)(?![a-zA-Z]))")
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
_UNKNOWN = re.compile(r"<mi[^<>]*>\s*\\[a-zA-Z]")
"""A command that latex2mathml does not know: it becomes the name of a variable."""
_FILL = re.compile(r'(?:fill|stroke)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Setting:
    """A formula as a picture with `MARGIN` around it, in logical pixels. `plain` if all of it is in
    the one colour.
    """

    image: QImage
    width: float
    ascent: float
    descent: float
    plain: bool


def set_formula(
    source: str, *, size: float, colour: str, display: bool, ratio: float
) -> Setting | None:
    """The formula in letters of `size` logical pixels, in a `#rrggbb` colour, for a device pixel
    ratio. None where the source can't be set.
    """
    outlines = _outlines(source.strip(), display)
    if outlines is None:
        return None
    scale = size / _SET_AT
    image = _drawn(outlines, scale, colour, ratio)
    if image is None:
        return None
    return Setting(
        image,
        outlines.width * scale,
        outlines.ascent * scale,
        outlines.descent * scale,
        outlines.plain,
    )


@dataclass(frozen=True, slots=True)
class _Outlines:
    svg: str
    width: float
    ascent: float
    descent: float
    plain: bool


@lru_cache(maxsize=300)
def _outlines(source: str, display: bool) -> _Outlines | None:
    if not source or len(source) > LONGEST:
        return None
    from ziamath.config import config
    from ziamath.tex import tex2mml
    from ziamath.zmath import Math

    # Without it Qt's SVG module draws nothing: it does not know SVG 2's way of naming symbols.
    config.svg2 = False
    try:
        with _deadline():
            mathml = tex2mml(_known(source), inline=not display)
            if _UNKNOWN.search(mathml):
                return None
            made = Math(_mathml(mathml), size=_SET_AT)
            box = made.node.bbox
            svg = made.svg()
    except (Exception, _TooLong):  # noqa: BLE001 -- anything at all comes out of it on bad TeX
        return None
    if box.xmax <= box.xmin or box.ymax <= box.ymin:
        return None
    inks = set(_FILL.findall(svg)) - {"none", "transparent", "black"}
    return _Outlines(svg, box.xmax - box.xmin, box.ymax, -box.ymin, inks <= {_INK})


def _mathml(made: str) -> str:
    """In our ink, and the rows of aligned equations further apart."""
    inked = made.replace("<math ", f'<math mathcolor="{_INK}" ', 1)
    return inked.replace('rowspacing="3pt"', f'rowspacing="{_ROWS_APART}"')


def _known(source: str) -> str:
    """The same in words that ziamath knows."""
    source = _NUMBERS.sub("", _PLAIN_ENVIRONMENT.sub("", source))
    source = _TAG.sub(r"\\qquad(\\text{\1})", source)
    return _ENVIRONMENT.sub(
        lambda found: f"\\{found[1]}{{{_NAMES.get(found[2], found[2])}}}", source
    )


class _TooLong(BaseException):
    """The time is up. No `Exception`, so that nobody on the way takes it for a mistake of TeX."""


@contextmanager
def _deadline() -> Iterator[None]:
    """Ends what this thread does within when its time is up, at the next call of a function."""
    end = thread_time() + _DEADLINE
    turn = perf_counter() + _TURN

    def called(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal turn
        if perf_counter() < turn:
            return
        if thread_time() > end:
            sys.setprofile(None)
            raise _TooLong
        sleep(0)
        turn = perf_counter() + _TURN

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        yield
    finally:
        sys.setprofile(before)


def _drawn(outlines: _Outlines, scale: float, colour: str, ratio: float) -> QImage | None:
    wide = outlines.width * scale + 2 * MARGIN
    high = (outlines.ascent + outlines.descent) * scale + 2 * MARGIN
    width, height = ceil(wide * ratio), ceil(high * ratio)
    if width * height > _MOST_PIXELS:
        return None
    # Accents come out black whatever the colour is.
    svg = outlines.svg.replace(_INK, colour).replace('"black"', f'"{colour}"')
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    if not renderer.isValid():
        return None
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(ratio, ratio)
        inner = QRectF(MARGIN, MARGIN, wide - 2 * MARGIN, high - 2 * MARGIN)
        renderer.render(painter, inner)
    image.setDevicePixelRatio(ratio)
    return image
