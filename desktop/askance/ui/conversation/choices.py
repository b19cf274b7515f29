"""All choices of an answer: one shown at a time under tabs, or all beside one another. GUI thread.

A choice's parts are children of the answer; here it is decided which are shown and where.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from askance.core.conversation import Choice, Message, MessageStatus
from askance.ui.conversation.abreast import Abreast
from askance.ui.conversation.boxes.formula import Formulas
from askance.ui.conversation.canvas import BlocksCanvas
from askance.ui.conversation.choice import ChoiceView, Piece
from askance.ui.conversation.doubt import Mark
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.rows import Row, place
from askance.ui.conversation.slices import Slices
from askance.ui.conversation.speaking import Standing
from askance.ui.conversation.tabs import ChoiceTabs
from askance.ui.theme import Theme

_UNDER = 8


class Choices(QObject):
    """The choice with index `chosen` is the answer."""

    link_activated = Signal(str)
    grew = Signal()
    """The height changed by itself."""
    folded = Signal()
    """The person opened or closed something: the height changed."""
    stops_changed = Signal()
    doubt_activated = Signal(QWidget, int, object)
    """A doubtful word was clicked: its canvas, its leaf, its `Mark`."""
    picked = Signal(int)
    """The person picked the tab of another choice."""
    arranged = Signal()
    """The person put them side by side, or one behind another."""

    def __init__(
        self,
        *,
        theme: Theme,
        offthread: Offthread,
        formulas: Formulas | None,
        slices: Slices | None,
        parent: QWidget,
        chosen: int,
    ) -> None:
        super().__init__(parent)
        self._theme, self._offthread = theme, offthread
        self._formulas, self._slices = formulas, slices
        self._parent = parent
        self._views: dict[int, ChoiceView] = {}
        self.chosen = chosen
        self.tabs: ChoiceTabs | None = None
        self._models: dict[int, str] = {}
        self._streaming = False
        self._abreast: Abreast | None = None
        self._coming = set[int]()
        self._stood: dict[int, Standing] = {}
        self.view(chosen)

    @property
    def current(self) -> ChoiceView:
        """The choice that is the answer."""
        return self.view(self.chosen)

    @property
    def canvas(self) -> BlocksCanvas:
        """Its words."""
        return self.current.canvas

    @property
    def came(self) -> bool:
        """Whether there are words that did not stand when the answer began, or went on."""
        return bool(self._coming) or self.told == (0, 0)

    @property
    def telling(self) -> ChoiceView:
        """The choice that is coming; of several, the one that is the answer."""
        others = self._coming if self.chosen not in self._coming else ()
        return self.view(min(others, default=self.chosen))

    @property
    def news(self) -> str:
        """What it says, where that is not what stood before."""
        return self.telling.words if self.came else ""

    @property
    def told(self) -> Standing:
        """Up to where that stood when it began, or went on."""
        return self._stood.get(self.index_of(self.telling.canvas), (0, 0))

    @property
    def shown(self) -> list[ChoiceView]:
        """The choices to be seen, in reading order."""
        if self._abreast is not None:
            return [self._views[index] for index in sorted(self._views)]
        return [self.current]

    @property
    def canvases(self) -> list[BlocksCanvas]:
        """The words to be seen, column by column."""
        return [view.canvas for view in self.shown]

    @property
    def parts(self) -> list[QWidget]:
        """The children to be seen, in reading order."""
        above = [self.tabs] if self.tabs is not None else []
        if self._abreast is not None:
            return [*above, *self._abreast.parts]
        return [*above, *self.current.parts]

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        above = self.tabs.stops if self.tabs is not None else []
        return [*above, *(stop for view in self.shown for stop in view.stops)]

    def place(self, *, left: int, width: int) -> int:
        """Places everything; returns where it ends."""
        if self.plain:
            return self.current.place(left=left, width=width)
        top = place((Row(self.tabs),), left=left, top=0, width=width) if self.tabs else 0
        if self._abreast is not None:
            return self._abreast.place(left=left, top=top, width=width)
        return place(self.current.rows, left=left, top=top + (_UNDER if top else 0), width=width)

    def view(self, index: int) -> ChoiceView:
        """The view of a choice, made when it is first spoken of."""
        if index not in self._views:
            made = ChoiceView(
                theme=self._theme,
                offthread=self._offthread,
                formulas=self._formulas,
                slices=self._slices,
                parent=self._parent,
            )
            made.canvas.link_activated.connect(self.link_activated)
            made.canvas.resized.connect(self.grew)
            made.canvas.stops_changed.connect(self.stops_changed)
            made.canvas.doubt_activated.connect(partial(self._tell_doubt, made.canvas))
            made.thinking.folded.connect(self.folded)
            made.thinking.grew.connect(self.grew)
            self._views[index] = made
            if index != self.chosen:
                made.hide()
            self._offer_tabs()
        return self._views[index]

    def apply(self, event: Piece) -> None:
        """Takes a piece of a choice; `refresh` shows it."""
        self._coming.add(event.index)
        self.view(event.index).apply(event)

    def refresh(self, *, streaming: bool) -> None:
        """Shows what came."""
        for view in self.shown:
            view.refresh()
            view.canvas.set_writing(streaming)
        if streaming and QAccessible.isActive():
            self.telling.refresh()  # it is told though it is not seen

    def set_message(self, message: Message) -> None:
        """Another state of the message; what is shown of it already stays as it is."""
        streaming = message.status is MessageStatus.STREAMING
        fresh, self._streaming = streaming and not self._streaming, streaming
        self._models = _models_of(message)
        for choice in message.choices:
            self._set(choice, message, streaming=streaming)
        self._forget_others(message)
        if fresh:
            self._coming.clear()
            self._stood = {index: view.standing for index, view in self._views.items()}
        for view in self._views.values():
            if not streaming:
                view.end()
            view.canvas.set_writing(streaming)
        self._offer_tabs()
        self._hide_others()
        self._compare()

    def name_of(self, canvas: BlocksCanvas) -> str:
        """What stands over these words; empty while they are shown alone."""
        names = self._names() if self._abreast is not None else {}
        return names.get(self.index_of(canvas), "")

    def index_of(self, canvas: BlocksCanvas) -> int:
        """Which choice's words these are; the chosen one's where they are not shown any more."""
        found = (index for index, view in self._views.items() if view.canvas is canvas)
        return next(found, self.chosen)

    def choose(self, index: int) -> bool:
        """Shows another choice. Returns whether there is such a one."""
        if index == self.chosen or index not in self._views:
            return False
        self.chosen = index
        self._hide_others()
        self._offer_tabs()
        return True

    def set_side_by_side(self, on: bool) -> None:
        """Shows all choices beside one another, with what differs marked."""
        if self.tabs is not None and self.tabs.beside.isChecked() is not on:
            self.tabs.beside.setChecked(on)

    @property
    def plain(self) -> bool:
        """Whether there is one, and that is words alone."""
        return self.tabs is None and len(self._views) == 1 and self.current.plain

    def renew(self, chosen: int) -> bool:
        """Makes ready for another message. False where more than plain words was shown."""
        if not self.plain:
            return False
        view = self.current
        view.renew()
        self._views, self._models, self.chosen = {chosen: view}, {}, chosen
        return True

    def restyle(self) -> None:
        """Follows the theme."""
        for view in self._views.values():
            view.restyle()

    def _set(self, choice: Choice, message: Message, *, streaming: bool) -> None:
        view = self.view(choice.index)
        if not view.continues(choice):
            # What is shown is not how the answer began: only a new page can be right.
            self._views.pop(choice.index).discard()
            view = self.view(choice.index)
        view.set_choice(choice, streaming=streaming, timing=message.timing)

    def _forget_others(self, message: Message) -> None:
        """What the message has no more is shown no more: it never came, after all."""
        kept = {choice.index for choice in message.choices} or {self.chosen}
        for index in self._views.keys() - kept:
            self._views.pop(index).discard()
            if self._abreast is not None:
                self._abreast.forget(index)
        if self.chosen not in kept and message.choice is not None:
            self.chosen = message.choice.index
        if len(self._views) == 1 and self.tabs is not None:
            self._take_tabs_away(self.tabs)

    def _take_tabs_away(self, tabs: ChoiceTabs) -> None:
        if self._abreast is not None:
            self._abreast.clear()
        if tabs.focused:
            self._parent.setFocus()
        tabs.hide()
        tabs.deleteLater()
        self.tabs = self._abreast = None
        self.stops_changed.emit()

    def _hide_others(self) -> None:
        shown = self.shown
        for view in self._views.values():
            if view not in shown:
                view.hide()

    def _tell_doubt(self, canvas: BlocksCanvas, leaf: int, mark: Mark) -> None:
        self.doubt_activated.emit(canvas, leaf, mark)

    def _offer_tabs(self) -> None:
        if len(self._views) < 2:
            return
        if self.tabs is None:
            self.tabs = ChoiceTabs(self._parent)
            self.tabs.picked.connect(self.picked)
            self.tabs.side_by_side.connect(self._put_side_by_side)
        names = self._names()
        if self._abreast is not None:
            self._abreast.name(names)
        if self.tabs.offer(names, self.chosen):
            self.stops_changed.emit()

    def _names(self) -> dict[int, str]:
        """By who gave them, as soon as that tells them apart; numbered where it doesn't."""
        made: dict[int, str] = {}
        told = [name for name in map(self._models.get, self._views) if name]
        for number, index in enumerate(sorted(self._views), 1):
            name = self._models.get(index, "") if len(set(told)) > 1 else ""
            words = self.tr("{model} ({number})") if name else self.tr("Answer {number}")
            made[index] = words.format(model=name, number=number)
            if told.count(name) == 1:
                made[index] = name
        return made

    def _put_side_by_side(self, on: bool) -> None:
        assert self.tabs is not None
        if self._abreast is not None:
            self._abreast.clear()
            self.tabs.say_difference("")
        self._abreast = self._made_abreast(self.tabs) if on else None
        self._hide_others()
        self.refresh(streaming=self._streaming)
        self._compare()
        self.arranged.emit()

    def _made_abreast(self, tabs: ChoiceTabs) -> Abreast:
        made = Abreast(self._views, offthread=self._offthread, parent=self._parent)
        made.compared.connect(tabs.say_difference)
        made.name(self._names())
        return made

    def _compare(self) -> None:
        """Half an answer beside a whole one would differ in all that is still to come."""
        if self._abreast is not None:
            self._abreast.compare(() if self._streaming else self._views)


def _models_of(message: Message) -> dict[int, str]:
    """Who gave each, by its index; of the same model at two endpoints, which endpoint too."""
    who = {
        choice.index: (choice.model or message.model, choice.endpoint or message.endpoint)
        for choice in message.choices
    }
    given = [model for model, _ in set(who.values())]
    return {
        index: f"{model} · {endpoint}" if given.count(model) > 1 else model
        for index, (model, endpoint) in who.items()
    }
