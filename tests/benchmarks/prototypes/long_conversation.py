"""Opens a long conversation in one kind of view, moves about in it, and says what that cost, as one
line of JSON.

    python -m tests.benchmarks.prototypes.long_conversation WAY MESSAGES

WAY is `view` (Askance's own) or `browser` (one QTextBrowser with everything in it). The view stands
in a window that is open and painted already, as in the running program; a frame is a step and all
the event loop does until it is on the screen; after a jump it is also told how long it takes until
the whole page is, which may be some frames later. Memory is what the process holds more than before
(the messages themselves were there), in MB.
"""

import gc
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QScrollArea,
    QTextBrowser,
    QWidget,
)

from askance.app.memory import Collecting
from askance.core.conversation import Message
from askance.typesetting.process import ProcessTypesetter
from askance.ui.conversation.view import ConversationView
from askance.ui.theme import Theme
from tests.benchmarks.tasks import Tasks, percentile
from tests.support import replies

SIZE = (900, 760)
_PLACES, _WHEEL_STEPS, _PAGE_STEPS, _JUMPS = 10, 40, 20, 100
_WIDTHS = {"view": 24, "browser": 6}
"""How often each is resized; a browser takes its time."""
_SETTLES_S, _LOOKS_S = 1.0, 0.25
_FRAME_MS, _REPEAT_MS = 16, 33
"""Between two notches of a wheel, two leaps or two sizes: a frame; between two pages: how soon a
key that is held down repeats.
"""
Open = Callable[[tuple[Message, ...]], None]


@dataclass(frozen=True, slots=True)
class Paint:
    """When a frame was on the screen, in seconds: by `time.perf_counter`, and the processor time of
    all tasks until then; and whether nothing in sight was left to be laid out.
    """

    clock: float
    cpu: float
    whole: bool


class Painted(QObject):
    """The frames of a view since `begin`. One is told when the window has put it on the screen;
    what the same turn of the event loop does behind that is no part of it.
    """

    _SHOWN = QEvent.Type(QEvent.registerEventType())

    def __init__(self, view: QAbstractScrollArea) -> None:
        super().__init__(view)
        self._view = view
        inside = view.widget() if isinstance(view, QScrollArea) else None
        (inside or view.viewport()).installEventFilter(self)
        self._tasks = Tasks()
        self.frames: list[Paint] = []

    def begin(self, tasks: Tasks) -> None:
        """From now on, in these tasks."""
        self._tasks, self.frames = tasks, []

    @property
    def whole(self) -> bool:
        """Whether nothing in sight is left to be laid out. A browser has laid out everything."""
        return not isinstance(self._view, ConversationView) or self._view._scroller.whole

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            # The window is in the middle of showing what is painted: this comes right behind it.
            QCoreApplication.postEvent(self, QEvent(self._SHOWN))
        return False

    def event(self, event: QEvent) -> bool:
        if event.type() != self._SHOWN:
            return super().event(event)
        now = time.perf_counter()
        self.frames.append(Paint(now, self._tasks.cpu_by_now, self.whole))
        return True


def _own(theme: Theme) -> tuple[QAbstractScrollArea, Open]:
    view = ConversationView(theme=theme, typesetter=ProcessTypesetter())
    view.show_messages(())
    return view, view.show_messages


def _browser(_theme: Theme) -> tuple[QAbstractScrollArea, Open]:
    browser = QTextBrowser()

    def show(messages: tuple[Message, ...]) -> None:
        browser.setMarkdown("\n\n".join(message.text for message in messages))
        bar = browser.verticalScrollBar()
        bar.setValue(bar.maximum())

    return browser, show


def _memory() -> float:
    """Resident, in MB."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@dataclass(slots=True)
class Frames:
    """Of every step the milliseconds until it is `first` painted, and until all of it is (`whole`),
    each by the clock and of processor time; how many were whole `at_once`; and all tasks.
    """

    first: list[tuple[float, float]] = field(default_factory=list)
    whole: list[tuple[float, float]] = field(default_factory=list)
    at_once: int = 0
    tasks: Tasks = field(default_factory=Tasks)

    def told(self) -> dict[str, float]:
        """The figures of the first frames."""
        return {**_told(self.first), "longest_cpu_ms": self.tasks.told()["longest_cpu_ms"]}


def _frames(steps: Iterator[tuple[int, Callable[[], object]]], painted: Painted) -> Frames:
    """The next step comes so many milliseconds after the last, or as soon as that is done."""
    found = Frames()
    for pause_ms, step in steps:
        tasks, clock = Tasks(), time.perf_counter()
        painted.begin(tasks)
        tasks.run(step)
        while not any(frame.whole for frame in painted.frames) and tasks.turn():
            pass
        while not painted.whole:  # the rest comes with a later turn
            tasks.until(lambda: painted.whole)
            tasks.settle()
        frames = painted.frames or [Paint(time.perf_counter(), tasks.cpu, True)]
        last = next((frame for frame in frames if frame.whole), frames[-1])
        for frame, told in ((frames[0], found.first), (last, found.whole)):
            told.append(((frame.clock - clock) * 1000, frame.cpu * 1000))
        found.at_once += frames[0].whole
        tasks.wait(clock + pause_ms / 1000)
        found.tasks.spent += tasks.spent
    return found


def _told(frames: list[tuple[float, float]]) -> dict[str, float]:
    clocks, cpus = zip(*frames, strict=True)
    return {
        **{f"p{each}_ms": round(percentile(clocks, each), 1) for each in (50, 95)},
        **{f"p{each}_cpu_ms": round(percentile(cpus, each), 1) for each in (50, 95)},
    }


def _jumped(view: QAbstractScrollArea, painted: Painted) -> dict[str, Any]:
    """The figures of the first frames after a jump, those of the whole page (`whole`), and the
    share of first frames that showed it (`whole_at_once`).
    """
    found = _frames(_jumps(view), painted)
    return {
        **found.told(),
        "whole": _told(found.whole),
        "whole_at_once": round(found.at_once / _JUMPS, 2),
    }


def _wheel(view: QAbstractScrollArea, notches: int) -> None:
    middle = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        middle,
        view.viewport().mapToGlobal(middle),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def _scrolling(view: QAbstractScrollArea) -> Iterator[tuple[int, Callable[[], object]]]:
    """From places all over the conversation, a quarter of a second after leaping there: some
    notches of the wheel, then whole pages; upwards, into what has never been in sight.
    """
    bar = view.verticalScrollBar()
    for place in range(_PLACES, 0, -1):
        bar.setValue(bar.maximum() * place // _PLACES)
        Tasks().wait(time.perf_counter() + _LOOKS_S)
        yield from [(_FRAME_MS, lambda: _wheel(view, 1))] * _WHEEL_STEPS
        yield from [(_REPEAT_MS, lambda: bar.setValue(bar.value() - bar.pageStep()))] * _PAGE_STEPS


def _jumps(view: QAbstractScrollArea) -> Iterator[tuple[int, Callable[[], object]]]:
    rng, bar = random.Random(1), view.verticalScrollBar()
    for _ in range(_JUMPS):
        yield _FRAME_MS, lambda: bar.setValue(rng.randrange(bar.maximum()))


def _resizes(view: QWidget, count: int) -> Iterator[tuple[int, Callable[[], object]]]:
    """Narrower and wider, in the middle of the conversation."""
    width, height = SIZE
    for number in range(count):
        wide = width - 20 * (number % 8 + 1)
        yield _FRAME_MS, lambda wide=wide: view.resize(wide, height)


def measure(app: QApplication, way: str, count: int) -> dict[str, Any]:
    """All figures of one way."""
    messages = replies.conversation(count)
    window = QWidget()
    window.resize(*SIZE)
    view, show = {"view": _own, "browser": _browser}[way](Theme(app))
    view.setParent(window)
    view.resize(*SIZE)
    window.show()
    # What is loaded and laid out for the first time is not this conversation's.
    show(messages[:6])
    Tasks().wait(time.perf_counter() + _SETTLES_S)
    show(())
    Tasks().wait(time.perf_counter() + _SETTLES_S)
    Collecting(app).begin()  # as the program does once it stands
    before, painted = _memory(), Painted(view)
    opening, clock = Tasks(), time.perf_counter()
    painted.begin(opening)
    opening.run(lambda: show(messages))
    opening.until(lambda: bool(painted.frames))
    first_paint = (painted.frames[0].clock - clock) * 1000
    first_cpu = painted.frames[0].cpu * 1000
    opening.wait(time.perf_counter() + _SETTLES_S)
    held = _memory() - before
    scrolled = _frames(_scrolling(view), painted).told()
    jumped = _jumped(view, painted)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    Tasks().wait(time.perf_counter() + _SETTLES_S / 2)
    resized = _frames(_resizes(view, _WIDTHS[way]), painted).told()
    return {
        "open_ms": round(first_paint, 1),
        "open_cpu_ms": round(first_cpu, 1),
        "open_longest_cpu_ms": opening.told()["longest_cpu_ms"],
        "memory_mb": round(held, 1),
        "memory_after_mb": round(_memory() - before, 1),
        "scroll": scrolled,
        "jump": jumped,
        "resize": resized,
    }


if __name__ == "__main__":
    print(json.dumps(measure(QApplication([]), sys.argv[1], int(sys.argv[2]))), flush=True)
