"""Keeps *What leaves* true while it is open. GUI thread; the payload is made on the worker."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from askance.core.errors import Problem
from askance.core.payload import Payload
from askance.services.ask import AskService, Question
from askance.ui.bridge import Bridge, Job
from askance.ui.composer.payload_panel import PayloadPanel

_SETTLE_MS = 150
"""While a question is typed, its body is built once a pause, not once a key."""


class Disclosing(QObject):
    """`question` gives what Send would ask now, or None when nothing would leave."""

    def __init__(
        self,
        *,
        bridge: Bridge,
        ask: AskService,
        panel: PayloadPanel,
        question: Callable[[], Question | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._ask, self._panel, self._question = bridge, ask, panel, question
        self._open = False
        self._job: Job | None = None
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._tell)

    @Slot(bool)
    def set_open(self, is_open: bool) -> None:
        """The panel was opened or closed."""
        self._open = is_open
        if is_open:
            self._tell()

    @Slot()
    def refresh(self) -> None:
        """Something that would leave has changed."""
        if self._open:
            self._settle.start()

    def _tell(self) -> None:
        question = self._question()
        if question is None:
            self._drop()
            self._panel.show_nothing(
                self.tr("Nothing leaves this computer: nothing is written and no picture is here.")
            )
            return
        if question.endpoint.on_device:
            self._drop()
            self._panel.show_kept(question.pictures)
            return
        if self._job is not None and self._job.running:
            self._job.cancel()  # nobody waits for it any more, and the history has other work
        job = self._bridge.submit(lambda _report: self._ask.payload(question))
        job.succeeded.connect(lambda payload: self._show(job, payload))
        job.failed.connect(lambda problem: self._failed(job, problem))
        job.ended.connect(lambda: self._ended(job))
        self._job = job

    def _drop(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job = None

    def _show(self, job: Job, payload: Payload) -> None:
        if job is self._job and self._open:
            self._panel.show_payload(payload)

    def _failed(self, job: Job, problem: Problem) -> None:
        if job is self._job and self._open:
            self._panel.show_problem(problem)

    def _ended(self, job: Job) -> None:
        if job is self._job:
            self._job = None
