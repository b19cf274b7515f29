"""Models, local servers, pictures by address, and certificates, against real sockets."""

import asyncio
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from askance.chat import fetch
from askance.chat.client import HttpChatClient
from askance.chat.models import in_list
from askance.chat.transport import Transport
from askance.core.endpoint import Endpoint, FoundServer, ModelInfo, Provider
from askance.core.errors import AskanceError, ErrorKind, Problem
from tests.support.asking import KEY, ask, question, with_client
from tests.support.chat_server import (
    ChatServer,
    Cut,
    Reply,
    Say,
    body_reply,
    error,
    head,
    models,
    silent,
)

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
CUT_OFF = Reply((Say(head(200, {"Content-Length": "99"})), Say(PNG[:9]), Cut(reset=False)))


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer() as running:
        yield running


# Models


@pytest.mark.parametrize(
    ("body", "listed"),
    [
        (b'{"data": [{"id": "b"}, {"id": "a"}, {"id": "b"}]}', [("b", None), ("a", None)]),
        (b'[{"id": "a", "type": "vlm"}, "b"]', [("a", True), ("b", None)]),
        (b'{"data": [{"id": "models/gemini-x"}]}', [("gemini-x", None)]),
        (
            b"""{"data": [{"id": "a", "architecture": {"input_modalities": ["text", "image"]}},
                 {"id": "b", "architecture": {"input_modalities": ["text"]}},
                 {"id": "c", "architecture": {"modality": "text+image->text"}}]}""",
            [("a", True), ("b", False), ("c", True)],
        ),
        (
            b"""{"models": [{"name": "m.gguf", "capabilities": ["completion", "multimodal"]}],
                 "data": [{"id": "m.gguf"}]}""",
            [("m.gguf", True)],
        ),
        (b'{"models": [{"name": "llava:7b"}]}', [("llava:7b", None)]),
        (b'{"data": [{"id": "p", "capabilities": {"vision": false}}]}', [("p", False)]),
        (b'{"data": []}', []),
        (b'{"data": [null, {}, {"id": 5}]}', []),
    ],
)
def test_model_lists(body: bytes, listed: list[tuple[str, bool | None]]) -> None:
    assert in_list(body) == tuple(ModelInfo(*item) for item in listed)


@pytest.mark.parametrize(
    "body", [b"", b"Internal Server Error", b'{"error": "x"}', b"<html>", b"7"]
)
def test_what_is_no_model_list(body: bytes) -> None:
    assert in_list(body) is None


def ask_for_models(server: ChatServer) -> tuple[ModelInfo, ...]:
    endpoint = Endpoint("test", server.base_url, "m")
    return with_client(lambda client: client.models(endpoint, KEY))


def test_models_are_asked_with_the_key(server: ChatServer) -> None:
    assert [model.id for model in ask_for_models(server)] == ["gemini-pro-vision"]
    assert (server.requests[0].method, server.requests[0].key) == ("GET", KEY)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (body_reply(b"Internal Server Error", "text/plain", 500), ErrorKind.SERVER),
        (error(401), ErrorKind.AUTH),
        (error(404), ErrorKind.WRONG_URL),
        (body_reply(b"<html></html>", "text/html"), ErrorKind.BAD_RESPONSE),
        (body_reply(b"", "text/plain", 301, {"Location": "/x"}), ErrorKind.REDIRECT),
    ],
)
def test_without_a_model_list(server: ChatServer, reply: Reply, kind: ErrorKind) -> None:
    server.serve("/v1/models", reply)
    with pytest.raises(AskanceError) as caught:
        ask_for_models(server)
    assert caught.value.problem.kind is kind


# Local servers


def test_local_servers_are_found_all_at_once() -> None:
    with ChatServer() as here, ChatServer() as mute, ChatServer() as page:
        here.serve("/v1/models", models("llava"))
        mute.serve("/v1/models", silent())
        page.serve("/v1/models", body_reply(b"<html></html>", "text/html"))
        with socket.create_server(("127.0.0.1", 0)) as taken:
            nobody = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        urls = [mute.base_url, nobody, page.base_url, here.base_url]
        providers = [Provider(str(n), url, local=True) for n, url in enumerate(urls)]
        found = with_client(lambda client: client.find_local(), local_servers=providers)
        assert found == (FoundServer(providers[3], (ModelInfo("llava"),)),)
        assert "authorization" not in here.requests[0].headers


# Pictures


def fetched(url: str, *, max_bytes: int | None = None) -> bytes:
    async def run(client: HttpChatClient) -> bytes:
        if max_bytes is None:
            return await client.fetch_picture(url)
        transport = Transport()
        try:
            return await fetch.fetch_picture(transport, url, max_bytes=max_bytes)
        finally:
            await transport.aclose()

    return with_client(run)


def refused(url: str, *, max_bytes: int | None = None) -> Problem:
    with pytest.raises(AskanceError) as caught:
        fetched(url, max_bytes=max_bytes)
    return caught.value.problem


def redirect(target: str, status: int = 302) -> Reply:
    return body_reply(b"", "text/plain", status, {"Location": target})


def test_a_picture_is_fetched_as_it_is(server: ChatServer) -> None:
    url = server.serve("/a.png", body_reply(PNG, "image/png"))
    assert fetched(f" {url}#part\n") == PNG
    assert "authorization" not in server.requests[0].headers
    assert server.requests[0].path == "/a.png"


def test_redirects_are_followed_step_by_step(server: ChatServer) -> None:
    server.serve("/there/b.png", body_reply(PNG, "image/png"))
    server.serve("/there", redirect("there/b.png", 307))
    assert fetched(server.serve("/a.png", redirect("/there"))) == PNG


def test_redirects_come_to_an_end(server: ChatServer) -> None:
    url = server.serve("/a.png", redirect("/a.png"))
    assert "without an end" in refused(url).detail
    assert len(server.requests) == fetch.MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://x.example/a", "data:,x", "http://["]
)
def test_a_redirect_leads_to_the_web_only(server: ChatServer, target: str) -> None:
    assert refused(server.serve("/a.png", redirect(target))).kind is ErrorKind.PICTURE


def test_a_web_page_cannot_point_back_to_this_computer(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.serve("/secret.png", body_reply(PNG, "image/png"))
    with ChatServer() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.origin)
        proxy.serve("http://elsewhere.invalid/a.png", redirect(url))
        assert "this computer" in refused("http://elsewhere.invalid/a.png").detail
    assert server.requests == []


@pytest.mark.parametrize(
    "url", ["", "a.png", "file:///a.png", "javascript:x", "http:///a", "http://["]
)
def test_other_addresses_are_refused(url: str) -> None:
    assert refused(url).kind is ErrorKind.PICTURE


def test_a_picture_is_bounded(server: ChatServer) -> None:
    told = server.serve("/told.png", body_reply(PNG, "image/png"))
    untold = Reply((Say(head(200, {"Connection": "close"})), *[Say(PNG)] * 10))
    assert "larger" in refused(told, max_bytes=100).detail
    assert "larger" in refused(server.serve("/untold.png", untold), max_bytes=1000).detail
    assert fetched(told, max_bytes=len(PNG)) == PNG


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (error(404), ErrorKind.PICTURE, "404"),
        (body_reply(b"", "image/png"), ErrorKind.PICTURE, "nothing"),
        (body_reply(b"<html><title>Log in</title>", "text/html"), ErrorKind.PICTURE, "Log in"),
        (body_reply(b"", "text/plain", 302), ErrorKind.PICTURE, "302"),
        (CUT_OFF, ErrorKind.NETWORK, "broke"),
        (Reply((Cut(),)), ErrorKind.NETWORK, "without an answer"),
    ],
)  # fmt: skip
def test_no_picture(server: ChatServer, reply: Reply, kind: ErrorKind, words: str) -> None:
    problem = refused(server.serve("/a.png", reply))
    assert problem.kind is kind
    assert words in problem.detail


# Certificates


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server context with a certificate that nobody signed."""
    x509 = pytest.importorskip("cryptography.x509")
    hashes = pytest.importorskip("cryptography.hazmat.primitives.hashes")
    serialization = pytest.importorskip("cryptography.hazmat.primitives.serialization")
    ec = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ec")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "localhost")])
    today = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pem.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_a_certificate_nobody_signed_is_refused(tmp_path: Path) -> None:
    context = self_signed(tmp_path)
    received: list[bytes] = []

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            try:
                with context.wrap_socket(connection, server_side=True) as secure:
                    received.append(secure.recv(1))
            except OSError:
                pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        request = question(f"https://localhost:{listener.getsockname()[1]}/v1")
        outcome = with_client(lambda client: ask(client, request))
        thread.join()
    assert outcome.problem.kind is ErrorKind.NETWORK
    assert "certificate" in outcome.problem.detail
    assert b"".join(received) == b""


def test_making_a_client_opens_nothing() -> None:
    """The library's client and the certificates come with the first request."""
    transport = Transport()
    assert transport._clients == {}
    asyncio.run(transport.aclose())
