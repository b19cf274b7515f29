"""`askance history`: earlier conversations on the terminal. Reads the same database as the window,
also while that is running. Of a conversation with branches the shown one is printed; `siblings`
names the messages that stand in the same places.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict
from datetime import datetime

from askance.app.console import COMPLETE, USAGE, put, put_json, put_table, say
from askance.app.container import Container
from askance.core.conversation import (
    Attachment,
    Choice,
    ConversationSummary,
    Message,
    Part,
    PictureLink,
    ReplyRecord,
    SearchHit,
    TextPart,
    Timing,
)

_EVERYTHING = 1_000_000


def run_history(args: argparse.Namespace) -> int:
    """One action; its exit code."""
    with Container.open(os.environ) as container:
        match args.action:
            case "list":
                return _list(container.history.conversations(_EVERYTHING), as_json=args.json)
            case "search":
                return _search(container.history.search(args.text), as_json=args.json)
            case _:
                return _show(args.id, container.history.messages(args.id), as_json=args.json)


def _list(conversations: tuple[ConversationSummary, ...], *, as_json: bool) -> int:
    if as_json:
        put_json([_summary_json(item) for item in conversations])
    elif conversations:
        put_table([(str(item.id), _when(item.updated_at), item.title) for item in conversations])
    else:
        say("The history is empty.")
    return COMPLETE


def _search(hits: tuple[SearchHit, ...], *, as_json: bool) -> int:
    if as_json:
        put_json(
            [
                {
                    "conversation": _summary_json(hit.conversation),
                    "message": hit.message_id,
                    "role": hit.role.value,
                    "snippet": _unmarked(hit.snippet),
                }
                for hit in hits
            ]
        )
    elif hits:
        put_table(
            [
                (
                    str(hit.conversation.id),
                    hit.conversation.title,
                    " ".join(_unmarked(hit.snippet).split()),
                )
                for hit in hits
            ]
        )
    else:
        say("Nothing was found.")
    return COMPLETE


def _show(conversation_id: int, messages: tuple[Message, ...], *, as_json: bool) -> int:
    if not messages:
        say(f"There is no conversation {conversation_id}.")
        return USAGE
    if as_json:
        put_json([_message_json(message) for message in messages])
        return COMPLETE
    for message in messages:
        state = "" if message.status.value == "complete" else f" ({message.status.value})"
        put(f"## {message.role.value}{state} · {_when(message.created_at)}\n")
        for part in message.parts:
            if not isinstance(part, TextPart):
                put(f"[{_part_words(part)}]")
        put(f"{message.text}\n")
        if message.problem:
            put(f"{message.problem.title}. {message.problem.detail}\n")
    return COMPLETE


def _summary_json(item: ConversationSummary) -> dict[str, object]:
    return {
        "id": item.id,
        "title": item.title,
        "created_at": item.created_at,
        "updated_at": item.updated_at,
        "messages": item.message_count,
    }


def _message_json(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "role": message.role.value,
        "status": message.status.value,
        "created_at": message.created_at,
        "text": message.text,
        "model": message.model,
        "endpoint": message.endpoint,
        "pictures": [_part_json(part) for part in message.parts if not isinstance(part, TextPart)],
        "choices": [_choice_json(choice) for choice in message.choices],
        "chosen": message.chosen,
        "siblings": list(message.siblings),
        "timing": _timing_json(message.timing) if message.timing else None,
        "error": message.problem.kind.value if message.problem else None,
        "record": _record_json(message.record) if message.record else None,
    }


def _choice_json(choice: Choice) -> dict[str, object]:
    """Who gave it is named where that is somebody else than the message says."""
    told: dict[str, object] = {
        "index": choice.index,
        "text": choice.text,
        "reasoning": choice.reasoning,
        "finish_reason": choice.finish_reason,
    }
    if choice.endpoint:
        told |= {"model": choice.model, "endpoint": choice.endpoint}
    if choice.problem:
        told["error"] = choice.problem.kind.value
    return told


def _timing_json(timing: Timing) -> dict[str, object]:
    """Seconds since the request was sent."""
    return {
        "first_token": timing.first_token,
        "thought": timing.thought,
        "total": timing.total,
    }


def _record_json(record: ReplyRecord) -> dict[str, object]:
    """In the wire's words."""
    return {
        "id": record.id,
        "created": record.created,
        "system_fingerprint": record.fingerprint,
    }


def _part_json(part: Attachment | PictureLink) -> dict[str, object]:
    if isinstance(part, PictureLink):
        return {"url": part.url}
    told: dict[str, object] = {
        "sha256": part.sha256,
        "media_type": part.media_type,
        "size": [part.width, part.height],
        "bytes": part.size,
        "name": part.name,
    }
    if part.origin is not None:
        told["part_of"] = asdict(part.origin)
    return told


def _part_words(part: Part) -> str:
    if isinstance(part, PictureLink):
        return f"picture {part.url}"
    assert isinstance(part, Attachment)
    return f"picture {part.name} {part.width} × {part.height}"


def _unmarked(snippet: str) -> str:
    return snippet.replace("\x02", "").replace("\x03", "")


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().strftime("%Y-%m-%d %H:%M")
