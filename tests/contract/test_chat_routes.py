"""Ways to a server: encrypted, through proxies, with authorities of one's own. Real sockets."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from askance.chat.client import HttpChatClient
from askance.chat.probe import HttpProber
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind
from tests.support.asking import KEY, Outcome, ask, question, with_client
from tests.support.chat_server import ChatServer
from tests.support.routes import Authority, Proxy, Socks, TlsFront

HOST = "relay.invalid"
"""A name that nobody can resolve: what reaches the server came through the proxy."""


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer() as running:
        yield running


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.create(tmp_path_factory.mktemp("ca"), "localhost", HOST)


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def once(base_url: str, **endpoint: Any) -> Outcome:
    return with_client(lambda client: ask(client, question(base_url, endpoint)))


def test_a_certificate_of_an_added_authority_is_trusted(
    server: ChatServer, authority: Authority
) -> None:
    with TlsFront(server.port, authority) as front:
        url = f"https://localhost:{front.port}/v1"
        assert once(url, ca_file=str(authority.ca_file)).error is None
        assert server.questions[0].key == KEY


def test_another_s_is_not(server: ChatServer, authority: Authority) -> None:
    with TlsFront(server.port, authority) as front:
        outcome = once(f"https://localhost:{front.port}/v1")
    assert outcome.problem.kind is ErrorKind.NETWORK
    assert "certificate" in outcome.problem.detail
    assert "file of certificate authorities in Settings under Models" in outcome.problem.hint
    assert not server.requests


def test_a_certificate_for_another_name_is_not(server: ChatServer, authority: Authority) -> None:
    with TlsFront(server.port, authority) as front:
        outcome = once(f"https://127.0.0.1:{front.port}/v1", ca_file=str(authority.ca_file))
    assert "certificate" in outcome.problem.detail
    assert not server.requests


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_a_file_that_holds_no_authority(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    problem = once("https://localhost:1/v1", ca_file=str(file)).problem
    assert problem.title == "The file of certificate authorities cannot be used"
    assert "ca.pem" in problem.detail


def test_an_http_proxy_for_a_plain_address(server: ChatServer) -> None:
    with Proxy(server.port) as proxy:
        assert once(f"http://{HOST}/v1", proxy=f"127.0.0.1:{proxy.port}").error is None
        assert proxy.asked == [f"POST http://{HOST}/v1/chat/completions HTTP/1.1"]


def test_an_http_proxy_sees_nothing_of_an_encrypted_one(
    server: ChatServer, authority: Authority
) -> None:
    with TlsFront(server.port, authority) as front, Proxy(front.port) as proxy:
        outcome = once(
            f"https://{HOST}/v1",
            proxy=f"http://127.0.0.1:{proxy.port}",
            ca_file=str(authority.ca_file),
        )
        assert outcome.error is None
        assert proxy.asked == [f"CONNECT {HOST}:443 HTTP/1.1"]
    assert server.questions[0].key == KEY


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_a_socks_proxy(server: ChatServer, scheme: str) -> None:
    with Socks(server.port) as proxy:
        assert once(f"http://{HOST}/v1", proxy=f"{scheme}://127.0.0.1:{proxy.port}").error is None
        assert proxy.asked == [HOST]


def test_the_system_s_proxy_unless_the_endpoint_says_direct(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxy(server.port) as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        assert once(f"http://{HOST}/v1").error is None
        assert once(f"http://{HOST}/v1", proxy="direct").problem.kind is ErrorKind.NETWORK
        assert len(proxy.asked) == 1


def test_loopback_is_never_proxied(server: ChatServer) -> None:
    with Proxy(1) as proxy:
        assert once(server.base_url, proxy=f"http://127.0.0.1:{proxy.port}").error is None
        assert not proxy.asked


def test_a_proxy_that_is_not_there_is_named(server: ChatServer) -> None:
    with Proxy(server.port) as proxy:
        port = proxy.port
    problem = once(f"https://{HOST}/v1", proxy=f"http://user:word@127.0.0.1:{port}").problem
    assert problem.kind is ErrorKind.NETWORK
    assert problem.detail == f"The proxy http://127.0.0.1:{port} does not answer."
    assert "proxy" in problem.hint


def test_a_system_proxy_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:port")

    async def look(_: HttpChatClient) -> AskanceError | None:
        prober = HttpProber()
        try:
            await prober.connect(Endpoint("e", f"https://{HOST}/v1", "m"))
        except AskanceError as error:
            return error
        finally:
            await prober.aclose()
        return None

    error = with_client(look)
    assert error is not None
    assert error.problem.title == "The system's proxy settings cannot be used"


@pytest.mark.parametrize("proxy", ["ftp://127.0.0.1:1", "http://[::1", "socks9://x"])
def test_a_proxy_that_cannot_be_used_is_told(proxy: str) -> None:
    problem = once(f"https://{HOST}/v1", proxy=proxy).problem
    assert problem.title == "The proxy's address cannot be used"


def test_the_way_is_told(server: ChatServer, authority: Authority) -> None:
    async def look(_: HttpChatClient) -> Any:
        prober = HttpProber()
        try:
            connection = await prober.connect(
                Endpoint(
                    "e",
                    f"https://{HOST}/v1",
                    "m",
                    proxy=f"http://user:word@127.0.0.1:{proxy.port}",
                    ca_file=str(authority.ca_file),
                )
            )
        finally:
            await prober.aclose()
        return connection

    with TlsFront(server.port, authority) as front, Proxy(front.port) as proxy:
        connection = with_client(look)
    assert connection.proxy == f"http://127.0.0.1:{proxy.port}"
    assert connection.trusted_by == "the system and ca.pem"
    assert connection.certificate.subject == "localhost"
    assert connection.certificate.issuer == "Test Authority"
    assert connection.certificate.protocol.startswith("TLS")
    assert server.requests[0].key is None
