"""A thorough look at an endpoint, between the settings' page and the service. GUI thread; the look
itself is a job of the worker.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

from PySide6.QtCore import QObject

from askance.core.endpoint import Endpoint
from askance.core.endpoint_check import Finding
from askance.core.errors import Problem
from askance.core.settings import Settings
from askance.services.endpoint_doctor import EndpointDoctor
from askance.services.learning import with_learnt
from askance.ui.bridge import Bridge, Job, Report
from askance.ui.settings.models_page import ModelsPage

Keep = Callable[[Callable[[Settings], Settings]], None]


class Checking(QObject):
    """One look at a time. `settings` gives those in force, `keep` applies a change to them."""

    def __init__(
        self,
        *,
        bridge: Bridge,
        doctor: EndpointDoctor,
        settings: Callable[[], Settings],
        keep: Keep,
        page: ModelsPage,
    ) -> None:
        super().__init__(page)
        self._bridge, self._doctor, self._page = bridge, doctor, page
        self._settings, self._keep = settings, keep
        self._job: Job | None = None
        page.check_requested.connect(self.start)
        page.check_stopped.connect(self.stop)

    def start(self, endpoint: Endpoint, key: str | None) -> None:
        """Looks `endpoint` over as it stands in the form. `key` is the typed one, or None."""
        self.stop()
        saved = self._settings().endpoint(endpoint.name)
        job = self._bridge.submit(lambda report: self._look(endpoint, key, saved, report))
        learnt: list[str] = []

        def tell(batch: list[tuple[Finding, int]]) -> None:
            learnt.extend(name for found, _ in batch for name in found.parameters)
            if job is self._job:
                self._page.check.add_findings([found for found, _ in batch], batch[-1][1])

        def end(*, stopped: bool = False, problem: Problem | None = None) -> None:
            note = self._learn(endpoint, tuple(dict.fromkeys(learnt)))
            if job is self._job:
                self._job = None
                self._page.check.end(stopped=stopped, problem=problem, note=note)

        job.progressed.connect(tell)
        job.succeeded.connect(lambda _: end())
        job.cancelled.connect(lambda: end(stopped=True))
        job.failed.connect(lambda problem: end(problem=problem))
        self._job = job

    def stop(self) -> None:
        """Stops it, if one is under way; what is known so far stays."""
        if self._job is not None:
            self._job.cancel()

    async def _look(
        self, endpoint: Endpoint, key: str | None, saved: Endpoint | None, report: Report
    ) -> None:
        async with aclosing(self._doctor.look_draft(endpoint, key, saved=saved)) as findings:
            async for finding in findings:
                report((finding, self._doctor.tokens))

    def _learn(self, endpoint: Endpoint, names: tuple[str, ...]) -> str:
        """Keeps what was learnt with the endpoint; what is left to do about that, in words."""
        if not names:
            return ""
        self._page.learn(endpoint, names)
        before, bare = self._settings(), replace(endpoint, dropped_params=())
        kept = before.endpoint(endpoint.name)
        if kept is None or replace(kept, dropped_params=()) != bare:
            return self.tr("Save the model to keep what was learnt.")
        if not set(names) <= set(kept.dropped_params):
            self._keep(lambda settings: with_learnt(settings, endpoint, list(names)))
        return ""
