"""Numbers that prove themselves: payment cards (ISO/IEC 7812, Luhn) and accounts (ISO 13616, modulo
97); and telephone numbers, which only have a shape. Pure.

Each finder gives the spans (start, end) of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from askance.core.secrets.shapes import DIGIT, as_digits, mostly_digits

Span = tuple[int, int]

_GROUP = re.compile(rf"(?<!\w){DIGIT}+(?!\w)")
_CARD_DIGITS = range(13, 20)
_ISSUERS = "23456"
_MISREAD = 3
"""A number may hold so many letters that were digits."""

_COUNTRIES = {
    **dict.fromkeys(("AT", "EE", "LT", "LU"), (20, 0)),
    **dict.fromkeys(("CH", "HR", "LI"), (21, 0)),
    **dict.fromkeys(("CZ", "ES", "SA", "SE", "SK"), (24, 0)),
    **dict.fromkeys(("AE", "IL"), (23, 0)),
    **dict.fromkeys(("IS", "TR"), (26, 0)),
    **dict.fromkeys(("FR", "GR", "MC"), (27, 0)),
    **dict.fromkeys(("CY", "HU", "PL"), (28, 0)),
    **dict.fromkeys(("DK", "FI"), (18, 0)),
    **dict.fromkeys(("BG", "GB", "IE"), (22, 4)),
    **dict.fromkeys(("IT", "SM"), (27, 1)),
    "BE": (16, 0),
    "DE": (22, 0),
    "GI": (23, 4),
    "LV": (21, 4),
    "MT": (31, 4),
    "NL": (18, 4),
    "NO": (15, 0),
    "PT": (25, 0),
    "RO": (24, 4),
    "SI": (19, 0),
}
"""By country: how long an account's number is, and how many letters follow the check digits."""

_IBAN = re.compile(rf"(?<!\w)({'|'.join(_COUNTRIES)}){DIGIT}{{2}}(?: ?[A-Za-z0-9|]){{11,30}}")

_INTERNATIONAL = re.compile(
    rf"(?<![\w+])(?:\+|(?<!\d )00[ -]?(?=[1-9])) ?{DIGIT}(?:[ ().\-/]*{DIGIT}){{7,14}}"
)
_AMERICAN = re.compile(
    rf"(?<![\w.-])(?:\({DIGIT}{{3}}\) ?|{DIGIT}{{3}}[ .-]){DIGIT}{{3}}[.-]{DIGIT}{{4}}(?![\w.-])"
)
_NATIONAL = re.compile(
    rf"(?<![\w.:/-])(?<!\d )\(?[0Oo]{DIGIT}{{1,4}}\)?[ /-]+{DIGIT}{{3,}}"
    rf"(?:[ -]{DIGIT}{{2,}})*(?![\w:/.])"
)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}")


def cards(text: str) -> Iterator[Span]:
    """Payment cards: 13 to 19 digits in groups as cards print them, whose Luhn sum is right."""
    groups = [match.span() for match in _GROUP.finditer(text)]
    first = 0
    while first < len(groups):
        end = _card_from(text, groups, first)
        if end is None:
            first += 1
        else:
            yield groups[first][0], groups[end - 1][1]
            first = end


def ibans(text: str) -> Iterator[Span]:
    """International bank account numbers: of their country's length, and with the right sum."""
    for match in _IBAN.finditer(text):
        length, letters = _COUNTRIES[match[1]]
        places = [at for at in range(*match.span()) if text[at] != " "]
        if len(places) < length or text[places[length - 1] + 1 :][:1].isalnum():
            continue
        read = "".join(text[at] for at in places[:length])
        head, tail = read[: 4 + letters], read[4 + letters :]
        meant = head[:2] + as_digits(head[2:4]) + head[4:] + as_digits(tail)
        if _sum_is_right(read) or _sum_is_right(meant):
            yield places[0], places[length - 1] + 1


def phones(text: str) -> Iterator[Span]:
    """Telephone numbers in international, North American and national writing."""
    for pattern in (_INTERNATIONAL, _AMERICAN, _NATIONAL):
        for match in pattern.finditer(text):
            if _is_phone(match[0]) and not text[match.end() :][:1].isalnum():
                yield match.span()


def _card_from(text: str, groups: Sequence[Span], first: int) -> int | None:
    """The end of the longest card that begins with this group."""
    found = None
    for last in range(first, len(groups)):
        if last > first and text[groups[last - 1][1] : groups[last][0]] not in (" ", "-"):
            break
        if _is_card(text, groups[first : last + 1]):
            found = last + 1
    return found


def _is_card(text: str, groups: Sequence[Span]) -> bool:
    if text[: groups[0][0]][-1:] in set("-./:") or text[groups[-1][1] :][:1] in set("-/:"):
        return False
    read = "".join(text[start:end] for start, end in groups)
    if len(read) not in _CARD_DIGITS or not mostly_digits(read, _MISREAD):
        return False
    if any(end - start < 4 for start, end in groups[:-1]):
        return False
    number = as_digits(read)
    return number[0] in _ISSUERS and len(set(number)) > 1 and _luhn(number)


def _luhn(number: str) -> bool:
    total = 0
    for place, char in enumerate(reversed(number)):
        doubled = int(char) * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0


def _sum_is_right(iban: str) -> bool:
    turned = (iban[4:] + iban[:4]).upper()
    if not (turned.isalnum() and turned.isascii()):
        return False
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def _is_phone(text: str) -> bool:
    read = [char for char in text if char.isalnum() or char == "|"]
    if not 9 <= len(read) <= 15 and not (text.startswith("+") and len(read) >= 8):
        return False
    return mostly_digits("".join(read), _MISREAD) and not _DATE.search(text)
