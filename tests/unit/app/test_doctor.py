"""The doctor's rows: one that hangs holds back none of the others."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from askance.app import doctor
from askance.app.container import Container
from askance.core.checks import Check, CheckState
from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.core.settings import Settings


@pytest.fixture
def answer() -> Iterator[threading.Event]:
    """Set when the person answers the prompt at last."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def container(askance_home: Path) -> Iterator[Container]:
    environ = {"ASKANCE_HOME": str(askance_home), "ASKANCE_HOTKEYS": "none"}
    with Container.open(environ) as container:
        yield container


class Locked:
    """A keyring whose prompt nobody answers."""

    name = "the test's keyring"

    def __init__(self, answer: threading.Event) -> None:
        self._answer = answer

    def get(self, _endpoint: str) -> str | None:
        self._answer.wait()
        return None


def rows(container: Container) -> dict[str, Check]:
    return {row.name: row for row in asyncio.run(doctor.examine(container, Settings()))}


def test_a_keyring_that_waits_to_be_unlocked(
    container: Container, answer: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "KEYRING_WITHIN_S", 0.05)
    container.__dict__["keys"] = Locked(answer)
    told = rows(container)
    assert told["Keys"].state is CheckState.LIMITED
    assert told["Keys"].detail == "It waits to be unlocked."
    assert told["Keys"].hint
    assert told["History"].state is CheckState.OK
    assert list(told) == [
        "System",
        "Display",
        "Screen capture",
        "Hotkey",
        "Keys",
        "Model",
        "Reading on this computer",
        "History",
    ]


@pytest.mark.parametrize(
    ("look", "row"),
    [
        ("_capture", "Screen capture"),
        ("_hotkey_backend", "Hotkey"),
        ("_reading", "Reading on this computer"),
        ("_history", "History"),
    ],
)
def test_a_row_that_hangs(
    container: Container,
    answer: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
    look: str,
    row: str,
) -> None:
    def hang(*_: object) -> Check:
        answer.wait()
        return Check(row, CheckState.OK)

    monkeypatch.setattr(doctor, "ROW_WITHIN_S", 0.05)
    monkeypatch.setattr(doctor, look, hang)
    told = rows(container)
    assert told[row].state is CheckState.MISSING
    assert "did not answer" in told[row].detail
    assert told["System"].state is CheckState.OK


def test_what_reads_here(container: Container) -> None:
    told = rows(container)
    assert told["Reading on this computer"].state is CheckState.OK
    assert told["Reading on this computer"].detail == "RapidOCR."


@pytest.mark.parametrize(("wanted", "words"), [("none", "switched off"), ("nope", "“nope”")])
def test_why_nothing_reads_here(askance_home: Path, wanted: str, words: str) -> None:
    environ = {
        "ASKANCE_HOME": str(askance_home),
        "ASKANCE_HOTKEYS": "none",
        "ASKANCE_READER": wanted,
    }
    with Container.open(environ) as container:
        told = rows(container)["Reading on this computer"]
    assert told.state is CheckState.MISSING
    assert words in told.detail
    assert told.hint


def test_the_model_row_says_what_the_built_in_endpoint_can_do(container: Container) -> None:
    told = rows(container)["Model"]
    assert told.state is CheckState.LIMITED
    assert "reads text, tables and codes" in told.detail
    relay = Endpoint("relay", "https://relay.example.com/v1", "m")
    chosen = Settings(endpoints=(relay,), default_endpoint=ON_DEVICE.name)
    [row] = [row for row in asyncio.run(doctor.examine(container, chosen)) if row.name == "Model"]
    assert row.state is CheckState.OK
    assert "nothing leaves" in row.detail
