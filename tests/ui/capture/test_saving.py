"""Ctrl+S: a file dialog once the overlay is gone, then a PNG of exactly the region."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog

from askance.core.errors import ErrorKind, Problem
from askance.ui.capture.keep import Saver
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


def dialogs() -> list[QFileDialog]:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog)]
    return [dialog for dialog in found if dialog.isVisible()]


def test_a_second_picture_does_not_lose_the_first(rig: Rig, tmp_path: Path) -> None:
    dialog_after_ctrl_s(rig)
    rig.open()
    rig.drag((50, 50), (90, 120))
    rig.key(Qt.Key.Key_S, CTRL)
    first, second = sorted(dialogs(), key=lambda dialog: dialog.winId())
    for dialog, name in ((second, "second.png"), (first, "first.png")):
        dialog.fileSelected.emit(str(tmp_path / name))
        dialog.close()
    rig.qtbot.waitUntil(lambda: not saving(rig))
    sizes = {path.name: QImage(str(path)).width() for path in tmp_path.iterdir()}
    assert sizes in ({"first.png": 200, "second.png": 40}, {"first.png": 40, "second.png": 200})
    assert not rig.problems


def saving(rig: Rig) -> list[QObject]:
    """What still waits to be written."""
    return rig.controller.outcomes.findChild(Saver).children()


def test_after_a_failure_the_picture_can_still_be_saved(rig: Rig, tmp_path: Path) -> None:
    dialog = dialog_after_ctrl_s(rig)
    with rig.qtbot.waitSignal(rig.controller.problem):
        dialog.fileSelected.emit(str(tmp_path / "no such folder" / "mine.png"))
    dialog.close()
    (again,) = dialogs()
    assert again.windowTitle() == "The picture could not be saved"
    assert Path(again.selectedFiles()[0]).name == "mine.png"
    target = tmp_path / "mine.png"
    again.fileSelected.emit(str(target))
    again.close()
    rig.qtbot.waitUntil(lambda: not saving(rig))
    assert QImage(str(target)).width() == 200


def test_a_picture_given_up_is_let_go(rig: Rig) -> None:
    dialog = dialog_after_ctrl_s(rig)
    assert saving(rig)
    dialog.reject()
    rig.qtbot.waitUntil(lambda: not saving(rig))
    assert not dialogs()


def test_pressing_save_in_the_dialog_writes_what_its_name_says(rig: Rig, tmp_path: Path) -> None:
    dialog = dialog_after_ctrl_s(rig)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("pressed.png")
    # As the button does: the dialog tells, and closes, from inside itself.
    dialog.accept()
    del dialog
    rig.qtbot.waitUntil(lambda: not saving(rig))
    assert QImage(str(tmp_path / "pressed.png")).width() == 200
    rig.qtbot.waitUntil(lambda: not dialogs())
