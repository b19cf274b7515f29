r"""TeX to outlines. In the typesetting process.

ziamath makes MathML of TeX and outlines of MathML, in some 5 to 100 milliseconds, after 300 for its
import; it reads no file but its own fonts. Some sources take it minutes (roots within roots) or
bring it down (braces within braces): that is what the process and its deadline are for.
"""

from __future__ import annotations

import re

from askance.core.typesetting import INK, LONGEST_FORMULA, SET_AT, Outlines

_ROWS_APART = "0.6em"

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


def load() -> None:
    """Imports what sets formulas, so that the first one's deadline is its own."""
    from ziamath.config import config
    from ziamath.tex import tex2mml  # noqa: F401 -- for later
    from ziamath.zmath import Math  # noqa: F401

    # Without it Qt's SVG module draws nothing: it does not know SVG 2's way of naming symbols.
    config.svg2 = False


def outlines(source: str, *, display: bool) -> Outlines | None:
    """The formula, or None where the source can't be set."""
    source = source.strip()
    if not source or len(source) > LONGEST_FORMULA:
        return None
    load()
    from ziamath.tex import tex2mml
    from ziamath.zmath import Math

    try:
        mathml = tex2mml(_known(source), inline=not display)
        if _UNKNOWN.search(mathml):
            return None
        made = Math(_mathml(mathml), size=SET_AT)
        box = made.node.bbox
        svg = made.svg()
    except Exception:  # noqa: BLE001 -- anything at all comes out of it on bad TeX
        return None
    if box.xmax <= box.xmin or box.ymax <= box.ymin:
        return None
    inks = set(_FILL.findall(svg)) - {"none", "transparent", "black"}
    return Outlines(svg, box.xmax - box.xmin, box.ymax, -box.ymin, inks <= {INK})


def _mathml(made: str) -> str:
    """In our ink, and the rows of aligned equations further apart."""
    inked = made.replace("<math ", f'<math mathcolor="{INK}" ', 1)
    return inked.replace('rowspacing="3pt"', f'rowspacing="{_ROWS_APART}"')


def _known(source: str) -> str:
    """The same in words that ziamath knows."""
    source = _NUMBERS.sub("", _PLAIN_ENVIRONMENT.sub("", source))
    source = _TAG.sub(r"\\qquad(\\text{\1})", source)
    return _ENVIRONMENT.sub(
        lambda found: f"\\{found[1]}{{{_NAMES.get(found[2], found[2])}}}", source
    )
