"""`askance history` over a database that the services made, asking a real server."""

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from askance.app.container import Container
from askance.core.budget import ImageBudget
from askance.core.chat import EncodedPicture
from askance.core.conversation import Message, PictureLink, PictureOrigin
from askance.core.endpoint import Endpoint
from askance.core.screen import Pixels
from askance.pictures.codec import PillowCodec
from askance.services.ask import Question
from tests.support.askance_program import Askance
from tests.support.chat_server import MODEL, ChatServer, cut_stream, stream
from tests.support.secret import TEST_KEY

pytestmark = pytest.mark.integration


def picture() -> EncodedPicture:
    pixels = Pixels(8, 4, bytes((10, 200, 30, 255)) * 32)
    return PillowCodec().encode_pixels(pixels, name="Region · 8 × 4", budget=ImageBudget())


def ask(home: Path, *questions: Question) -> list[Message]:
    """Asks through the program's own services; the second and later in the first's conversation
    when they name none.
    """

    async def run(container: Container) -> list[Message]:
        service = container.services(container.settings_store.load()).ask
        try:
            return [await service.ask(question, lambda _event: None) for question in questions]
        finally:
            await container.chat.aclose()

    environ = {"ASKANCE_HOME": str(home), "ASKANCE_API_KEY": TEST_KEY}
    with Container.open(environ) as container:
        return asyncio.run(run(container))


@pytest.fixture
def endpoint(chat_server: ChatServer) -> Endpoint:
    return Endpoint("relay", chat_server.base_url, MODEL)


@pytest.fixture
def conversation(askance: Askance, chat_server: ChatServer, endpoint: Endpoint) -> int:
    """Two questions, one with a picture of each kind; the second answer was cut off."""
    chat_server.script(stream("A green field."), cut_stream("It is wide, abou"))
    pictures = (picture(), PictureLink("https://example.com/cat.png"))
    [first] = ask(askance.home, Question("What colour is it?", pictures, endpoint))
    ask(askance.home, Question("How wide?", (), endpoint, first.conversation_id))
    return first.conversation_id


def test_it_begins_empty(askance: Askance) -> None:
    for arguments, words in (
        (("list",), "The history is empty"),
        (("search", "field"), "Nothing was found"),
    ):
        finished = askance.run("history", *arguments)
        assert (finished.code, finished.out) == (0, "")
        assert words in finished.err
        assert askance.run("history", *arguments, "--json").json == []


def test_the_list_is_newest_first(askance: Askance, conversation: int, endpoint: Endpoint) -> None:
    [later] = ask(askance.home, Question("A second conversation?", (), endpoint))
    told = askance.run("history", "list", "--json").json
    assert [row["id"] for row in told] == [later.conversation_id, conversation]
    assert [row["title"] for row in told] == ["A second conversation?", "What colour is it?"]
    assert [row["messages"] for row in told] == [2, 4]
    assert set(told[0]) == {"id", "title", "created_at", "updated_at", "messages"}
    today = datetime.now().astimezone().strftime("%Y-")
    lines = askance.run("history", "list").out.splitlines()
    assert [line.split()[0] for line in lines] == [str(later.conversation_id), str(conversation)]
    assert all(today in line for line in lines)


def test_a_search_finds_words_of_both_sides(askance: Askance, conversation: int) -> None:
    for text, role in (("green", "assistant"), ("colour", "user"), ("wid", "user")):
        hits = askance.run("history", "search", text, "--json").json
        assert role in {hit["role"] for hit in hits}
        assert all(hit["conversation"]["id"] == conversation for hit in hits)
    plain = askance.run("history", "search", "green field").out
    assert plain.split()[0] == str(conversation)
    assert "A green field." in plain
    assert not any(ord(character) < 32 for character in plain.rstrip("\n"))


def test_a_conversation_is_shown_whole(askance: Askance, conversation: int) -> None:
    shown = askance.run("history", "show", str(conversation)).out
    pieces = ["What colour is it?", "A green field.", "How wide?", "(failed)", "It is wide, abou"]
    places = [shown.index(piece) for piece in pieces]
    assert places == sorted(places)
    assert "[picture Region · 8 × 4 8 × 4]" in shown
    assert "[picture https://example.com/cat.png]" in shown
    assert "The answer was cut off" in shown


def test_a_conversation_as_json(askance: Askance, conversation: int) -> None:
    told: list[dict[str, Any]] = askance.run("history", "show", str(conversation), "--json").json
    assert [message["role"] for message in told] == ["user", "assistant"] * 2
    assert [message["status"] for message in told] == ["complete", "complete", "complete", "failed"]
    kept, link = told[0]["pictures"]
    assert (kept["size"], kept["media_type"], kept["name"]) == (
        [8, 4],
        "image/png",
        "Region · 8 × 4",
    )
    assert link == {"url": "https://example.com/cat.png"}
    assert told[1]["choices"] == [
        {"index": 0, "text": "A green field.", "reasoning": "", "finish_reason": "stop"}
    ]
    assert (told[1]["model"], told[1]["endpoint"], told[1]["error"]) == (MODEL, "relay", None)
    record = {"id": "chatcmpl-1", "created": 1_700_000_000, "system_fingerprint": ""}
    assert [message["record"] for message in told] == [None, record] * 2
    assert (told[3]["text"], told[3]["error"]) == ("It is wide, abou", "truncated")


def test_a_branch_and_another_s_answer_as_json(
    askance: Askance, conversation: int, chat_server: ChatServer, endpoint: Endpoint
) -> None:
    chat_server.script(stream("A red field."))
    part = replace(picture(), origin=PictureOrigin("ab" * 32, 1, 2, 3, 4))
    [edited] = ask(askance.home, Question("Really?", (part,), endpoint, conversation, beside=3))
    told = askance.run("history", "show", str(conversation), "--json").json
    assert [message["text"] for message in told][2:] == ["Really?", "A red field."]
    assert told[0]["siblings"] == []
    assert told[2]["siblings"] == [3, edited.id - 1]
    assert told[2]["pictures"][0]["part_of"] == {
        "sha256": "ab" * 32,
        "left": 1,
        "top": 2,
        "width": 3,
        "height": 4,
    }
    assert told[3]["chosen"] == 0
    assert 0 < told[3]["timing"]["first_token"] <= told[3]["timing"]["total"]
    hits = askance.run("history", "search", "How wide", "--json").json
    assert [hit["message"] for hit in hits] == [3], "what is not shown is found all the same"


def test_a_conversation_that_is_not_there(askance: Askance) -> None:
    finished = askance.run("history", "show", "42")
    assert finished.code == 2
    assert "There is no conversation 42" in finished.err


def test_a_damaged_history_is_told_and_left_alone(askance: Askance, conversation: int) -> None:
    file = askance.home / "data" / "history.db"
    for beside in file.parent.glob("history.db-*"):
        beside.unlink()
    file.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)
    finished = askance.run("history", "list")
    assert finished.code == 1
    assert "The history is damaged" in finished.err
    assert file.read_bytes().endswith(b"\xff" * 4096)
