"""The way to an endpoint that always stands, or never does."""

from __future__ import annotations

from askance.core.endpoint import Endpoint
from askance.core.endpoint_check import Connection, Taken
from askance.core.errors import AskanceError, Problem


class FakeProber:
    """`problem` is met by whoever connects; `most` bytes are taken at once."""

    def __init__(self, problem: Problem | None = None, *, most: int = 100_000_000) -> None:
        self.problem, self.most = problem, most

    async def resolve(self, endpoint: Endpoint) -> tuple[str, ...]:
        return ("127.0.0.1",)

    async def connect(self, endpoint: Endpoint) -> Connection:
        if self.problem is not None:
            raise AskanceError(self.problem)
        return Connection(0.01)

    async def takes(self, endpoint: Endpoint, key: str | None, size: int) -> Taken:
        return Taken(size <= self.most)
