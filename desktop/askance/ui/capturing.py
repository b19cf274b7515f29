"""From a captured region to a question, or to a picture in the composer. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from askance.core.chat import EncodedPicture
from askance.core.endpoint import Endpoint
from askance.core.errors import Problem
from askance.core.hotkey import Hotkey
from askance.core.screen import Region
from askance.services.ask import Question
from askance.services.pictures import PictureService
from askance.ui.asking import AskController
from askance.ui.bridge import Bridge, Job
from askance.ui.browsing import Browsing
from askance.ui.capture.controller import CaptureController
from askance.ui.capture.result import CaptureAction, CaptureResult


class Capturing(QObject):
    """Decides where a captured region goes. `endpoint` gives where a question would go."""

    window_wanted = Signal()
    """The window should show over the others: it was asked for, or a region is taken."""
    taken = Signal(object)
    """A `CaptureResult` for the composer."""
    question_ready = Signal(object)
    """A `Question` to ask now."""
    question_lost = Signal(object, object)
    """A `Question` that cannot be asked now, and a `Problem` or None: it goes to the composer."""

    def __init__(
        self,
        *,
        bridge: Bridge,
        controller: CaptureController,
        pictures: PictureService,
        asking: AskController,
        browsing: Browsing,
        endpoint: Callable[[], Endpoint],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._controller, self._pictures = bridge, controller, pictures
        self._asking, self._browsing, self._endpoint = asking, browsing, endpoint
        self._preparing: Job | None = None
        controller.asked.connect(self._came)

    def start(self, region: Region | None, screen: int | None, ask: str | None) -> str:
        """`askance capture`: words why not, or nothing. `screen` counts from 1."""
        if screen is not None and not 1 <= screen <= len(QApplication.screens()):
            return self.tr("There is no screen {number}.").format(number=screen)
        if self._controller.busy and (region is not None or screen is not None or ask):
            return self.tr("A capture is open already.")
        if region is not None:
            self._controller.start_region(region, ask)
        elif screen is not None:
            self._controller.start_screen(screen - 1, ask)
        elif ask:
            self._controller.start_with(ask)
        else:
            self._controller.start()
        return ""

    def pressed(self, hotkey: Hotkey) -> None:
        """A hotkey, or the command that does the same."""
        match hotkey:
            case Hotkey.CAPTURE:
                self._controller.start()
            case Hotkey.LAST:
                self._controller.start_last()
            case Hotkey.SCREEN:
                self._controller.start_screen_under_pointer()
            case Hotkey.SHOW if not self._controller.busy:
                self.window_wanted.emit()

    def _came(self, result: CaptureResult) -> None:
        self.window_wanted.emit()
        adds = result.action is CaptureAction.ADD
        if result.action is CaptureAction.TAKE or (adds and self._begins):
            self.taken.emit(result)
            return
        conversation_id = None
        if adds:
            conversation_id = self._asking.conversation_id or self._browsing.latest
        if conversation_id is None:
            self._asking.start_new()
        else:
            self._asking.open(conversation_id)
        if self._asking.busy(conversation_id):
            self.taken.emit(result)
        else:
            endpoint = self._endpoint()
            self._prepare(result, Question(result.question, (), endpoint, conversation_id))

    @property
    def _begins(self) -> bool:
        """Whether the conversation shown is there in a moment: its first question is under way, or
        the picture for it.
        """
        coming = self._preparing is not None or self._asking.running
        return coming and self._asking.conversation_id is None

    def _prepare(self, result: CaptureResult, question: Question) -> None:
        def ready(picture: EncodedPicture) -> None:
            self._ended(job)
            whole = replace(question, pictures=(picture,))
            if self._asking.busy(question.conversation_id):
                self.question_lost.emit(whole, None)
            else:
                self.question_ready.emit(whole)

        def failed(problem: Problem) -> None:
            self._ended(job)
            self.question_lost.emit(question, problem)

        work = self._pictures.from_region(result.frames, result.region)
        self._preparing = job = self._bridge.run(work, ready, failed)

    def _ended(self, job: Job) -> None:
        if job is self._preparing:
            self._preparing = None
