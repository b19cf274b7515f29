"""Our own windows are not in the picture, and come back."""

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import delete

from askance.ui.capture.own_windows import OwnWindows
from tests.ui.capture.conftest import Rig


def shown(rig: Rig, title: str) -> QWidget:
    window = QWidget()
    window.setWindowTitle(title)
    window.setGeometry(40, 50, 200, 100)
    rig.qtbot.addWidget(window)
    window.show()
    rig.qtbot.waitExposed(window)
    rig.own.append(window)
    return window


def test_they_are_hidden_during_the_grab_and_restored_afterwards(rig: Rig) -> None:
    main, hidden = shown(rig, "main"), QWidget()
    rig.qtbot.addWidget(hidden)
    rig.own.append(hidden)
    main.activateWindow()
    rig.qtbot.waitUntil(main.isActiveWindow)
    before = main.pos()
    seen: list[bool] = []
    rig.grabber.on_grab = lambda: seen.append(main.isVisible())
    rig.open()
    assert seen == [False]
    rig.key(Qt.Key.Key_Escape)
    assert main.isVisible()
    assert main.pos() == before
    assert not hidden.isVisible()
    rig.qtbot.waitUntil(main.isActiveWindow)


def test_one_that_is_over_meanwhile_is_no_loss(rig: Rig) -> None:
    main, passing = shown(rig, "main"), QWidget()
    passing.show()
    passing.activateWindow()
    rig.own.append(passing)
    rig.open()
    delete(passing)
    rig.own.remove(passing)
    rig.drag((100, 100), (300, 200))
    rig.key(Qt.Key.Key_Return)
    assert len(rig.results) == 1
    assert main.isVisible()


def test_they_come_back_when_the_capture_fails(rig: Rig) -> None:
    from askance.core.errors import ErrorKind, Problem

    main = shown(rig, "main")
    rig.grabber.refusal = Problem(ErrorKind.CAPTURE, "No permission")
    with rig.qtbot.waitSignal(rig.controller.problem):
        rig.controller.start()
    assert main.isVisible()


def test_with_nothing_to_hide_nobody_waits(rig: Rig) -> None:
    minimised = shown(rig, "minimised")
    minimised.showMinimized()
    rig.controller.start()
    # The grab was submitted in the same breath: no timer runs between the key and the pixels.
    assert not [timer for timer in rig.controller.findChildren(QTimer) if timer.isActive()]
    rig.qtbot.waitUntil(lambda: bool(rig.windows))
    assert minimised.isMinimized()


def test_chosen_in_a_menu_that_is_gone_it_waits_for_what_lay_under_it(rig: Rig) -> None:
    with rig.qtbot.waitSignal(rig.controller.opened):
        rig.controller.start_from_menu()
        assert [timer for timer in rig.controller.findChildren(QTimer) if timer.isActive()]
        assert rig.grabber.grabs == 0
    rig.key(Qt.Key.Key_Escape)
    assert not rig.controller.busy


def test_an_open_menu_is_closed_for_good(rig: Rig) -> None:
    menu = QMenu()
    menu.addAction("Copy")
    rig.qtbot.addWidget(menu)
    menu.popup(QPoint(10, 10))
    rig.open()
    assert not menu.isVisible()
    rig.key(Qt.Key.Key_Escape)
    assert not menu.isVisible()


def test_a_dialog_returns_after_its_parent(rig: Rig) -> None:
    main = shown(rig, "main")
    dialog = QWidget(main, Qt.WindowType.Dialog)
    dialog.show()
    order: list[str] = []
    own = OwnWindows(lambda: [dialog, main])
    with rig.qtbot.waitSignal(own.gone):
        assert own.hide()
    assert not dialog.isVisible()
    for window, name in ((main, "main"), (dialog, "dialog")):
        window.windowHandle().visibleChanged.connect(lambda _on, name=name: order.append(name))
    own.restore()
    assert order == ["main", "dialog"]
    assert dialog.isVisible()
