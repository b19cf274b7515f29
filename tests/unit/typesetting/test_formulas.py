"""TeX to outlines: what can be set, and what is no formula."""

import re

import pytest
from latex2mathml.symbols_parser import SYMBOLS
from ziamath.tex import tex2mml

from askance.core.typesetting import INK, LONGEST_FORMULA
from askance.typesetting import formulas
from askance.typesetting.formulas import outlines

KNOWN = [
    r"x^2",
    r"\frac{a}{b} + \sum_{i=0}^{n} \sqrt{x_i}",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
    r"\begin{bmatrix} a \\ b \end{bmatrix}",
    r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
    r"\begin{align*} a &= b \\ c &= d \end{align*}",
    r"\begin{equation} E = mc^2 \end{equation}",
    r"f(x) = \begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}",
    r"\left( \frac{n}{k} \right) \binom{n}{k} \dfrac12",
    r"\mathbb{R}^n \ni \vec{v}, \hat{x}, \overline{ab}, \operatorname{rank} A",
    r"\lim_{x \to 0} \frac{\sin x}{x} = 1 \tag{3}",
    "α + β = 中",
    r"\iiint\limits_V \nabla \cdot \mathbf{F} \, dV \quad \argmax_x \backslash \text{a \foo b}",
    r"\int\nolimits_0^1 \operatorname*{sgn}_n \mathcal{L} \mathfrak{g} \boxed{x} \bmod n",
]


@pytest.mark.parametrize("display", [False, True])
@pytest.mark.parametrize("source", KNOWN)
def test_what_replies_are_full_of_can_be_set(source: str, display: bool) -> None:
    made = outlines(source, display=display)
    assert made is not None
    assert min(made.width, made.ascent) > 15
    assert INK in made.svg


@pytest.mark.parametrize(
    "source",
    [
        "",
        "  ",
        r"\frac{a}{",
        r"\bad{",
        "x_",
        "a & b",
        "^",
        "x" * (LONGEST_FORMULA + 1),
        r"\nosuchcommand{x}",
        r"x + \frac{\nosuch}{2}",
        r"\mathbf{\nosuch}",
        "{" * 900 + "}" * 900,
    ],
)
def test_what_is_no_formula_is_not_set(source: str) -> None:
    assert outlines(source, display=True) is None


def test_no_symbol_that_is_known_is_taken_for_an_unknown_one() -> None:
    symbols = [each for each in SYMBOLS if re.fullmatch(r"\\[a-zA-Z]+", each)]
    assert len(symbols) > 2000
    made = "".join(tex2mml(f"{each} x") for each in symbols)
    assert formulas._UNKNOWN.search(made) is None
    assert formulas._UNKNOWN.search(tex2mml(r"\nosuch x")) is not None


def test_a_display_formula_is_larger_than_one_in_a_line() -> None:
    inline, display = (outlines(r"\sum_{i=0}^{n} i", display=each) for each in (False, True))
    assert inline is not None
    assert display is not None
    assert display.ascent + display.descent > 1.2 * (inline.ascent + inline.descent)


def test_colours_within_a_formula_are_told() -> None:
    plain, coloured = (
        outlines(source, display=False) for source in (r"\hat{x} + y", r"\textcolor{red}{x} + y")
    )
    assert plain is not None
    assert plain.plain
    assert coloured is not None
    assert not coloured.plain
