"""The log of a whole session, at its most talkative, holds neither the key nor a picture."""

import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from tests.support.chat_server import ChatServer, Recorded, Reply, cut_stream, error, stream
from tests.support.secret import TEST_KEY, files_with_key, holds_key

pytestmark = pytest.mark.integration

SESSION = """
import asyncio, logging, os, sys
from contextlib import aclosing, suppress
from askance.app.container import Container
from askance.app.log import start_log
from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError
from askance.core.screen import Pixels
from askance.services.ask import Question

async def session(container, base):
    endpoint = Endpoint("relay", base, "m")
    settings = container.settings_store.update(lambda now: now.with_endpoint(endpoint))
    services = container.services(settings)
    pixels = Pixels(64, 64, os.urandom(64 * 64 * 4))
    picture = await services.pictures.from_pixels(pixels, "noise")

    def told(event):
        logging.getLogger("askance").debug("%r", event)

    cut = await services.ask.ask(Question("What is this?", (picture,), endpoint), told)
    await services.ask.go_on(cut, endpoint, told)
    refused = await services.ask.ask(Question("And now?", (), endpoint, 1), told)
    assert refused.problem is not None
    await services.ask.retry(refused, endpoint, told)
    logging.getLogger("askance").debug("%r", await services.ask.payload(
        Question("What leaves?", (picture,), endpoint, 1)))
    async with aclosing(services.doctor.look(endpoint)) as findings:
        async for finding in findings:
            logging.getLogger("askance").debug("%r", finding)
    await services.keys.keep_for_session("relay", os.environ["ASKANCE_API_KEY"])
    await container.aclose()

with Container.open(os.environ) as container:
    start_log(container.paths.log_dir)
    logging.getLogger().setLevel(logging.DEBUG)
    logging.captureWarnings(True)
    asyncio.run(session(container, sys.argv[1]), debug=True)
"""


def test_neither_the_key_nor_a_picture(askance_home: Path, chat_server: ChatServer) -> None:
    echo = {"error": {"message": f"Incorrect API key provided: {TEST_KEY}. Check {TEST_KEY}."}}
    chat_server.script(
        cut_stream("Half a", " sentence"),
        error(503, headers={"Retry-After": "0.01"}),
        stream(" and the rest."),
        error(401, echo),
        stream("Yes."),
    )

    def able(request: Recorded) -> Reply:
        return stream("Red, blue.") if request.method == "POST" else error(404, echo)

    chat_server.otherwise = able
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", SESSION, chat_server.base_url],
        env={**os.environ, "ASKANCE_API_KEY": TEST_KEY},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert chat_server.questions[0].key == TEST_KEY
    logs = [path.read_bytes() for path in askance_home.rglob("*.log*")]
    log = b"".join(logs)
    assert b"RetryScheduled" in log  # it is the session's, and talkative
    assert b"Incorrect API key provided" in log
    assert not holds_key(log + done.stdout + done.stderr)
    assert files_with_key(askance_home) == []
    [picture] = chat_server.questions[0].pictures
    encoded = b64encode(picture)
    for start in range(0, len(encoded) - 60, 60):
        assert encoded[start : start + 60] not in log
    assert picture[40:80] not in log
