"""Ctrl+S: a file dialog once the overlay is gone, then a PNG of exactly the region."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog

from askance.core.errors import ErrorKind, Problem
from tests.ui.capture.conftest import Rig

CTRL = Qt.KeyboardModifier.ControlModifier


def dialog_after_ctrl_s(rig: Rig) -> QFileDialog:
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.key(Qt.Key.Key_S, CTRL)
    assert not rig.windows
    (dialog,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog))
    assert dialog.isVisible()
    return dialog


def test_the_region_is_written(rig: Rig, tmp_path: Path) -> None:
    dialog = dialog_after_ctrl_s(rig)
    target = tmp_path / "picture.png"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    rig.qtbot.waitUntil(lambda: not QImage(str(target)).isNull())
    picture = QImage(str(target))
    assert (picture.width(), picture.height()) == (200, 100)
    assert picture.pixelColor(5, 5).getRgb()[:3] == (200, 40, 40)


def test_a_place_that_takes_nothing_is_told(rig: Rig, tmp_path: Path) -> None:
    dialog = dialog_after_ctrl_s(rig)
    with rig.qtbot.waitSignal(rig.controller.problem):
        dialog.fileSelected.emit(str(tmp_path / "no such folder" / "picture.png"))
    dialog.close()
    (problem,) = rig.problems
    assert isinstance(problem, Problem)
    assert problem.kind is ErrorKind.PICTURE
