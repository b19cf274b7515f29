"""What a person asks of one question other than its endpoint says. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from askance.core.chat import ChatOptions

MOST_ANSWERS = 5
MOST_ALTERNATIVES = 5
MOST_STOPS = 4
"""What the chat completions interface takes."""

_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"))


@dataclass(frozen=True, slots=True)
class Overrides:
    """Parameters by their names on the wire; None, and no stop sequences: as the endpoint says.
    `top_logprobs` of 0 asks for none.
    """

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    n: int | None = None
    top_logprobs: int | None = None
    detail: str | None = None
    reasoning_effort: str | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()

    def over(self, options: ChatOptions) -> ChatOptions:
        """The endpoint's own options with these in their place."""
        if self.temperature is not None:
            options = replace(options, temperature=self.temperature)
        if self.top_p is not None:
            options = replace(options, top_p=self.top_p)
        if self.max_tokens is not None:
            options = replace(options, max_tokens=self.max_tokens)
        if self.n is not None:
            options = replace(options, n=self.n)
        if self.top_logprobs is not None:
            options = replace(options, top_logprobs=self.top_logprobs or None)
        if self.seed is not None:
            options = replace(options, seed=self.seed)
        return replace(
            options,
            detail=self.detail or options.detail,
            reasoning_effort=self.reasoning_effort or options.reasoning_effort,
            stop=self.stop or options.stop,
        )


def stops_in(text: str) -> tuple[str, ...]:
    r"""Stop sequences written one a line; `\n` and `\t` stand for a line's end and a tab."""
    found = []
    for line in text.splitlines():
        pieces = line.split("\\\\")
        read = [piece.replace("\\n", "\n").replace("\\t", "\t") for piece in pieces]
        found.append("\\".join(read))
    return tuple(dict.fromkeys(stop for stop in found if stop))[:MOST_STOPS]


def stops_as_text(stops: tuple[str, ...]) -> str:
    """The same, to be edited."""
    lines = []
    for stop in stops:
        for plain, written in _ESCAPES:
            stop = stop.replace(plain, written)  # noqa: PLW2901 -- escaped step by step
        lines.append(stop)
    return "\n".join(lines)
