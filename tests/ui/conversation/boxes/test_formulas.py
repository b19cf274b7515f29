"""Formulas: how they stand once they are set, and how they are asked for and remembered."""

import threading
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from askance.core.typesetting import LONGEST_FORMULA, Outlines, Typesetter
from askance.typesetting.process import ProcessTypesetter
from askance.ui.conversation.boxes import formula as formula_module
from askance.ui.conversation.boxes.formula import Formula, Formulas
from askance.ui.conversation.boxes.formula_setting import MARGIN, Setting, set_formula
from askance.ui.conversation.offthread import Offthread
from tests.fakes.typesetter import FakeTypesetter

BLACK = "#000000"
COLOURED = r"\textcolor{red}{x}"
KNOWN = [
    r"x^2",
    r"\frac{a}{b} + \sum_{i=0}^{n} \sqrt{x_i}",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}",
    r"f(x) = \begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
    "α + β = 中",
]


class Stumbling(FakeTypesetter):
    """Raises, which no typesetter should."""

    def outlines(self, source: str, *, display: bool) -> Outlines | None:
        if source == "raise":
            raise ValueError(source)
        return super().outlines(source, display=display)


@pytest.fixture(scope="module")
def real() -> Iterator[Typesetter]:
    made = ProcessTypesetter()
    yield made
    made.close()


@pytest.fixture
def fake() -> FakeTypesetter:
    return Stumbling()


@pytest.fixture
def offthread(qtbot: QtBot, fake: FakeTypesetter) -> Iterator[Offthread]:
    made = Offthread(typesetter=fake)
    yield made
    fake.close()
    made._typesetting_thread.shutdown(wait=True)
    made.deleteLater()


@pytest.fixture
def formulas(offthread: Offthread) -> Formulas:
    return Formulas(offthread, offthread)


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


Put = Callable[..., Setting]


@pytest.fixture
def put(qtbot: QtBot, real: Typesetter) -> Put:
    """Sets a formula there and then, for real."""

    def one(source: str, *, size: float = 20, display: bool = False, ratio: float = 1) -> Setting:
        made = set_formula(real, source, size=size, colour=BLACK, display=display, ratio=ratio)
        assert made is not None, source
        return made

    return one


def inked_rows(image: QImage) -> list[int]:
    return [
        y for y in range(image.height()) if any(image.pixel(x, y) for x in range(image.width()))
    ]


@pytest.mark.parametrize("display", [False, True])
@pytest.mark.parametrize("source", KNOWN)
def test_what_was_set_is_drawn(put: Put, source: str, display: bool) -> None:
    made = put(source, display=display)
    assert made.width > 5
    assert made.ascent > 5
    assert len(inked_rows(made.image)) > 5


@pytest.mark.parametrize("source", ["", r"\nosuch", "x" * (LONGEST_FORMULA + 1)])
def test_what_is_no_formula_is_not_set(real: Typesetter, source: str) -> None:
    assert set_formula(real, source, size=14, colour=BLACK, display=True, ratio=1) is None


def test_a_formula_as_large_as_a_wall_is_left_as_it_is(real: Typesetter) -> None:
    assert set_formula(real, "x", size=9000, colour=BLACK, display=True, ratio=2) is None


def test_letters_stand_on_the_baseline_and_a_fraction_around_it(put: Put) -> None:
    letters, fraction, tail = put("xmn"), put(r"\frac{a}{b}"), put("y")
    assert letters.descent < 1
    assert max(inked_rows(letters.image)) <= MARGIN + letters.ascent + 1
    assert fraction.descent > 3
    assert tail.descent > 3


def test_it_is_as_large_as_was_asked_and_as_sharp_as_the_screen(put: Put) -> None:
    small, large, sharp = put("x^2", size=10), put("x^2", size=20), put("x^2", size=10, ratio=2)
    assert large.width == pytest.approx(2 * small.width)
    assert sharp.width == small.width
    assert sharp.image.width() == pytest.approx(2 * small.image.width(), abs=2)
    assert sharp.image.devicePixelRatio() == 2


def test_a_display_formula_is_larger_than_one_in_a_line(put: Put) -> None:
    source = r"\sum_{i=0}^{n} i"
    inline, display = put(source), put(source, display=True)
    assert display.ascent + display.descent > 1.2 * (inline.ascent + inline.descent)


def test_aligned_rows_have_room_between_them(put: Put) -> None:
    rows = inked_rows(put(r"\begin{aligned}x&=x\\x&=x\end{aligned}", display=True).image)
    gap = max(below - above for above, below in pairwise(rows))
    assert gap > 8


def test_colours_within_a_formula_stay_its_own(put: Put) -> None:
    assert put(r"\hat{x} + y").plain
    assert not put(r"\textcolor{red}{x} + y").plain


def test_a_formula_is_set_elsewhere_and_then_there(
    qtbot: QtBot, formulas: Formulas, fake: FakeTypesetter
) -> None:
    found = got(qtbot, formulas, "x")
    assert (found.width, found.ascent, found.descent, found.exact) == (30, 15, 5, True)
    assert fake.threads
    assert threading.get_ident() not in fake.threads


def test_a_formula_that_is_known_is_not_set_again(
    qtbot: QtBot, formulas: Formulas, fake: FakeTypesetter
) -> None:
    first = got(qtbot, formulas, "x")
    assert formulas.get("x", size=10, colour=BLACK) is first
    assert len(fake.asked) == 1


def test_what_can_not_be_set_is_remembered(
    qtbot: QtBot, formulas: Formulas, fake: FakeTypesetter
) -> None:
    with qtbot.assertNotEmitted(formulas.ready):
        for _ in range(3):
            assert formulas.get(r"\nosuch", size=10, colour=BLACK) is None
            settled(qtbot, formulas)
    assert len(fake.asked) == 1


def test_a_failure_is_logged_and_the_next_one_is_set(
    qtbot: QtBot, formulas: Formulas, expect_log: Callable[[str], None]
) -> None:
    expect_log("A formula could not be set")
    assert formulas.get("raise", size=10, colour=BLACK) is None
    assert got(qtbot, formulas, "x").width == 30


def test_another_colour_is_tinted_at_once(
    qtbot: QtBot, formulas: Formulas, fake: FakeTypesetter
) -> None:
    got(qtbot, formulas, "x")
    red = formulas.get("x", size=10, colour=QColor("red"))
    assert red is not None
    assert red.image.pixelColor(5, 5) == QColor("red")
    assert len(fake.asked) == 1


def test_a_formula_with_its_own_colours_is_set_anew(
    qtbot: QtBot, formulas: Formulas, fake: FakeTypesetter
) -> None:
    got(qtbot, formulas, COLOURED)
    got(qtbot, formulas, COLOURED, colour="#ff0000")
    assert fake.asked == [COLOURED, COLOURED]


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


def test_what_was_asked_for_last_comes_first(
    qtbot: QtBot, formulas: Formulas, fake: FakeTypesetter
) -> None:
    fake.go.clear()
    for source in "abcd":
        formulas.get(source, size=10, colour=BLACK)
    formulas.get("b", size=10, colour=BLACK)
    formulas.get("a", size=10, colour=BLACK)  # which is being set
    fake.go.set()
    settled(qtbot, formulas)
    assert fake.asked == ["a", "b", "d", "c"]


def test_it_remembers_and_waits_for_so_many(
    qtbot: QtBot, formulas: Formulas, fake: FakeTypesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formula_module, "_REMEMBERED", 3 * (32 * 22 * 4 + 500))
    monkeypatch.setattr(formula_module, "_WAITING", 2)
    fake.go.clear()
    for source in "abcd":
        formulas.get(source, size=10, colour=BLACK)
    fake.go.set()
    settled(qtbot, formulas)
    assert fake.asked == ["a", "d", "c"]
    for source in "xy":
        got(qtbot, formulas, source)
    assert len(formulas._known) == 3
    assert formulas.get("a", size=10, colour=BLACK) is None
    settled(qtbot, formulas)


@pytest.mark.parametrize("ratio", [1, 2])
def test_it_is_painted_with_its_baseline_where_it_should_be(put: Put, ratio: int) -> None:
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
