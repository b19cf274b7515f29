"""What can be wrong with a picture, in words that name the file. Pure."""

from __future__ import annotations

from askance.core.budget import MAX_BYTES, MAX_PIXELS
from askance.core.errors import AskanceError, ErrorKind, Problem

TOO_LARGE = "The picture is too large"
BROKEN = "The picture is broken"
NOT_A_PICTURE = "That is not a picture Askance can read"
SVG = "SVG drawings cannot be sent"
HEIC = "HEIC pictures cannot be read here"
AVIF = "AVIF pictures cannot be read here"

_CONVERT = "Save or export it as PNG or JPEG, then add that."


def picture_error(title: str, detail: str, hint: str = _CONVERT) -> AskanceError:
    """An `AskanceError` of this room's kind."""
    return AskanceError(Problem(ErrorKind.PICTURE, title, detail, hint))


def too_many_bytes(name: str, size: int) -> AskanceError:
    """Above `core.budget.MAX_BYTES`."""
    return picture_error(
        TOO_LARGE,
        f"{_quoted(name)} has {size / 2**20:,.0f} MB; at most {MAX_BYTES // 2**20} are read.",
        "Make it smaller, or capture the part that matters.",
    )


def too_many_pixels(name: str, size: tuple[int, int] | None = None) -> AskanceError:
    """Above `core.budget.MAX_PIXELS`, as far as the header tells."""
    found = f"{size[0]:,} × {size[1]:,}" if size else "too many"
    return picture_error(
        TOO_LARGE,
        f"{_quoted(name)} has {found} pixels; at most {MAX_PIXELS // 10**6} million are read.",
        "Make it smaller, or capture the part that matters.",
    )


def unreadable(name: str, error: OSError) -> AskanceError:
    """A file that is not there, no file at all, or not ours to read."""
    return picture_error(
        "The picture could not be opened",
        f"{_quoted(name)}: {error.strerror or type(error).__name__}.",
        "Check that the file is there and that you may read it.",
    )


def broken(name: str) -> AskanceError:
    """Begins like a picture, but cannot be decoded."""
    return picture_error(
        BROKEN,
        f"{_quoted(name)} is damaged or was cut short.",
        "Open it in another program and save it anew, or get it again from where it came.",
    )


def not_a_picture(name: str) -> AskanceError:
    """Of no known kind."""
    return picture_error(
        NOT_A_PICTURE,
        f"{_quoted(name)} is none of PNG, JPEG, WebP, GIF, BMP, TIFF and AVIF.",
    )


def svg(name: str) -> AskanceError:
    """A drawing, not pixels; drawing a stranger's file would run its references."""
    return picture_error(SVG, f"{_quoted(name)} is a drawing that first has to become pixels.")


def unsupported(title: str, name: str) -> AskanceError:
    """A known kind that this build of Pillow does not read."""
    return picture_error(title, f"{_quoted(name)} is of a kind this computer has no decoder for.")


def _quoted(name: str) -> str:
    return f"“{name}”" if name else "The picture"
