"""Figures as a person reads them."""

import pytest
from PySide6.QtCore import QLocale

from askance.core.cost import Spent
from askance.ui import figures


@pytest.fixture(params=["C", "en_GB", "de_DE"])
def place(request):
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


def test_figures_follow_the_persons_locale(place):
    german = place == "de_DE"
    assert figures.whole(1105) == ("1.105" if german else "1,105")
    assert figures.price(0.001105) == ("0,0011" if german else "0.0011")
    assert figures.share(2_100_000, 5_400_000) == ("2,1 of 5,4 MB" if german else "2.1 of 5.4 MB")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "0"),
        (0.0107, "0.0107"),
        (0.5, "0.5000"),
        (0.00001234, "0.000012"),
        (1.239, "1.24"),
        (12345.6, "12,345.60"),
    ],
)
def test_a_price_has_as_many_digits_as_tell_something(amount, words):
    assert figures.price(amount) == words


def test_an_estimate_is_marked_and_an_unknown_price_left_out():
    assert figures.spent_words(Spent(1148, 0.0011)) == "1,148 tokens · 0.0011"
    assert figures.spent_words(Spent(1148, 0.0011, exact=False)) == "≈ 1,148 tokens · ≈ 0.0011"
    assert figures.spent_words(Spent(1)) == "1 token"


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1, "100 %"),
        (0.9999, "100 %"),
        (0.998, "99 %"),
        (0.34, "34 %"),
        (0.0049, "0.5 %"),
        (0.0001, "< 0.1 %"),
        (0, "0 %"),
    ],
)
def test_a_share_never_says_more_or_less_than_is_so(share, words):
    assert figures.percent(share) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.416, "0.42 s"),
        (3.24, "3.2 s"),
        (9.97, "10 s"),
        (59.4, "59 s"),
        (59.7, "1 min 0 s"),
        (125, "2 min 5 s"),
    ],
)
def test_a_duration_is_as_exact_as_it_is_worth(seconds, words):
    assert figures.duration(seconds) == words
