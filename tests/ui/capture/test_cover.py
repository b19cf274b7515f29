"""The screens are covered from the grab until the overlay stands, however a capture ends."""

import threading

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from askance.core.screen import Region, Shade
from askance.ui.capture.scene import Scene, Stage
from askance.ui.selection_look import DIM
from tests.support.waiting import wait_for
from tests.ui.capture.conftest import RIGHT, Rig


def test_the_overlay_takes_over_from_the_cover(rig: Rig) -> None:
    rig.open()
    rig.qtbot.waitUntil(lambda: not rig.cover.lies)
    assert rig.cover.shades == [Shade(DIM.alphaF())]


def test_a_capture_that_is_given_up_leaves_no_cover(rig: Rig) -> None:
    rig.controller.start()
    rig.controller.cancel()
    rig.qtbot.waitUntil(lambda: not rig.controller.busy)
    # What was submitted before this one has been done by then.
    with rig.qtbot.waitSignal(rig.controller.opened):
        rig.controller.start()
    rig.qtbot.waitUntil(lambda: not rig.cover.lies)
    rig.controller.cancel()


def test_a_capture_is_given_up_also_when_the_frames_are_on_their_way(rig: Rig) -> None:
    rig.controller.start()
    wait_for(lambda: rig.cover.lies, "the grab")  # without turning the event loop
    rig.controller.cancel()
    rig.qtbot.waitUntil(lambda: not rig.controller.busy)
    assert rig.events == ["cancelled"]
    rig.qtbot.waitUntil(lambda: not rig.cover.lies)


def test_a_capture_without_a_screen_of_ours_leaves_no_cover(rig: Rig) -> None:
    rig.controller.start_region(Region(90_000, 90_000, 10, 10))
    rig.qtbot.waitUntil(lambda: bool(rig.problems))
    rig.qtbot.waitUntil(lambda: not rig.cover.lies)
    assert rig.cover.shades


def test_nothing_is_shown_for_a_region_that_is_asked_about_at_once(rig: Rig) -> None:
    region = rig.grabber.grab()[0].bounds
    rig.controller.start_region(region, "What is this?")
    rig.qtbot.waitUntil(lambda: bool(rig.results))
    assert not rig.cover.shades


def test_what_is_selected_ahead_is_not_darkened_first(rig: Rig) -> None:
    region = Region(10, 20, 100, 50)
    with rig.qtbot.waitSignal(rig.controller.opened):
        rig.controller.start_region(region)
    rig.controller.cancel()
    with rig.qtbot.waitSignal(rig.controller.opened):
        rig.controller.start_screen(1)
    assert rig.cover.shades == [Shade(DIM.alphaF(), region), Shade(DIM.alphaF(), RIGHT.bounds)]


def test_nor_does_the_overlay_darken_it(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[Region | None] = []
    paint = Stage.paint

    def watched(stage: Stage, painter: QPainter, dirty: QRect, scene: Scene) -> None:
        painted.append(scene.region)
        paint(stage, painter, dirty, scene)

    monkeypatch.setattr(Stage, "paint", watched)
    with rig.qtbot.waitSignal(rig.controller.opened):
        rig.controller.start_region(Region(10, 20, 100, 50))
    assert set(painted) == {Region(10, 20, 100, 50)}


def test_given_up_once_nobody_was_found_to_have_locked_it_nothing_is_asked(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, gate = threading.Event(), threading.Event()

    def locked() -> bool:
        asked.set()
        return not gate.wait(10)

    monkeypatch.setattr(rig.lock, "locked", locked)
    rig.controller.start_region(Region(10, 10, 20, 20), "What is this?")
    rig.qtbot.waitUntil(asked.is_set)
    gate.set()
    job = rig.controller._job
    assert job is not None
    wait_for(lambda: job._reported, "its answer")  # without turning the event loop
    rig.controller.cancel()
    rig.qtbot.waitUntil(lambda: not rig.controller.busy)
    assert (rig.results, rig.events) == ([], ["cancelled"])
