"""Request parameters that some servers refuse: telling which one, and what to ask instead. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from askance.chat.complaint import Complaint
from askance.core.prefilling import PREFILL_FIELDS

_ALIASES = {
    "include_usage": "stream_options",
    "stream_options.include_usage": "stream_options",
    "streamoptions": "stream_options",
    "candidatecount": "n",
    "candidate_count": "n",
    "responselogprobs": "logprobs",
    "response_logprobs": "logprobs",
    "toplogprobs": "top_logprobs",
    "maxtokens": "max_tokens",
    "maxcompletiontokens": "max_completion_tokens",
}
_TELLING = (
    "stream_options", "max_completion_tokens", "top_logprobs", "max_tokens", "logprobs",
    "temperature", "frequency_penalty", "presence_penalty", "logit_bias", "response_format",
    "tool_choice", "parallel_tool_calls", "reasoning_effort", "top_p", *PREFILL_FIELDS,
)  # fmt: skip
_COMMON = ("stream", "n", "seed", "stop", "user", "tools", "store", "metadata")
_UNMISTAKABLE = (*_TELLING, *sorted(_ALIASES, key=len, reverse=True))
_NOT_OPTIONAL = {"model", "messages", "input", "prompt", "body"}

_NOUN = r"(?:parameter|argument|field|property|supplied|name)s?"
_NAME = re.compile(
    "|".join(
        (
            # Names that no sentence holds by chance.
            rf"(?<![\w.-])({'|'.join(_UNMISTAKABLE)})(?!\w)",
            # Names that are also English words count only when they are marked as names.
            rf"[`'\"“]({'|'.join(_COMMON)})[`'\"”]",
            rf"{_NOUN}[:\s]+({'|'.join(_COMMON)})\b(?! \w)",
            r"(?<![\w-])(n)\s*(?:>|>=|=|==|must be|should be|greater than)",
        )
    ),
    re.I,
)
_OBJECTION = re.compile(
    r"unsupported|not (?:yet )?(?:be )?(?:supported|permitted|allowed|available|implemented|enabled"
    r"|accepted|recognised|recognized|compatible)|(?:does|do|is|are)(?: not|n't)|can(?:not|'t)"
    r"|unknown|unrecogni[sz]ed|unexpected|extra|forbidden|invalid|must|should be|only|remove"
    r"|disabled|no longer|deprecated|not a valid|at most|cannot find field|additional prop|use ",
    re.I,
)
_STRONG_OBJECTION = re.compile(
    r"unsupported|not (?:yet )?(?:supported|permitted|allowed|implemented|enabled)"
    r"|unknown|unrecogni[sz]ed|unexpected|extra|does(?: not|n't) support",
    re.I,
)
_MANY_CHOICES = re.compile(
    r"only one (?:completion )?choice|multiple (?:completions?|choices|candidates|generations)"
    r"|more than one (?:completion|choice|candidate)|one candidate",
    re.I,
)
_NO_STREAM = re.compile(
    r"stream(?:ing)? (?:is |was )?(?:not|un) ?(?:supported|available|allowed)"
    r"|not support stream(?:ing)?|verified to stream",
    re.I,
)
_MISSING = {"missing", "value_error.missing"}
_REFUSING_CODES = {
    "unsupported_parameter", "unsupported_value", "unknown_parameter", "unrecognized_parameter",
    "extra_forbidden", "value_error.extra",
}  # fmt: skip


def refused_parameter(complaint: Complaint, *, strict: bool = False) -> str | None:
    """The request parameter a server objects to, in the wire's name; None when it objects to none.
    `strict` wants a clear refusal, for answers whose status does not speak of the request.
    """
    for name, sort in complaint.params:
        base = _canonical(name)
        if sort in _MISSING or base in _NOT_OPTIONAL:
            continue
        known = base in _TELLING or base in _COMMON
        if (known and not _is_a_bound(base, complaint)) or sort in _REFUSING_CODES:
            return base
        if complaint.words & _REFUSING_CODES:
            return base
    if any(sort in _MISSING for _, sort in complaint.params):
        return None
    return _in_words(complaint, strict=strict)


def without(names: Iterable[str]) -> dict[str, str | None]:
    """What to do about refused parameters: name → None (leave out) or the name to use instead."""
    refused = set(names)
    plan: dict[str, str | None] = dict.fromkeys(refused)
    if "logprobs" in refused:
        plan["top_logprobs"] = None
    if refused.intersection(PREFILL_FIELDS):
        plan |= dict.fromkeys(PREFILL_FIELDS)
    if "max_tokens" in refused and "max_completion_tokens" not in refused:
        plan["max_tokens"] = "max_completion_tokens"
    return plan


def _in_words(complaint: Complaint, *, strict: bool) -> str | None:
    text = complaint.message
    if _MANY_CHOICES.search(text):
        return "n"
    if _NO_STREAM.search(text):
        return "stream"
    if not (_STRONG_OBJECTION if strict else _OBJECTION).search(text):
        return None
    match = _NAME.search(text)
    if not match:
        return None
    name = _canonical(next(group for group in match.groups() if group))
    if name in PREFILL_FIELDS and not _STRONG_OBJECTION.search(text):
        # Known there, but not possible with this model's template: without it the words would be
        # passed over.
        return None
    return None if _is_a_bound(name, complaint) else name


def _canonical(name: str) -> str:
    lowered = name.strip("`'\" ").lower().removeprefix("body.")
    if lowered not in _ALIASES:
        lowered = re.split(r"[.\[]", lowered, maxsplit=1)[0]
    return _ALIASES.get(lowered, lowered)


def _is_a_bound(name: str, complaint: Complaint) -> bool:
    """Whether the person's own length limit is too high: theirs to change, not ours to drop."""
    return name in ("max_tokens", "max_completion_tokens") and bool(
        re.search(
            r"too (?:large|high|big)|at (?:most|least)|exceed|less than", complaint.message, re.I
        )
    )
