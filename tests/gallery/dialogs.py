"""Menus and questions alone: windows of their own, which no picture of the main window holds."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QToolButton, QWidget

from askance.ui.main_window import MainWindow
from askance.ui.settings.removing import ask_to_remove
from askance.ui.theme import Theme
from askance.ui.tray import Tray
from askance.ui.viewer.viewer import PictureViewer
from tests.support.accessible_names import named
from tests.ui.conversation import samples

Scene = Callable[[Theme], AbstractContextManager[QWidget]]
Window = Callable[[Theme], AbstractContextManager[MainWindow]]


def scenes(window: Window) -> dict[str, Scene]:
    """By name; `window` makes the main window with a history."""
    return {
        "menu-window": partial(_menu_of, window, "Menu"),
        "menu-add-a-picture": partial(_menu_of, window, "Add a picture"),
        "menu-tray": _tray,
        "dialog-delete-conversation": partial(_asked, window, _delete),
        "dialog-remove-model": partial(_asked, window, _remove),
        "dialog-picture-address": partial(_asked, window, _address),
        "viewer-part": _viewer_part,
    }


@contextmanager
def _menu_of(window: Window, name: str, theme: Theme) -> Iterator[QWidget]:
    with window(theme) as shown:
        (button,) = named(shown, name)
        assert isinstance(button, QToolButton)
        with _popped_up(button.menu()) as menu:
            yield menu


@contextmanager
def _tray(theme: Theme) -> Iterator[QWidget]:
    tray = Tray(theme=theme)
    tray.set_hotkey("Ctrl+Alt+Space")
    (menu,) = (each for each in QApplication.topLevelWidgets() if each is tray._icon.contextMenu())
    assert isinstance(menu, QMenu)
    with _popped_up(menu) as shown:
        yield shown


@contextmanager
def _popped_up(menu: QMenu) -> Iterator[QWidget]:
    menu.popup(QPoint(0, 0))
    yield menu
    menu.close()


@contextmanager
def _asked(window: Window, ask: Callable[[MainWindow], object], theme: Theme) -> Iterator[QWidget]:
    with window(theme) as shown:
        shown.show()
        ask(shown)
        (dialog,) = (each for each in shown.findChildren(QDialog) if each.isVisible())
        yield dialog
        dialog.close()


def _delete(window: MainWindow) -> None:
    history = window.history
    history._confirm_delete(history.model.index(1, 0))


def _remove(window: MainWindow) -> None:
    ask_to_remove(window, "Relay", lambda: None)


def _address(window: MainWindow) -> None:
    window.composer.ask_for_address()


@contextmanager
def _viewer_part(theme: Theme) -> Iterator[QWidget]:
    """A part of a picture, to be asked about."""
    data = samples.all_pictures()[samples.CHART]
    viewer = PictureViewer(theme=theme, data=data, sha256=samples.CHART)
    viewer.show()
    while viewer.message.text():
        QTest.qWait(10)
    viewer._place_part()
    yield viewer
    viewer.close()
