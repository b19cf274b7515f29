"""The screens by the Screenshot portal: what every Wayland desktop offers.

Lives on the grabber's own thread. One picture of the whole desktop comes as a PNG file in the
person's pictures folder or a temporary one; it is deleted as soon as it is read. Asked without a
dialog first; a desktop that refuses that is asked with its own dialog, and what the person chooses
there is taken as it is.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from askance.capture.pictures import read_picture
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.screen import Extent, Frame
from askance.platforms.portal import Options, Portal, PortalError, PortalFault

INTERFACE = "org.freedesktop.portal.Screenshot"
_QUIET_S = 20.0
"""A desktop may ask the person once whether Askance may take screenshots, so not the usual 2 s."""
_DIALOG_S = 180.0
_LATE_S = 120.0
"""How long a request that was given up is still listened for. It was closed, so that nothing should
come; a portal that does not keep to that leaves a picture of the whole desktop in a folder.
"""

_log = logging.getLogger(__name__)


class PortalGrabber:
    """`connect` makes a connection for each grab: they are rare, and a kept one would have to be
    read between them.
    """

    name = "portal"
    quiet = False
    draws_pointer = False
    """The portal has no option for it."""

    def __init__(
        self,
        *,
        connect: Callable[[], Portal] = Portal,
        quiet_s: float = _QUIET_S,
        dialog_s: float = _DIALOG_S,
        late_s: float = _LATE_S,
    ) -> None:
        self._connect, self._late_s = connect, late_s
        self._quiet_s, self._dialog_s = quiet_s, dialog_s

    def prepare(self) -> None:
        """Loads what a grab needs. Asks the portal nothing: it might show a dialog."""
        import jeepney.io.blocking  # noqa: F401
        from PIL import PngImagePlugin  # noqa: F401

    def grab(self, outputs: tuple[str, ...] = (), *, pointer: bool = False) -> tuple[Frame, ...]:
        """One frame of the whole desktop, or of what was chosen in the desktop's dialog. Raises
        `AskanceError` (capture) with what the portal said in words.
        """
        del outputs, pointer
        try:
            portal = self._connect()
        except PortalError as error:
            raise _problem(error) from error
        silent = False
        try:
            return (self._grab(portal),)
        except PortalError as error:
            silent = error.fault is PortalFault.SILENT
            raise _problem(error) from error
        finally:
            if silent:
                _clear_up_later(portal, self._late_s)
            else:
                portal.close()

    def close(self) -> None:
        """Nothing is kept."""

    def _grab(self, portal: Portal) -> Frame:
        try:
            return self._shot(portal, interactive=False)
        except PortalError as error:
            if error.fault is not PortalFault.REFUSED:
                raise
            _log.info("the portal wants its own dialog: %s", error)
        return self._shot(portal, interactive=True)

    def _shot(self, portal: Portal, *, interactive: bool) -> Frame:
        options: Options = {"interactive": ("b", interactive), "modal": ("b", False)}
        results = portal.request(
            INTERFACE,
            "Screenshot",
            "sa{sv}",
            ("",),
            options,
            timeout=self._dialog_s if interactive else self._quiet_s,
        )
        path = _path(str(results.get("uri", "")))
        try:
            pixels = read_picture(path.read_bytes())
        except OSError as error:
            raise PortalError(PortalFault.BROKEN, f"its file cannot be read: {error}") from error
        except ValueError as error:
            raise PortalError(PortalFault.BROKEN, f"its file is no picture: {error}") from error
        finally:
            _delete(path)
        extent = Extent.PICKED if interactive else Extent.DESKTOP
        return Frame.whole(pixels, extent, self.name)


def _clear_up_later(portal: Portal, within_s: float) -> None:
    """Ends the connection once a late answer came, whose file goes unread, or none will. On a
    thread of its own that nobody waits for: the person is told at once.
    """
    threading.Thread(
        target=_clear_up, args=(portal, within_s), name="askance-portal-late", daemon=True
    ).start()


def _clear_up(portal: Portal, within_s: float) -> None:
    try:
        results = portal.late_results(within_s)
        if results is not None:
            _log.info("the portal answered after it was given up")
            _delete(_path(str(results.get("uri", ""))))
    except PortalError as error:
        _log.info("nothing to clear up: %s", error)
    finally:
        portal.close()


def _path(uri: str) -> Path:
    """The local file of a `file:` address. Raises `PortalError` for any other."""
    address = urlsplit(uri)
    if address.scheme != "file" or address.netloc not in ("", "localhost") or not address.path:
        raise PortalError(PortalFault.BROKEN, f"it named no file: {uri[:80]}")
    return Path(unquote(address.path))


def _delete(path: Path) -> None:
    try:
        path.unlink()
    except FileNotFoundError:
        return
    except OSError as error:
        # The picture of a whole desktop lies in a folder now: the log must say where.
        _log.warning("the portal's screenshot could not be deleted: %s", error)


_WORDS = {
    PortalFault.MISSING: (
        "This desktop offers no screenshots to programs: there is no Screenshot portal.",
        (
            "Install your desktop’s portal (xdg-desktop-portal-gnome, -kde, -wlr or -hyprland), "
            "log in again, and look at the status page."
        ),
    ),
    PortalFault.CANCELLED: (
        "The screenshot was turned down in the desktop's own question.",
        (
            "Capture again and allow it. If no question comes any more, allow Askance to take "
            "screenshots in the desktop's privacy settings."
        ),
    ),
    PortalFault.REFUSED: (
        "The desktop refused to take a screenshot.",
        (
            "Allow Askance to take screenshots in the desktop's privacy settings, or paste a "
            "screenshot of your own."
        ),
    ),
    PortalFault.BROKEN: (
        "The desktop took a screenshot that cannot be used.",
        "Capture again. If it stays so, paste a screenshot of your own.",
    ),
    PortalFault.SILENT: (
        "The desktop was asked for a screenshot and did not answer.",
        "Capture again, and answer the desktop’s own question: it may be behind other windows.",
    ),
}


def _problem(error: PortalError) -> AskanceError:
    detail, hint = _WORDS[error.fault]
    told = f" What is known: {error.detail}." if error.detail else ""
    title = "The screen could not be captured"
    return AskanceError(Problem(ErrorKind.CAPTURE, title, detail + told, hint))
