"""From what a person pasted to the address that is called. Pure, so that the window can show it
before anything is sent.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit, urlunsplit

from askance.core.errors import AskanceError, ErrorKind, Problem

_PORTS = {"http": 80, "https": 443}
_TAILS = ("/chat/completions", "/completions", "/responses", "/models")


def api_root(text: str) -> SplitResult:
    """The API root of a pasted address: quotes and blanks stripped, a scheme put in front (http for
    this computer and *.local, https else), a known tail cut, an empty path made `/v1`, double
    slashes collapsed, a query kept (Azure's `api-version`), a fragment and user info dropped.

    Raises `AskanceError` (wrong_url) when no address can be made of it.
    """
    cleaned = "".join(text.split()).strip("\"'`<>“”‘’")
    if not cleaned:
        raise _unusable(text, "It is empty.")
    if "://" not in cleaned:
        cleaned = f"{_scheme_for(cleaned)}://{cleaned.lstrip('/')}"
    try:
        parts = urlsplit(cleaned)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise _unusable(text, "Its host or port cannot be read.") from error
    if parts.scheme not in ("http", "https"):
        raise _unusable(text, f"Askance speaks http and https, not {parts.scheme}.")
    if not host:
        raise _unusable(text, "It names no host.")
    netloc = f"[{host}]" if ":" in host else host
    if port is not None:
        netloc += f":{port}"
    return SplitResult(parts.scheme, netloc, _root_path(parts.path), parts.query, "")


def chat_url(text: str, path: str = "") -> str:
    """The address that chat completions are posted to; `path` takes the place of the API root's
    own. Raises as `api_root`.
    """
    root = api_root(text)
    return _below(root._replace(path=path or root.path), "/chat/completions")


def models_url(text: str) -> str:
    """The address that lists the models. Raises as `api_root`."""
    return _below(api_root(text), "/models")


def host_of(text: str) -> str:
    """The host (and port, if any) of a pasted address for showing; the text itself if unusable."""
    try:
        return api_root(text).netloc
    except AskanceError:
        return text.strip()


def same_origin(one: str, other: str) -> bool:
    """Whether two pasted addresses are of one server: scheme, host and port (RFC 6454), the
    scheme's own port counting as named. Never raises: what is no address has no origin, not even
    its own.
    """
    try:
        return _origin(api_root(one)) == _origin(api_root(other))
    except AskanceError:
        return False


def is_loopback(text: str) -> bool:
    """Whether the address is on this computer. Raises as `api_root`."""
    return _loopback_host(api_root(text).hostname or "")


def _origin(root: SplitResult) -> tuple[str, str | None, int | None]:
    port = _PORTS.get(root.scheme) if root.port is None else root.port
    return root.scheme, root.hostname, port


def _loopback_host(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _scheme_for(text: str) -> str:
    try:
        host = (urlsplit(f"//{text}").hostname or "").lower()
    except ValueError:
        return "https"
    return "http" if _loopback_host(host) or host.endswith(".local") else "https"


def _root_path(path: str) -> str:
    segments = [segment for segment in path.split("/") if segment]
    path = "/" + "/".join(segments) if segments else ""
    for tail in _TAILS:
        if path.endswith(tail):
            path = path[: -len(tail)]
            break
    return path or "/v1"


def _below(root: SplitResult, tail: str) -> str:
    return urlunsplit(root._replace(path=root.path + tail))


def _unusable(text: str, why: str) -> AskanceError:
    return AskanceError(
        Problem(
            ErrorKind.WRONG_URL,
            "This address cannot be used",
            f"“{text.strip()[:200]}”: {why}",
            "Paste the address from the server's own documentation, such as https://api.example.com/v1.",
        )
    )
