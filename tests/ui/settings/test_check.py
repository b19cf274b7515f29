"""The thorough look as it is seen: before, during and after."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QScrollArea

from askance.core.endpoint import Endpoint
from askance.core.endpoint_check import Finding, Step, Verdict
from askance.core.errors import ErrorKind, Problem
from askance.ui.settings.check_row import CheckRow, step_name, verdict_name
from tests.support.accessible_names import nameless_controls

RELAY = Endpoint("Relay", "https://relay.example.com/v1", "gemini-pro-vision")
GOOD = Finding(Step.ADDRESS, Verdict.GOOD, "Questions go there")
LEARNT = Finding(Step.CHOICES, Verdict.LEARNT, "One at a time", parameters=("n",))
FAILED = Finding(Step.KEY, Verdict.FAILED, "The key was refused", "Check the key.")
SKIPPED = Finding(Step.MODEL, Verdict.SKIPPED, "Not looked at, because of the above.")


@pytest.fixture
def sheet(window):
    window.open(RELAY)
    window.press("Check everything…")
    return window.models.check


def rows(window):
    QApplication.processEvents()  # a new row is shown once it is laid out
    return [row for row in window.dialog.findChildren(CheckRow) if row.isVisible()]


def test_nothing_is_asked_before_start(window, sheet):
    begun = []
    window.models.check_requested.connect(lambda *args: begun.append(args))
    assert "a few tiny questions (a few cents at most) of gemini-pro-vision" in window.words
    assert "at relay.example.com" in window.words
    assert QApplication.focusWidget() is window.find("Start")
    assert not window.find("Copy as text").isEnabled()
    assert begun == []
    window.press("Start")
    assert begun == [(RELAY, None)]


def test_the_typed_key_and_what_is_typed_go_along(window):
    window.open(RELAY)
    window.write("Address", "https://other.example/v1")
    window.write("Key", "sk-test")
    window.press("Check everything…")
    with window.qtbot.waitSignal(window.models.check_requested) as caught:
        window.press("Start")
    assert caught.args[0].base_url == "https://other.example/v1"
    assert caught.args[1] == "sk-test"


def test_rows_appear_as_they_are_known(window, sheet):
    window.press("Start")
    assert "Looking… 0 of 12" in window.words
    sheet.add_findings([GOOD], 0)
    sheet.add_findings([LEARNT, FAILED], 40)
    assert "Looking… 3 of 12" in window.words
    said = [row.accessibleName() for row in rows(window)]
    assert said == [
        "Address: good. Questions go there",
        "Several answers: learnt. One at a time",
        "Key: failed. The key was refused Check the key.",
    ]
    for text in ("good", "learnt", "failed", "The key was refused", "Check the key."):
        assert text in window.words.splitlines(), "never by colour alone"
    assert "Used about" not in window.words


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ((GOOD,), "Everything works."),
        ((GOOD, LEARNT), "It works. One thing goes another way from now on."),
        ((LEARNT, LEARNT), "It works. 2 things go another way from now on."),
        ((GOOD, FAILED, SKIPPED), "Key failed. Its row says what to do."),
        ((FAILED, FAILED), "2 things failed. Their rows say what to do."),
    ],
)
def test_the_outcome_in_one_sentence(window, sheet, findings, said):
    window.press("Start")
    sheet.add_findings(findings, 1234)
    sheet.end()
    assert said in window.words.splitlines()
    assert "Used about 1,234 tokens." in window.words


def test_a_problem_of_ours_is_said_whole(window, sheet):
    window.press("Start")
    sheet.end(problem=Problem(ErrorKind.INTERNAL, "Something broke", "Oh.", "Try again."))
    assert "Something broke. Oh. Try again." in window.words


def test_stop_is_where_start_was(window, sheet):
    window.press("Start")
    with window.qtbot.waitSignal(window.models.check_stopped):
        window.press("Stop")
    sheet.add_findings([GOOD], 12)
    sheet.end(stopped=True)
    assert "Stopped." in window.words
    assert "Used about 12 tokens." in window.words
    window.press("Check again")
    assert rows(window) == []
    assert "Looking… 0 of 12" in window.words
    assert "Used about" not in window.words


@pytest.mark.parametrize("how", ["back", "escape"])
def test_leaving_stops_and_leads_back(window, sheet, how):
    window.press("Start")
    with window.qtbot.waitSignal(window.models.check_stopped):
        if how == "back":
            window.press("Back")
        else:
            window.qtbot.keyClick(window.find("Stop"), Qt.Key.Key_Escape)
    assert window.dialog.isVisible()
    assert QApplication.focusWidget() is window.find("Check everything…")


def test_closing_the_window_stops(window, sheet):
    window.press("Start")
    with window.qtbot.waitSignal(window.models.check_stopped):
        window.dialog.close()


def test_adding_a_model_leaves_the_sheet(window, sheet):
    window.press("Start")
    with window.qtbot.waitSignal(window.models.check_stopped):
        window.models.start_adding()
    assert window.find("Address").isVisible()


def test_it_can_be_copied_as_text(window, sheet):
    window.press("Start")
    sheet.add_findings([GOOD, FAILED], 12)
    sheet.end()
    window.press("Copy as text")
    assert QGuiApplication.clipboard().text() == (
        "Relay: gemini-pro-vision, https://relay.example.com/v1\n"
        "Address: good. Questions go there\n"
        "Key: failed. The key was refused\n"
        "  Check the key.\n"
        "Key failed. Its row says what to do.\n"
        "Used about 12 tokens.\n"
    )


def everything():
    return [Finding(step, Verdict.GOOD, "Fine. " * 12) for step in Step]


def test_rows_are_walked_by_keyboard(window, sheet):
    window.dialog.resize(600, 420)
    window.press("Start")
    sheet.add_findings(everything(), 1)
    sheet.end()
    first, *_, last = rows(window)
    window.dialog.activateWindow()
    window.qtbot.waitUntil(window.dialog.isActiveWindow)
    first.setFocus()
    window.qtbot.keyClick(first, Qt.Key.Key_Up)
    assert QApplication.focusWidget() is first
    for row in rows(window)[:-1]:
        window.qtbot.keyClick(row, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is last
    assert in_view(window, last)


def test_the_newest_row_and_then_the_failure_are_brought_into_view(window, sheet):
    window.dialog.resize(600, 420)
    window.press("Start")
    findings = everything()
    findings[2] = FAILED
    sheet.add_findings(findings, 1)
    window.qtbot.waitUntil(lambda: in_view(window, rows(window)[-1]))
    sheet.end()
    window.qtbot.waitUntil(lambda: in_view(window, rows(window)[2]))
    assert not in_view(window, rows(window)[-1])


def in_view(window, row):
    (area,) = (each for each in window.dialog.findChildren(QScrollArea) if each.isAncestorOf(row))
    port = area.viewport()
    return port.rect().contains(row.mapTo(port, row.rect().center()))


def test_every_step_and_verdict_has_a_name(window, sheet):
    assert len({step_name(step) for step in Step}) == len(Step)
    assert len({verdict_name(verdict) for verdict in Verdict}) == len(Verdict)
    window.press("Start")
    sheet.add_findings(everything(), 1)
    assert nameless_controls(window.dialog) == []
