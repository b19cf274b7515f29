"""Reading in a process of its own: `core.ports.Reader` on the worker's event loop.

The process starts at the first reading or when it is warmed, serves all readings, and is ended
after it was idle for a while. A picture that crashes a decoder, a model that wants all the memory,
or somebody's kill ends that process alone: readings under way fail in words, the next one starts
it anew.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import AsyncGenerator, Mapping, Sequence

from askance.core.budget import MAX_BYTES, MAX_PIXELS
from askance.core.errors import AskanceError
from askance.core.reading.values import ReadEvent, ReadRequest
from askance.core.screen import Pixels
from askance.platforms import own_process
from askance.reading import problems
from askance.reading.link import IDLE_S, Link, NotBegunError, Patience

READING_PROCESS = "--reading-process"
"""The program's first argument in the reading process; the second names the engine."""

END_WITHIN_S = 0.5
"""How long `aclose` waits for a killed process."""

_RAPID = "rapid"


def reading_command(engine: str) -> tuple[str, ...]:
    """What starts this very program as the reading process of `engine`."""
    return own_process.command_for(READING_PROCESS, engine)


class ProcessReader:
    """`command` starts the process and `name` is what reads, in words; without them RapidOCR does.

    May be made on any thread; everything else happens on one event loop.
    """

    def __init__(
        self,
        command: Sequence[str] | None = None,
        *,
        name: str = "RapidOCR",
        idle_s: float = IDLE_S,
        patience: Patience | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self._command = tuple(command or reading_command(_RAPID))
        self._patience = patience or Patience(idle_s=idle_s)
        self._environ = environ
        self._starting = asyncio.Lock()
        self._current: Link | None = None
        self._links: set[Link] = set()

    @property
    def pid(self) -> int | None:
        """The process that the next reading goes to; None when there is none."""
        link = self._current
        return link.pid if link is not None and link.usable else None

    async def read(self, request: ReadRequest) -> AsyncGenerator[ReadEvent, None]:
        """See `core.ports.Reader.read`."""
        _refuse_too_large(request.picture)
        link = await self._link()
        reading = link.begin(request)
        try:
            while True:
                try:
                    event = await reading.next()
                except NotBegunError:
                    link = await self._link()
                    reading = link.begin(request)
                    continue
                if event is None:
                    return
                yield event
        finally:
            link.stop(reading)

    async def warm(self) -> None:
        """See `core.ports.Reader.warm`. Waits only until the process exists."""
        try:
            link = await self._link()
        except AskanceError:
            return
        link.stay()

    async def aclose(self) -> None:
        """Ends the process; readings under way fail. A later reading would start it anew."""
        async with self._starting:
            links = tuple(self._links)
            for link in links:
                link.end(problems.closed())
            if links:
                await asyncio.wait([link.gone for link in links], timeout=END_WITHIN_S)

    async def _link(self) -> Link:
        """The process that takes readings, started if need be. Raises `AskanceError` (reading)."""
        async with self._starting:
            if self._current is None or not self._current.usable:
                self._current = await self._start()
                self._links.add(self._current)
            return self._current

    async def _start(self) -> Link:
        environ = os.environ if self._environ is None else self._environ
        try:
            _, link = await asyncio.get_running_loop().subprocess_exec(
                lambda: Link(self._patience, self._links.discard),
                *self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # What libraries print may hold words of the picture: it is kept nowhere.
                stderr=subprocess.DEVNULL,
                env=own_process.environment_for(environ),
                creationflags=own_process.creation_flags(),
            )
        except OSError as error:
            raise AskanceError(problems.not_started(error)) from error
        return link


def _refuse_too_large(picture: bytes | Pixels) -> None:
    """Before anything is written to a pipe."""
    if isinstance(picture, Pixels):
        if picture.width * picture.height > MAX_PIXELS:
            raise problems.too_large((picture.width, picture.height))
    elif len(picture) > MAX_BYTES:
        raise problems.too_many_bytes(len(picture))
