"""A server's certificate as Python's `ssl` tells it, in a few words. Pure."""

from __future__ import annotations

import ssl
from collections.abc import Mapping, Sequence

from askance.core.endpoint_check import Certificate


def certificate_of(connection: ssl.SSLObject | ssl.SSLSocket) -> Certificate:
    """Whose it is and who vouches for it; the fields as in `SSLSocket.getpeercert`."""
    fields: Mapping[str, object] = connection.getpeercert() or {}
    expires = fields.get("notAfter")
    return Certificate(
        subject=_name(fields.get("subject")),
        issuer=_name(fields.get("issuer")),
        protocol=connection.version() or "",
        expires=ssl.cert_time_to_seconds(expires) if isinstance(expires, str) else None,
    )


def _name(parts: object) -> str:
    """The common name, else the organisation, else nothing."""
    named: dict[str, str] = {}
    for relative in parts if isinstance(parts, Sequence) else ():
        for key, value in relative:
            named.setdefault(key, value)
    organisation, common = named.get("organizationName", ""), named.get("commonName", "")
    return f"{common} ({organisation})" if common and organisation else common or organisation
