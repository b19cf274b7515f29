"""Tokens, prices and sizes as a person reads them, in the person's own locale. GUI thread."""

from __future__ import annotations

from math import floor, log10

from PySide6.QtCore import QCoreApplication, QLocale

from askance.core.cost import Spent

_USUAL_DECIMALS = 4


def locale() -> QLocale:
    """The person's; English where the system names none, since the C locale groups no digits."""
    given = QLocale()
    if given.language() == QLocale.Language.C:
        return QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
    return given


def whole(number: int) -> str:
    """`1,105`."""
    return locale().toString(number)


def price(amount: float) -> str:
    """`0.0107`: a plain number, since nobody said which currency; two digits at least of one that
    is very small, and cents from 1 on.
    """
    if amount >= 1:
        decimals = 2
    elif amount > 0:
        decimals = max(_USUAL_DECIMALS, 1 - floor(log10(amount)))
    else:
        return locale().toString(0)
    return locale().toString(amount, "f", decimals)


def about(words: str, *, exact: bool = False) -> str:
    """`≈ 1,105`, unless it is exact."""
    return words if exact else f"≈ {words}"


def spent_words(spent: Spent) -> str:
    """`1,148 tokens · 0.0011`, each with ≈ where it is an estimate."""
    count = tokens(spent.tokens, exact=spent.exact)
    if spent.price is None:
        return count
    return f"{count} · {about(price(spent.price), exact=spent.exact)}"


def tokens(number: int, *, exact: bool = False) -> str:
    """`≈ 1,105 tokens`."""
    if number == 1:
        return about(_tr("1 token"), exact=exact)
    return about(_tr("{tokens} tokens").format(tokens=whole(number)), exact=exact)


def percent(share: float) -> str:
    """`34 %` of a share from 0 to 1; `0.4 %` of a small one, and nothing that is possible is 0."""
    if 0 < share < 0.001:
        return _tr("< {percent} %").format(percent=locale().toString(0.1, "f", 1))
    decimals = 1 if 0 < share < 0.0095 else 0
    shown = min(100 * share, 99.0) if share < 0.9995 else 100 * share
    return _tr("{percent} %").format(percent=locale().toString(float(shown), "f", decimals))


def rounded(number: float) -> str:
    """`152`, `48`, `3.2`: what a measured number is worth telling."""
    return locale().toString(float(number), "f", 0 if number >= 9.95 else 1)


def duration(seconds: float) -> str:
    """`0.42 s`, `3.2 s`, `48 s`, `2 min 5 s`."""
    if seconds < 0.995:
        return _tr("{seconds} s").format(
            seconds=locale().toString(max(0.0, float(seconds)), "f", 2)
        )
    if seconds < 59.5:
        return _tr("{seconds} s").format(seconds=rounded(seconds))
    minutes, rest = divmod(round(seconds), 60)
    return _tr("{minutes} min {seconds} s").format(minutes=whole(minutes), seconds=whole(rest))


def share(part: int, total: int) -> str:
    """How far bytes are: `2.1 of 5.4 MB` (powers of ten)."""
    done, of = (locale().toString(count / 1_000_000, "f", 1) for count in (part, total))
    return _tr("{done} of {total} MB").format(done=done, total=of)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Figures", text)
