"""A reply told aloud while it comes: sentence by sentence, each once it stands. GUI thread.

A screen reader that was told every piece would stammer, and one that is told all at the end says
nothing for half a minute. What stands is what no later text changes: whole leaves, and of the open
paragraph the sentences that have ended. Told at most once a second, in one go.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from askance.ui.conversation.flow import CodeLeaf, Leaf, Style, TableLeaf, TextLeaf
from askance.ui.conversation.leaf_text import text_of
from askance.ui.widgets import announce

_EVERY_MS = 1000
_SENTENCE = re.compile(r"[.!?…]['\"”’)\]]*\s|[。！？]|\n")


Standing = tuple[int, int]
"""Up to where a reply stands: a leaf, and a character of it."""


def standing(leaves: Sequence[Leaf], complete: int) -> Standing:
    """Up to where these do, of which the first `complete` are final."""
    open_ = leaves[complete : complete + 1]
    return complete, len(text_of(open_[0])) if open_ and isinstance(open_[0], TextLeaf) else 0


class Speaker(QObject):
    """Announces on behalf of a widget, from a character of a leaf on. Says nothing while no screen
    reader listens.
    """

    def __init__(self, widget: QWidget, begins: Standing = (0, 0)) -> None:
        super().__init__(widget)
        self._widget = widget
        self._leaf, self._offset = begins
        self._waiting: list[str] = []
        self._timer = QTimer(self, singleShot=True, interval=_EVERY_MS)
        self._timer.timeout.connect(self._tell)

    @property
    def began(self) -> bool:
        """Whether anything was told."""
        return bool(self._leaf or self._offset)

    def hear(self, leaves: Sequence[Leaf], complete: int) -> None:
        """The leaves so far, of which the first `complete` are final."""
        if not QAccessible.isActive():
            return
        while self._leaf < min(complete, len(leaves)):
            self._say(_rest(leaves[self._leaf], self._offset))
            self._leaf, self._offset = self._leaf + 1, 0
        if self._leaf < len(leaves) and isinstance(leaves[self._leaf], TextLeaf):
            text = text_of(leaves[self._leaf])
            ends = [found.end() for found in _SENTENCE.finditer(text, self._offset)]
            if ends:
                words = text[self._offset : ends[-1]]
                self._say(words if self._offset else _quoted(leaves[self._leaf], words))
                self._offset = ends[-1]
        if self._waiting and not self._timer.isActive():
            self._timer.start()

    def end(self, leaves: Sequence[Leaf], *more: str) -> None:
        """All leaves are final: tells what was not told yet, and `more`."""
        self.hear(leaves, len(leaves))
        self._waiting.extend(filter(None, more))
        self._timer.stop()
        self._tell()

    def _say(self, words: str) -> None:
        if words.strip():
            self._waiting.append(words.strip())

    def _tell(self) -> None:
        words, self._waiting = "\n".join(self._waiting), []
        if words:
            announce(self._widget, words)


def spoken(leaf: Leaf) -> str:
    """What a leaf is called: its kind where that is not plain, and its words."""
    return _quoted(leaf, _called(leaf))


def named(leaf: Leaf) -> str:
    """What a leaf is called where it stands for a whole answer: code and tables by their kind."""
    match leaf:
        case CodeLeaf():
            return _quoted(leaf, code_words(leaf))
        case TableLeaf():
            return _quoted(leaf, table_words(leaf))
    return spoken(leaf)


def _quoted(leaf: Leaf, words: str) -> str:
    """What is said of a leaf, and that it is quoted, if it is."""
    if words and (leaf.place.bars or leaf.place.right_bars):
        return _tr("Quote: {words}").format(words=words)
    return words


def _called(leaf: Leaf) -> str:
    match leaf:
        case TextLeaf(style=Style.RULE):
            return ""
        case TextLeaf(style=style) if style.value.startswith("heading"):
            level = style.value.rpartition(" ")[2]
            return _tr("Heading {level}: {words}").format(level=level, words=text_of(leaf))
        case CodeLeaf(code=code):
            return f"{code_words(leaf)}: {code.text}"
        case TableLeaf():
            return f"{table_words(leaf)}: {text_of(leaf)}"
    return text_of(leaf)


def code_words(leaf: CodeLeaf) -> str:
    """`Code, python`."""
    language = leaf.code.language
    return _tr("Code, {language}").format(language=language) if language else _tr("Code")


def table_words(leaf: TableLeaf) -> str:
    """`Table, 3 columns, 4 rows`."""
    columns, rows = len(leaf.table.header), len(leaf.table.rows)
    wide = _tr("1 column") if columns == 1 else _tr("{count} columns").format(count=columns)
    high = _tr("1 row") if rows == 1 else _tr("{count} rows").format(count=rows)
    return _tr("Table, {columns}, {rows}").format(columns=wide, rows=high)


def _rest(leaf: Leaf, offset: int) -> str:
    """What is said of a leaf that stands: code is named, not read out."""
    if isinstance(leaf, CodeLeaf):
        return _quoted(leaf, code_words(leaf))
    return text_of(leaf)[offset:] if offset else spoken(leaf)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Speaking", text)
