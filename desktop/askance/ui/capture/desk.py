"""The frozen screens of one capture, what is chosen on them, and what they show of it. GUI thread.

All screens share one selection; which of them has the keyboard and the ask bar is `home`.
"""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from askance.core.screen import Region
from askance.core.selection import Selection, around
from askance.core.windows import WindowWalk
from askance.ui.capture import words
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.capture.pointing import Pointing
from askance.ui.capture.scene import Scene
from askance.ui.capture.screenfuls import most_covered, show_cursor, under
from askance.ui.capture.text_side import TextSide
from askance.ui.selection_look import HANDLE, cursor_for


class Desk:
    """`pointer`: the pixel that has the mouse pointer, once that is known; `pointing`: whether it
    is to be in the picture. `shown`: whether the frozen frames have been painted. `resting`: nobody
    has moved the pointer yet. `walked`: the window that is outlined was come to by keys. `refused`:
    another program has the keyboard.
    """

    def __init__(
        self, windows: list[OverlayWindow], home: int, text: TextSide, pointing: Pointing
    ) -> None:
        self.windows, self.home, self._text = windows, home, text
        self.pointing = pointing
        screens = tuple(window.place.bounds for window in windows) or (Region(0, 0, 1, 1),)
        self.selection = Selection(around(screens), screens)
        self.walk = WindowWalk(Region(0, 0, 1, 1))
        self.walked = False
        self.pointer: tuple[int, int] | None = None
        self.resting = True
        self.note = ""
        self.refused = False
        self.shown = False

    # What is shown and said

    def refresh(self) -> None:
        """Repaints what is different."""
        if not self.shown:
            return
        region = self.selection.region
        home = self.home if region is None else most_covered(self.windows, region)
        pointed = under(self.windows, self.pointer)
        for index, window in enumerate(self.windows):
            window.show_scene(self._scene(main=index == home, pointed=index == pointed))

    def take_ahead(self, region: Region) -> None:
        """Selects it before anything is painted: at no time is it darkened."""
        self.selection.take(region)
        for window in self.windows:
            window.show_scene(Scene(region=self.selection.region))

    def _scene(self, *, main: bool, pointed: bool) -> Scene:
        region, text = self.selection.region, self._text.mode
        drawn = self.pointing.drawn
        if text is not None:
            return Scene(region=region, texts=text.painters, drawn=drawn)
        choosing = region is None or self.selection.shaping
        hint = self.note or (self.hint() if region is None or self.refused else "")
        return Scene(
            region=region,
            label=words.size_of(region) if region is not None and main else "",
            pointer=self.pointer if choosing and pointed and not self.walked else None,
            hint=hint if main else "",
            window=self.walk.current if region is None else None,
            drawn=drawn,
        )

    def tell(self, note: str) -> None:
        """Shown in place of the hint until the next key or press, and spoken."""
        self.note = note
        self.refresh()
        self.say(note)

    def say(self, spoken: str) -> None:
        """Through a screen reader."""
        self.windows[self.home].announce(spoken)

    def hint(self) -> str:
        """What can be done while nothing is selected, or must be done first."""
        if self.refused:
            return words.keyboard_refused()
        return words.what_to_do(reads=self._text.there, windows=bool(self.walk.windows))

    def find_pointer(self, x: int, y: int) -> None:
        """Where it rests. Nothing changes that keys have done meanwhile."""
        if self.pointer != (x, y) and not self.walked:
            self.pointer = (x, y)
            self.walk.point(x, y)
            self.show_cursor(x, y)
            self.refresh()

    def move_pointer(self, x: int, y: int) -> None:
        """Somebody points: what that is over is outlined."""
        moved, self.pointer = self.pointer != (x, y), (x, y)
        if moved:
            self.resting = self.walked = False
            self.walk.point(x, y)

    def show_cursor(self, x: int, y: int) -> None:
        """What a press would take hold of."""
        grip = self.selection.grip_at(x, y, self.reach(x, y))
        show_cursor(self.windows, cursor_for(grip))

    def step(self, by: int) -> None:
        """Outlines the next window to the back (1) or to the front (-1), and names it. A pointer
        that merely rests over one has no say in where that begins.
        """
        if self.resting and not self.walked:
            self.walk.leave()
        self.walk.step(by)
        if (window := self.walk.current) is not None:
            self.walked = True
            number, count = self.walk.windows.index(window) + 1, len(self.walk.windows)
            self.say(words.window_spoken(window, number, count))
        self.refresh()

    def toggle_pointer(self) -> None:
        """Whether the mouse pointer is to be in the picture."""
        self.tell(self.pointing.toggle())

    def copy_colour(self) -> None:
        """Of the pixel under the pointer."""
        index = under(self.windows, self.pointer)
        if index is not None and self.pointer is not None:
            colour = self.windows[index].colour(self.pointer)
            QGuiApplication.clipboard().setText(colour)
            self.tell(words.copied(colour))
        else:
            self.tell(words.pointer_unknown())

    def move_home(self, home: int) -> None:
        """From now on the keyboard belongs to this window."""
        if home != self.home:
            self.windows[self.home].leave_keyboard()
            self.home = home
            self.windows[home].take_keyboard()

    # Where things are

    def on_label(self, x: int, y: int) -> bool:
        """Whether a pixel is on the size that stands beside the selection."""
        index = under(self.windows, (x, y))
        if index is None or self.selection.region is None:
            return False
        window = self.windows[index]
        return window.label_place.contains(*window.place.points(Region(x, y, 1, 1))[:2])

    def outlined_by_keys(self) -> Region | None:
        """The window that Tab came to."""
        window = self.walk.current if self.walked else None
        return window.bounds if window is not None else None

    def bounds(self) -> Region:
        """The rectangle around all screens."""
        return around(tuple(window.place.bounds for window in self.windows))

    def reach(self, x: int, y: int) -> int:
        """How far from a side, in pixels, a press still takes hold of it."""
        index = under(self.windows, (x, y))
        return round(HANDLE * (1 if index is None else self.windows[index].place.scale))

    def screen_of_pointer(self) -> int:
        """The index of its window."""
        index = under(self.windows, self.pointer)
        return self.home if index is None else index

    def whole_screen(self) -> Region:
        """The screen that has the pointer."""
        return self.windows[self.screen_of_pointer()].place.bounds
