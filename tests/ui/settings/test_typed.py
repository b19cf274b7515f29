"""What is typed into the fields, read or refused in words."""

import pytest

from askance.ui.settings import typed
from askance.ui.settings.typed import InputError


def refused(read, text):
    with pytest.raises(InputError) as caught:
        read(text)
    return caught.value.words


@pytest.mark.parametrize(
    ("text", "value"), [("", None), (" 0,2 ", 0.2), ("2", 2), ("0", 0), ("1e-1", 0.1)]
)
def test_numbers(text, value):
    assert typed.number(0, 2)(text) == value


@pytest.mark.parametrize("text", ["2.1", "-1", "hot", "nan", "inf", "1 2"])
def test_what_is_no_such_number(text):
    assert refused(typed.number(0, 2), text) == "A number from 0 to 2."


def test_seconds_are_above_zero():
    assert refused(typed.number(0, 60, above=True), "0") == "A number above 0, up to 60."


@pytest.mark.parametrize("text", ["0", "6", "1.5", "x", "9" * 5000])
def test_what_is_no_such_whole_number(text):
    assert refused(typed.whole(1, 5), text) == "A whole number from 1 to 5."


def test_bounds_that_tell_nothing_are_not_told():
    assert refused(typed.whole(-(2**63), 2**63), "x") == "A whole number."


def test_headers():
    text = "X-Title: Askance\n\n  HTTP-Referer :https://a.example/?b=c:d  "
    expected = (("X-Title", "Askance"), ("HTTP-Referer", "https://a.example/?b=c:d"))
    assert typed.headers(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "X-A: b\nAuthorization: Bearer abc",
            "Line 2: Authorization holds a key. Keys belong in the key field.",
        ),
        ("x-api-key: abc", "Line 1: x-api-key holds a key. Keys belong in the key field."),
        ("X-Auth-Token: a", "Line 1: X-Auth-Token holds a key. Keys belong in the key field."),
        ("X-A: Bearer abc", "Line 1: X-A holds a key. Keys belong in the key field."),
        ("Host: elsewhere", "Line 1: Askance sets Host itself."),
        ("no colon", "Line 1: Write it like X-Title: Askance."),
        ("a b: c", "Line 1: Write it like X-Title: Askance."),
        (": c", "Line 1: Write it like X-Title: Askance."),
        ("X: ü", "Line 1: The value may hold plain letters, digits and signs only."),
        ("X: 1\nx: 2", "Line 2: x is there twice."),
    ],
)
def test_headers_that_cannot_be_kept(text, words):
    assert refused(typed.headers, text) == words


@pytest.mark.parametrize("text", ["", "  ", "{}", ' {"top_k": 40, "a": {"b": [null]}}\n'])
def test_extra_fields(text):
    assert typed.json_object(text) == text.strip()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1,\n b}', "This is no JSON, from line 2, column 2 on."),
        ("[1]", 'Write an object, such as {"top_k": 40}'),
        ("40", 'Write an object, such as {"top_k": 40}'),
        ('{"model": "x"}', "Askance sets “model” itself."),
        ('{"api_key": "x"}', "“api_key” holds a key. Keys belong in the key field."),
        (
            '{"a": [{"client-secret": "x"}]}',
            "“client-secret” holds a key. Keys belong in the key field.",
        ),
        ('{"a": NaN}', "NaN is no number that JSON knows."),
        ('{"a":' * 100_000, "It is nested too deeply."),
    ],
)
def test_extra_fields_that_cannot_be_kept(text, words):
    assert refused(typed.json_object, text) == words


@pytest.mark.parametrize(
    "text", ["proxy.example:3128", "http://proxy", "socks5://u:p@[::1]:1080", "https://p:8443"]
)
def test_proxies(text):
    assert typed.proxy(f" {text} ") == text


@pytest.mark.parametrize("text", ["", "ftp://p", "http://", "p:x", "p:99999", "p q", "http://p:0"])
def test_what_is_no_proxy(text):
    assert "http://proxy.example.com:3128" in refused(typed.proxy, text)


def test_only_a_proxy_with_a_password_has_one():
    assert typed.has_password("http://a:b@proxy")
    assert not typed.has_password("http://a@proxy")
    assert not typed.has_password("http://[")


def test_a_file_must_be_there(tmp_path, monkeypatch):
    file = tmp_path / "own.pem"
    file.write_text("x")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert typed.existing_file(str(file)) == str(file)
    assert typed.existing_file("~/own.pem") == str(file)
    assert typed.existing_file(" ") == ""
    assert refused(typed.existing_file, str(tmp_path)) == "There is no such file."
    assert refused(typed.existing_file, "/nowhere/x.pem") == "There is no such file."


def test_at_most_four_stop_sequences():
    assert typed.stops("a\n\\n\n\nb\na") == ("a", "\n", "b")
    assert refused(typed.stops, "a\nb\nc\nd\ne") == "At most 4 of them."
