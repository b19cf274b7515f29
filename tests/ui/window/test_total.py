"""The conversation's total over it: quiet, and only where nothing else is cut for it."""

import pytest
from PySide6.QtWidgets import QMenu

from askance.core.endpoint import ON_DEVICE
from askance.ui.theme import Theme
from askance.ui.top_bar import TopBar
from tests.support.accessible_names import named

WORDS = "6,204 tokens · 0.0107"


@pytest.fixture
def bar(qapp, qtbot):
    made = TopBar(theme=Theme(qapp), menu=QMenu())
    qtbot.addWidget(made)
    made.set_endpoints((ON_DEVICE,), ON_DEVICE)
    made.resize(1000, 48)
    made.show()
    return made


def test_it_is_shown_and_taken_away(bar):
    bar.set_title("A conversation")
    bar.set_total(WORDS)
    (total,) = named(bar, f"This conversation: {WORDS}")
    assert total.isVisible()
    bar.set_total("")
    assert not total.isVisible()


def test_a_long_title_comes_first(bar):
    bar.set_total(WORDS)
    (total,) = named(bar, f"This conversation: {WORDS}")
    bar.set_title("A conversation about a great many things " * 4)
    assert not total.isVisible()
    bar.set_title("Short")
    assert total.isVisible()


def test_it_gives_way_in_a_narrow_window(bar, qtbot):
    bar.set_title("A conversation")
    bar.set_total(WORDS)
    (total,) = named(bar, f"This conversation: {WORDS}")
    bar.resize(420, 48)
    qtbot.waitUntil(lambda: not total.isVisible())
    bar.resize(1000, 48)
    qtbot.waitUntil(total.isVisible)
