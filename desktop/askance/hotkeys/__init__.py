"""One key chord, registered with the operating system."""

from askance.hotkeys.candidates import choose_hotkeys

__all__ = ["choose_hotkeys"]
