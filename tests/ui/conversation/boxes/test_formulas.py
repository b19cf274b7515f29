"""Formulas: what can be set and how it stands, and how they are asked for and remembered."""

import re
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from latex2mathml.symbols_parser import SYMBOLS
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot
from ziamath.tex import tex2mml

from askance.ui.conversation.boxes import formula as formula_module
from askance.ui.conversation.boxes import formula_setting
from askance.ui.conversation.boxes.formula import Formula, Formulas
from askance.ui.conversation.boxes.formula_setting import LONGEST, MARGIN, Setting, set_formula
from askance.ui.conversation.offthread import Offthread

BLACK = "#000000"
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


class Settings:
    """Sets formulas as rectangles when told to, and takes down what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, float, str]] = []
        self.threads: set[int] = set()
        self.go = threading.Event()
        self.go.set()

    def __call__(
        self, source: str, *, size: float, colour: str, display: bool, ratio: float
    ) -> Setting | None:
        self.go.wait(10)
        self.asked.append((source, size, colour))
        self.threads.add(threading.get_ident())
        if source == "raise":
            raise ValueError(source)
        if source == "bad":
            return None
        image = QImage(32, 22, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(QColor(colour))
        return Setting(image, 30 * size / 10, 15 * size / 10, 5 * size / 10, source != "coloured")


@pytest.fixture
def offthread(qtbot: QtBot) -> Iterator[Offthread]:
    made = Offthread()
    yield made
    made._thread.shutdown(wait=True)
    made.deleteLater()


@pytest.fixture
def formulas(offthread: Offthread) -> Formulas:
    return Formulas(offthread, offthread, setter=Settings())


def setting(formulas: Formulas) -> Settings:
    assert isinstance(formulas._setter, Settings)
    return formulas._setter


def got(
    qtbot: QtBot, formulas: Formulas, source: str, colour: str = BLACK, size: float = 10
) -> Formula:
    with qtbot.waitSignal(formulas.ready, check_params_cb=lambda name: name == source):
        assert formulas.get(source, size=size, colour=colour) is None
    found = formulas.get(source, size=size, colour=colour)
    assert found is not None
    return found


def settled(qtbot: QtBot, formulas: Formulas) -> None:
    qtbot.waitUntil(lambda: not formulas._busy and not formulas._waiting)


def put(source: str, *, size: float = 20, display: bool = False, ratio: float = 1) -> Setting:
    made = set_formula(source, size=size, colour=BLACK, display=display, ratio=ratio)
    assert made is not None, source
    return made


def inked_rows(image: QImage) -> list[int]:
    return [
        y for y in range(image.height()) if any(image.pixel(x, y) for x in range(image.width()))
    ]


@pytest.mark.parametrize("display", [False, True])
@pytest.mark.parametrize("source", KNOWN)
def test_what_replies_are_full_of_can_be_set(qtbot: QtBot, source: str, display: bool) -> None:
    made = put(source, display=display)
    assert made.width > 5
    assert made.ascent > 5
    assert len(inked_rows(made.image)) > 5


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
        "x" * (LONGEST + 1),
        r"\nosuchcommand{x}",
        r"x + \frac{\nosuch}{2}",
        r"\mathbf{\nosuch}",
    ],
)
def test_what_is_no_formula_is_not_set(qtbot: QtBot, source: str) -> None:
    assert set_formula(source, size=14, colour=BLACK, display=True, ratio=1) is None


def test_no_symbol_that_is_known_is_taken_for_an_unknown_one() -> None:
    symbols = [each for each in SYMBOLS if re.fullmatch(r"\\[a-zA-Z]+", each)]
    assert len(symbols) > 2000
    made = "".join(tex2mml(f"{each} x") for each in symbols)
    assert formula_setting._UNKNOWN.search(made) is None
    assert formula_setting._UNKNOWN.search(tex2mml(r"\nosuch x")) is not None


def test_what_takes_too_long_is_given_up(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formula_setting, "_DEADLINE", 0.05)
    roots = r"\sqrt{" * 40 + "x" + "}" * 40
    assert set_formula(roots, size=14, colour=BLACK, display=True, ratio=1) is None
    assert put("y^2").width > 0


def test_letters_stand_on_the_baseline_and_a_fraction_around_it(qtbot: QtBot) -> None:
    letters, fraction, tail = put("xmn"), put(r"\frac{a}{b}"), put("y")
    assert letters.descent < 1
    assert max(inked_rows(letters.image)) <= MARGIN + letters.ascent + 1
    assert fraction.descent > 3
    assert tail.descent > 3


def test_it_is_as_large_as_was_asked_and_as_sharp_as_the_screen(qtbot: QtBot) -> None:
    small, large, sharp = put("x^2", size=10), put("x^2", size=20), put("x^2", size=10, ratio=2)
    assert large.width == pytest.approx(2 * small.width)
    assert sharp.width == small.width
    assert sharp.image.width() == pytest.approx(2 * small.image.width(), abs=2)
    assert sharp.image.devicePixelRatio() == 2


def test_a_display_formula_is_larger_than_one_in_a_line(qtbot: QtBot) -> None:
    source = r"\sum_{i=0}^{n} i"
    inline, display = put(source), put(source, display=True)
    assert display.ascent + display.descent > 1.2 * (inline.ascent + inline.descent)


def test_aligned_rows_have_room_between_them(qtbot: QtBot) -> None:
    rows = inked_rows(put(r"\begin{aligned}x&=x\\x&=x\end{aligned}", display=True).image)
    gap = max(below - above for above, below in pairwise(rows))
    assert gap > 8


def test_colours_within_a_formula_stay_its_own(qtbot: QtBot) -> None:
    assert put(r"\hat{x} + y").plain
    assert not put(r"\textcolor{red}{x} + y").plain


def test_a_formula_is_set_elsewhere_and_then_there(qtbot: QtBot, formulas: Formulas) -> None:
    found = got(qtbot, formulas, "x")
    assert (found.width, found.ascent, found.descent, found.exact) == (30, 15, 5, True)
    assert setting(formulas).threads
    assert threading.get_ident() not in setting(formulas).threads


def test_a_formula_that_is_known_is_not_set_again(qtbot: QtBot, formulas: Formulas) -> None:
    first = got(qtbot, formulas, "x")
    assert formulas.get("x", size=10, colour=BLACK) is first
    assert len(setting(formulas).asked) == 1


def test_what_can_not_be_set_is_remembered(qtbot: QtBot, formulas: Formulas) -> None:
    with qtbot.assertNotEmitted(formulas.ready):
        for _ in range(3):
            assert formulas.get("bad", size=10, colour=BLACK) is None
            settled(qtbot, formulas)
    assert len(setting(formulas).asked) == 1


def test_a_failure_is_logged_and_the_next_one_is_set(
    qtbot: QtBot, formulas: Formulas, expect_log: Callable[[str], None]
) -> None:
    expect_log("A formula could not be set")
    assert formulas.get("raise", size=10, colour=BLACK) is None
    assert got(qtbot, formulas, "x").width == 30


def test_another_colour_is_tinted_at_once(qtbot: QtBot, formulas: Formulas) -> None:
    got(qtbot, formulas, "x")
    red = formulas.get("x", size=10, colour=QColor("red"))
    assert red is not None
    assert red.image.pixelColor(5, 5) == QColor("red")
    assert len(setting(formulas).asked) == 1


def test_a_formula_with_its_own_colours_is_set_anew(qtbot: QtBot, formulas: Formulas) -> None:
    got(qtbot, formulas, "coloured")
    got(qtbot, formulas, "coloured", colour="#ff0000")
    assert [colour for *_, colour in setting(formulas).asked] == [BLACK, "#ff0000"]


def test_another_size_is_stretched_until_it_is_set(qtbot: QtBot, formulas: Formulas) -> None:
    got(qtbot, formulas, "x")
    with qtbot.waitSignal(formulas.ready):
        stretched = formulas.get("x", size=20, colour=BLACK)
        assert stretched is not None
        assert (stretched.width, stretched.ascent, stretched.exact) == (60, 30, False)
    exact = formulas.get("x", size=20, colour=BLACK)
    assert exact is not None
    assert exact.exact
    assert exact.width == 60


def test_what_was_asked_for_last_comes_first(qtbot: QtBot, formulas: Formulas) -> None:
    told = setting(formulas)
    told.go.clear()
    for source in "abcd":
        formulas.get(source, size=10, colour=BLACK)
    formulas.get("b", size=10, colour=BLACK)
    formulas.get("a", size=10, colour=BLACK)  # which is being set
    told.go.set()
    settled(qtbot, formulas)
    assert [source for source, *_ in told.asked] == ["a", "b", "d", "c"]


def test_it_remembers_and_waits_for_so_many(
    qtbot: QtBot, formulas: Formulas, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formula_module, "_REMEMBERED", 3 * (32 * 22 * 4 + 500))
    monkeypatch.setattr(formula_module, "_WAITING", 2)
    told = setting(formulas)
    told.go.clear()
    for source in "abcd":
        formulas.get(source, size=10, colour=BLACK)
    told.go.set()
    settled(qtbot, formulas)
    assert [source for source, *_ in told.asked] == ["a", "d", "c"]
    for source in "xy":
        got(qtbot, formulas, source)
    assert len(formulas._known) == 3
    assert formulas.get("a", size=10, colour=BLACK) is None
    settled(qtbot, formulas)


@pytest.mark.parametrize("ratio", [1, 2])
def test_it_is_painted_with_its_baseline_where_it_should_be(qtbot: QtBot, ratio: int) -> None:
    made = put("x", ratio=ratio)
    formula = Formula(made.image, made.width, made.ascent, made.descent)
    page = QImage(80 * ratio, 60 * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    page.setDevicePixelRatio(ratio)
    page.fill(Qt.GlobalColor.transparent)
    painter = QPainter(page)
    formula.paint(painter, QPointF(20, 40))
    painter.end()
    rows = inked_rows(page)
    assert max(rows) + 1 == pytest.approx(40 * ratio, abs=1.5 * ratio)
    assert min(rows) == pytest.approx((40 - made.ascent) * ratio, abs=1.5 * ratio)
