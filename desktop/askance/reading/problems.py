"""What can go wrong with reading, in words for the person. Pure."""

from __future__ import annotations

from askance.core.budget import MAX_BYTES, MAX_PIXELS
from askance.core.errors import AskanceError, ErrorKind, Problem

STOPPED = "Reading stopped"
_AGAIN = "Try again: reading starts anew."


def died(exit_code: int | None) -> Problem:
    """The process ended by itself or was ended. `exit_code` is negative for a POSIX signal, None
    when the system does not tell.
    """
    how = ""
    if exit_code is not None:
        how = f" (signal {-exit_code})" if exit_code < 0 else f" (code {exit_code})"
    return Problem(
        ErrorKind.READING,
        STOPPED,
        f"The part of Askance that reads pictures ended before it was done{how}.",
        _AGAIN,
    )


def hung() -> Problem:
    """Another reading could not be stopped, so the process was ended under this one."""
    return Problem(
        ErrorKind.READING,
        STOPPED,
        "The part of Askance that reads pictures no longer answered and was ended.",
        _AGAIN,
    )


def never_ready(seconds: float) -> Problem:
    """The engine did not load in time."""
    return Problem(
        ErrorKind.READING,
        "Reading did not start",
        f"The part of Askance that reads pictures was not ready after {seconds:.0f} seconds.",
        "Try again in a moment: the computer may be busy.",
    )


def not_started(error: OSError) -> Problem:
    """The process could not be made."""
    return Problem(
        ErrorKind.READING,
        "Reading did not start",
        f"The part of Askance that reads pictures could not be started: "
        f"{error.strerror or type(error).__name__}.",
        "Try again. If it happens twice, restart the computer or install Askance anew.",
    )


def closed() -> Problem:
    """The program is quitting, or was told to let go of the process."""
    return Problem(ErrorKind.READING, STOPPED, "It was ended together with Askance.", _AGAIN)


def out_of_memory(lid: int) -> Problem:
    """The process came up against its lid, in bytes."""
    return Problem(
        ErrorKind.READING,
        "The picture needs too much memory",
        f"Reading may use at most {lid / 2**30:.1g} GB, so that nothing else becomes slow.",
        "Capture or crop the part that matters, and read that.",
    )


def failed(error: Exception) -> Problem:
    """The engine stumbled: a bug of ours or its own. By its type only, a message may hold words
    that stand on the picture.
    """
    return Problem(
        ErrorKind.READING,
        "The picture could not be read",
        f"Reading stopped with {type(error).__name__}. The details are in the log.",
        "Try again. If it happens twice with this picture, please report it with the log.",
    )


def no_engine(name: str) -> Problem:
    """The process was started for an engine that this version does not have."""
    return Problem(
        ErrorKind.READING,
        f"There is no reader called “{name}”",
        "It was asked for by name.",
        "Install Askance anew.",
    )


def engine_missing(name: str, error: ImportError) -> AskanceError:
    """A part of the installation is not there or does not fit this computer."""
    part = f" ({error.name})" if error.name else ""
    return AskanceError(
        Problem(
            ErrorKind.READING,
            "Reading does not work here",
            f"{name} could not be loaded{part}.",
            "Install Askance anew.",
        )
    )


def too_large(size: tuple[int, int] | None = None) -> AskanceError:
    """A picture above `core.budget.MAX_PIXELS`, as far as its header tells."""
    found = f"{size[0]:,} × {size[1]:,}" if size else "too many"
    return _picture(
        "The picture is too large",
        f"It has {found} pixels; at most {MAX_PIXELS // 10**6} million are read.",
        "Make it smaller, or capture the part that matters.",
    )


def too_many_bytes(size: int) -> AskanceError:
    """A file above `core.budget.MAX_BYTES`."""
    return _picture(
        "The picture is too large",
        f"It has {size / 2**20:,.0f} MB; at most {MAX_BYTES // 2**20} are read.",
        "Make it smaller, or capture the part that matters.",
    )


def broken() -> AskanceError:
    """It begins like a picture, but cannot be decoded."""
    return _picture(
        "The picture is broken",
        "It is damaged or was cut short.",
        "Open it in another program and save it anew, or get it again from where it came.",
    )


def not_a_picture() -> AskanceError:
    """Of no kind that is read."""
    return _picture(
        "That is not a picture Askance can read",
        "It is none of PNG, JPEG, WebP, GIF, BMP, TIFF and AVIF.",
        "Save or export it as PNG or JPEG, then read that.",
    )


def _picture(title: str, detail: str, hint: str) -> AskanceError:
    return AskanceError(Problem(ErrorKind.PICTURE, title, detail, hint))
