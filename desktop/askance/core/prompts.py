"""The presets: one-press questions. Titles are translated where they are shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """A question ready to be asked. `id` stays for ever; `title` is the button's text."""

    id: str
    title: str
    prompt: str


PRESETS: tuple[Preset, ...] = (
    Preset("explain", "Explain", "Explain what this shows, plainly and briefly."),
    Preset(
        "translate",
        "Translate",
        "Translate all text in this picture into my language ({language}). Keep the layout.",
    ),
    Preset(
        "extract",
        "Extract text",
        "Write out all text in this picture exactly as it stands, as Markdown. Add nothing.",
    ),
    Preset(
        "fix",
        "Fix this error",
        "This shows an error. Say what it means, its most likely cause, and how to fix it.",
    ),
    Preset(
        "table",
        "Table to CSV",
        "Turn the table in this picture into CSV in one code block. Add nothing.",
    ),
)


DEVICE_PRESETS: tuple[Preset, ...] = (
    Preset("device-extract", "Extract text", "Extract text"),
    Preset("device-verbatim", "Copy as is", "Copy as is"),
    Preset("device-table", "Table to CSV", "Table to CSV"),
    Preset("device-codes", "Codes", "Codes"),
)
"""What the built-in endpoint can do; the question kept is the title itself."""
