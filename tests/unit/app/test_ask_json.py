"""The object of `askance ask --json`: its kinds are those of the contract, whatever went wrong."""

import json
from pathlib import Path

import pytest

from askance.app.commands.ask_json import Outcome, as_json, told_kind
from askance.core.chat import ChatRequest, PromptMessage
from askance.core.conversation import Role
from askance.core.endpoint import ON_DEVICE
from askance.core.errors import ErrorKind, Problem
from askance.core.reading.sample import SAMPLE

CASES = Path(__file__).parents[4] / "shared" / "cases" / "chat_cases.json"


@pytest.mark.parametrize("kind", ErrorKind)
def test_no_other_kind_is_told(kind: ErrorKind) -> None:
    known = json.loads(CASES.read_bytes())["error_kinds"]
    told = as_json(Outcome(problem=Problem(kind, "It failed")))["error"]
    assert isinstance(told, dict)
    assert told["kind"] in known
    assert (told["kind"] == kind.value) == (kind.value in known)


def test_the_nearest_one_is_told() -> None:
    assert told_kind(ErrorKind.NO_KEY) == told_kind(ErrorKind.KEYRING) == "auth"
    assert told_kind(ErrorKind.PICTURE) == "image_invalid"
    assert told_kind(ErrorKind.NO_ENDPOINT) == told_kind(ErrorKind.STORAGE) == "bad_request"
    assert told_kind(ErrorKind.NEEDS_MODEL) == "bad_request"
    assert told_kind(ErrorKind.READING) == "server"


def test_nothing_was_sent() -> None:
    told = as_json(Outcome(problem=Problem(ErrorKind.STORAGE, "The disk is full")))
    assert told["choices"] == []
    assert told["complete"] is False
    assert told["request"] == {"url": "", "bytes": 0, "image_tokens": 0}


def test_nothing_leaves_for_the_built_in_endpoint() -> None:
    asked = ChatRequest(ON_DEVICE, (PromptMessage(Role.USER, (SAMPLE,)),))
    told = as_json(Outcome(request=asked))
    assert told["request"] == {"url": "", "bytes": 0, "image_tokens": 0}
    assert told["model"] == ON_DEVICE.model
