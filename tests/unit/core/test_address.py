"""Every form in which people paste an address."""

import pytest

from askance.core.address import api_root, chat_url, host_of, is_loopback, models_url, same_origin
from askance.core.errors import AskanceError, ErrorKind

TAIL = "/chat/completions"


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1" + TAIL),
        ("https://api.openai.com/v1/", "https://api.openai.com/v1" + TAIL),
        ("https://api.openai.com", "https://api.openai.com/v1" + TAIL),
        ("https://api.openai.com/", "https://api.openai.com/v1" + TAIL),
        ("api.openai.com", "https://api.openai.com/v1" + TAIL),
        ("  'https://relay.example.com/v1' ", "https://relay.example.com/v1" + TAIL),
        ("“https://relay.example.com/v1”", "https://relay.example.com/v1" + TAIL),
        ("<https://relay.example.com/v1>", "https://relay.example.com/v1" + TAIL),
        ("https://relay.example.com/v1/chat/completions", "https://relay.example.com/v1" + TAIL),
        ("https://relay.example.com/v1/models", "https://relay.example.com/v1" + TAIL),
        ("https://relay.example.com/v1/completions", "https://relay.example.com/v1" + TAIL),
        ("https://relay.example.com/v1/responses", "https://relay.example.com/v1" + TAIL),
        ("https://relay.example.com/chat/completions", "https://relay.example.com/v1" + TAIL),
        ("https://openrouter.ai/api/v1", "https://openrouter.ai/api/v1" + TAIL),
        ("https://x.example/v1beta/openai/", "https://x.example/v1beta/openai" + TAIL),
        ("https://x.example/api/paas/v4", "https://x.example/api/paas/v4" + TAIL),
        ("https://x.example//openai//v1//", "https://x.example/openai/v1" + TAIL),
        ("localhost:11434", "http://localhost:11434/v1" + TAIL),
        ("127.0.0.1:1234/v1", "http://127.0.0.1:1234/v1" + TAIL),
        ("127.9.9.9", "http://127.9.9.9/v1" + TAIL),
        ("[::1]:8080", "http://[::1]:8080/v1" + TAIL),
        ("studio.local:1234", "http://studio.local:1234/v1" + TAIL),
        ("//api.example.com/v1", "https://api.example.com/v1" + TAIL),
        ("HTTPS://Api.Example.com/v1", "https://api.example.com/v1" + TAIL),
        ("https://a.example/v1#top", "https://a.example/v1" + TAIL),
        (
            "https://me.openai.azure.com/openai/deployments/gpt?api-version=2024-10-21",
            f"https://me.openai.azure.com/openai/deployments/gpt{TAIL}?api-version=2024-10-21",
        ),
        ("https://name:word@a.example/v1", "https://a.example/v1" + TAIL),
    ],
)
def test_a_pasted_address_becomes_the_one_that_is_called(pasted: str, expected: str) -> None:
    assert chat_url(pasted) == expected


@pytest.mark.parametrize(
    "pasted", ["", "  ", '""', "ftp://a.example", "https://", "https://a:b:c", "file:///etc"]
)
def test_an_unusable_address_is_refused_in_words(pasted: str) -> None:
    with pytest.raises(AskanceError) as caught:
        chat_url(pasted)
    assert caught.value.problem.kind is ErrorKind.WRONG_URL
    assert caught.value.problem.hint


def test_the_models_stand_beside_the_completions() -> None:
    assert (
        models_url("https://a.example/v1/chat/completions?k=1") == "https://a.example/v1/models?k=1"
    )


@pytest.mark.parametrize(
    ("pasted", "here"),
    [
        ("localhost", True),
        ("api.localhost", True),
        ("127.0.0.53", True),
        ("[::1]", True),
        ("studio.local", False),
        ("192.168.1.2", False),
        ("localhost.example.com", False),
    ],
)
def test_what_is_on_this_computer(pasted: str, here: bool) -> None:
    assert is_loopback(pasted) is here


def test_the_host_for_showing() -> None:
    assert host_of("https://relay.example.com:8443/v1") == "relay.example.com:8443"
    assert host_of(" ftp://a.example ") == "ftp://a.example"


def test_finding_the_root_twice_changes_nothing() -> None:
    root = api_root("relay.example.com/api").geturl()
    assert api_root(root).geturl() == root


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/v1", "https://a.example/other/v2?api-version=1"),
        ("https://a.example", "A.Example:443/v1/chat/completions"),
        ("http://a.example", "http://a.example:80/v1"),
        ("127.0.0.1:1234", "http://127.0.0.1:1234/v1"),
        ("http://[::1]:8080", "[::1]:8080/v1"),
        ("https://me:secret@a.example", "https://a.example"),
    ],
)
def test_the_same_origin(one: str, other: str) -> None:
    assert same_origin(one, other)
    assert same_origin(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example", "http://a.example"),
        ("https://a.example", "https://a.example:8443"),
        ("https://a.example", "https://b.example"),
        ("https://a.example", "https://a.example.b.example"),
        ("https://a.example", "https://a.example@b.example"),
        ("https://a.example", "https://www.a.example"),
        ("http://127.0.0.1:1234", "http://localhost:1234"),
        ("http://a.example:443", "https://a.example"),
    ],
)
def test_another_origin(one: str, other: str) -> None:
    assert not same_origin(one, other)
    assert not same_origin(other, one)


@pytest.mark.parametrize("text", ["", "  ", "ftp://a.example", "https://", "https://[::1", "a:b:c"])
def test_what_is_no_address_has_no_origin(text: str) -> None:
    assert not same_origin(text, text)
    assert not same_origin(text, "https://a.example")
