"""Streams one reply into one kind of view and says, as one line of JSON, what its GUI thread did.

    python -m tests.benchmarks.prototypes.streaming WAY KIND TOKENS PACE

WAY is `view` (Askance's own), `append` (plain text appended to a QPlainTextEdit: the floor),
`set_markdown` (QTextBrowser.setMarkdown with the whole text at each batch) or `tail` (one
QTextBrowser, in which only the text behind the last closed block is set anew). KIND is `mixed` or
one of `replies.SHAPES`. Thirty batches stand for one second of PACE tokens; with PACE 0 they follow
each other as fast as they are shown, 33 tokens each.

A batch of `set_markdown` costs the same whatever stood there before, so every tenth is measured and
counts ten times. All follow the end, in a window of the same size and font.
"""

import json
import sys
import time
from abc import ABC, abstractmethod

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextBrowser, QWidget

from askance.app.memory import Collecting
from askance.core.chat import TextDelta
from askance.core.conversation import Choice, Message, MessageStatus, Role, TextPart
from askance.typesetting.process import ProcessTypesetter
from askance.ui.conversation.view import ConversationView
from askance.ui.theme import Theme
from tests.benchmarks.tasks import Tasks
from tests.support import replies

SIZE = (900, 760)
BATCHES = 30
"""A second."""
_BATCH = 33
_EVERY = 10
_POINTS = 1000
_ENDS_S = 0.5


class Way(ABC):
    """A kind of view and how a batch reaches it."""

    every = 1
    """Which batches are shown; each counts that many times."""
    widget: QWidget

    @abstractmethod
    def add(self, text: str) -> None:
        """A batch."""

    def finish(self, _text: str) -> None:
        """The reply is complete: nothing more to do, where a view does not tell."""
        return


class OwnView(Way):
    """Askance's."""

    def __init__(self, theme: Theme) -> None:
        self.widget = self._view = ConversationView(theme=theme, typesetter=ProcessTypesetter())
        question = Message(1, 1, Role.USER, 1.0, parts=(TextPart("Say a lot."),))
        self._answer = Message(2, 1, Role.ASSISTANT, 1.0, status=MessageStatus.STREAMING)
        self._view.show_messages((question, self._answer))

    def add(self, text: str) -> None:
        self._view.apply(2, (TextDelta(0, text),))

    def finish(self, text: str) -> None:
        choice = Choice(0, text, finish_reason="stop")
        done = Message(2, 1, Role.ASSISTANT, 1.0, choices=(choice,))
        self._view.replace_message(done)


class Append(Way):
    """The floor."""

    def __init__(self) -> None:
        self.widget = self._edit = QPlainTextEdit()
        self._edit.setReadOnly(True)
        self._edit.setUndoRedoEnabled(False)

    def add(self, text: str) -> None:
        self._edit.moveCursor(QTextCursor.MoveOperation.End)
        self._edit.insertPlainText(text)
        self._edit.ensureCursorVisible()


class SetMarkdown(Way):
    """The obvious way."""

    every = _EVERY

    def __init__(self) -> None:
        self.widget = self._browser = QTextBrowser()
        self._text = ""

    def add(self, text: str) -> None:
        self._text += text
        self._browser.setMarkdown(self._text)
        bar = self._browser.verticalScrollBar()
        bar.setValue(bar.maximum())


class Tail(Way):
    """One browser, closed blocks left alone: what stands behind the last blank line that no fence
    holds is taken out and set again.
    """

    def __init__(self) -> None:
        self.widget = self._browser = QTextBrowser()
        self._browser.setUndoRedoEnabled(False)
        self._tail, self._from = "", 0

    def add(self, text: str) -> None:
        self._tail += text
        closed, self._tail = _split(self._tail)
        if closed:
            self._put(closed)
            self._from = self._browser.document().characterCount() - 1
        self._put(self._tail)
        bar = self._browser.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _put(self, text: str) -> None:
        cursor = QTextCursor(self._browser.document())
        cursor.setPosition(self._from)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        if self._from:
            cursor.insertBlock()
        cursor.insertMarkdown(text)
        cursor.endEditBlock()


def _split(text: str) -> tuple[str, str]:
    """What is closed, and the rest: cut behind the last blank line outside a fence."""
    fenced, place, cut = False, 0, 0
    for line in text.splitlines(keepends=True):
        place += len(line)
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced and line == "\n":
            cut = place
    return text[:cut], text[cut:]


def _way(name: str, theme: Theme) -> Way:
    if name == "view":
        return OwnView(theme)
    return {"append": Append, "set_markdown": SetMarkdown, "tail": Tail}[name]()


def measure(way: Way, tokens: list[str], pace: int) -> dict[str, object]:
    """Streams the tokens; what each thousand had cost is in `points`, from 1,000 on."""
    way.widget.resize(*SIZE)
    way.widget.show()
    Tasks().wait(time.perf_counter() + _ENDS_S)
    batch = max(1, pace // BATCHES) if pace else _BATCH
    tasks, points, begun = Tasks(), [], time.perf_counter()
    for number, start in enumerate(range(0, len(tokens), batch)):
        text = "".join(tokens[start : start + batch])
        if number % way.every == 0:
            tasks.run(lambda text=text: way.add(text))
        else:
            way._text += text  # type: ignore[attr-defined]
        tasks.wait(begun + (number + 1) / BATCHES if pace else 0)
        done = start + batch
        if done // _POINTS > start // _POINTS:
            points.append((done // _POINTS * _POINTS, tasks.cpu * way.every))
    ending = Tasks()
    ending.run(lambda: way.finish("".join(tokens)))
    ending.wait(time.perf_counter() + _ENDS_S)
    streamed = tasks.told()
    tasks.spent += ending.spent
    told = tasks.told()
    return {
        **told,
        "cpu_s": round(streamed["cpu_s"] * way.every + ending.cpu, 3),
        "last_longest_cpu_ms": ending.told()["longest_cpu_ms"],
        "late_s": round(max(0.0, time.perf_counter() - begun - len(tokens) / (pace or 1e9)), 1),
        "points": points,
    }


def main(way: str, kind: str, count: str, pace: str) -> None:
    app = QApplication([])
    Collecting(app).begin()
    theme = Theme(app)
    tokens = replies.mixed(int(count)) if kind == "mixed" else replies.shape(kind, int(count))
    print(json.dumps(measure(_way(way, theme), tokens, int(pace))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
