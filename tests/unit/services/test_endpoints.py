"""Which key goes to which address when an endpoint is tried out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from askance.core.endpoint import ON_DEVICE, Endpoint, ModelInfo
from askance.core.errors import ErrorKind, Problem
from askance.core.reading.sample import WORD
from askance.services.device_chat import DeviceChat
from askance.services.endpoints import EndpointService
from askance.services.keys import KeyService
from askance.services.one_thread import OneThread
from tests.fakes.chat import ScriptedChat
from tests.fakes.keys import InMemoryKeys
from tests.fakes.reader import FakeReader
from tests.support.house import HELLO

SAVED = Endpoint("Relay", "https://relay.example.com/v1", "gemini-pro-vision")
LOCKED = Problem(ErrorKind.KEYRING, "The keyring is locked")


class ListingChat(ScriptedChat):
    """Remembers the keys it was asked for models with, too."""

    async def models(self, endpoint: Endpoint, key: str | None) -> tuple[ModelInfo, ...]:
        self.keys.append(key)
        return await super().models(endpoint, key)


class Setup:
    def __init__(self) -> None:
        self.chat, self.keys = ListingChat(HELLO), InMemoryKeys({"Relay": "kept"})
        self.thread = OneThread("keys")
        self.service = EndpointService(
            chat=self.chat,
            keys=KeyService(store=self.keys, thread=self.thread),
            clock=lambda: 0.0,
        )

    def tried_with(
        self, draft: Endpoint, saved: Endpoint | None, typed: str | None = None
    ) -> list[str | None]:
        """The keys a test and a listing of models went with."""
        check = asyncio.run(self.service.test_draft(draft, typed, saved=saved))
        assert check.problem is None
        asyncio.run(self.service.models(draft, typed, saved=saved))
        return self.chat.keys


@pytest.fixture
def setup() -> Iterator[Setup]:
    made = Setup()
    yield made
    made.thread.close()


@pytest.mark.parametrize(
    "address",
    [SAVED.base_url, "relay.example.com", "https://RELAY.example.com:443/other/v2"],
)
def test_the_kept_key_goes_to_the_address_it_was_kept_for(setup: Setup, address: str) -> None:
    draft = replace(SAVED, base_url=address, model="another")
    assert setup.tried_with(draft, SAVED) == ["kept", "kept"]


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/v1",
        "https://relay.example.com.elsewhere.example/v1",
        "https://relay.example.com@elsewhere.example/v1",
        "http://relay.example.com/v1",
        "https://relay.example.com:8443/v1",
    ],
)
def test_the_kept_key_goes_nowhere_else(setup: Setup, address: str) -> None:
    assert setup.tried_with(replace(SAVED, base_url=address), SAVED) == [None, None]


def test_a_name_alone_earns_no_key(setup: Setup) -> None:
    assert setup.tried_with(SAVED, None) == [None, None]
    other = replace(SAVED, name="Other")
    assert setup.tried_with(SAVED, other) == [None] * 4


def test_a_typed_key_goes_where_it_was_typed_for(setup: Setup) -> None:
    draft = replace(SAVED, base_url="https://elsewhere.example/v1")
    assert setup.tried_with(draft, SAVED, "typed") == ["typed", "typed"]


def test_a_locked_keyring_is_not_asked_for_a_key_that_would_not_be_used(setup: Setup) -> None:
    setup.keys.problem = LOCKED
    draft = replace(SAVED, base_url="https://elsewhere.example/v1")
    assert setup.tried_with(draft, SAVED) == [None, None]
    assert asyncio.run(setup.service.test_draft(SAVED, None, saved=SAVED)).problem == LOCKED


def test_a_saved_endpoint_is_tested_with_its_key(setup: Setup) -> None:
    check = asyncio.run(setup.service.test(SAVED))
    assert (check.answer, setup.chat.keys) == ("Hello world", ["kept"])


def test_the_built_in_endpoint_is_tested_by_reading_and_needs_no_keyring(setup: Setup) -> None:
    setup.keys.problem = LOCKED
    service = EndpointService(
        chat=DeviceChat(FakeReader(WORD)),
        keys=KeyService(store=setup.keys, thread=setup.thread),
        clock=lambda: 0.0,
    )
    check = asyncio.run(service.test(ON_DEVICE))
    assert check.problem is None
    assert WORD in check.answer
    [model] = asyncio.run(service.models(ON_DEVICE, None, saved=ON_DEVICE))
    assert model.id == ON_DEVICE.model
