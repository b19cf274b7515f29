"""What a secret can be. Pure."""

from __future__ import annotations

from enum import StrEnum


class SecretKind(StrEnum):
    """What a secret seems to be, in the words of `askance read --json`."""

    API_KEY = "api_key"
    TOKEN = "token"  # noqa: S105 -- a kind's name
    PRIVATE_KEY = "private_key"
    PASSWORD = "password"  # noqa: S105 -- a kind's name
    CARD = "card"
    IBAN = "iban"
    EMAIL = "email"
    PHONE = "phone"
