"""From the hotkey to a region with a question: freeze, choose, hand over. GUI thread.

    idle ──start──▶ grabbing ──frames──▶ open ──▶ idle
     │                 ▲└─ refused ─▶ problem ─▶ idle     (and so whatever goes wrong on the way)
     └─start_after─▶ waiting

Nothing stands between the press and the grab unless a window of ours is in the way. The frames are
not kept: they go on with the result, or end with the overlay. What is slower to learn than pixels
(other programs' windows, whether the session is locked) is asked once the frozen picture stands.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError, internal_problem
from askance.core.screen import Extent, Frame, PointerPicture, Region, Screen
from askance.services.capture import CaptureService
from askance.ui.bridge import Bridge, Job
from askance.ui.capture.countdown import Waiting
from askance.ui.capture.ending import Ending, Outcome
from askance.ui.capture.learning import Learning
from askance.ui.capture.opening import Opening
from askance.ui.capture.outcomes import Outcomes, Placed
from askance.ui.capture.own_windows import OwnWindows
from askance.ui.capture.plan import NOWHERE, Plan, on_screens
from askance.ui.capture.pointing import PointerWish, Pointing
from askance.ui.capture.refusals import locked as refused_locked
from askance.ui.capture.screens import Screens
from askance.ui.capture.session import CaptureSession
from askance.ui.theme import Theme

if TYPE_CHECKING:
    from askance.ui.text_layer.reader import PictureReader

_log = logging.getLogger(__name__)


class _State(Enum):
    IDLE = auto()
    WAITING = auto()
    GRABBING = auto()
    OPEN = auto()


class CaptureController(QObject):
    """One capture at a time. `own_windows` lists the windows that must not be in the picture,
    `endpoint` gives where a question would go. Without a `reader` no text is selected. `remember`
    and `recall` keep the last region for the next start; `clock` gives steady seconds.
    """

    asked = Signal(object)
    """A `CaptureResult`."""
    problem = Signal(object)
    """A `Problem`: nothing was captured, or saving failed."""
    cancelled = Signal()
    """The person left; or the work was stopped."""
    kept = Signal(object)
    """`Outcome.COPY`, `Outcome.SAVE` (the question where to is shown) or `Outcome.PIN`."""
    opened = Signal()
    """The frozen screens are shown."""
    windows_known = Signal()
    """From now on a click takes the window under the pointer, where there is one."""

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
        remember: Callable[[Region], None] | None = None,
        recall: Callable[[], Region | None] | None = None,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._capture, self._reader = bridge, capture, reader
        self._screens = screens if screens is not None else Screens()
        self.outcomes = Outcomes(
            bridge=bridge, theme=theme, clock=clock, remember=remember, recall=recall, parent=self
        )
        self.outcomes.asked.connect(self.asked)
        self.outcomes.kept.connect(self.kept)
        self.outcomes.problem.connect(self.problem)
        self._opening = Opening(
            theme=theme,
            endpoint=endpoint,
            reader=reader,
            screens=self._screens,
            outcomes=self.outcomes,
        )
        self._own = OwnWindows(
            lambda: [each for each in own_windows() if not self.outcomes.is_pin(each)], self
        )
        self._own.gone.connect(self._grab)
        self._state = _State.IDLE
        self._plan = Plan()
        self._job: Job | None = None
        self._session: CaptureSession | None = None
        self._placed: Placed = ()
        self._wish = PointerWish()
        self._pointing = Pointing()
        self._learning = Learning(bridge, capture, self)
        self._learning.windows_known.connect(self.windows_known)
        self._learning.locked.connect(self._on_locked)
        self._given_up = False
        self._covered = False  # or will be, once the screens are grabbed
        self._waiting = Waiting(theme, self._screens, self)
        self._waiting.due.connect(self.start)
        self._later = Plan()
        self._waiting.cancelled.connect(self.cancel)

    @property
    def busy(self) -> bool:
        """Whether a capture is under way."""
        return self._state is not _State.IDLE

    @property
    def _plain(self) -> Plan:
        """What was begun before a delay goes on, also when nobody waits for its end."""
        return self._later if self._state is _State.WAITING else Plan()

    @Slot()
    def start(self) -> None:
        """The hotkey: freeze the screens and let the person choose."""
        self._begin(self._plain)

    @Slot()
    def start_from_menu(self) -> None:
        """As `start`, once the menu that it was chosen in has left the screen: that is hidden
        already, or a panel's own, and what lay under it still has to be painted.
        """
        self._begin(self._plain, settle=True)

    def start_with(self, question: str) -> None:
        """As `start`, with the question written already."""
        self._begin(Plan(question=question))

    def start_region(self, region: Region, question: str | None = None) -> None:
        """A region in physical pixels. With a question it is asked without showing anything."""
        self._begin(Plan(region=region, question=question or "", at_once=bool(question)))

    def start_screen(self, index: int, question: str | None = None) -> None:
        """A whole screen, counted from 0 in the window system's order; else as `start_region`."""
        self._begin(Plan(screen=index, question=question or "", at_once=bool(question)))

    def start_screen_under_pointer(self) -> None:
        """The screen with the pointer, selected already."""
        self.start_screen(self._screens.under_pointer())

    def start_last(self) -> None:
        """The last region again, selected already; as `start` when there is none."""
        self._begin(Plan(region=self.outcomes.last, again=True))

    def start_after(self, seconds: int) -> None:
        """As `start` when so many seconds have passed, for menus and what only shows on hovering; a
        `start` meanwhile does not wait any longer.
        """
        self._start_after(seconds, Plan())

    def _start_after(self, seconds: int, plan: Plan) -> None:
        if self._state is not _State.IDLE:
            if self._session is not None:
                self._session.come_forward()
            return
        self._state, self._later = _State.WAITING, plan
        self._waiting.begin(seconds)

    @Slot()
    def cancel(self) -> None:
        """Ends whatever is under way; nothing when idle."""
        if self._session is not None:
            self._session.leave()
        elif self._job is not None:
            self._given_up = True
            self._job.cancel()
        elif self._state is not _State.IDLE:  # counting, or our windows were just leaving
            self._on_stopped()

    def _begin(self, plan: Plan, *, settle: bool = False) -> None:
        if self._state not in (_State.IDLE, _State.WAITING):
            if self._session is not None:
                self._session.come_forward()
            return
        self._state, self._plan, self._given_up = _State.GRABBING, plan, False
        try:
            hides = self._own.hide(self._waiting.windows, settle=settle)
            self._waiting.end()
            if not hides:
                self._grab()
        except Exception as error:  # noqa: BLE001 -- see _on_bug
            self._on_bug(error)

    @Slot()
    def _grab(self) -> None:
        outputs = tuple(screen.name for screen in self._screens.all())
        shade = self._plan.shade(self._screens.all())
        self._pointing = pointing = Pointing(self._wish, grabbed=self._wish.wanted)
        self._job = job = self._bridge.submit(
            lambda _report: self._capture.grab(outputs, shade, pointer=pointing.grabbed)
        )
        self._covered = shade is not None
        job.succeeded.connect(self._on_grabbed)
        job.failed.connect(self._on_refused)
        job.cancelled.connect(self._on_stopped)

        def looked(picture: PointerPicture | None) -> None:
            pointing.picture = picture

        # On the grabber's thread this comes right behind the grab, before a window of ours.
        self._bridge.run(self._capture.pointer(), looked)

    @Slot(object)
    def _on_grabbed(self, value: object) -> None:
        assert isinstance(value, tuple)
        self._job = None
        if self._given_up:  # the frames were on their way already
            self._on_stopped()
            return
        try:
            self._show_or_hand_over(value)
        except AskanceError as error:
            self._on_refused(error.problem)
        except Exception as error:  # noqa: BLE001 -- see _on_bug
            self._on_bug(error)

    def _show_or_hand_over(self, frames: tuple[Frame, ...]) -> None:
        picked = next((frame for frame in frames if frame.extent is Extent.PICKED), None)
        if picked is not None:
            self._hand_over(((NOWHERE, picked),), picked.bounds)
            return
        screens = self._screens.all()
        matched = on_screens(screens, frames)
        region = self._plan.on(matched)
        if not matched or (self._plan.chosen and region is None):
            self._on_refused(self._plan.gone)
        elif self._plan.at_once and region is not None:
            placed = tuple((screens[index], frame) for index, frame in matched.items())
            self._job = self._learning.unless_locked(lambda: self._hand_over(placed, region))
            self._job.cancelled.connect(self._on_stopped)
        else:
            self._open(screens, matched, region)

    def _hand_over(self, placed: Placed, region: Region) -> None:
        """Nothing is left to choose. Without a question the picture waits for one."""
        if self._given_up:
            self._on_stopped()
            return
        question = self._plan.question
        self._back_to_idle()
        outcome = Outcome.ASK if question else Outcome.TAKE
        self.outcomes.carry_out(Ending(outcome, region, question), placed)

    @Slot()
    def _on_locked(self) -> None:
        self._close_session()
        self._on_refused(refused_locked())

    @Slot(object)
    def _on_refused(self, problem: object) -> None:
        self._back_to_idle()
        self.problem.emit(problem)

    def _on_bug(self, error: Exception) -> None:
        """Whatever it was, our windows must come back and the next hotkey must be heard."""
        _log.error("A capture failed", exc_info=error)
        try:
            self._close_session()
        finally:
            self._on_refused(internal_problem(error))

    def _close_session(self) -> None:
        """Takes the overlay away, which tells nobody."""
        if self._session is not None:
            self._session.ended.disconnect(self._on_ended)
            self._session.leave()

    @Slot()
    def _on_stopped(self) -> None:
        self._back_to_idle()
        self.cancelled.emit()

    def _open(
        self, screens: tuple[Screen, ...], matched: dict[int, Frame], region: Region | None
    ) -> None:
        self._placed = tuple((screens[index], frame) for index, frame in matched.items())
        frames = tuple(matched.values())
        self._pointing.by_grab = self._capture.draws_pointer
        session = self._opening.session(frames, self._plan.question, self._pointing, self)
        session.opened.connect(self._on_opened)
        session.ended.connect(self._on_ended)
        self._session, self._state = session, _State.OPEN
        places = [(index, screens[index], frame) for index, frame in matched.items()]
        self._opening.show(session, places, region)

    @Slot()
    def _on_opened(self) -> None:
        """The frames stand on the screens: what is slower may be learnt now."""
        self._uncover()
        if self._reader is not None:
            self._reader.warm()
        if self._session is not None:
            self._learning.begin(self._session)
        self.opened.emit()

    @Slot(object)
    def _on_ended(self, ending: object) -> None:
        assert isinstance(ending, Ending)
        placed = self._placed
        self._back_to_idle()
        if ending.outcome is Outcome.LATER:
            plan = Plan(region=ending.region, question=ending.question)
            self._start_after(ending.seconds or self._waiting.seconds, plan)
        elif ending.region is None:
            self.cancelled.emit()
        else:
            self.outcomes.carry_out(ending, placed)

    def _uncover(self) -> None:
        """On the grabber's thread this comes behind a grab that was given up."""
        if self._covered:
            self._covered = False
            self._bridge.run(self._capture.uncover())

    def _back_to_idle(self) -> None:
        if self._covered or self._session is not None:
            self._own.overlay_left()
        self._uncover()
        self._learning.end()
        if self._session is not None:
            self._session.deleteLater()
        self._waiting.end()
        self._session, self._job, self._placed = None, None, ()
        self._state = _State.IDLE
        self._own.restore()
