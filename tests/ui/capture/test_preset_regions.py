"""Regions named beforehand, as `askance capture --region … --screen … --ask …` does."""

import pytest
from PySide6.QtCore import Qt

from askance.core.screen import Region
from askance.ui.capture.result import CaptureAction, CaptureResult
from tests.ui.capture.conftest import RIGHT, Rig


def only(rig: Rig) -> CaptureResult:
    (result,) = rig.results
    assert isinstance(result, CaptureResult)
    return result


def test_a_region_with_a_question_shows_nothing(rig: Rig) -> None:
    shown: list[None] = []
    rig.controller.opened.connect(lambda: shown.append(None))
    with rig.qtbot.waitSignal(rig.controller.asked):
        rig.controller.start_region(Region(10, 20, 30, 40), "what?")
    assert only(rig).region == Region(10, 20, 30, 40)
    assert (only(rig).question, only(rig).action) == ("what?", CaptureAction.ASK)
    assert shown == []
    assert not rig.controller.busy


def test_a_region_alone_is_selected_ahead(rig: Rig) -> None:
    with rig.qtbot.waitSignal(rig.controller.opened):
        rig.controller.start_region(Region(700, 30, 150, 60))
    assert rig.bar.window() is rig.windows[1]
    rig.key(Qt.Key.Key_Return)
    assert only(rig).region == Region(700, 30, 150, 60)


def test_a_screen_by_its_number(rig: Rig) -> None:
    with rig.qtbot.waitSignal(rig.controller.asked):
        rig.controller.start_screen(1, "what?")
    assert only(rig).region == RIGHT.bounds


def test_a_region_is_cut_to_the_desktop(rig: Rig) -> None:
    with rig.qtbot.waitSignal(rig.controller.asked):
        rig.controller.start_region(Region(-50, -50, 100, 100), "what?")
    assert only(rig).region == Region(0, 0, 50, 50)


@pytest.mark.parametrize("question", [None, "what?"])
def test_what_is_not_there_is_told(rig: Rig, question: str | None) -> None:
    with rig.qtbot.waitSignal(rig.controller.problem):
        rig.controller.start_region(Region(90_000, 0, 10, 10), question)
    with rig.qtbot.waitSignal(rig.controller.problem):
        rig.controller.start_screen(7, question)
    assert rig.results == []
    assert not rig.windows
    assert not rig.controller.busy
