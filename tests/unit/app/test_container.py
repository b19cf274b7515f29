"""The container: it opens nothing before it is used; closing it, all its threads share one short
deadline, and those that may wait for a person are not waited for. Its doctor and its chat learn.
"""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from askance.app import container as module
from askance.app.container import CLOSE_WITHIN_S, Container
from askance.core.chat import (
    ChatOptions,
    ChatRequest,
    EncodedPicture,
    PicturesReduced,
    PromptMessage,
)
from askance.core.conversation import Role, TextPart
from askance.core.endpoint import Endpoint
from askance.core.screen import Pixels
from askance.services.bundle import Services
from tests.support.chat_server import ChatServer, Recorded, Reply, error, stream

NETWORK = ("httpx", "httpcore", "h11", "truststore")


def test_services_are_made_without_what_the_network_needs(askance_home: Path) -> None:
    program = f"""
import os, sys
from askance.app.container import Container
with Container.open(os.environ) as container:
    container.services(container.settings_store.load())
    container.doctor
print([name for name in {NETWORK} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\n", done.stdout + done.stderr


class Stuck:
    """A thread that never ends: whoever waits for it waits as long as they would."""

    now = 0.0
    waited: dict[str, float]

    def __init__(self, name: str) -> None:
        self._name = name

    def close(self, *, timeout_s: float | None = None) -> None:
        assert timeout_s is not None
        Stuck.now += timeout_s
        Stuck.waited[self._name] = Stuck.waited.get(self._name, 0.0) + timeout_s


@pytest.fixture
def container(askance_home: Path, monkeypatch: pytest.MonkeyPatch) -> Container:
    monkeypatch.setattr(module, "OneThread", Stuck)
    monkeypatch.setattr(module.time, "monotonic", lambda: Stuck.now)
    Stuck.waited = {}
    return Container.open({"ASKANCE_HOME": str(askance_home)})


def test_stuck_threads_share_one_deadline(container: Container) -> None:
    for name in ("history", "grab", "hotkey"):
        container.thread(name)
    container.close()
    assert sum(Stuck.waited.values()) == pytest.approx(CLOSE_WITHIN_S)
    assert CLOSE_WITHIN_S <= 0.5


@pytest.mark.parametrize("name", ["keyring", "stdin"])
def test_nobody_waits_for_what_waits_for_a_person(container: Container, name: str) -> None:
    container.thread(name)
    container.close()
    assert Stuck.waited == {name: 0}


def in_a_window(
    home: Path,
    endpoint: Endpoint,
    work: Callable[[Container, Services], Awaitable[None]],
) -> tuple[Endpoint, Endpoint]:
    """Runs `work` with everything a window has; the endpoint as the window and as the file know it
    afterwards.
    """

    async def run(container: Container) -> tuple[Endpoint, Endpoint]:
        settings = container.settings_store.update(lambda now: now.with_endpoint(endpoint))
        services = container.services(settings)
        try:
            await work(container, services)
        finally:
            await container.aclose()
        [known], [kept] = (
            services.preferences.current.endpoints,
            container.settings_store.load().endpoints,
        )
        return known, kept

    with Container.open({"ASKANCE_HOME": str(home)}) as container:
        return asyncio.run(run(container))


def picky(request: Recorded) -> Reply:
    """Takes no seed, and one answer at a time."""
    if request.method != "POST":
        return error(404)
    for name, words in (("seed", "Unknown parameter: 'seed'."), ("n", "Only one choice: n > 1.")):
        if name in request.json:
            told = {"message": words, "code": "unsupported_parameter", "param": name}
            return error(400, {"error": told})
    return stream("Red and blue." if request.pictures else "ready")


def test_what_a_question_taught_is_in_the_window_and_in_the_file(
    askance_home: Path, chat_server: ChatServer
) -> None:
    chat_server.otherwise = picky
    endpoint = Endpoint("relay", chat_server.base_url, "m")
    message = PromptMessage(Role.USER, (TextPart("Hi"),))

    async def ask(container: Container, services: Services) -> None:
        request = ChatRequest(endpoint, (message,), ChatOptions(n=2, seed=5))
        async with aclosing(container.chat.stream(request, None)) as events:
            async for _ in events:
                pass

    known, kept = in_a_window(askance_home, endpoint, ask)
    assert known == kept == replace(endpoint, dropped_params=("seed", "n"))


def test_the_doctor_finds_out_anew_each_time_and_remembers(
    askance_home: Path, chat_server: ChatServer
) -> None:
    chat_server.otherwise = picky
    endpoint = Endpoint("relay", chat_server.base_url, "m")
    looks = []

    async def look_twice(container: Container, services: Services) -> None:
        for _ in range(2):
            found = services.doctor.look(services.preferences.current.endpoints[0])
            async with aclosing(found) as findings:
                looks.append([(each.step, each.verdict) async for each in findings])

    known, kept = in_a_window(askance_home, endpoint, look_twice)
    assert looks[0] == looks[1]
    assert known == kept == replace(endpoint, dropped_params=("n",))


def test_a_picture_too_large_for_the_server_goes_smaller(
    askance_home: Path, chat_server: ChatServer
) -> None:
    def small_gateway(request: Recorded) -> Reply:
        return error(413) if len(request.body) > 1_000_000 else stream("A picture.")

    chat_server.otherwise = small_gateway
    noise = bytes(range(256)) * 6_000
    endpoint = Endpoint("relay", chat_server.base_url, "m")
    events = []

    async def ask(container: Container, services: Services) -> None:
        pixels = Pixels(800, 480, noise[: 800 * 480 * 4])
        picture = await services.pictures.from_pixels(pixels, "noise")
        large = EncodedPicture(picture.data.ljust(1_500_000, b"\0"), "image/png", 800, 480)
        request = ChatRequest(endpoint, (PromptMessage(Role.USER, (large,)),))
        async with aclosing(container.chat.stream(request, None)) as stream:
            events.extend([event async for event in stream])

    in_a_window(askance_home, endpoint, ask)
    assert [event for event in events if isinstance(event, PicturesReduced)]
    first, second = chat_server.questions
    assert len(first.body) > 1_000_000 > len(second.body)
    assert second.pictures
