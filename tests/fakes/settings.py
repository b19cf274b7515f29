"""Settings in memory, kept to their port by the same contract tests as the real ones."""

from collections.abc import Callable

from askance.core.errors import AskanceError, Problem
from askance.core.settings import Settings


class InMemorySettings:
    """`problem`, once set, is raised by every call."""

    def __init__(self, settings: Settings | None = None, *, problem: Problem | None = None) -> None:
        self.settings = settings if settings is not None else Settings()
        self.problem = problem

    @property
    def complaints(self) -> tuple[str, ...]:
        return ()

    def load(self) -> Settings:
        if self.problem is not None:
            raise AskanceError(self.problem)
        return self.settings

    def update(self, change: Callable[[Settings], Settings]) -> Settings:
        self.settings = change(self.load())
        return self.settings
