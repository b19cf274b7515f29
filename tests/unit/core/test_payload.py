"""What leaves, as it is shown and as it is copied."""

import base64
import json
import subprocess

import pytest

from askance.core.chat import ChatRequest, EncodedPicture, PromptMessage
from askance.core.conversation import PictureLink, Role, TextPart
from askance.core.endpoint import Endpoint
from askance.core.payload import (
    KEY_MASK,
    RequestPreview,
    as_curl,
    build_payload,
    folded,
    human_size,
    request_tokens,
)

PICTURE = EncodedPicture(b"p" * 41_000, "image/png", 591, 312, "Region")
LINK = PictureLink("https://example.com/a.png")
ENDPOINT = Endpoint("Relay", "https://relay.example.com/v1", "gpt-5-mini")
URL = "https://relay.example.com/v1/chat/completions"


def body(question: str = "Why?") -> str:
    url = "data:image/png;base64," + base64.b64encode(PICTURE.data).decode()
    content = [{"type": "text", "text": question}, {"type": "image_url", "image_url": {"url": url}}]
    return json.dumps(
        {"model": "m", "stream": True, "messages": [{"role": "user", "content": content}]}
    )


def request(*messages: PromptMessage) -> ChatRequest:
    return ChatRequest(ENDPOINT, messages)


def preview(text: str, *, key: bool = True) -> RequestPreview:
    headers = (("Authorization", f"Bearer {KEY_MASK}"),) if key else ()
    return RequestPreview(URL, (*headers, ("Content-Type", "application/json")), text)


def test_a_payload_counts_its_own_pictures_and_those_that_travel_again():
    asked = request(
        PromptMessage(Role.USER, (PICTURE, TextPart("one"))),
        PromptMessage(Role.ASSISTANT, (TextPart("answer"),)),
        PromptMessage(Role.USER, (LINK, TextPart("two"))),
    )
    payload = build_payload(asked, preview(body()))
    assert payload.pictures == (LINK,)
    assert payload.earlier_pictures == 1
    assert payload.size == 41_000
    assert payload.body_size == len(body())
    assert payload.tokens == request_tokens(asked) > 425


def test_data_addresses_are_folded_to_their_size_and_nothing_else_is_lost():
    shown = folded(body())
    assert "data:image/png;base64, ▸ 41 KB" in shown
    assert max(len(line) for line in shown.splitlines()) < 80
    unfolded = json.loads(shown)
    assert unfolded["messages"][0]["content"][0] == {"type": "text", "text": "Why?"}
    assert list(unfolded) == ["model", "stream", "messages"]


def test_words_that_are_no_json_are_shown_as_they_are():
    assert folded("not json") == "not json"


def test_the_copied_command_sends_exactly_the_body(tmp_path):
    awkward = 'It\'s $HOME `id` \\ "quoted"\nJSON\nend'
    command = as_curl(preview(body(awkward)))
    script = f"curl() {{ cat; printf '%s\\n' \"$@\" >&2; }}\n{command}"
    done = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        env={"ASKANCE_API_KEY": "k3y", "PATH": "/bin:/usr/bin"},
        check=True,
    )
    assert json.loads(done.stdout) == json.loads(body(awkward))
    assert "Authorization: Bearer k3y" in done.stderr
    assert URL in done.stderr


def test_the_copied_command_names_no_key():
    assert "$ASKANCE_API_KEY" in as_curl(preview(body()))
    assert "ASKANCE_API_KEY" not in as_curl(preview(body(), key=False))


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 KB"),
        (214_400, "214 KB"),
        (999_499, "999 KB"),
        (999_500, "1.0 MB"),
        (1_240_000, "1.2 MB"),
    ],
)
def test_sizes_as_people_read_them(count, words):
    assert human_size(count) == words
