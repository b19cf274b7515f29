"""A whole window with its services, as the shell's tests see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from askance.core.chat import ChoiceFinished, TextDelta
from askance.core.chord import Chord
from askance.core.endpoint import Endpoint
from askance.core.settings import Settings
from askance.ui.bridge import Bridge, Job
from askance.ui.conversation.message import MessageView
from askance.ui.conversation.note import NoteLine
from askance.ui.conversation.view import ConversationView
from askance.ui.frame import Frame
from askance.ui.shell import Shell
from askance.ui.under_way import UnderWay
from tests.fakes.chat import ScriptedChat
from tests.fakes.grabber import FakeGrabber
from tests.fakes.history import InMemoryHistory
from tests.fakes.hotkeys import FakeHotkeys
from tests.fakes.keys import InMemoryKeys
from tests.fakes.reader import FakeReader, line_of
from tests.fakes.settings import InMemorySettings

RELAY = Endpoint("Relay", "https://relay.example.com/v1", "gemini-pro-vision")
SPACE = Chord.parse("Ctrl+Alt+Space")
READY = Settings(endpoints=(RELAY,), default_endpoint="Relay", welcomed=True)
READ = (line_of("deploy.log"), line_of("push denied", top=32, score=0.5))
"""What every picture holds."""
HELLO = (TextDelta(0, "Hello world"), ChoiceFinished(0, "stop", "stop"))


class Notes:
    """A notifier that remembers."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def notify(self, title: str, body: str) -> bool:
        self.told.append((title, body))
        return True


class FakeClock:
    """A steady clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class House:
    """The shell and everything behind it."""

    qtbot: QtBot
    shell: Shell
    bridge: Bridge
    frame: Frame
    chat: ScriptedChat
    history: InMemoryHistory
    settings: InMemorySettings
    keys: InMemoryKeys
    hotkeys: FakeHotkeys
    grabber: FakeGrabber
    notes: Notes
    reader: FakeReader
    log_expected: Callable[[str], None]
    clock: FakeClock

    @property
    def view(self) -> ConversationView:
        found = self.shell.window.findChild(ConversationView)
        assert isinstance(found, ConversationView)
        return found

    @property
    def asking(self) -> bool:
        """Whether the shown conversation has a question under way."""
        return self.shell.window.composer.running

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=8000)

    def settle(self) -> None:
        """Waits until every job has ended: what was begun before has had its effect."""
        self.until(lambda: not self._jobs())

    def _jobs(self) -> list[Job]:
        return [job for job in self.bridge.findChildren(Job) if job.running]

    def wait(self, seconds: float) -> None:
        """Lets time go by for what is under way, at once."""
        self.clock.now += seconds
        for asking in self.shell.findChildren(UnderWay):
            asking.changed.emit()

    def note(self) -> str:
        """The quiet line under the answer that is coming; empty when none is shown."""
        lines = self.messages()[-1].findChildren(NoteLine)
        return next((line.text for line in lines if line.isVisibleTo(self.view)), "")

    def press(self, name: str) -> None:
        """Presses the one visible button of this name under the last message."""
        (found,) = self.offered(name)
        found.click()

    def offered(self, name: str) -> list[QAbstractButton]:
        """The visible buttons of this name under the last message."""
        buttons = self.messages()[-1].findChildren(QAbstractButton)
        return [b for b in buttons if b.accessibleName() == name and b.isVisibleTo(self.view)]

    def ask(self, text: str) -> None:
        self.shell.window.composer.insert_text(text)
        self.shell.window.composer.send_requested.emit(text)

    def messages(self) -> list[MessageView]:
        """What is on the page, in order."""
        shown = [each for each in self.view.findChildren(MessageView) if not each.isHidden()]
        return sorted(shown, key=lambda each: each.message.id)

    def shown(self) -> list[str]:
        """The texts of the messages on the page, in order."""
        return [each.source() for each in self.messages()]


Build = Callable[..., House]
