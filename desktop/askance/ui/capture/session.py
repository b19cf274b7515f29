"""One capture while it is on the screens: the windows, the selection they share, keys and pointer.
GUI thread.

Begins with frames and ends with exactly one `ended`; by then every window is gone and the keyboard
is free. The order at the start is the point of it: windows with the frozen frame first, everything
else (keyboard, hint, ask bar, other programs' windows) once they have painted.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent

from askance.core.endpoint import Endpoint
from askance.core.screen import Region, WindowBox
from askance.core.windows import WindowWalk
from askance.ui.capture import commands, words
from askance.ui.capture.cards import Cards
from askance.ui.capture.commands import Command, command_of
from askance.ui.capture.desk import Desk
from askance.ui.capture.ending import Ending, Outcome
from askance.ui.capture.offers import Offers
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.capture.presence import Presence
from askance.ui.capture.screenfuls import most_covered
from askance.ui.capture.sizing import Sizing
from askance.ui.capture.steering import Steering
from askance.ui.capture.text_side import TextSide
from askance.ui.capture.texting import Texting
from askance.ui.letters import key_of
from askance.ui.presets import question_for
from askance.ui.selection_look import ARROWS
from askance.ui.theme import Theme

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FORGOTTEN_MS = 120_000
"""Without any input for so long the overlay leaves: nobody is there, and it covers everything."""


class CaptureSession(QObject):
    """The listener of its windows. `endpoint` is where a question goes."""

    opened = Signal()
    """Every window has painted its frame."""
    ended = Signal(object)
    """An `Ending`, once."""

    def __init__(
        self,
        *,
        theme: Theme,
        endpoint: Endpoint,
        offers: Offers,
        question: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._endpoint, self._offers = theme, endpoint, offers
        self._unpainted = 0
        self._over = False
        self._cards = Cards(
            theme=theme, endpoint=endpoint, offers=offers, question=question, parent=self
        )
        self._text = TextSide(offers.text_mode, self)
        self._desk = Desk([], 0, self._text, offers.pointing)
        self._sizing = Sizing(theme, self._desk, self)
        self._forgotten = QTimer(self, interval=FORGOTTEN_MS, singleShot=True)
        self._forgotten.setObjectName("forgotten")
        self._forgotten.timeout.connect(self._give_way)
        self._connect()

    def _connect(self) -> None:
        self._cards.submitted.connect(self._submit)
        self._cards.joined.connect(self._join)
        self._cards.text_wanted.connect(lambda: self._texting.enter(""))
        self._cards.touched.connect(self._forgotten.start)
        self._text.followed.connect(self._follow)

    def open(
        self,
        windows: list[OverlayWindow],
        *,
        start: int = 0,
        region: Region | None = None,
        pointer: tuple[int, int] | None = None,
    ) -> None:
        """Shows the windows; with a region, that is selected already. `start` is the index of the
        window whose screen has the pointer, which rests on the pixel `pointer` where that is known.
        """
        self._desk = Desk(windows, start, self._text, self._offers.pointing)
        self._sizing = Sizing(self._theme, self._desk, self)
        self._sizing.settled.connect(self._settle)
        self._sizing.touched.connect(self._forgotten.start)
        self._steering = Steering(self._desk, self._offers.last, self)
        self._steering.settled.connect(self._settle)
        self._texting = Texting(self._text, self._desk, self._cards, self)
        self._texting.returned.connect(lambda: self._settle(focus_question=True))
        Presence(self._desk, self)
        self._desk.pointer = pointer
        if region is not None:
            self._desk.take_ahead(region)
        self._unpainted = len(windows)
        for window in windows:
            window.painted.connect(self._on_painted)
            window.appear()
        self._forgotten.start()
        screens = QGuiApplication.instance()
        if isinstance(screens, QGuiApplication):
            screens.screenAdded.connect(self._give_way)
            screens.screenRemoved.connect(self._give_way)
            for screen in screens.screens():
                screen.geometryChanged.connect(self._give_way)

    def offer_windows(self, windows: tuple[WindowBox, ...]) -> None:
        """Other programs' windows, front to back: from now on a click takes one."""
        self._desk.walk = WindowWalk(self._desk.bounds(), windows)
        if self._desk.pointer is not None:
            self._desk.walk.point(*self._desk.pointer)
        self._desk.refresh()
        if windows and self._desk.shown and self._desk.selection.region is None:
            self._desk.say(self._desk.hint())

    def come_forward(self) -> None:
        """Asked for again while open: on top, with the keyboard."""
        if not self._unpainted and not self._over:
            self._desk.windows[self._desk.home].take_keyboard()

    def leave(self) -> None:
        """Ends without a result."""
        self._end(Ending(Outcome.LEFT))

    @Slot()
    def _give_way(self) -> None:
        """It cannot stay, though nobody left it: what was written goes to the window, unasked."""
        question = self._cards.question.strip()
        if question and self._desk.selection.region is not None and not self._over:
            self._finish(Outcome.TAKE, question)
        else:
            self.leave()

    # What the windows report (OverlayListener)

    def pointed(self, x: int, y: int, keep: bool = False) -> None:
        self._forgotten.start()
        self._desk.move_pointer(x, y)
        if (text := self._text.mode) is not None:
            text.pointed(x, y)
            return
        before = self._desk.selection.region
        self._desk.selection.drag(x, y, keep=keep)
        if self._desk.selection.dragging and before != self._desk.selection.region:
            self._cards.hide_bar()
        if not self._desk.selection.dragging:
            self._desk.show_cursor(x, y)
        self._desk.refresh()

    def pressed(self, x: int, y: int, extend: bool = False) -> None:
        self._forgotten.start()
        self._desk.pointer, self._desk.note = (x, y), ""
        if (text := self._text.mode) is not None:
            text.pressed(x, y, extend)
            return
        self._cards.hide_keys()
        self._sizing.leave()
        if self._desk.on_label(x, y):
            self._sizing.ask()
        else:
            self._desk.selection.press(x, y, self._desk.reach(x, y))

    def released(self, x: int, y: int, keep: bool = False) -> None:
        self._forgotten.start()
        if (text := self._text.mode) is not None:
            text.released(x, y)
            return
        self._desk.selection.drag(x, y, keep=keep)
        clicked = self._desk.selection.pressed
        if self._desk.selection.release():
            self._settle(focus_question=True)
        elif clicked and self._desk.selection.region is None:
            self._desk.walk.point(x, y)
            self._steering.take_window()
        self._desk.refresh()

    def double_clicked(self, x: int, y: int) -> None:
        if (text := self._text.mode) is not None:
            text.double_clicked(x, y)
            return
        self._desk.selection.release()
        if self._desk.selection.grip_at(x, y, self._desk.reach(x, y)) is not None:
            self._finish(Outcome.TAKE)

    def stepped_back(self) -> None:
        if (text := self._text.mode) is not None:
            text.stepped_back()
            return
        if self._desk.selection.region is None:
            self.leave()
            return
        self._sizing.end()
        self._desk.selection.clear()
        self._desk.home = self._desk.screen_of_pointer()
        self._cards.hide_bar()
        self._desk.windows[self._desk.home].take_keyboard()
        self._desk.refresh()

    def closed(self) -> None:
        self.leave()

    def tabbed(self, forward: bool) -> bool:
        self._forgotten.start()
        desk = self._desk
        if not desk.shown or self._text.mode is not None or desk.selection.region is not None:
            return False
        desk.step(1 if forward else -1)
        return desk.walk.current is not None

    def key(self, event: QKeyEvent) -> bool:
        self._forgotten.start()
        if (text := self._text.mode) is not None:
            return text.key(event)
        self._desk.note = ""
        chosen = self._desk.selection.region is not None
        command = command_of(event, chosen=chosen, typed=bool(self._cards.question))
        key, held = key_of(event), event.modifiers()
        if self._desk.selection.dragging and key == Qt.Key.Key_C and not held & CTRL:
            command = Command.COLOUR
        if self._cards.hide_keys() and command in (Command.KEYS, Command.LEAVE):
            return True
        if key in ARROWS:
            self._steering.steer(*ARROWS[key], far=bool(held & CTRL), resize=bool(held & SHIFT))
        elif command is Command.TEXT and self._text.there:
            alone = chosen and not held & CTRL
            self._texting.enter(event.text() if alone else "")
        elif command is None or command is Command.TEXT:
            return self._type(event)
        else:
            self._obey(command)
        return True

    # What they mean

    def _obey(self, command: Command) -> None:
        if command in commands.OUTCOMES:
            self._finish(commands.OUTCOMES[command])
            return
        if command in commands.LATER:
            region, question = self._desk.selection.region, self._cards.question
            seconds = commands.LATER[command]
            self._end(Ending(Outcome.LATER, region, question, seconds=seconds))
            return
        {
            Command.LEAVE: self.leave,
            Command.ENTER: lambda: self._submit(self._cards.question.strip(), adds=False),
            Command.ADD: lambda: self._submit(self._cards.question.strip(), adds=True),
            Command.SCREEN: self._steering.take_screen,
            Command.WINDOW: self._steering.take_window,
            Command.LAST: self._steering.take_last,
            Command.POINTER: self._desk.toggle_pointer,
            Command.COLOUR: self._desk.copy_colour,
            Command.SIZE: self._sizing.ask,
            Command.KEYS: self._show_keys,
        }[command]()

    def _type(self, event: QKeyEvent) -> bool:
        question = self._cards.question
        if self._desk.selection.region is None or not commands.begins_or_goes_on(event, question):
            return False
        self._cards.type_in(event.text())
        return True

    def _show_keys(self) -> None:
        rows = commands.keys_in_words(
            reads=self._text.there,
            windows=bool(self._desk.walk.windows),
            pointer=self._offers.pointing.offered,
            next_only=self._offers.pointing.next_only,
        )
        self._cards.show_keys(self._desk.windows[self._desk.home], rows)

    def _settle(self, *, focus_question: bool = False) -> None:
        """The selection stands: the ask bar goes with it."""
        region = self._desk.selection.region
        if region is None:
            return
        home = most_covered(self._desk.windows, region)
        self._desk.move_home(home)
        self._cards.show_bar(self._desk.windows[home], region, focus=focus_question)
        if not focus_question:
            self._desk.say(words.spoken(region))
        self._desk.refresh()

    @Slot(str, bool)
    def _submit(self, question: str, adds: bool) -> None:
        question = question_for(self._endpoint, question)
        if question:
            self._finish(Outcome.ADD if adds else Outcome.ASK, question)
        else:
            self._finish(Outcome.TAKE)

    @Slot()
    def _join(self) -> None:
        """To the capture before: a picture that waits for its question, or a question asked."""
        question = self._cards.question.strip()
        if self._offers.joins is Outcome.TAKE:
            self._finish(Outcome.TAKE, question)
        else:
            self._submit(question, adds=True)

    def _finish(self, outcome: Outcome, question: str = "") -> None:
        region = self._desk.selection.region
        if region is None:
            region = self._desk.outlined_by_keys() or self._desk.whole_screen()
        self._end(Ending(outcome, region, question, self._offers.pointing.drawn))

    def _end(self, ending: Ending) -> None:
        if self._over:
            return
        self._over, self._desk.shown = True, False
        self._forgotten.stop()
        self._sizing.end()
        self._text.leave()
        for window in self._desk.windows:
            window.give_up()
        self.ended.emit(ending)

    @Slot(str)
    def _follow(self, address: str) -> None:
        """The overlay covers whatever the address opens in."""
        self.leave()
        QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))

    def _on_painted(self) -> None:
        self._unpainted -= 1
        if self._unpainted or self._over:
            return
        self._desk.shown = True
        self._desk.windows[self._desk.home].take_keyboard()
        self._settle()
        self._desk.refresh()
        if self._desk.selection.region is None:
            self._desk.say(self._desk.hint())
        self.opened.emit()
