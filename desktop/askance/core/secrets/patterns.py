"""The shapes of secrets in one row of text, as a table: the most telling ones first. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from askance.core.secrets.kinds import SecretKind
from askance.core.secrets.numbers import Span, cards, ibans, phones
from askance.core.secrets.shapes import alike

Finder = Callable[[str], Iterator[Span]]

_BODY = re.compile(r"[A-Za-z0-9_\-–—|.+/=~]+")
_LEAST_CONTINUED = 4

_PREFIXES: tuple[tuple[int, tuple[str, ...]], ...] = (
    (10, ("xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-", "xapp-")),
    (16, ("AKIA", "ASIA", "glpat-", "sk_live_", "sk_test_", "rk_live_", "rk_test_")),
    (20, ("sk-", "whsec_", "ya29.", "GOCSPX-")),
    (28, ("hf_", "npm_", "AIza", "github_pat_", "pplx-", "r8_")),
    (30, ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "gsk_", "xai-", "SG.", "dop_v1_", "pypi-AgE")),
)
"""What keys begin with, by the least length of what follows."""

_KEY = {
    least: re.compile(rf"(?<![A-Za-z0-9_])(?:{'|'.join(map(alike, prefixes))})")
    for least, prefixes in _PREFIXES
}
_JWT = re.compile(rf"(?<![A-Za-z0-9_]){alike('ey')}J(?=[A-Za-z0-9_\-|]{{6,}}\.[A-Za-z0-9_ |])")
_BEARER = re.compile(rf"(?<!\w)(?:{alike('Bearer')}|{alike('Basic')}) +", re.IGNORECASE)

_PASSWORD = re.compile(
    rf"(?:{'|'.join(map(alike, ('password', 'passwd', 'passphrase', 'passwort', 'kennwort')))}"
    r"|(?<![a-z])pwd|密码|密碼)\w*[\"'´’]?\s*(?:=>|:=|[=:＝：])\s*(?P<value>\S.*)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"(?:{alike('secret')}|{alike('token')}|api[-_ ]?key|access[-_ ]?key|auth)\w*[\"'´’]?"
    r"\s*(?:=>|:=|[=:＝：])\s*(?P<value>\S.*)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"([\"'`“‘])(?P<inside>[^\"'`”’]+)")
_VALUE = re.compile(r"[^\s\"'`,;]+")
_NO_VALUE = re.compile(
    r"[$<{%*•·.…]|[\w.]+[(\[]|(?:none|null|nil|true|false|yes|no|str|string|bytes|int|text|any|object"
    r"|required|optional|must|your|the|is|are|was|at|and|or|not|to|in|for)\W*$",
    re.IGNORECASE,
)
_CONNECTION = re.compile(r"(?<![\w])[a-z][a-z0-9+.\-]{1,20}:/{1,2}[^\s/:@]*:[^\s@/]+@[\w.\-\[]+")
_EMAIL = re.compile(
    r"(?<![\w.@/%+-])(?P<who>[\w.%+'-]*\w)@(?:[A-Za-z0-9-]+\.)+(?P<top>[A-Za-z][A-Za-z0-9]{1,23})(?![\w@-])"
)
_NO_DOMAINS = {"png", "jpg", "jpeg", "svg", "gif", "webp", "js", "ts", "css"} | {
    "service", "socket", "timer", "target", "mount",
}  # fmt: skip


def looks_random(run: str) -> bool:
    """Whether a run of characters could be part of a key rather than a word or a number."""
    if len(run) < _LEAST_CONTINUED:
        return False
    kinds = (str.isdigit, str.islower, str.isupper)
    has_digit, has_lower, has_upper = (any(map(kind, run)) for kind in kinds)
    if has_digit:
        return has_lower or has_upper
    return has_lower and has_upper and not (run.istitle() or run[1:].islower())


def body_at(text: str, start: int) -> int:
    """The end of the run of a key's characters that begins there."""
    match = _BODY.match(text, start)
    return match.end() if match else start


def _prefixed(text: str) -> Iterator[Span]:
    for least, pattern in _KEY.items():
        for match in pattern.finditer(text):
            end = _key_end(text, match.end())
            body = text[match.end() : end].replace(" ", "")
            if len(body) >= least and any(map(str.isdigit, body)) and _is_no_path(body):
                yield match.start(), end


def _jwts(text: str) -> Iterator[Span]:
    for match in _JWT.finditer(text):
        yield match.start(), _key_end(text, match.end())


def _bearers(text: str) -> Iterator[Span]:
    for match in _BEARER.finditer(text):
        end = _key_end(text, match.end())
        if end - match.end() >= 8 and looks_random(text[match.end() : end]):
            yield match.end(), end


def _passwords(text: str) -> Iterator[Span]:
    for match in _PASSWORD.finditer(text):
        start, end = _value(text, match.start("value"))
        if end - start >= 4 and not _NO_VALUE.match(text, start, end):
            yield start, end


def _labelled(text: str) -> Iterator[Span]:
    for match in _LABELLED.finditer(text):
        start, end = _value(text, match.start("value"))
        value = text[start:end]
        telling = len(value) >= 12 and looks_random(value) and not _NO_VALUE.match(value)
        if telling and _is_no_path(value):
            yield start, end


def _connections(text: str) -> Iterator[Span]:
    for match in _CONNECTION.finditer(text):
        yield match.span()


def _emails(text: str) -> Iterator[Span]:
    for match in _EMAIL.finditer(text):
        if match["top"].lower() not in _NO_DOMAINS and match["who"] != "git":
            yield match.span()


def _key_end(text: str, start: int) -> int:
    """Where a key ends: reading puts a blank into a long one where its letters stand wide."""
    end = body_at(text, start)
    while end > start and text[end : end + 1] == " ":
        further = body_at(text, end + 1)
        if not looks_random(text[end + 1 : further]):
            break
        end = further
    return end


def _value(text: str, start: int) -> Span:
    """What is given to a name: what is between the quotes, or up to the next blank."""
    quoted = _QUOTED.match(text, start)
    if quoted:
        return quoted.span("inside")
    match = _VALUE.match(text, start)
    return match.span() if match else (start, start)


def _is_no_path(body: str) -> bool:
    return body.count("/") < 3 and "://" not in body and not body.startswith(("/", "./", "~/"))


PATTERNS: tuple[tuple[SecretKind, Finder], ...] = (
    (SecretKind.API_KEY, _prefixed),
    (SecretKind.TOKEN, _jwts),
    (SecretKind.TOKEN, _bearers),
    (SecretKind.PASSWORD, _connections),
    (SecretKind.PASSWORD, _passwords),
    (SecretKind.API_KEY, _labelled),
    (SecretKind.IBAN, ibans),
    (SecretKind.CARD, cards),
    (SecretKind.EMAIL, _emails),
    (SecretKind.PHONE, phones),
)
"""What is looked for in a row; what an earlier one covers is not told again."""
