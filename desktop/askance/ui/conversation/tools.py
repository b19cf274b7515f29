"""Real buttons over what is painted: Copy and Wrap over code, Copy over a table. GUI thread.

Painted buttons could be neither tabbed to nor found by a screen reader. They are made a turn of the
event loop after their box came into sight, so that a jump through a long conversation does not
wait for them, and are used again for the next box when theirs is gone.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPoint, QRect, QSize, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from askance.ui.conversation.boxes.code import CodeBox
from askance.ui.conversation.boxes.table import TableBox
from askance.ui.conversation.copying import Copying
from askance.ui.conversation.table_button import TableButton
from askance.ui.theme import Theme
from askance.ui.widgets import Button

_SOON_MS = 20
"""What was there when they were asked for is painted first."""
_RIGHT, _APART = 5, 2

Tooled = CodeBox | TableBox
"""What has buttons."""


class CodeButtons(QObject):
    """The two buttons of one code block."""

    def __init__(self, *, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._box: CodeBox | None = None
        self._place = QRect()
        self.copy = self._button(theme, self.tr("Copy"), self.tr("Copy code"), "copy")
        self.wrap = self._button(theme, self.tr("Wrap"), self.tr("Wrap lines"), "")
        self.wrap.setCheckable(True)
        self._copying = Copying(self.copy, resized=self._place_again)
        self.copy.clicked.connect(self._copy_code)
        self.wrap.toggled.connect(self._wrap)

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [each for each in (self.wrap, self.copy) if not each.isHidden()]

    @property
    def focused(self) -> bool:
        """Whether the keyboard is on one of them."""
        return QApplication.focusWidget() in (self.copy, self.wrap)

    def show_for(self, box: Tooled, place: QRect) -> None:
        """Puts them over the header of a code box that stands at `place`."""
        assert isinstance(box, CodeBox)
        self._place = place
        if box is not self._box:
            self._box = box
            self._copying.offer()
        self.wrap.blockSignals(True)
        self.wrap.setChecked(box.wrapped)
        self.wrap.blockSignals(False)
        right = place.right() - _RIGHT
        for button, wanted in ((self.copy, True), (self.wrap, box.wrapped or box.overflow > 0)):
            size: QSize = button.sizeHint()
            top = place.top() + 1 + (box.head_height - size.height()) // 2
            button.setGeometry(QRect(QPoint(right - size.width(), top), size))
            button.setVisible(wanted)
            right -= size.width() + _APART

    def hide(self) -> None:
        """Their code is not in sight."""
        self._box = None
        self.copy.hide()
        self.wrap.hide()

    def _copy_code(self) -> None:
        if self._box is not None:
            self._copying.copy(self._box.text, self.tr("Code copied"))

    def _place_again(self) -> None:
        if self._box is not None:
            self.show_for(self._box, self._place)

    def _wrap(self, wrapped: bool) -> None:
        if self._box is not None:
            self._box.set_wrapped(wrapped)

    def _button(self, theme: Theme, text: str, name: str, icon: str) -> Button:
        made = Button(theme, text, icon=icon, kind="quiet", name=name)
        made.setParent(self._parent)
        made.setProperty("small", "true")
        made.hide()
        return made


class Tools(QObject):
    """All buttons of a canvas."""

    changed = Signal()
    """What Tab reaches came or went."""

    def __init__(self, *, theme: Theme, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._theme, self._canvas = theme, canvas
        self._shown: dict[int, CodeButtons | TableButton] = {}
        self._spare: list[CodeButtons | TableButton] = []
        self._wanted: dict[int, tuple[Tooled, QRect]] = {}
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._make)

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, from top to bottom."""
        return [stop for leaf in sorted(self._shown) for stop in self._shown[leaf].stops]

    def show(self, wanted: Mapping[int, tuple[Tooled, QRect]]) -> None:
        """The boxes in sight by the number of their leaf, and where they stand."""
        self._wanted = dict(wanted)
        for leaf in [each for each in self._shown if not self._serves(each)]:
            if leaf in wanted or not self._shown[leaf].focused:
                self._spare.append(self._shown.pop(leaf))
                self._spare[-1].hide()
        for leaf in self._shown.keys() & wanted.keys():
            self._shown[leaf].show_for(*wanted[leaf])
        if wanted.keys() - self._shown.keys():
            self._soon.start()

    def _make(self) -> None:
        before = self.stops
        for leaf, (box, place) in self._wanted.items():
            if leaf not in self._shown:
                self._shown[leaf] = self._buttons(box)
            self._shown[leaf].show_for(box, place)
        if self.stops != before:
            self.changed.emit()

    def _serves(self, leaf: int) -> bool:
        """Whether the buttons of a leaf are those that its box wants."""
        return leaf in self._wanted and isinstance(
            self._shown[leaf], _kind_for(self._wanted[leaf][0])
        )

    def _buttons(self, box: Tooled) -> CodeButtons | TableButton:
        kind = _kind_for(box)
        for number, spare in enumerate(self._spare):
            if isinstance(spare, kind):
                return self._spare.pop(number)
        return kind(theme=self._theme, parent=self._canvas)


def _kind_for(box: Tooled) -> type[CodeButtons] | type[TableButton]:
    return CodeButtons if isinstance(box, CodeBox) else TableButton
