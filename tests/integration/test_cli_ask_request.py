"""What `askance ask` sends: pictures from everywhere, options, the key only where it belongs."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.support.askance_program import Askance, asking
from tests.support.chat_server import (
    DONE,
    ChatServer,
    Recorded,
    Reply,
    Say,
    body_reply,
    chunk,
    completion,
    delta,
    error,
    event,
    finish,
    held_stream,
    sse_end,
    sse_head,
    stream,
    usage,
)
from tests.support.programs import Program
from tests.support.secret import TEST_KEY

pytestmark = pytest.mark.integration


def picture(size: tuple[int, int] = (60, 40)) -> Image.Image:
    image = Image.new("RGB", size, (200, 30, 30))
    ImageDraw.Draw(image).rectangle((10, 5, 25, 30), (20, 90, 220))
    return image


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def sent_picture(question: Recorded) -> Image.Image:
    [data] = question.pictures
    return Image.open(io.BytesIO(data)).convert("RGB")


def test_json_counts_the_tokens_of_the_picture(
    askance: Askance, chat_server: ChatServer, tmp_path: Path
) -> None:
    file = tmp_path / "wide.png"
    picture((1920, 1080)).save(file)
    told = askance.run(*asking(chat_server), file, "--json").json
    assert told["request"]["image_tokens"] == 1548  # Gemini's tiles of 768 × 768 at 258 each


# --- pictures


@pytest.mark.parametrize("way", ["file", "standard input"])
def test_a_picture_leaves_pixel_for_pixel(
    askance: Askance, chat_server: ChatServer, tmp_path: Path, way: str
) -> None:
    file = tmp_path / "chart.png"
    picture().save(file)
    if way == "file":
        finished = askance.run(*asking(chat_server), file)
    else:
        finished = askance.run(*asking(chat_server), "-", typed=file.read_bytes())
    assert finished.code == 0, finished
    question = chat_server.questions[0]
    assert sent_picture(question).tobytes() == picture().tobytes()
    assert question.question == "What is this?"
    assert [part["type"] for part in question.parts] == ["image_url", "text"]


def test_several_pictures_go_in_their_order(
    askance: Askance, chat_server: ChatServer, tmp_path: Path
) -> None:
    files = []
    for width in (20, 30, 40):
        files.append(tmp_path / f"{width}.png")
        picture((width, 35)).save(files[-1])
    assert askance.run(*asking(chat_server), *files).code == 0
    sizes = [Image.open(io.BytesIO(data)).size for data in chat_server.questions[0].pictures]
    assert sizes == [(20, 35), (30, 35), (40, 35)]


@pytest.mark.parametrize("how", ["--embed", ""])
def test_a_web_picture_is_downloaded_and_embedded(
    askance: Askance, chat_server: ChatServer, how: str
) -> None:
    with ChatServer() as web:
        address = web.serve("/cat.png", body_reply(encoded(picture()), "image/png"))
        arguments = [*asking(chat_server), address, *([how] if how else [])]
        finished = askance.run(*arguments, ASKANCE_API_KEY=TEST_KEY)
        assert finished.code == 0, finished
        assert [request.key for request in web.requests] == [None]
    assert sent_picture(chat_server.questions[0]).tobytes() == picture().tobytes()
    assert chat_server.questions[0].key == TEST_KEY


def test_a_web_picture_is_sent_as_its_address(askance: Askance, chat_server: ChatServer) -> None:
    with ChatServer() as web:
        address = web.serve("/cat.png", body_reply(encoded(picture()), "image/png"))
        assert askance.run(*asking(chat_server), address, "--link").code == 0
        assert web.requests == []
    assert chat_server.questions[0].image_urls == [address]


@pytest.mark.parametrize("trouble", ["absent", "no picture", "cut short", "empty", "a folder"])
def test_a_bad_picture_is_refused_in_words(
    askance: Askance, chat_server: ChatServer, tmp_path: Path, trouble: str
) -> None:
    file = tmp_path / "chart.png"
    contents = {"no picture": b"not a picture", "cut short": encoded(picture())[:60], "empty": b""}
    if trouble in contents:
        file.write_bytes(contents[trouble])
    elif trouble == "a folder":
        file.mkdir()
    finished = askance.run(*asking(chat_server), file)
    assert finished.code == 2, finished
    assert "chart.png" in finished.err
    assert finished.out == ""
    assert chat_server.requests == []


# --- options


def test_options_travel_as_the_wire_names_them(askance: Askance, chat_server: ChatServer) -> None:
    options = ("-n", "2", "--logprobs", "3", "--max-tokens", "7", "--model", "other-model")
    assert askance.run(*asking(chat_server), *options).code == 0
    body = chat_server.questions[0].json
    assert (body["n"], body["logprobs"], body["top_logprobs"]) == (2, True, 3)
    assert (body["max_tokens"], body["model"], body["stream"]) == (7, "other-model", True)
    assert body["messages"] == [{"role": "user", "content": "What is this?"}]


def test_two_answers(askance: Askance, chat_server: ChatServer) -> None:
    said = [delta("One", index=0), delta("Two", index=1), delta(".", index=0), delta("!", index=1)]
    end = (Say(finish(index=1)), Say(finish(index=0)), Say(usage(5, 4)), Say(DONE))
    steps = (*sse_head(), *(Say(piece) for piece in said), *end)
    chat_server.script(Reply(steps), Reply(steps))
    plain = askance.run(*asking(chat_server), "-n", "2")
    assert (plain.code, plain.out) == (0, "One.\n\n--- 2 ---\nTwo!\n")
    told = askance.run(*asking(chat_server), "-n", "2", "--json").json
    assert [(c["index"], c["text"]) for c in told["choices"]] == [(0, "One."), (1, "Two!")]


def test_log_probabilities(askance: Askance, chat_server: ChatServer) -> None:
    other = {"token": "No", "logprob": -2.5, "bytes": None}
    token = {"token": "Yes", "logprob": -0.1, "bytes": None}
    token["top_logprobs"] = [dict(token), other]
    choice = {"index": 0, "delta": {"content": "Yes"}, "logprobs": {"content": [token]}}
    chat_server.script(Reply((*sse_head(), Say(event(chunk([choice]))), *sse_end())))
    told = askance.run(*asking(chat_server), "--logprobs", "2", "--json").json
    assert told["choices"][0]["logprobs"] == [["Yes", -0.1, [["Yes", -0.1], ["No", -2.5]]]]


def test_a_reply_in_one_piece(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.script(completion("All at once."))
    finished = askance.run(*asking(chat_server), "--no-stream")
    assert (finished.code, finished.out) == (0, "All at once.\n")
    assert not chat_server.questions[0].json.get("stream")


def test_no_retry_sends_one_request(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.script(error(429), stream("Never asked for."))
    assert askance.run(*asking(chat_server), "--no-retry").code == 1
    assert len(chat_server.requests) == 1


def test_the_timeout_is_of_silence_not_of_the_whole(
    askance: Askance, chat_server: ChatServer
) -> None:
    chat_server.script(stream(*"slowly", every_s=0.3))
    finished = askance.run(*asking(chat_server), "--timeout", "1")
    assert (finished.code, finished.out) == (0, "slowly\n")


# --- the key


def test_the_environment_s_key_goes_to_a_bare_address(
    askance: Askance, chat_server: ChatServer
) -> None:
    assert askance.run(*asking(chat_server), ASKANCE_API_KEY=f" {TEST_KEY}\n").code == 0
    assert chat_server.questions[0].key == TEST_KEY


def test_without_a_key_none_is_sent(askance: Askance, chat_server: ChatServer) -> None:
    assert askance.run(*asking(chat_server)).code == 0
    assert "authorization" not in chat_server.questions[0].headers


def test_a_server_that_echoes_the_key_is_not_quoted(
    askance: Askance, chat_server: ChatServer
) -> None:
    chat_server.script(error(401, {"error": {"message": f"Incorrect API key: {TEST_KEY}."}}))
    finished = askance.run(*asking(chat_server), "--json", ASKANCE_API_KEY=TEST_KEY)
    assert finished.code == 3
    assert "•••" in finished.json["error"]["detail"]
    assert finished.json["error"]["title"] == "The key was refused"


def test_a_redirect_does_not_take_the_key_along(askance: Askance, chat_server: ChatServer) -> None:
    with ChatServer() as elsewhere:
        headers = {"Location": f"{elsewhere.base_url}/chat/completions"}
        chat_server.script(error(307, headers=headers))
        finished = askance.run(*asking(chat_server), "--no-retry", ASKANCE_API_KEY=TEST_KEY)
        assert elsewhere.requests == []
    assert finished.code == 1
    assert "leads somewhere else" in finished.err


def test_the_key_is_in_no_argument_list(askance: Askance, chat_server: ChatServer) -> None:
    chat_server.script(held_stream("Half"))
    with askance.started(*asking(chat_server), ASKANCE_API_KEY=TEST_KEY) as program:
        program.wait_for_output("Half")
        lists = [arguments_of(pid) for pid in family(program)]
    assert lists
    assert not any(TEST_KEY in arguments for arguments in lists)


def arguments_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def family(program: Program) -> list[int]:
    """The process and its children."""
    pid = program.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]
