"""The way to a server: which proxy, which certificates. Makes the HTTP library's clients.

Beside `transport` the only module that knows the HTTP library's client. Worker's event loop.
"""

from __future__ import annotations

import logging
import ssl
import urllib.request
from dataclasses import dataclass, field, replace
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import truststore

from askance import __version__
from askance.core.address import is_loopback
from askance.core.errors import AskanceError, ErrorKind, Problem

DIRECT = "direct"
"""In place of a proxy's address: none, whatever the system says."""


@dataclass(frozen=True, slots=True)
class Route:
    """How to reach a server. `proxy`: empty for the system's, `direct`, or an address (http, https,
    socks5, socks5h). `ca_file`: a PEM file of authorities trusted besides the system's.
    """

    proxy: str = field(default="", repr=False)
    ca_file: str = ""

    def to(self, url: str) -> Route:
        """The route for one address: what is meant for this computer never goes to a proxy."""
        return replace(self, proxy=DIRECT) if is_loopback(url) else self


SYSTEM = Route()
"""As the system is set up."""


def connect_through(route: Route) -> httpx.AsyncClient:
    """A client that goes this way, keeps no cookie and follows no redirect. Raises `AskanceError`
    (network) when the proxy or the file of authorities cannot be used.
    """
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    proxy = None if route.proxy in ("", DIRECT) else _proxy(route.proxy)
    trust = _trust(route.ca_file)
    try:
        client = httpx.AsyncClient(
            verify=trust,
            proxy=proxy,
            trust_env=not route.proxy,
            follow_redirects=False,
            headers={"User-Agent": f"Askance/{__version__}", "Accept-Encoding": "identity"},
        )
    except (ValueError, httpx.InvalidURL) as error:
        raise _unusable(
            "The system's proxy settings cannot be used",
            "A proxy's address in them cannot be read.",
            "Check HTTP_PROXY, HTTPS_PROXY and ALL_PROXY, or the system's proxy settings.",
        ) from error
    client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return client


def proxy_between(route: Route, url: str) -> str:
    """The proxy on the way to an address, without user and password; empty without one, or when
    what is set up as one cannot be read.
    """
    chosen = route.to(url).proxy
    if not chosen:
        parts = urlsplit(url)
        proxies = urllib.request.getproxies()
        named = proxies.get(parts.scheme) or proxies.get("all") or ""
        chosen = "" if urllib.request.proxy_bypass(parts.netloc) else named
    if not chosen or chosen == DIRECT:
        return ""
    try:
        parts = urlsplit(chosen if "://" in chosen else f"http://{chosen}")
        place = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
    except ValueError:
        return ""
    return f"{parts.scheme}://{place}"


def trust_store(ca_file: str) -> str:
    """Whose certificates are trusted, in words."""
    return f"the system and {Path(ca_file).name}" if ca_file else "the system"


def _trust(ca_file: str) -> ssl.SSLContext:
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            reason = error.strerror or "it holds no certificate"
            raise _unusable(
                "The file of certificate authorities cannot be used",
                f"{ca_file}: {reason}",
                "Choose a file in PEM form in Settings under Models.",
            ) from error
    return context


def _proxy(address: str) -> httpx.Proxy:
    try:
        return httpx.Proxy(address if "://" in address else f"http://{address}")
    except (ValueError, httpx.InvalidURL) as error:
        raise _unusable(
            "The proxy's address cannot be used",
            "It must look like http://proxy.example.com:3128 or socks5://127.0.0.1:1080.",
            "Write it anew in Settings under Models.",
        ) from error


def _unusable(title: str, detail: str, hint: str) -> AskanceError:
    return AskanceError(Problem(ErrorKind.NETWORK, title, detail, hint))
