"""The colours of a program's words, by their role (see `core.typesetting`)."""

from __future__ import annotations

from askance.ui.colours import Colours

_MORE_LIGHT = {"name": "#6b3fa0", "number": "#8a3b12", "inserted": "#1a6b34"}
_MORE_DARK = {"name": "#c9b1f2", "number": "#f2a97e", "inserted": "#83d19a"}


def colours_of(colours: Colours) -> dict[str, str]:
    """A colour for each role, as `#rrggbb`; each has a contrast of 4.5 on `colours.code`."""
    return {
        "keyword": colours.accent,
        "string": colours.warn,
        "comment": colours.soft,
        "deleted": colours.danger,
        **(_MORE_DARK if colours.dark else _MORE_LIGHT),
    }
