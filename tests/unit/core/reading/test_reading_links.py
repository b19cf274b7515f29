from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askance.core.reading.links import FoundKind, find_links, link_target
from askance.core.reading.values import Line
from tests.support.reading_layouts import line_at


@pytest.mark.parametrize(
    ("text", "target", "shown"),
    [
        ("see https://example.org/a_b?c=1#d now", "https://example.org/a_b?c=1#d", None),
        ("(see http://example.org/a).", "http://example.org/a", None),
        ("https://example.org/wiki/A_(b), then", "https://example.org/wiki/A_(b)", None),
        ("“https://example.org”", "https://example.org", None),
        ("HTTPS://Example.org/Path", "https://Example.org/Path", "HTTPS://Example.org/Path"),
        ("at www.example.org/x!", "https://www.example.org/x", "www.example.org/x"),
        ("www.example.co.uk:8080", "https://www.example.co.uk:8080", "www.example.co.uk:8080"),
        ("mail ann.lee+x@mail.example.org.", "mailto:ann.lee+x@mail.example.org", None),
        ("mailto:ann@example.org", "mailto:ann@example.org", None),
        ("http://localhost:8000/v1", "http://localhost:8000/v1", None),
        ("http://[::1]:80/", "http://[::1]:80/", None),
        ("网址https://example.org/中文。", "https://example.org/中文", None),
    ],
)  # fmt: skip
def test_addresses_are_found(text: str, target: str, shown: str | None) -> None:
    (found,) = find_links(line_at(text, 0, 0))
    assert found.target == target
    assert found.text == (shown or found.target.removeprefix("mailto:" * ("mailto" not in text)))


@pytest.mark.parametrize(
    "text",
    [
        "file:///etc/passwd", "javascript:alert(1)", "ftp://example.org", "https://", "http://.",
        "example", "a.b", "@ann", "ann@home", "user@host:~$ ls", "wwwexample.org", "smb://host",
        "data:text/html,hi", "https:// example.org",
    ],
)  # fmt: skip
def test_nothing_else_is(text: str) -> None:
    assert find_links(line_at(text, 0, 0)) == ()


def test_the_boxes_are_those_of_the_words_it_covers() -> None:
    line = line_at("from ann@example.org to https://example.org.", 40, 0)
    first, second = find_links(line)
    assert first.kind is FoundKind.MAIL
    assert first.boxes == (line.words[1].box,)
    assert second.kind is FoundKind.WEB
    assert second.boxes == (line.words[3].box,)


def test_words_that_are_not_parted_as_the_text_is() -> None:
    line = line_at("to https://example.org/a-b", 0, 0)
    words = (
        line.words[0],
        *(line_at(part, 0, 0).words[0] for part in ("https://", "example.org/")),
    )
    (found,) = find_links(Line(line.text, 1.0, line.box, words))
    assert found.boxes == tuple(word.box for word in words[1:])


def test_what_a_code_holds() -> None:
    assert link_target("https://example.org/?a=(b).") == "https://example.org/?a=(b)."
    assert link_target("ann@example.org") == "mailto:ann@example.org"
    assert link_target("WIFI:S:home;T:WPA;P:secret;;") is None
    assert link_target("see https://example.org") is None
    assert link_target("javascript:alert(1)") is None


@given(st.text(alphabet="htps:/w.@aZ0-_()[]<>,;!? é网", max_size=60).filter(str.strip))
def test_only_web_and_mail_ever(text: str) -> None:
    for found in find_links(line_at(text, 0, 0)):
        assert found.target.startswith(("http://", "https://", "mailto:"))
        assert found.text in text
        assert found.boxes
