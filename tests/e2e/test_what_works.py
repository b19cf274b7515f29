"""The page on what works here, in the running program: what it says once something went wrong."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.fakes.portal import Mood, fake_portal
from tests.support.askance_program import Askance
from tests.support.askance_window import AskanceWindow
from tests.support.desktop import Desktop
from tests.support.waiting import wait_for

pytestmark = pytest.mark.e2e

Open = Callable[..., AbstractContextManager[AskanceWindow]]
REFUSED = "The screenshot was turned down in the desktop's own question."


def test_it_says_that_the_desktop_turned_the_last_capture_down(
    askance: Askance, desktop: Desktop, open_window: Open
) -> None:
    denied = Mood(screenshot=lambda _interactive: (1, ""))
    address = desktop.environment["DBUS_SESSION_BUS_ADDRESS"]
    with fake_portal(address, denied), open_window(ASKANCE_GRABBER="portal") as window:
        assert askance.run("capture").code == 0
        window.press("What works here")
        wait_for(
            lambda: any(
                words.startswith("portal: the last capture failed.") and REFUSED in words
                for words in window.app.read()
            ),
            "the status page to say so",
        )
        told = doctor(askance, ASKANCE_GRABBER="portal")
        assert told["state"] == "limited"
        assert told["detail"].startswith("portal: the last capture failed.")
        assert REFUSED in told["detail"]
        told = doctor(askance)
        assert told["state"] == "limited"
        assert told["detail"].startswith("mss: 1920 × 1080. All the same, the last capture in")
        assert REFUSED in told["detail"]
    assert doctor(askance)["state"] == "ok", "who has ended tells nothing"


def doctor(askance: Askance, **variables: str) -> dict[str, str]:
    """The terminal's row on capturing."""
    rows = askance.run("doctor", "--json", **variables).json
    (row,) = [row for row in rows if row["name"] == "Screen capture"]
    return row
