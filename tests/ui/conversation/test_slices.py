"""Work spread over turns of the event loop: round by round, forgotten when nobody needs it."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from askance.ui.conversation.slices import Slices


def test_work_is_done_slice_by_slice_until_it_says_so(qtbot: QtBot) -> None:
    slices, owner = Slices(), QObject()
    left = [3]

    def work() -> bool:
        left[0] -= 1
        return not left[0]

    slices.ask(owner, work)
    slices.ask(owner, work)
    assert left == [3], "nothing is done at once"
    qtbot.waitUntil(lambda: left == [0])
    qtbot.wait(20)
    assert left == [0]


def test_what_is_forgotten_or_whose_owner_is_gone_is_not_done(qtbot: QtBot) -> None:
    slices, kept, gone = Slices(), QObject(), QObject()
    done: list[str] = []

    def forgotten() -> bool:
        done.append("forgotten")
        return True

    slices.ask(kept, forgotten)
    slices.ask(gone, lambda: bool(done.append("orphan")) or True)
    slices.ask(kept, lambda: bool(done.append("last")) or True)
    slices.forget(forgotten)
    delete(gone)
    qtbot.waitUntil(lambda: "last" in done)
    assert done == ["last"]
