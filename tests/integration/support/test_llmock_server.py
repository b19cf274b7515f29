"""llmock runs apart from us, streams, and takes scripts."""

import httpx
import pytest

from tests.support.llmock_server import LlmockServer

pytestmark = pytest.mark.integration
QUESTION = {"model": "gpt-4o", "stream": True, "messages": [{"role": "user", "content": "Hello"}]}


def test_it_streams_an_answer(llmock: LlmockServer) -> None:
    reply = httpx.post(f"{llmock.base_url}/chat/completions", json=QUESTION, trust_env=False)
    assert reply.status_code == 200
    assert reply.text.rstrip().endswith("data: [DONE]")
    assert len(llmock.requests) == 1


def test_it_fails_as_scripted_and_forgets(llmock: LlmockServer) -> None:
    assert llmock.requests == []
    llmock.script({"type": "fail", "status": 429, "retry_after": 2, "times": 1})
    refused = httpx.post(f"{llmock.base_url}/chat/completions", json=QUESTION, trust_env=False)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "2")
    assert llmock.verdict
