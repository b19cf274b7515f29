"""Which headers an endpoint may add."""

import pytest

from askance.core.headers import HeaderUse, header_use, is_header_value


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
