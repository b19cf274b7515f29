"""What can be wrong with a key or with the place that keeps it, in words. Pure.

No text here ever holds a key.
"""

from __future__ import annotations

from askance.core.errors import AskanceError, ErrorKind, Problem

SESSION_HINT = "Or use the key without keeping it: it is forgotten when you quit."

NO_KEYRING = "There is no keyring on this computer"
LOCKED = "The keyring is locked"
NOT_READY = "The keyring could not be opened"
REFUSED = "The keyring refused"
UNSAFE = "The keyring set up here keeps keys unprotected"
TOO_LONG = "The key is too long for this keyring"
NOT_A_KEY = "That is not a key"


def keyring_error(title: str, detail: str, hint: str) -> AskanceError:
    """An `AskanceError` of this room's kind, with the session as the way out."""
    return AskanceError(Problem(ErrorKind.KEYRING, title, detail, f"{hint} {SESSION_HINT}"))


def no_keyring() -> AskanceError:
    """Nothing answers where a keyring should."""
    return keyring_error(
        NO_KEYRING,
        "No program that keeps passwords answered. Keys are never written to a plain file.",
        "Install and start one, for example GNOME Keyring, KWallet or KeePassXC, then try again.",
    )


def locked() -> AskanceError:
    """Locked, and the prompt to unlock it was dismissed or could not be shown."""
    return keyring_error(
        LOCKED,
        "It was not unlocked: the prompt was closed, or could not be shown.",
        "Unlock it (signing in to the desktop usually does), then try again.",
    )


def not_ready(reason: str) -> AskanceError:
    """A keyring is there, but has no collection, or could not make one."""
    return keyring_error(
        NOT_READY,
        f"It answered, but could not be set up: {reason}",
        "Open your password manager once and create the default keyring, then try again.",
    )


def refused(reason: str) -> AskanceError:
    """Anything else the keyring says."""
    return keyring_error(
        REFUSED, f"It said: {reason}", "Look into your password manager, then try again."
    )


def unsafe(backend: str) -> AskanceError:
    """A configured backend that writes keys where anyone may read them, or throws them away."""
    return keyring_error(
        UNSAFE,
        f"{backend} is chosen for keyring in its settings or PYTHON_KEYRING_BACKEND. "
        "Askance does not use it.",
        "Remove that choice, so that the system's own keyring is used.",
    )


def too_long(length: int, most: int) -> AskanceError:
    """Windows' Credential Manager has a limit."""
    return keyring_error(
        TOO_LONG,
        f"It has {length} bytes; Windows' Credential Manager takes {most} (two for a letter).",
        "Check that only the key was copied.",
    )


def not_a_key(reason: str) -> AskanceError:
    """What was entered cannot be a key."""
    return AskanceError(
        Problem(ErrorKind.NO_KEY, NOT_A_KEY, reason, "Copy the key again from your provider.")
    )
