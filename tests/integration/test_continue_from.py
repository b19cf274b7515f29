"""Going on from a chosen word over HTTP: what is learnt, and a server that begins anew."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from askance.chat.client import HttpChatClient
from askance.core.conversation import Message
from askance.core.settings import Settings
from askance.services.learning import LearningChat
from tests.fakes.keys import InMemoryKeys
from tests.support.ask_house import ENDPOINT, House
from tests.support.chat_server import ChatServer, error, held_stream, stream

FIRST = "The sky over the hill is blue."
WAS = "The sky over the hill was"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer() as running:
        yield running


def going_on(
    folder: Path, server: ChatServer, work: Callable[[House, Message], Awaitable[None]]
) -> Settings:
    """`work` with an ask service and its first answer; the settings as they were left."""
    endpoint = replace(ENDPOINT, base_url=server.base_url)
    settings = Settings(endpoints=(endpoint,))

    async def keep(change: Callable[[Settings], Settings]) -> None:
        nonlocal settings
        settings = change(settings)

    async def run() -> None:
        client = HttpChatClient()
        keys = InMemoryKeys({ENDPOINT.name: "secret"})
        with closing(House(folder, LearningChat(client, keep), keys)) as house:
            await work(house, await house.ask(pictures=(), endpoint=endpoint))
        await client.aclose()

    asyncio.run(run())
    return settings


async def from_was(house: House, first: Message, server: ChatServer) -> Message:
    endpoint = replace(ENDPOINT, base_url=server.base_url)
    return await house.service.continue_from(first, 0, WAS, endpoint, house.events.append)


def test_what_a_server_refuses_is_learnt(tmp_path: Path, server: ChatServer) -> None:
    refusal = error(400, {"error": {"message": "Unknown field: continue_final_message"}})
    server.script(stream(FIRST), refusal, stream(" red", "."))

    async def work(house: House, first: Message) -> None:
        both = await from_was(house, first, server)
        assert [choice.text for choice in both.choices] == [FIRST, f"{WAS} red."]

    settings = going_on(tmp_path, server, work)
    assert settings.endpoints[0].dropped_params == ("continue_final_message",)


def test_a_server_that_begins_anew_is_hung_up_on(tmp_path: Path, server: ChatServer) -> None:
    server.script(stream(FIRST), held_stream("The sky", " over the hill", " is", " blue"))

    async def work(house: House, first: Message) -> None:
        both = await from_was(house, first, server)
        assert [choice.text for choice in both.choices] == [FIRST, WAS]
        problem = both.choices[1].problem
        assert problem is not None
        assert "began a new answer" in problem.detail
        await asyncio.to_thread(server.questions[1].wait_closed)

    going_on(tmp_path, server, work)


def test_one_that_gives_the_words_again_is_joined_once(tmp_path: Path, server: ChatServer) -> None:
    server.script(stream(FIRST), stream("The sky over", " the hill was", " red."))

    async def work(house: House, first: Message) -> None:
        both = await from_was(house, first, server)
        assert both.text == f"{WAS} red."

    going_on(tmp_path, server, work)
