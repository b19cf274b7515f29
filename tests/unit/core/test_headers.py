"""Which headers and fields an endpoint may add."""

import json

import pytest

from askance.core.headers import (
    HeaderUse,
    KeyFieldError,
    fields_without_keys,
    header_use,
    is_header_value,
    is_key_field,
)

MADE_UP = "sk-" + "0123456789abc"


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("X-Title", HeaderUse.FREE),
        ("HTTP-Referer", HeaderUse.FREE),
        ("OpenAI-Organization", HeaderUse.FREE),
        ("anthropic-version", HeaderUse.FREE),
        ("X-Author", HeaderUse.FREE),
        ("X-Keyboard", HeaderUse.FREE),
        ("Authorization", HeaderUse.KEY),
        ("cf-aig-authorization", HeaderUse.KEY),
        ("Proxy-Authorization", HeaderUse.KEY),
        ("api-key", HeaderUse.KEY),
        ("X-API-Key", HeaderUse.KEY),
        ("x-apikey", HeaderUse.KEY),
        ("Ocp-Apim-Subscription-Key", HeaderUse.KEY),
        ("X-Access-Token", HeaderUse.KEY),
        ("Helicone-Auth", HeaderUse.KEY),
        ("Cookie", HeaderUse.KEY),
        ("Host", HeaderUse.HTTP),
        ("Content-Length", HeaderUse.HTTP),
        ("no good", HeaderUse.MALFORMED),
        ("", HeaderUse.MALFORMED),
        ("X-Line\r\nInjected", HeaderUse.MALFORMED),
    ],
)
def test_what_a_name_is_good_for(name: str, use: HeaderUse) -> None:
    assert header_use(name) is use


@pytest.mark.parametrize(
    ("value", "travels"),
    [("Askance", True), ("", True), ("a b; c=1", True), ("a\r\nb: c", False), ("Büro", False)],
)
def test_what_a_value_may_hold(value: str, travels: bool) -> None:
    assert is_header_value(value) is travels


@pytest.mark.parametrize(
    ("value", "use"),
    [
        (MADE_UP, HeaderUse.KEY),
        ("Bearer abc", HeaderUse.KEY),
        ("bearer  abc ", HeaderUse.KEY),
        (MADE_UP[:-1], HeaderUse.FREE),
        ("Bearer of good news", HeaderUse.FREE),
        ("Askance", HeaderUse.FREE),
    ],
)
def test_a_key_under_a_free_name_is_one(value: str, use: HeaderUse) -> None:
    assert header_use("X-Title", value) is use


@pytest.mark.parametrize(
    ("name", "holds_key"),
    [
        ("api_key", True),
        ("apikey", True),
        ("API-Key", True),
        ("apiKey", True),
        ("openai_api_key", True),
        ("access_token", True),
        ("Authorization", True),
        ("secret", True),
        ("client_secret", True),
        ("password", True),
        ("prompt_cache_key", False),
        ("stop_token_ids", False),
        ("max_tokens", False),
        ("max_completion_tokens", False),
        ("token", False),
        ("key", False),
        ("secretary", False),
        ("top_k", False),
    ],
)
def test_which_fields_hold_a_key(name: str, holds_key: bool) -> None:
    assert is_key_field(name) is holds_key


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"api_key": "x"}', "api_key"),
        ('{"api_key": 5}', "api_key"),
        ('{"a": {"b": [{"client_secret": "x"}]}}', "client_secret"),
        ('{"api_key": "x", "api_key": {}}', "api_key"),
        ('{"password": ["x"]}', "password"),
        (f'{{"user": "{MADE_UP}"}}', "user"),
        (f'{{"tools": [{{"to": ["Bearer {MADE_UP}"]}}]}}', "to"),
    ],
)
def test_a_key_is_found_at_any_depth(text: str, name: str) -> None:
    with pytest.raises(KeyFieldError) as caught:
        json.loads(text, object_pairs_hook=fields_without_keys)
    assert caught.value.name == name
    assert MADE_UP not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        '{"prompt_cache_key": "x", "stop_token_ids": [1], "top_k": 40, "a": null}',
        '{"schema": {"properties": {"password": {"type": "string"}}}}',
    ],
)
def test_fields_that_hold_none_stay(text: str) -> None:
    assert json.loads(text, object_pairs_hook=fields_without_keys) == json.loads(text)
