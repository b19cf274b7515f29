"""Everything a conversation can show, piece by piece; `sheet` puts the pieces side by side on one
picture. Each scene is a view as high as what it shows, in a window of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from math import log
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMainWindow, QWidget

from askance.core.chat import ChatEvent, ReasoningDelta, TextDelta
from askance.core.conversation import (
    Choice,
    Message,
    MessageStatus,
    Timing,
    TokenLogprob,
)
from askance.ui.conversation.view import ConversationView
from askance.ui.theme import Theme
from tests.gallery.saving import save
from tests.gallery.settling import settle, settle_down, typesetter
from tests.support.accessible_names import named
from tests.ui.conversation import samples
from tests.ui.conversation.samples import answer, question

Build = Callable[[Theme], AbstractContextManager[QWidget]]
WIDTH, LEAST, MOST = 820, 200, 2400
SOURCES = Path(__file__).parent / "everything"
_TURN_MS = 60
_COLUMNS, _GAP, _TITLE = 3, 32, 34

CHOICES = (
    "The label reads `SN-7B42-0O9K-11F`. It was printed in **March 2024**: a serial number.",
    "The label reads `SN-7B42-009K-11F`. It was printed in **March 2024**: an order number.",
    "The label reads `SN-7B42-0O9K-11F`. It was printed in **May 2024**: a serial number.",
)
THOUGHTS = """\
The label is small, so I compare the letters: after the second dash comes either an O or a zero.

- The other zeros of this font have a stroke.
- This one has none.
"""
QUESTION = question("What does it say?", id=1)
TIMING = Timing(first_token=0.8, thought=7.2, total=11.5)


@dataclass(frozen=True, slots=True)
class Piece:
    """A conversation, what comes into its last message, and what is done to the view then."""

    messages: Sequence[Message]
    events: tuple[ChatEvent, ...] = ()
    then: Callable[[ConversationView], object] = lambda _view: None


def _text(name: str) -> str:
    return (SOURCES / f"{name}.md").read_text(encoding="utf-8")


def _pieces() -> dict[str, Piece]:
    asked = question("What does this say?", samples.LABEL_ATTACHMENT, id=1)
    streaming = answer("", status=MessageStatus.STREAMING)
    said = answer(CHOICES[0])
    several = replace(
        said, choices=tuple(Choice(n, text, finish_reason="stop") for n, text in enumerate(CHOICES))
    )
    thought = replace(
        said, choices=(Choice(0, CHOICES[0], THOUGHTS, finish_reason="stop"),), timing=TIMING
    )
    half = CHOICES[0][:50]
    cut = answer(half, status=MessageStatus.INTERRUPTED, finish=None)
    problem = samples.PROBLEMS["error-network"]
    failed = answer("", id=4, status=MessageStatus.FAILED, problem=problem, finish=None)
    again = question("And now?", id=3)
    return {
        "text": Piece((QUESTION, answer(_text("text")))),
        "tables": Piece((QUESTION, answer(_text("tables")))),
        "code": Piece((QUESTION, answer(_text("code")))),
        "formulas": Piece((QUESTION, answer(_text("formulas"))), then=_let_settle),
        "scripts": Piece((QUESTION, answer(_text("scripts")))),
        "endings": Piece((asked, cut, again, failed)),
        "choices": Piece((QUESTION, several)),
        "choices-side-by-side": Piece((QUESTION, several), then=_press("Side by side")),
        "doubts": Piece((QUESTION, _doubtful())),
        "thoughts": Piece((QUESTION, thought)),
        "thoughts-open": Piece((QUESTION, thought), then=_press("Thought for 6 s")),
        "thinking": Piece((QUESTION, streaming), (ReasoningDelta(0, THOUGHTS),)),
        "running": Piece((QUESTION, streaming), (TextDelta(0, samples.CHART_ANSWER + half),)),
        "found": Piece((QUESTION, answer(_text("text"))), then=_search("code")),
        "selected": Piece((asked, said, again, answer(_text("code"), id=4)), then=_select_across),
    }


def scenes() -> dict[str, Build]:
    """By their files' names."""
    found: dict[str, Build] = {
        f"everything-{name}": partial(_shown, piece) for name, piece in _pieces().items()
    }
    found["everything-alternatives"] = _alternatives
    return found


@contextmanager
def _shown(piece: Piece, theme: Theme) -> Iterator[QWidget]:
    with _window(theme) as (window, view):
        pictures = samples.all_pictures()
        view.picture_needed.connect(lambda sha: view.set_picture(sha, pictures[sha]))
        view.show_messages(piece.messages)
        if piece.events:
            view.apply(piece.messages[-1].id, piece.events)
        _fit(window, view)
        piece.then(view)
        _fit(window, view)
        yield window


@contextmanager
def _window(theme: Theme) -> Iterator[tuple[QMainWindow, ConversationView]]:
    window = QMainWindow()
    view = ConversationView(theme=theme, typesetter=typesetter())
    window.setCentralWidget(view)
    window.resize(WIDTH, LEAST)
    window.show()
    yield window, view
    window.close()
    window.deleteLater()


def _fit(window: QWidget, view: ConversationView) -> None:
    """Makes the window as high as its conversation. What is out of sight is only reckoned, so it is
    looked at first; and a page is never lower than its window.
    """
    for height in (MOST, LEAST):
        window.resize(WIDTH, height)
        settle(_TURN_MS)
    page = view.widget()
    assert page is not None
    window.resize(WIDTH, max(LEAST, min(MOST, page.height())))
    settle(_TURN_MS)


def _let_settle(_view: ConversationView) -> None:
    """Formulas are set in another process, and are as high as they come to be."""
    settle_down()


def _press(name: str) -> Callable[[ConversationView], None]:
    def press(view: ConversationView) -> None:
        for button in named(view, name):
            if isinstance(button, QAbstractButton):
                button.click()

    return press


def _search(words: str) -> Callable[[ConversationView], None]:
    def search(view: ConversationView) -> None:
        view.open_find()
        settle(_TURN_MS)
        field = next(each for each in view.findChildren(QLineEdit) if each.isVisible())
        QTest.keyClicks(field, words)
        settle(3 * _TURN_MS)
        QTest.keyClick(field, Qt.Key.Key_Return)

    return search


def _select_across(view: ConversationView) -> None:
    """From the middle of an answer into the code of the next one, with the mouse."""
    port = view.viewport()
    start, end = QPoint(220, 190), QPoint(380, min(port.height() - 40, 520))
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for part in range(1, 5):
        QTest.mouseMove(port, start + (end - start) * part / 4)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)


def _doubtful() -> Message:
    return samples.read(samples.READ, samples.UNSURE)


@contextmanager
def _alternatives(theme: Theme) -> Iterator[QWidget]:
    """The popup alone: a window of its own, which no picture of the view would hold."""
    from askance.ui.conversation.alternatives import Alternatives

    top = tuple((word, log(p)) for word, p in (("O", 0.48), ("0", 0.41), ("o", 0.07), ("Q", 0.02)))
    popup = Alternatives(theme=theme, token=TokenLogprob("0", log(0.41), top))
    popup.show()
    yield popup
    popup.close()


def sheet(folder: Path, suffix: str, ground: QColor) -> None:
    """All pieces that were drawn with this suffix, in columns, as `everything-…`."""
    drawn = {name: QImage(str(folder / f"{name}-{suffix}.png")) for name in scenes()}
    drawn = {name: each for name, each in drawn.items() if not each.isNull()}
    if not drawn:
        return
    scale = max(each.width() for each in drawn.values()) // WIDTH or 1
    gap, title = _GAP * scale, _TITLE * scale
    heights, places = [gap] * _COLUMNS, {}
    for name, each in sorted(drawn.items(), key=lambda item: -item[1].height()):
        column = heights.index(min(heights))
        left = gap + column * (WIDTH * scale + gap)
        places[name] = QRect(left, heights[column] + title, each.width(), each.height())
        heights[column] += title + each.height() + gap
    made = QImage(_COLUMNS * (WIDTH * scale + gap) + gap, max(heights), QImage.Format.Format_RGB32)
    made.fill(ground)
    painter = QPainter(made)
    font = QApplication.font()
    font.setPixelSize(15 * scale)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.white if ground.lightness() < 128 else Qt.GlobalColor.black)
    for name, place in places.items():
        words = name.removeprefix("everything-").replace("-", " ").capitalize()
        painter.drawText(place.left(), place.top() - 12 * scale, words)
        drawn[name].setDevicePixelRatio(1)
        painter.drawImage(place.topLeft(), drawn[name])
    painter.end()
    save(made, folder / f"everything-{suffix}.png")
