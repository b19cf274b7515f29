"""What real servers say when they refuse, and what a person is told."""

# ruff: noqa: E501 - one row a refusal, as it was said

import json

import pytest

from askance.chat.complaint import Complaint, in_body, in_event, seconds_of
from askance.chat.problems import MAX_DETAIL, Wording
from askance.core.errors import ErrorKind, Problem

K = ErrorKind


def told(status: int | None, body: object, *, key: str | None = "sk-secret-key") -> Problem:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    wording = Wording("https://api.example.com/v1", "some-model", key)
    return wording.of_complaint(in_body(raw), status=status, otherwise=K.STREAM_ERROR)


def openai(message: str, **more: object) -> dict[str, object]:
    return {"error": {"message": message, "type": "invalid_request_error", **more}}


def invalid_fields(*errors: tuple[str, str, str]) -> dict[str, object]:
    return {"detail": [{"type": t, "loc": ["body", name], "msg": msg} for t, name, msg in errors]}


KINDS: list[tuple[int | None, object, ErrorKind]] = [
    # Keys
    (401, openai("Incorrect API key provided: sk-abc***xyz.", code="invalid_api_key"), K.AUTH),
    (401, {"detail": "Not authenticated"}, K.AUTH),
    (401, b"<html><head><title>401 Authorization Required</title></head></html>", K.AUTH),
    (400, openai("API key expired. Please renew the API key."), K.AUTH),
    (400, {"error": {"code": 400, "message": "API key not found. Please pass a valid API key."}}, K.AUTH),
    (403, openai("Invalid API key"), K.AUTH),
    (403, {"error": {"message": "Method doesn't allow unregistered callers. Please use API Key"}}, K.AUTH),
    (403, {"type": "error", "error": {"type": "authentication_error", "message": "x"}}, K.AUTH),
    (403, {"error": {"message": "Your project does not have access", "code": "model_not_found"}}, K.MODEL_NOT_FOUND),
    (403, b"<html><title>Attention Required! | Cloudflare</title></html>", K.FORBIDDEN),
    (403, {"error": {"message": "Input was flagged", "code": 403}}, K.FORBIDDEN),
    # Money
    (429, openai("You exceeded your current quota, please check your plan.", code="insufficient_quota"), K.QUOTA),
    (429, {"error": {"message": "You exceeded your current quota, please check your plan and billing details."}}, K.QUOTA),
    (400, {"type": "error", "error": {"type": "invalid_request_error", "message": "Your credit balance is too low to access the API."}}, K.QUOTA),
    (402, {"error": {"message": "This request requires more credits", "code": 402}}, K.QUOTA),
    (403, {"error": {"message": "insufficient balance"}}, K.QUOTA),
    (200, {"error": {"message": "Insufficient credits", "code": 402}}, K.QUOTA),
    # Waiting
    (429, b"", K.RATE_LIMIT),
    (429, {"message": "Too Many Requests"}, K.RATE_LIMIT),
    (429, [{"error": {"code": 429, "message": "Quota exceeded for quota metric.", "status": "RESOURCE_EXHAUSTED"}}], K.RATE_LIMIT),
    (None, {"error": {"type": "rate_limit_error", "message": "slow down"}}, K.RATE_LIMIT),
    # Addresses
    (404, {"detail": "Not Found"}, K.WRONG_URL),
    (404, b"404 page not found", K.WRONG_URL),
    (404, b"", K.WRONG_URL),
    (405, {"detail": "Method Not Allowed"}, K.WRONG_URL),
    (404, {"error": {"message": "Invalid URL (POST /v1/v1/chat/completions)", "type": "invalid_request_error"}}, K.WRONG_URL),
    (200, {"error": "Unexpected endpoint or method. (POST /chat/completions)"}, K.WRONG_URL),
    (400, b"<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>", K.WRONG_URL),
    (404, b"Cannot POST /chat/completions", K.WRONG_URL),
    # Models
    (404, openai("The model `gpt-9` does not exist or you do not have access to it.", code="model_not_found"), K.MODEL_NOT_FOUND),
    (404, {"error": {"message": 'model "llava" not found, try pulling it first', "type": "api_error"}}, K.MODEL_NOT_FOUND),
    (404, {"object": "error", "message": "The model `x` does not exist.", "type": "NotFoundError", "param": None, "code": 404}, K.MODEL_NOT_FOUND),
    (404, [{"error": {"code": 404, "message": "models/x is not found for API version v1main, or is not supported for generateContent.", "status": "NOT_FOUND"}}], K.MODEL_NOT_FOUND),
    (404, {"error": {"code": "DeploymentNotFound", "message": "The API deployment for this resource does not exist."}}, K.MODEL_NOT_FOUND),
    (400, {"error": {"message": "Model Not Exist", "type": "invalid_request_error"}}, K.MODEL_NOT_FOUND),
    (400, {"error": {"message": "x/y is not a valid model ID", "code": 400}}, K.MODEL_NOT_FOUND),
    (404, {"error": {"message": "No endpoints found for x/y.", "code": 404}}, K.MODEL_NOT_FOUND),
    (400, {"error": {"message": "The model `llama` has been decommissioned and is no longer supported.", "code": "model_decommissioned"}}, K.MODEL_NOT_FOUND),
    (400, {"error": "no models loaded"}, K.MODEL_NOT_FOUND),
    # Pictures
    (400, openai("Invalid content type. image_url is only supported by certain models."), K.VISION_UNSUPPORTED),
    (500, {"error": {"code": 500, "message": "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj", "type": "server_error"}}, K.VISION_UNSUPPORTED),
    (400, {"error": {"message": "Failed to deserialize the JSON body: messages[0]: unknown variant `image_url`, expected `text` at line 1"}}, K.VISION_UNSUPPORTED),
    (400, {"object": "error", "message": "At most 0 image(s) may be provided in one request.", "code": 400}, K.VISION_UNSUPPORTED),
    (400, {"error": {"message": "messages[0].content must be a string"}}, K.VISION_UNSUPPORTED),
    (500, {"error": {"message": "this model is missing data required for image input"}}, K.VISION_UNSUPPORTED),
    (400, {"error": {"message": "This model does not support image input."}}, K.VISION_UNSUPPORTED),
    (400, {"error": "Model does not support images. Please use a model that does."}, K.VISION_UNSUPPORTED),
    (422, {"error": {"message": "vision is not supported by this model"}}, K.VISION_UNSUPPORTED),
    (400, openai("Invalid image data. The image could not be decoded.", code="invalid_image"), K.IMAGE_INVALID),
    (400, {"error": {"message": "Could not process image", "type": "invalid_request_error"}}, K.IMAGE_INVALID),
    (400, {"message": "cannot identify image file <_io.BytesIO object>", "code": 400}, K.IMAGE_INVALID),
    (400, openai("You uploaded an unsupported image. Please make sure your image is valid.", code="invalid_image_format"), K.IMAGE_INVALID),
    (400, openai("Failed to download image from https://example.com/a.png"), K.IMAGE_INVALID),
    (400, openai("Error while downloading https://example.com/a.png.", code="invalid_image_url"), K.IMAGE_INVALID),
    (500, {"error": {"message": "Failed to load image or audio file"}}, K.IMAGE_INVALID),
    # Sizes
    (400, {"error": {"message": "messages.0.content.0.image.source.base64: image exceeds 5 MB maximum: 6000000 bytes"}}, K.TOO_LARGE),
    (413, {"error": {"type": "request_too_large", "message": "Request exceeds the maximum size"}}, K.TOO_LARGE),
    (413, b"", K.TOO_LARGE),
    (400, {"error": {"message": "prompt is too long: 210000 tokens > 200000 maximum"}}, K.CONTEXT_LENGTH),
    (400, {"message": "The decoder prompt (length 9000) is longer than the maximum model length of 4096.", "code": 400}, K.CONTEXT_LENGTH),
    (400, [{"error": {"code": 400, "message": "The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).", "status": "INVALID_ARGUMENT"}}], K.CONTEXT_LENGTH),
    (500, {"error": "context size exceeded"}, K.CONTEXT_LENGTH),
    # The server itself
    (500, {"error": {"message": "The server had an error", "type": "server_error"}}, K.SERVER),
    (503, {"error": {"message": "Service Unavailable"}}, K.SERVER),
    (529, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, K.SERVER),
    (503, b"<html><title>503 Service Temporarily Unavailable</title></html>", K.GATEWAY),
    (502, b"", K.GATEWAY),
    (521, b"<html><title>example.com | 521: Web server is down</title></html>", K.GATEWAY),
    (200, {"error": {"message": "Provider returned error", "code": 502}}, K.GATEWAY),
    (504, b"<html><title>504 Gateway Time-out</title></html>", K.TIMEOUT),
    (408, b"", K.TIMEOUT),
    (None, {"error": {"type": "overloaded_error", "message": "Overloaded"}}, K.SERVER),
    (None, {"error": {"message": "who knows"}}, K.STREAM_ERROR),
    (500, {"error": "The model is temporarily unavailable"}, K.SERVER),
    # Everything else
    (400, {"error": {"message": "messages: roles must alternate", "type": "invalid_request_error"}}, K.BAD_REQUEST),
    (422, {"message": "Unprocessable"}, K.BAD_REQUEST),
    (418, b"I'm a teapot", K.BAD_REQUEST),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "kind"), KINDS)
def test_kind(status: int | None, body: object, kind: ErrorKind) -> None:
    problem = told(status, body)
    assert problem.kind == kind, problem
    assert problem.title
    assert problem.hint
    assert "<" not in problem.detail or b"<html" not in (body if isinstance(body, bytes) else b"")


PARAMS: list[tuple[int, object, str]] = [
    (400, openai("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", param="max_tokens", code="unsupported_parameter"), "max_tokens"),
    (400, openai("Unsupported value: 'temperature' does not support 0.2 with this model.", param="temperature", code="unsupported_value"), "temperature"),
    (400, openai("Unrecognized request argument supplied: stream_options"), "stream_options"),
    (400, openai("property 'logprobs' is unsupported, did you mean 'logit_bias'?"), "logprobs"),
    (400, openai("`logprobs` is not supported with this model"), "logprobs"),
    (400, openai("'top_logprobs' must be between 0 and 5"), "top_logprobs"),
    (400, [{"error": {"code": 400, "message": 'Invalid JSON payload received. Unknown name "stream_options": Cannot find field.', "status": "INVALID_ARGUMENT"}}], "stream_options"),
    (400, [{"error": {"code": 400, "message": "Logprobs is not enabled for models/x"}}], "logprobs"),
    (400, [{"error": {"code": 400, "message": "Multiple candidates is not enabled for this model", "status": "INVALID_ARGUMENT"}}], "n"),
    (400, openai("Only one completion choice is allowed"), "n"),
    (400, openai("n > 1 is not supported"), "n"),
    (400, openai("Invalid value for parameter n: only 1 is allowed", param="n"), "n"),
    (422, invalid_fields(("extra_forbidden", "stream_options", "Extra inputs are not permitted")), "stream_options"),
    (422, invalid_fields(("less_than_equal", "n", "Input should be less than or equal to 1")), "n"),
    (422, {"object": "error", "message": invalid_fields(("extra_forbidden", "top_logprobs", "Extra inputs are not permitted")), "type": "invalid_request_error"}, "top_logprobs"),
    (400, openai("Your organization must be verified to stream this model.", param="stream", code="unsupported_value"), "stream"),
    (400, openai("Streaming is not supported for this model"), "stream"),
    (400, openai(json.dumps(openai("Unsupported parameter: 'max_tokens'", param="max_tokens"))), "max_tokens"),
    (500, {"error": "create() got an unexpected keyword argument 'logprobs'"}, "logprobs"),
    (400, openai("Unknown parameter: 'frobnicate'.", param="frobnicate", code="unknown_parameter"), "frobnicate"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "name"), PARAMS)
def test_refused_parameter(status: int, body: object, name: str) -> None:
    problem = told(status, body)
    assert (problem.kind, problem.param) == (K.UNSUPPORTED_PARAM, name)


@pytest.mark.parametrize(
    "body",
    [
        openai("max_tokens is too large: 99999. This model supports at most 16384 completion tokens.", param="max_tokens"),
        invalid_fields(("missing", "n", "Field required")),
        openai("Invalid 'messages[0].content': must be a string or list", param="messages"),
        openai("We cannot do that in a stream, no user or stop can"),
    ],
)  # fmt: skip
def test_other_objections_are_no_refused_parameter(body: object) -> None:
    assert told(400, body).param is None


MESSAGES: list[tuple[object, str]] = [
    ({"error": {"message": "plain"}}, "plain"),
    ({"error": "words"}, "words"),
    ({"message": "top"}, "top"),
    ({"detail": "told"}, "told"),
    ({"detail": {"error": {"message": "deep"}}}, "deep"),
    ({"errors": [{"message": "one"}, {"message": "two"}]}, "one\ntwo"),
    ({"errors": ["one", "two"]}, "one\ntwo"),
    ([{"error": {"message": "in a list"}}], "in a list"),
    (openai('{"error":{"message":"inside","code":404}}'), "inside"),
    ({"error": {"message": "Provider returned error", "metadata": {"raw": '{"error":{"message":"upstream"}}'}}}, "Provider returned error\nupstream"),
    ({"title": "Bad", "status": 400, "detail": "precisely"}, "precisely"),
    ({"title": "Bad", "status": 400}, "Bad"),
    ({"error": {"message": "<html><head><title>502 Bad\n Gateway</title></head></html>"}}, "502 Bad Gateway"),
    (b"plain words", "plain words"),
    (b"<!DOCTYPE html><h1>No &amp; never</h1><script>x</script>", "No & never"),
    (b"", ""),
    ({}, ""),
    ({"error": None, "message": None}, ""),
    (b'{"error": broken', '{"error": broken'),
]  # fmt: skip


@pytest.mark.parametrize(("body", "message"), MESSAGES)
def test_message(body: object, message: str) -> None:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    assert in_body(raw).message == message


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("19", 19),
        (19, 19),
        ("19.5s", 19.5),
        ("250ms", 0.25),
        ("1m30s", 90),
        ("2m", 120),
        (-1, None),
        ("soon", None),
        ("", None),
        (None, None),
        ("nan", None),
        (float("inf"), None),
    ],
)
def test_waiting_times(value: object, seconds: float | None) -> None:
    assert seconds_of(value) == seconds


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("Rate limit reached. Please try again in 20s. Visit the page.", 20),
        ("Please retry after 6 seconds.", 6),
        ("Please try again in 1m12.5s.", 72.5),
        ("Please try again in 864ms.", 0.864),
        ("Please retry in 19.5s.", 19.5),
        ("Try again later.", None),
    ],
)
def test_waiting_times_in_words(message: str, seconds: float | None) -> None:
    assert in_body(json.dumps({"error": {"message": message}}).encode()).retry_after_s == seconds


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "ping"},
        {"choices": [], "usage": {"prompt_tokens": 1}},
        {"choices": [{"delta": {"content": "x"}}], "error": None},
        {"choices": [{"delta": {"content": "x"}}], "message": "ok", "code": 200},
        {"base_resp": {"status_code": 0, "status_msg": ""}, "choices": []},
    ],
)
def test_what_is_no_complaint(payload: dict[str, object]) -> None:
    assert in_event(payload) is None


@pytest.mark.parametrize(
    ("payload", "event_type"),
    [
        ({"error": {"message": "gone"}}, "message"),
        ({"error": "gone"}, "message"),
        ({"object": "error", "message": "gone"}, "message"),
        ({"type": "error", "message": "gone"}, "message"),
        ({"message": "gone"}, "error"),
        ({"detail": "gone"}, "message"),
        ({"code": "InvalidParameter", "message": "gone", "request_id": "1"}, "message"),
        ({"success": False, "message": "gone"}, "message"),
        ({"base_resp": {"status_code": 1004, "status_msg": "gone"}, "choices": None}, "message"),
        ({"choices": [{"delta": {}, "error": {"message": "gone", "code": 502}}]}, "message"),
        ({"choices": [{"delta": {}}], "error": {"message": "gone", "code": 502}}, "message"),
    ],
)
def test_complaints_among_pieces_of_a_reply(payload: dict[str, object], event_type: str) -> None:
    complaint = in_event(payload, event_type)
    assert complaint is not None
    assert complaint.message == "gone"


def test_the_key_and_pictures_are_taken_out_of_the_servers_words() -> None:
    picture = "data:image/png;base64," + "A" * 5000
    body = {
        "error": {
            "message": f"bad sk-secret-key, Bearer abcdefghijk, sk-proj-{'x' * 30}: {picture}"
        }
    }
    detail = told(400, body).detail
    assert "secret" not in detail
    assert "abcdefgh" not in detail
    assert "xxx" not in detail
    assert "AAA" not in detail
    assert "sk-secret-key" not in repr(Wording("https://a.example/v1", "m", "sk-secret-key"))


def test_long_words_are_shortened_by_bytes() -> None:
    detail = told(500, {"error": {"message": "é" * 5000}}).detail
    assert len(detail.encode()) <= MAX_DETAIL
    assert detail.endswith("…")


@pytest.mark.parametrize(
    ("base_url", "hint"),
    [
        ("https://x.example/api", "Try https://x.example/api/v1"),
        ("https://x.example/api?k=1", "Try https://x.example/api/v1?k=1"),
        ("https://x.example", "documentation"),
        ("https://x.example/api/v1", "documentation"),
        ("https://x.example/v1beta/openai", "documentation"),
    ],
)
def test_a_missing_version_is_offered(base_url: str, hint: str) -> None:
    problem = Wording(base_url).of_complaint(Complaint(), status=404)
    assert problem.kind is K.WRONG_URL
    assert hint in problem.hint


def test_without_a_key_the_hint_is_to_add_one() -> None:
    assert "wants a key" in told(401, b"", key=None).hint
    assert "Check the key" in told(401, b"").hint
