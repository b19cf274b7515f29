"""What the text layer says, written and spoken."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def looking() -> str:
    """Before any line is found."""
    return QCoreApplication.translate("Text", "Looking for text…")


def reading(done: int, total: int) -> str:
    """While lines are read."""
    text = QCoreApplication.translate("Text", "Reading… {done} of {total} lines")
    return text.format(done=done, total=total)


def nothing() -> str:
    """There is neither text nor a code."""
    return QCoreApplication.translate("Text", "No text found here")


def select() -> str:
    """All is read and nothing is selected."""
    return QCoreApplication.translate("Text", "Drag over words to select them")


def select_first() -> str:
    """Copying was asked for, and nothing is selected."""
    return QCoreApplication.translate("Text", "Select some words first")


def selected() -> str:
    """Words are selected."""
    return QCoreApplication.translate("Text", "Ctrl+C copies what is selected")


def copied() -> str:
    """The selection is on the clipboard."""
    return QCoreApplication.translate("Text", "Copied")


def keys() -> str:
    """Beside the state, quietly."""
    return QCoreApplication.translate("Text", "Ctrl+A takes all · Esc goes back")


def again_keys() -> str:
    """Beside a problem."""
    return QCoreApplication.translate("Text", "R tries again · Esc goes back")


def back_keys() -> str:
    """Where there is nothing to select."""
    return QCoreApplication.translate("Text", "Esc goes back")


def spoken_start() -> str:
    """For a screen reader, when the words begin to be read."""
    return QCoreApplication.translate("Text", "Reading the text. Escape goes back.")


def spoken_end(lines: int) -> str:
    """For a screen reader, when all is read."""
    text = QCoreApplication.translate(
        "Text", "{lines} lines read. Arrow keys walk the words, Shift selects, Ctrl+C copies."
    )
    return text.format(lines=lines)


def spoken_link(word: str) -> str:
    """A word that leads somewhere."""
    return QCoreApplication.translate("Text", "{word}, link").format(word=word)


def spoken_all() -> str:
    """After Ctrl+A."""
    return QCoreApplication.translate("Text", "All text selected")
