"""The running program, driven as its users drive it: by keys and pointer, and by the names a screen
reader reads out.

    with askance_window(askance, tree, display) as window:
        window.ask("What is this?")
        window.wait_for_words("A window")
        window.press("Stop")
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.accessibility import Accessibility, AccessibilityError, Element
from tests.support.askance_program import Askance
from tests.support.programs import Program
from tests.support.waiting import PATIENCE_S, wait_for
from tests.support.x11 import Display

TITLE = "Askance"
OVERLAY = "Askance – Capture"
HOTKEY, HOTKEY_CAPS = "ctrl+alt+space", "Ctrl Alt Space"


class AskanceWindow:
    """One running Askance. Names are those of the accessibility tree."""

    def __init__(self, program: Program, tree: Accessibility, display: Display) -> None:
        self.program, self.display = program, display
        self.app = tree.application(program.process.pid)

    def find(self, name: str, role: str | None = None) -> Element:
        """The first thing of that name that shows, once one does."""
        return self.app.find(name, role=role)

    def shows(self, name: str) -> bool:
        """Whether something of that name shows right now."""
        return bool(self.app.find_all(name))

    def press(self, name: str) -> None:
        """Presses the button of that name, once there is one that can be pressed."""

        def look() -> Element | None:
            found = self.app.find_all(name, role="push button")
            return next((each for each in found if "enabled" in each.states), None)

        wait_for(look, f"a button {name!r} that can be pressed").press()

    @property
    def question(self) -> Element:
        return self.find("Question", role="text")

    def press_hotkey(self) -> None:
        """Presses it once it is registered, which the capture button tells by showing its keys."""
        self.find(HOTKEY_CAPS, role="label")
        self.display.press(HOTKEY)

    def wait_for_overlay(self) -> Element:
        """The frozen screen, once it has painted and listens to keys and pointer."""
        # The button of that name is in a window that is hidden meanwhile.
        overlay = self.find("Capture region", role="filler")
        wait_for(lambda: overlay.description, "the overlay to describe itself")
        return overlay

    @property
    def conversation(self) -> Element:
        return self.find("Conversation")

    def ask(self, text: str) -> None:
        """Writes the question and sends it."""
        self.question.set_text(text)
        self.press("Send")

    def words(self) -> str:
        """What is written in the conversation."""
        try:
            found = self.app.find_all("Conversation")
            return "\n".join(found[0].read()) if found else ""
        except AccessibilityError:  # a piece of it went away between two looks
            return ""

    def wait_for_words(self, *parts: str, patience_s: float = PATIENCE_S) -> str:
        """What is written in the conversation, once all the parts are in it."""
        words = ""

        def look() -> bool:
            nonlocal words
            words = self.words()
            return all(part in words for part in parts)

        try:
            wait_for(look, f"{parts} in the conversation", patience_s=patience_s, every_s=0.03)
        except AssertionError as error:
            raise AssertionError(f"{error}; it reads:\n{words}") from None
        return words

    def wait_until_answered(self) -> None:
        """Until nothing streams any more: Stop is Send again."""
        wait_for(self._offers_to_send, "Send in the place of Stop")

    def _offers_to_send(self) -> bool:
        names = {button.name for button in self.app.find_all(role="push button")}
        return "Send" in names and "Stop" not in names

    def attachments(self) -> list[str]:
        """What is written on the chips of the draft."""
        found = self.app.find_all("Attachments")
        return found[0].read() if found else []

    def history(self) -> list[str]:
        """The conversations in the history's list, as they are read out: title and day."""
        found = self.app.find_all("History", role="list")
        rows = found[0].tree().children if found else ()
        # The others are the headings of days.
        return [row.name for row in rows if "selectable" in row.states]

    def open_conversation(self, title: str) -> None:
        """Clicks on a conversation of the history, once it is there."""
        named = wait_for(
            lambda: next((name for name in self.history() if title in name), None),
            f"{title!r} in the history",
        )
        x, y, width, height = self.find(named, role="list item").extents
        self.display.click(x + width // 2, y + height // 2)

    def quit(self) -> None:
        """Ends the program as its menu does, and waits for it."""
        self.program.process.terminate()
        code = self.program.wait()
        assert code == 0, self.program.output


@contextmanager
def askance_window(
    askance: Askance,
    tree: Accessibility,
    display: Display,
    *arguments: str | os.PathLike[str],
    **variables: str,
) -> Iterator[AskanceWindow]:
    """Starts the program and waits for its window; ended with the block if it still runs."""
    with askance.started(*arguments, typed=None, **variables) as program:
        window = AskanceWindow(program, tree, display)
        display.wait_for_window(TITLE)
        window.find(TITLE, role="frame")
        yield window
