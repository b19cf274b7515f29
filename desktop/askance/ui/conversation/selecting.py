"""What is selected in the conversation: copying it, and showing it. GUI thread.

What is selected is two places in the text, so it holds for messages that have no widget; those that
have one are told what to shade.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QClipboard, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from askance.ui.conversation.boxes.box import Shade
from askance.ui.conversation.leaf_text import text_of
from askance.ui.conversation.message import MessageView
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.roll import Roll
from askance.ui.conversation.selection import Position, Selection, end_of, start_of, without
from askance.ui.conversation.sight import Sight
from askance.ui.conversation.texts import Texts, plain_of, whole
from askance.ui.conversation.utf16 import length
from askance.ui.widgets import announce

_AT_ONCE = 100_000
"""Characters that are put together while the window waits; more on another thread."""


class Selecting(QObject):
    """One for a view. `hits` gives what else is shaded in a message, by body and leaf."""

    changed = Signal()
    quoted = Signal(str)
    """These words are to be quoted."""

    def __init__(self, *, area: QWidget, roll: Roll, sight: Sight, offthread: Offthread) -> None:
        super().__init__(area)
        self._area, self._roll, self._sight, self._offthread = area, roll, sight, offthread
        self.texts = Texts(roll, sight)
        self.selection: Selection | None = None
        self.caret: Position | None = None
        self.hits: Callable[[int], Mapping[tuple[int, int], Sequence[Shade]]] = _no_hits
        sight.came.append(self._came)

    @property
    def any(self) -> bool:
        """Whether something is selected."""
        return self.selection is not None and not self.selection.empty

    def select(self, selection: Selection | None) -> None:
        """Selects this and nothing else."""
        old, self.selection = self.selection, selection
        if selection == old:
            return
        for number in self._sight.numbers():
            if any(each is not None and each.touches(number) for each in (old, selection)):
                self.shade(number)
        self.changed.emit()

    def set_caret(self, caret: Position | None) -> None:
        """Shows a caret there; None: none."""
        old, self.caret = self.caret, caret
        for place in (old, caret):
            if place is not None:
                self._show_caret(place.message)

    def select_all(self) -> None:
        """The whole conversation."""
        if len(self._roll):
            self.select(Selection(start_of(0), end_of(len(self._roll) - 1)))

    def select_message(self, number: int) -> None:
        """One message."""
        self.select(whole(number))

    def clear(self) -> bool:
        """Selects nothing and takes the caret away. Whether there was anything."""
        had = self.any or self.caret is not None
        self.set_caret(None)
        self.select(None)
        return had

    def reset(self) -> None:
        """Other messages come."""
        self.selection = self.caret = None
        self.changed.emit()

    def removed(self, number: int) -> None:
        """A message is about to be taken away."""
        self.set_caret(None)
        if self.selection is not None:
            kept = without(self.selection, number)
            if kept is None:
                self.select(None)
            else:
                self.selection = kept  # the same words, which have other numbers in a moment

    def text(self) -> str:
        """What is selected, as plain text."""
        return self.texts.plain(self.selection) if self.selection is not None else ""

    def text_in(self, number: int) -> str:
        """What is selected in one message."""
        return self.texts.plain_in(self.selection, number) if self.selection is not None else ""

    def markdown(self) -> str:
        """What is selected, as Markdown."""
        selected = self.selection
        return self.texts.markdown(selected) if selected is not None and self.any else ""

    def copy(self) -> None:
        """Puts it on the clipboard; a great deal of it a moment later."""
        selected = self.selection
        if selected is None or selected.empty:
            return
        if self.texts.size(selected) <= _AT_ONCE:
            self._give(self.texts.plain(selected))
            return
        messages = self.texts.snapshot(selected)
        self._offthread.run(lambda: plain_of(selected, messages), self._give, self)

    def copy_markdown(self) -> None:
        """Puts it on the clipboard as Markdown."""
        if self.any:
            self._give(self.markdown())

    def offer(self) -> None:
        """Lets the middle button paste it elsewhere, where that is the custom."""
        clipboard, selected = QGuiApplication.clipboard(), self.selection
        if selected is None or selected.empty or not clipboard.supportsSelection():
            return
        if self.texts.size(selected) <= _AT_ONCE:
            clipboard.setText(self.text(), QClipboard.Mode.Selection)

    def _give(self, words: str) -> None:
        QGuiApplication.clipboard().setText(words)
        announce(self._area, self.tr("Copied"))

    def _takes_menu(self, view: MessageView, event: QContextMenuEvent) -> bool:
        """What is selected has a menu of its own."""
        number, selected = self._roll.number(view.message.id), self.selection
        if number is None or selected is None or not selected.touches(number):
            return False
        self._open_menu(event)
        return True

    def _open_menu(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self._area)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy"), self.copy)
        menu.addAction(self.tr("Copy as Markdown"), self.copy_markdown)
        menu.addAction(self.tr("Quote"), lambda: self.quoted.emit(self.text()))
        menu.addSeparator()
        menu.addAction(self.tr("Select all"), self.select_all)
        menu.popup(event.globalPos())

    def shade(self, number: int) -> None:
        """Tells a message what of it is shaded."""
        view = self._sight.view(number)
        if view is None:
            return
        found = self.hits(number)
        selected = self.selection
        if selected is not None and not selected.touches(number):
            selected = None
        for body, canvas in enumerate(view.bodies()):
            shades: dict[int, list[Shade]] = {}
            for leaf, each in enumerate(canvas.leaves) if selected is not None else ():
                part = selected and selected.part(number, body, leaf, length(text_of(each)))
                if part and part[0] < part[1]:
                    shades[leaf] = [Shade(*part)]
            for (of, leaf), hits in found.items():  # on top of what is selected
                if of == body:
                    shades.setdefault(leaf, []).extend(hits)
            canvas.set_shades(shades)

    def follow(self, number: int) -> None:
        """A message says more than before."""
        if self.selection is not None and self.selection.touches(number):
            self.shade(number)

    def show(self, number: int) -> None:
        """A message shows other words than before: what is selected in it, and the caret."""
        self.shade(number)
        self._show_caret(number)

    def shade_all(self) -> None:
        """The same for all that have a widget."""
        for number in self._sight.numbers():
            self.shade(number)

    def _show_caret(self, number: int) -> None:
        view = self._sight.view(number)
        caret = self.caret
        for body, canvas in enumerate(view.bodies() if view is not None else ()):
            here = caret is not None and caret[:2] == (number, body)
            canvas.set_caret((caret.leaf, caret.offset) if here and caret is not None else None)

    def _came(self, view: MessageView) -> None:
        view.takes_menu = self._takes_menu
        number = self._roll.number(view.message.id)
        if number is None:
            return
        if self.selection is not None or self.hits(number):
            self.shade(number)
        if self.caret is not None and self.caret.message == number:
            self._show_caret(number)


def _no_hits(_number: int) -> Mapping[tuple[int, int], Sequence[Shade]]:
    return {}
