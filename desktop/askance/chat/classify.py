"""Which kind of error a complaint is. Pure: rules in order, the first that fits wins.

The server's words come before its status, because servers answer a bad key with 400, a model that
cannot see with 404 or 500, and anything at all with 200.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from askance.chat.complaint import Complaint
from askance.chat.parameters import refused_parameter
from askance.core.errors import ErrorKind


@dataclass(frozen=True, slots=True)
class Classified:
    """The kind, and the parameter that was refused if it is that kind."""

    kind: ErrorKind
    param: str | None = None


def _words(*patterns: str) -> Callable[[str], bool]:
    compiled = re.compile("|".join(patterns))
    return lambda told: compiled.search(told) is not None


_IMAGE = r"(?:images?|vision|multi-?modal(?:ity)?|pictures?|visual|image[_ ]url)"
_NO = (
    r"(?:(?:does|do|is|are|was|has|have|can|could) ?n(?:o|')t|cannot|can't|not|no|without|un|never"
    r"|lacks?|only (?:supports?|accepts?|takes?) text)"
)

_TOO_LARGE = _words(
    r"request entity too large", r"payload too large", r"content too large", r"request_too_large",
    r"body (?:is )?too (?:large|big)", r"request (?:body|size).{0,30}(?:exceed|too large|limit)",
    r"image.{0,40}exceeds? .{0,20}(?:[mk]i?b\b|bytes|maximum)",
    r"image.{0,30}(?:is )?too (?:large|big)", r"(?:file|image)_too_large",
    r"image dimensions exceed", r"(?:entity|payload)_too_large",
)  # fmt: skip
_QUOTA = _words(
    r"insufficient[_ -]?(?:quota|balance|credit|fund)", r"balance is (?:too low|insufficient)",
    r"(?:billing|spend|credit|usage)[_ ](?:hard[_ ])?(?:limit|cap)", r"billing_not_active",
    r"out of credits?", r"not enough (?:credits?|balance|funds?)", r"more credits", r"no credits",
    r"payment required", r"exceeded your current quota", r"quota_?exceeded", r"arrear",
    r"credits? (?:have been |has been |are |is )?(?:exhausted|used up)", r"recharge|top[ -]up your",
    r"余额|欠费",
)  # fmt: skip
_RATE = _words(
    r"resource_exhausted", r"rate[_ -]?limit", r"too many requests", r"throttl",
    r"tokens per min", r"requests per (?:min|day|hour)", r"速率限制",
)  # fmt: skip
_AUTH = _words(
    r"api[_ -]?key.{0,40}(?:not valid|invalid|incorrect|missing|required|expired|not found|wrong"
    r"|malformed|disabled|revoked|not provided|was not)",
    r"(?:invalid|incorrect|missing|wrong|expired|no|bad|malformed|revoked|unknown|provide an?"
    r"|use an?|without an?) (?:\w+ )?(?:api[_ -]?key|x-api-key|auth(?:entication|orization)?"
    r"|access token|bearer|credentials?)",
    r"invalid_api_key|api_key_invalid|invalid_authentication|authentication_?error",
    r"\bunauthori[sz]ed\b|unauthenticated|unregistered callers|invalid token|token (?:has )?expired"
    r"|not authenticated|authentication (?:failed|required|fails)",
)  # fmt: skip
_VISION = _words(
    rf"{_NO}\b.{{0,60}}\b{_IMAGE} ?(?:input|content|part|understanding|url|block|support|data)?",
    rf"{_IMAGE}.{{0,40}}\b{_NO} ?(?:yet )?(?:be )?(?:currently )?"
    r"(?:supported|enabled|available|loaded|allowed|accepted|permitted|installed)",
    rf"unsupported.{{0,30}}\b{_IMAGE}", rf"{_IMAGE}.{{0,30}}unsupported",
    r"support image input", r"mmproj", r"missing data required for image",
    r"image_url.{0,20}(?:is )?only supported by", r"unknown variant.{0,5}image_url",
    r"at most 0 image", r"text[- ]only model", r"only supports? text",
    r"only text (?:input|content)",
    r"content must be a string", r"non-?multimodal", r"not a (?:vision|multimodal)",
    r"expected a string.{0,40}content|content.{0,40}expected a string",
    r"invalid type: sequence, expected a string",
)  # fmt: skip
_IMAGE_INVALID = _words(
    r"(?:invalid|corrupt(?:ed)?|malformed|broken|bad|unreadable|unsupported|truncated|unrecogni[sz]ed)"
    r"[ _](?:or \w+ )?(?:base64[ _])?(?:encoded )?(?:image|picture)",
    r"(?:unable|fail(?:ed|ure)?|could ?n[o']t|cannot|can't|can not|error|not able)"
    r" ?(?:to |while |when |in )?(?:\w+ ){0,2}(?:the |input |your |an? |provided )*"
    r"(?:image|picture|mtmd|bitmap)",
    r"(?:load|process|decod|download|fetch|pars|open|identify|read)(?:e|ing)? "
    r"(?:the |input |your |an? )*image.{0,20}(?:fail|error)",
    r"image[_ ](?:parse|decode|format|processing|download|load)(?:ing)?[_ ]?(?:error|fail)",
    r"image.{0,40}(?:is |was |are )?(?:invalid|corrupt|malformed|not (?:a )?valid|unreadable"
    r"|could not be|cannot be|can't be|too small|truncated|unsupported format)",
    r"invalid_image|image_invalid|unsupported_image|invalid_base64",
    r"unsupported (?:image )?(?:format|media type|mime)", r"image (?:format|mime|media type)",
    r"(?:invalid|not valid).{0,20}base64", r"base64.{0,20}(?:invalid|decod)",
    r"must be (?:a )?(?:png|jpe?g)", r"supported (?:image )?(?:formats|types)",
)  # fmt: skip
_CONTEXT = _words(
    r"context[_ ](?:length|size|window|limit)", r"exceed_context", r"maximum context",
    r"(?:prompt|input|message|request|conversation)s? (?:is |are |was |has |length )?"
    r"(?:too long|exceed|too many tokens|tokens? (?:count )?exceed)",
    r"too many (?:input )?tokens", r"maximum (?:number of )?(?:input |prompt )?tokens",
    r"token (?:count|limit).{0,40}exceed", r"exceed.{0,40}(?:token (?:limit|count)|input length"
    r"|maximum (?:input|prompt|sequence|model) ?length|n_ctx|max_model_len)",
    r"reduce the length", r"input length", r"longer than the (?:maximum|model|context)",
    r"max_(?:seq|model)_len", r"string_above_max_length",
)  # fmt: skip
_MODEL = _words(
    r"model[_ ]?not[_ ]?(?:found|exist|available|supported)|no_such_model|unknown_model"
    r"|invalid_model|deploymentnotfound|model_decommissioned|model_deprecated",
    r"\bmodels?\b.{0,120}(?:not found|(?:does ?n[o']t|do(?:es)? not|not) exist|not available"
    r"|unavailable|(?:is not|isn't) (?:supported|served|known|a valid|found|loaded|deployed"
    r"|recogni[sz]ed)"
    r"|no longer|deprecated|decommissioned|not a valid|unknown|no access|not have access"
    r"|not loaded)",
    r"(?:no such|unknown|invalid|unrecogni[sz]ed|unsupported|nonexistent|cannot find|can't find"
    r"|could not find|not find|no) (?:the |any |available )?(?:model|deployment|engine)\b",
    r"not a valid model", r"no models? (?:is |are )?loaded", r"deployment .{0,60}does not exist",
    r"no endpoints found",
)  # fmt: skip
_PASSING = _words(r"temporar|currently|overload|at capacity|try again|is loading|being loaded")
_WRONG_URL = _words(
    r"unexpected endpoint", r"unknown (?:request )?url", r"invalid url", r"unknown_url",
    r"plain http request was sent to https", r"no route matched|route not found|no such route",
    r"cannot (?:post|get) /", r"client sent an http request to an https server",
)  # fmt: skip
_SERVER = _words(
    r"internal[_ ]?server[_ ]?error|internal_?error|server_error|serviceunavailable|overloaded"
    r"|\bapi_error\b|unavailable_error|service_unavailable|\bunavailable\b|enginedead",
)  # fmt: skip
_BAD = _words(r"bad_?request|invalid_?request|invalid_argument|invalid_parameter|validation_?error")

_IMAGE_STATUSES = (None, 400, 403, 404, 405, 406, 415, 422, 500, 501)
_TIMEOUTS = (408, 504, 522, 524, 598, 599)


def classify(complaint: Complaint, status: int | None) -> Classified | None:
    """The kind of error; None when neither words nor status tell anything. `status` is the HTTP
    status, or the code in the body where the answer came with 200.
    """
    told = complaint.told
    kind = _of_money_and_keys(complaint, told, status) or _of_pictures(told, status)
    if kind:
        return Classified(kind)
    if status in (None, 400, 404, 405, 422, 500, 501) and not complaint.is_page:
        if _CONTEXT(told):
            return Classified(ErrorKind.CONTEXT_LENGTH)
        if name := refused_parameter(complaint, strict=status not in (400, 422)):
            return Classified(ErrorKind.UNSUPPORTED_PARAM, name)
        if _MODEL(told) and not (_WRONG_URL(told) or _PASSING(told)):
            return Classified(ErrorKind.MODEL_NOT_FOUND)
    if _WRONG_URL(told):
        return Classified(ErrorKind.WRONG_URL)
    by_status = _of_status(complaint, status) or _of_words(told)
    return Classified(by_status) if by_status else None


def _of_money_and_keys(complaint: Complaint, told: str, status: int | None) -> ErrorKind | None:
    if status is not None and 300 <= status < 400:
        return ErrorKind.REDIRECT
    if status == 413:
        return ErrorKind.TOO_LARGE
    if status == 402:
        return ErrorKind.QUOTA
    if status in (None, 400, 401, 403, 429) and _QUOTA(told):
        asked_to_wait = "resource_exhausted" in told or complaint.retry_after_s is not None
        if "insufficient" in told or not asked_to_wait:
            return ErrorKind.QUOTA
    if status == 401 or (status in (None, 400, 403) and _AUTH(told)):
        return ErrorKind.AUTH
    if status == 403:
        return ErrorKind.MODEL_NOT_FOUND if "model_not_found" in told else _forbidden(told)
    if status == 429:
        return ErrorKind.RATE_LIMIT
    return None


def _forbidden(told: str) -> ErrorKind:
    return ErrorKind.VISION_UNSUPPORTED if "image input" in told else ErrorKind.FORBIDDEN


def _of_pictures(told: str, status: int | None) -> ErrorKind | None:
    if status not in _IMAGE_STATUSES:
        return None
    if _TOO_LARGE(told):
        return ErrorKind.TOO_LARGE
    unreadable, unseeing = _IMAGE_INVALID(told), _VISION(told)
    if unseeing and not (unreadable and _names_the_file(told)):
        return ErrorKind.VISION_UNSUPPORTED
    return ErrorKind.IMAGE_INVALID if unreadable else None


_names_the_file = _words(
    r"format", r"media type", r"mime", r"base64", r"corrupt", r"decod", r"download", r"fetch",
    r"process", r"load (?:the |your |an? )?(?:image|bitmap)",
    r"valid image", r"invalid[_ ]image", r"identify", r"parse", r"unsupported[_ ]image\b",
)  # fmt: skip


def _of_status(complaint: Complaint, status: int | None) -> ErrorKind | None:
    if status is None:
        return None
    if status in _TIMEOUTS:
        return ErrorKind.TIMEOUT
    if status in (404, 405, 410):
        return ErrorKind.WRONG_URL
    if 400 <= status < 500:
        return ErrorKind.FORBIDDEN if status in (407, 451) else ErrorKind.BAD_REQUEST
    if status == 502 or 520 <= status < 529 or complaint.is_page:
        return ErrorKind.GATEWAY
    return ErrorKind.SERVER if status >= 500 else None


def _of_words(told: str) -> ErrorKind | None:
    if _RATE(told):
        return ErrorKind.RATE_LIMIT
    if _SERVER(told):
        return ErrorKind.SERVER
    return ErrorKind.BAD_REQUEST if _BAD(told) else None
