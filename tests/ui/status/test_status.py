"""The status window: what works, what does not, and what to do."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from askance.core.checks import Check, CheckState
from askance.core.system_pages import SCREEN_RECORDING
from askance.ui.status.window import CheckRow, StatusWindow
from askance.ui.system_pages import open_system_page
from askance.ui.theme import Theme
from tests.support.accessible_names import named, nameless_controls

WORKS = Check("Screen capture", CheckState.OK, "mss takes one screen.")
LIMITED = Check("Keyring", CheckState.LIMITED, "Keys last for this session.", "Install one.")
MISSING = Check(
    "Hotkey", CheckState.MISSING, "This desktop has none.", "Bind this:", "askance capture"
)


@pytest.fixture
def window(qapp, qtbot):
    made = StatusWindow(theme=Theme(qapp))
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_is_wrong_stands_first_and_is_read_whole(window):
    window.set_checks((WORKS, LIMITED, MISSING))
    rows = [row.accessibleName() for row in window.findChildren(CheckRow)]
    assert rows[0] == "Hotkey: does not work. This desktop has none. Bind this:"
    assert [row.partition(":")[0] for row in rows] == ["Hotkey", "Keyring", "Screen capture"]
    assert window.windowTitle() == "Askance – Status"


@pytest.mark.parametrize(
    ("checks", "summary"),
    [
        ((WORKS,), "Everything works here"),
        ((WORKS, LIMITED), "Everything works here, some of it with limits"),
        ((WORKS, MISSING), "One thing does not work here"),
        ((MISSING, MISSING), "2 things do not work here"),
    ],
)
def test_the_summary(window, checks, summary):
    window.set_checks(checks)
    assert window._summary.text() == summary


def test_a_command_can_be_copied(window, qtbot):
    window.set_checks((MISSING,))
    (copy,) = named(window, "Copy command: askance capture")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "askance capture"


def test_what_is_to_be_typed_stands_in_quotes_and_in_a_report_as_it_is(window):
    steps = ("Add the line `bind = CTRL, q`.", "Run `hyprctl reload`.")
    window.set_checks((replace(MISSING, hint="Or `askance`.", steps=steps, ways=("KDE: `x`.",)),))
    (row,) = window.findChildren(CheckRow)
    said = (
        "Or “askance”.",
        "1. Add the line “bind = CTRL, q”.",
        "2. Run “hyprctl reload”.",
        "KDE: “x”.",
    )
    shown = [each.text() for each in row.findChildren(QLabel)]
    assert [words for words in said if words not in shown] == []
    assert row.accessibleName().endswith(" ".join(said))
    assert "  2. Run `hyprctl reload`.\n" in window.as_text()


def test_all_can_be_copied_for_a_report(window, qtbot):
    window.set_checks((WORKS, MISSING))
    (copy,) = named(window, "Copy all")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().splitlines() == [
        "Screen capture: works",
        "  mss takes one screen.",
        "Hotkey: does not work",
        "  This desktop has none.",
        "  Bind this:",
        "  askance capture",
    ]


def test_looking_again_replaces_what_was_seen(window, qtbot):
    window.set_checks((MISSING,))
    (again,) = named(window, "Look again")
    with qtbot.waitSignal(window.refresh_requested):
        qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    window.set_checks((WORKS,))

    def shown():
        rows = window.findChildren(CheckRow)
        return [row.accessibleName() for row in rows if row.isVisible()]

    qtbot.waitUntil(lambda: shown() == ["Screen capture: works. mss takes one screen."])


def test_every_control_has_a_name(window):
    window.set_checks((WORKS, LIMITED, MISSING))
    assert nameless_controls(window) == []


def test_the_ways_of_several_desktops_are_read_and_copied(window):
    check = Check("Hotkey", CheckState.MISSING, "None.", ways=("GNOME: there.", "Sway: here."))
    window.set_checks((check,))
    (row,) = window.findChildren(CheckRow)
    assert "GNOME: there. Sway: here." in row.accessibleName()
    assert "  Sway: here." in window.as_text().splitlines()


class Opened(QObject):
    def __init__(self):
        super().__init__()
        self.pages = []

    @Slot(QUrl)
    def open(self, url):
        self.pages.append(url.toString())


def test_the_page_that_mends_it_opens_on_a_click_alone(window, qtbot):
    opened = Opened()
    QDesktopServices.setUrlHandler("x-apple.systempreferences", opened, "open")
    try:
        window.set_checks((Check("Screen", CheckState.MISSING, "No.", link=SCREEN_RECORDING),))
        assert opened.pages == []
        (button,) = named(window, "Open Screen Recording settings")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert opened.pages == [SCREEN_RECORDING]
    finally:
        QDesktopServices.unsetUrlHandler("x-apple.systempreferences")


def test_no_other_page_can_be_opened(window):
    window.set_checks((Check("Screen", CheckState.MISSING, "No.", link="https://example.com"),))
    (row,) = window.findChildren(CheckRow)
    assert row.findChildren(QPushButton) == []
    assert not open_system_page("https://example.com")
