"""Ways to a server: TLS in front of it, a proxy (HTTP CONNECT or SOCKS5) before it. Loopback only:
whatever host a client names, the proxy goes to the one server that it was made for.

    with ChatServer() as server, TlsFront(server.port, authority) as front:
        with Proxy(front.port) as proxy: ...
"""

import datetime as dt
import select
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_TICK_S = 0.05


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority of our own, and a certificate of it for some names."""

    ca_file: Path
    server_file: Path
    name: str

    @classmethod
    def create(cls, folder: Path, *hosts: str, name: str = "Test Authority") -> Self:
        """Both in PEM form in `folder`; the server's file holds its key too."""
        ca_key = ec.generate_private_key(ec.SECP256R1())
        ca = _certificate(name, name, ca_key.public_key(), ca_key, None)
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = _certificate(hosts[0], name, key.public_key(), ca_key, hosts)
        ca_file, server_file = folder / "ca.pem", folder / "server.pem"
        ca_file.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
        server_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + leaf.public_bytes(serialization.Encoding.PEM)
        )
        return cls(ca_file, server_file, name)


def _certificate(
    subject: str,
    issuer: str,
    public: ec.EllipticCurvePublicKey,
    signer: ec.EllipticCurvePrivateKey,
    hosts: tuple[str, ...] | None,
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=hosts is None, path_length=None), critical=True)
    )
    if hosts is not None:
        names = [x509.DNSName(host) for host in hosts]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(signer, hashes.SHA256())


class _Relay:
    """Listens, lets `_meet` greet each client, then carries bytes both ways."""

    def __init__(self, target_port: int) -> None:
        self._target = target_port
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=32)
        self._listener.settimeout(_TICK_S)
        self._closing = threading.Event()
        self._threads: list[threading.Thread] = []
        self.port: int = self._listener.getsockname()[1]
        self._spawn(self._accept)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.set()
        for thread in self._threads:
            thread.join(timeout=10)
        self._listener.close()

    def _spawn(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            self._spawn(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        try:
            client.settimeout(10)
            with self._meet(client) as met, self._server() as server:
                self._carry(met, server)
        except (OSError, EOFError):
            client.close()

    def _server(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._target), timeout=10)

    def _meet(self, client: socket.socket) -> socket.socket:
        return client

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        pairs = {one: other, other: one}
        while not self._closing.is_set():
            waiting = isinstance(one, ssl.SSLSocket) and one.pending() > 0
            ready = [one] if waiting else select.select(list(pairs), [], [], _TICK_S)[0]
            for source in ready:
                data = source.recv(65536)
                if not data:
                    return
                pairs[source].sendall(data)


class TlsFront(_Relay):
    """Speaks TLS with clients and plain HTTP with the server behind."""

    def __init__(self, target_port: int, authority: Authority) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(authority.server_file)
        super().__init__(target_port)

    def _meet(self, client: socket.socket) -> socket.socket:
        return self._context.wrap_socket(client, server_side=True)


class Proxy(_Relay):
    """An HTTP proxy: CONNECT, and plain requests passed on as they are. `asked` are the first lines
    of what clients wanted.
    """

    def __init__(self, target_port: int) -> None:
        self.asked: list[str] = []
        super().__init__(target_port)

    def _meet(self, client: socket.socket) -> socket.socket:
        head = client.recv(65536, socket.MSG_PEEK)
        self.asked.append(head.split(b"\r\n")[0].decode())
        if head.startswith(b"CONNECT "):
            while b"\r\n\r\n" not in head:
                head = client.recv(65536, socket.MSG_PEEK)
            client.recv(head.index(b"\r\n\r\n") + 4)
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        return client


class Socks(_Relay):
    """A SOCKS5 proxy without a password (RFC 1928). `asked` are the hosts clients wanted."""

    def __init__(self, target_port: int) -> None:
        self.asked: list[str] = []
        super().__init__(target_port)

    def _meet(self, client: socket.socket) -> socket.socket:
        _, methods = _exactly(client, 2)
        _exactly(client, methods)
        client.sendall(b"\x05\x00")
        _, _, _, kind = _exactly(client, 4)
        if kind == 3:
            self.asked.append(_exactly(client, _exactly(client, 1)[0]).decode())
        else:
            self.asked.append(socket.inet_ntoa(_exactly(client, 4)))
        _exactly(client, 2)
        client.sendall(b"\x05\x00\x00\x01" + b"\0" * 6)
        return client


def _exactly(client: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = client.recv(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data
