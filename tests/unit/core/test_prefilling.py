"""How each kind of server is asked to go on from given words."""

import pytest

from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.core.errors import ErrorKind, Problem
from askance.core.prefilling import OPEN_SERVER, began_anew, dialect_of, refused, why_not


def at(base_url: str) -> Endpoint:
    return Endpoint("e", base_url, "m")


@pytest.mark.parametrize(
    ("base_url", "mark", "path"),
    [
        ("https://api.mistral.ai/v1", "prefix", ""),
        ("api.mistral.ai:443", "prefix", ""),
        ("https://API.DeepSeek.com", "prefix", "/beta"),
        ("https://api.moonshot.cn/v1", "partial", ""),
        ("https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "partial", ""),
        ("https://openrouter.ai/api/v1", "", ""),
        ("https://api.anthropic.com/v1", "", ""),
        ("https://api.groq.com/openai/v1", "", ""),
    ],
)
def test_a_server_of_a_known_name(base_url: str, mark: str, path: str) -> None:
    dialect = dialect_of(at(base_url))
    assert (dialect.mark, dialect.path, dialect.fields) == (mark, path, ())


@pytest.mark.parametrize(
    "base_url",
    [
        "http://127.0.0.1:8000/v1",
        "https://llm.example.com",
        "https://notmistral.ai/v1",
        "https://mistral.ai.example.com/v1",
        "no address at all://",
    ],
)
def test_any_other_is_asked_as_an_open_one(base_url: str) -> None:
    assert dialect_of(at(base_url)) is OPEN_SERVER


@pytest.mark.parametrize(
    "base_url", ["https://api.openai.com/v1", "api.openai.com:443", "https://x.openai.azure.com"]
)
def test_one_that_always_begins_anew(base_url: str) -> None:
    problem = why_not(at(base_url))
    assert problem is not None
    assert problem.hint
    assert why_not(ON_DEVICE) is not None
    assert why_not(at("https://openai.example.com/v1")) is None


@pytest.mark.parametrize(
    "said",
    [
        "This model does not support assistant message prefill.",
        "The conversation must end with a user message.",
        "Assistant response prefill is incompatible with enable_thinking.",
        "Expected last role User or Tool (or Assistant with prefix True)",
        "continue_final_message is set but the final message does not appear in the chat",
    ],
)
def test_a_refusal_is_told_by_what_the_person_did(said: str) -> None:
    problem = Problem(ErrorKind.BAD_REQUEST, "The server refused", said, "Look it up.", 400)
    told = refused(problem)
    assert told.title == began_anew(at("x.example"), "A").title
    assert (told.detail, told.status, told.kind) == (said, 400, ErrorKind.BAD_REQUEST)


@pytest.mark.parametrize(
    "problem",
    [
        Problem(ErrorKind.BAD_REQUEST, "The server refused", "max_tokens is too large"),
        Problem(ErrorKind.AUTH, "The key was refused", "unknown key prefix"),
    ],
)
def test_any_other_problem_stays_as_it_is(problem: Problem) -> None:
    assert refused(problem) is problem
