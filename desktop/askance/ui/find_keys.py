"""The keys that find: in the conversation that is shown, or in the history. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

from askance.ui.window_menu import Entry

_FIND, _SEARCH = "Ctrl+F", "Ctrl+Shift+F"


class FindKeys(QObject):
    """Two entries of a window's menu. From within `history`, both search it."""

    find_requested = Signal()
    search_requested = Signal()

    def __init__(self, history: QWidget, *, parent: QObject) -> None:
        super().__init__(parent)
        self._history = history
        self._finding, self._searching = _tr("Find in conversation"), _tr("Search history")

    @property
    def entries(self) -> tuple[Entry, ...]:
        """For the menu."""
        return (
            (self._finding, (_FIND,), self._find),
            (self._searching, (_SEARCH,), self.search_requested.emit),
        )

    def share(self, actions: list[QAction], *, finds: bool) -> None:
        """Gives the keys to the entries among `actions`. Where there is no conversation to find in,
        its key searches the history.
        """
        find, search = (
            next(each for each in actions if each.text() == words)
            for words in (self._finding, self._searching)
        )
        find.setEnabled(finds)  # a disabled action leaves its key to others
        search.setShortcuts(
            [QKeySequence(key) for key in ((_SEARCH,) if finds else (_FIND, _SEARCH))]
        )

    @Slot()
    def _find(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self._history.isAncestorOf(focused):
            self.search_requested.emit()
        else:
            self.find_requested.emit()


def _tr(text: str) -> str:
    return QCoreApplication.translate("MainWindow", text)
