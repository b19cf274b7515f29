"""What an answer's choices say of one another. Pure."""

from __future__ import annotations

from askance.core.conversation import Choice, Message


def may_answer_again(message: Message, choice: Choice) -> bool:
    """Whether a choice was asked for beside the others of somebody who failed to give it, and not
    since. One that was to go on from a given word is of somebody who has answered.
    """
    if choice.problem is None or not choice.endpoint:
        return False
    good = (each for each in message.choices if each.problem is None)
    return choice.endpoint not in {each.endpoint or message.endpoint for each in good}


def failed_to_answer(message: Message, endpoint: str) -> Choice | None:
    """The choice that the endpoint of this name was asked for beside the others, failed to give,
    and may be asked for again; the latest, if there are several.
    """
    found = (each for each in reversed(message.choices) if each.endpoint == endpoint)
    return next((each for each in found if may_answer_again(message, each)), None)
