"""From the hotkey to a region with a question: freeze, choose, hand over. GUI thread.

    idle ──start──▶ grabbing ──frames──▶ open ──▶ idle
                        └─ refused ─▶ problem ─▶ idle     (and so whatever goes wrong on the way)

Nothing stands between the press and the grab unless a window of ours is in the way. The frames are
not kept: they go on with the result, or end with the overlay.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget

from askance.core.address import host_of
from askance.core.budget import ImageBudget, fitted, image_tokens
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, ErrorKind, Problem, internal_problem
from askance.core.screen import Extent, Frame, Region, Screen, cut, placed
from askance.services.capture import CaptureService
from askance.ui.bridge import Bridge, Job
from askance.ui.capture import keep
from askance.ui.capture.ending import Ending, Outcome
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.capture.own_windows import OwnWindows
from askance.ui.capture.result import CaptureAction, CaptureResult
from askance.ui.capture.screens import Screens
from askance.ui.capture.selection import around
from askance.ui.capture.session import CaptureSession
from askance.ui.theme import Theme

if TYPE_CHECKING:
    from askance.ui.capture.session import MakeTextMode
    from askance.ui.capture.text_mode import TextMode
    from askance.ui.text_layer.reader import PictureReader

_log = logging.getLogger(__name__)


class _State(Enum):
    IDLE = auto()
    GRABBING = auto()
    OPEN = auto()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the frames are for. `region` or `screen` select ahead; `at_once` shows nothing."""

    region: Region | None = None
    screen: int | None = None
    question: str = ""
    at_once: bool = False


_ACTIONS = {
    Outcome.ASK: CaptureAction.ASK,
    Outcome.ADD: CaptureAction.ADD,
    Outcome.TAKE: CaptureAction.TAKE,
}


class CaptureController(QObject):
    """One capture at a time. `own_windows` lists the windows that must not be in the picture,
    `endpoint` gives where a question would go. Without a `reader` no text is selected.
    """

    asked = Signal(object)
    """A `CaptureResult`."""
    problem = Signal(object)
    """A `Problem`: nothing was captured, or saving failed."""
    cancelled = Signal()
    """The person left; or the work was stopped."""
    kept = Signal(object)
    """`Outcome.COPY` or `Outcome.SAVE`: copied, or the question where to save it is shown."""
    opened = Signal()
    """The frozen screens are shown."""

    def __init__(
        self,
        *,
        bridge: Bridge,
        capture: CaptureService,
        theme: Theme,
        endpoint: Callable[[], Endpoint],
        own_windows: Callable[[], list[QWidget]],
        reader: PictureReader | None = None,
        screens: Screens | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._capture, self._theme = bridge, capture, theme
        self._endpoint, self._reader = endpoint, reader
        self._screens = screens if screens is not None else Screens()
        self._own = OwnWindows(own_windows, self)
        self._own.gone.connect(self._grab)
        self._saver = keep.Saver(bridge, self)
        self._saver.problem.connect(self.problem)
        self._state = _State.IDLE
        self._plan = _Plan()
        self._job: Job | None = None
        self._session: CaptureSession | None = None
        self._frames: tuple[Frame, ...] = ()

    @property
    def busy(self) -> bool:
        """Whether a capture is under way."""
        return self._state is not _State.IDLE

    @Slot()
    def start(self) -> None:
        """The hotkey: freeze the screens and let the person choose."""
        self._begin(_Plan())

    def start_with(self, question: str) -> None:
        """As `start`, with the question written already."""
        self._begin(_Plan(question=question))

    def start_region(self, region: Region, question: str | None = None) -> None:
        """A region in physical pixels. With a question it is asked without showing anything."""
        self._begin(_Plan(region=region, question=question or "", at_once=bool(question)))

    def start_screen(self, index: int, question: str | None = None) -> None:
        """A whole screen, counted from 0 in the window system's order; else as `start_region`."""
        self._begin(_Plan(screen=index, question=question or "", at_once=bool(question)))

    @Slot()
    def cancel(self) -> None:
        """Ends whatever is under way; nothing when idle."""
        if self._session is not None:
            self._session.leave()
        elif self._job is not None:
            self._job.cancel()
        elif self._state is _State.GRABBING:  # our windows were just leaving the screen
            self._on_stopped()

    def _begin(self, plan: _Plan) -> None:
        if self._state is not _State.IDLE:
            if self._session is not None:
                self._session.come_forward()
            return
        self._state, self._plan = _State.GRABBING, plan
        try:
            if not self._own.hide():
                self._grab()
        except Exception as error:  # noqa: BLE001 -- see _on_bug
            self._on_bug(error)

    @Slot()
    def _grab(self) -> None:
        job = self._bridge.submit(lambda _report: self._capture.grab())
        self._job = job
        job.succeeded.connect(self._on_grabbed)
        job.failed.connect(self._on_refused)
        job.cancelled.connect(self._on_stopped)

    @Slot(object)
    def _on_grabbed(self, value: object) -> None:
        assert isinstance(value, tuple)
        self._job = None
        try:
            self._show_or_hand_over(value)
        except AskanceError as error:
            self._on_refused(error.problem)
        except Exception as error:  # noqa: BLE001 -- see _on_bug
            self._on_bug(error)

    def _show_or_hand_over(self, frames: tuple[Frame, ...]) -> None:
        picked = next((frame for frame in frames if frame.extent is Extent.PICKED), None)
        if picked is not None:
            self._hand_over((picked,), picked.bounds)
            return
        screens = self._screens.all()
        matched = _on_screens(screens, frames)
        region = self._planned_region(screens, matched)
        chosen = self._plan.region is not None or self._plan.screen is not None
        if not matched or (chosen and region is None):
            self._on_refused(_not_there())
        elif self._plan.at_once and region is not None:
            self._hand_over(tuple(matched.values()), region)
        else:
            self._open(screens, matched, region)

    def _hand_over(self, frames: tuple[Frame, ...], region: Region) -> None:
        """Nothing is left to choose. Without a question the picture waits for one."""
        question = self._plan.question
        self._back_to_idle()
        action = CaptureAction.ASK if question else CaptureAction.TAKE
        self.asked.emit(CaptureResult(frames, region, question, action))

    @Slot(object)
    def _on_refused(self, problem: object) -> None:
        self._back_to_idle()
        self.problem.emit(problem)

    def _on_bug(self, error: Exception) -> None:
        """Whatever it was, our windows must come back and the next hotkey must be heard."""
        _log.error("A capture failed", exc_info=error)
        try:
            if self._session is not None:
                self._session.ended.disconnect(self._on_ended)
                self._session.leave()
        finally:
            self._on_refused(internal_problem(error))

    @Slot()
    def _on_stopped(self) -> None:
        self._back_to_idle()
        self.cancelled.emit()

    def _open(
        self, screens: tuple[Screen, ...], matched: dict[int, Frame], region: Region | None
    ) -> None:
        handles = self._handles(matched)
        self._frames = tuple({id(frame): frame for frame in matched.values()}.values())
        session = CaptureSession(
            theme=self._theme,
            endpoint=self._endpoint(),
            cost=self._cost,
            text_mode=self._text_mode(),
            parent=self,
        )
        session.opened.connect(self._on_opened)
        session.ended.connect(self._on_ended)
        self._session, self._state = session, _State.OPEN
        windows = [
            OverlayWindow(
                screen=screens[index],
                handle=handles[index],
                frame=frame,
                theme=self._theme,
                listener=session,
            )
            for index, frame in matched.items()
        ]
        under = self._screens.under_pointer()
        start = list(matched).index(under) if under in matched else 0
        session.open(windows, start=start, region=region, question=self._plan.question)

    @Slot()
    def _on_opened(self) -> None:
        """The frames stand on the screens: what reading needs may start now."""
        if self._reader is not None:
            self._reader.warm()
        self.opened.emit()

    def _text_mode(self) -> MakeTextMode | None:
        """What makes the mode in which text is selected, from frames that end with the overlay."""
        reader, frames = self._reader, self._frames
        if reader is None:
            return None

        def make(windows: Sequence[OverlayWindow], parent: QObject) -> TextMode:
            from askance.ui.capture.text_mode import TextMode

            return TextMode(
                theme=self._theme,
                reader=reader,
                picture=lambda region: cut(frames, region),
                windows=windows,
                parent=parent,
            )

        return make

    def _handles(self, matched: dict[int, Frame]) -> dict[int, QScreen]:
        try:
            return {index: self._screens.handle(index) for index in matched}
        except IndexError as error:  # unplugged since the grab
            raise AskanceError(_screens_changed()) from error

    @Slot(object)
    def _on_ended(self, ending: object) -> None:
        assert isinstance(ending, Ending)
        frames = self._frames
        self._back_to_idle()
        region = ending.region
        if region is None:
            self.cancelled.emit()
        elif ending.outcome is Outcome.COPY:
            keep.copy(cut(frames, region))
            self.kept.emit(Outcome.COPY)
        elif ending.outcome is Outcome.SAVE:
            self._saver.save(cut(frames, region))
            self.kept.emit(Outcome.SAVE)
        else:
            action = _ACTIONS[ending.outcome]
            self.asked.emit(CaptureResult(frames, region, ending.question, action))

    def _back_to_idle(self) -> None:
        if self._session is not None:
            self._session.deleteLater()
        self._session, self._job, self._frames = None, None, ()
        self._state = _State.IDLE
        self._own.restore()

    def _planned_region(
        self, screens: tuple[Screen, ...], matched: dict[int, Frame]
    ) -> Region | None:
        plan = self._plan
        if plan.screen is not None:
            frame = matched.get(plan.screen)
            return frame.bounds if frame is not None else None
        if plan.region is None or not matched:
            return None
        inside = plan.region.intersected(around(tuple(f.bounds for f in matched.values())))
        return None if inside.empty else inside

    def _cost(self, region: Region) -> str:
        """The ask bar's quiet line for a region."""
        endpoint = self._endpoint()
        if endpoint.on_device:
            text = QCoreApplication.translate("Capture", "{size} · stays on this computer")
            return text.format(size=f"{region.width} × {region.height}")
        size = fitted(region.width, region.height, ImageBudget().long_side)
        tokens = image_tokens(endpoint.model, *size)
        text = QCoreApplication.translate("Capture", "{size} · ≈ {tokens} tokens · {host}")
        return text.format(
            size=f"{region.width} × {region.height}",
            tokens=f"{tokens:,}",
            host=host_of(endpoint.base_url),
        )


def _on_screens(screens: tuple[Screen, ...], frames: tuple[Frame, ...]) -> dict[int, Frame]:
    try:
        return placed(screens, frames)
    except ValueError as error:
        _log.info("The capture fits no screen: %s", error)
        raise AskanceError(_screens_changed()) from error


def _screens_changed() -> Problem:
    return Problem(
        ErrorKind.CAPTURE,
        QCoreApplication.translate("Capture", "The screens have changed"),
        QCoreApplication.translate("Capture", "A screen went away during the capture."),
        QCoreApplication.translate("Capture", "Capture again."),
    )


def _not_there() -> Problem:
    return Problem(
        ErrorKind.CAPTURE,
        QCoreApplication.translate("Capture", "There is no such part of the screen"),
        QCoreApplication.translate("Capture", "What was to be captured lies on no screen."),
        QCoreApplication.translate("Capture", "Capture again and choose with the pointer."),
    )
