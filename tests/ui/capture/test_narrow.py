"""Everything can be read on a narrow screen, and is where it belongs on several."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from askance.core.endpoint import Endpoint
from askance.core.screen import Region, Screen, WindowBox
from askance.core.settings import Appearance
from askance.ui.capture.ask_bar import AskBar
from askance.ui.capture.commands import keys_in_words
from askance.ui.capture.key_list import KeyList
from askance.ui.capture.mapping import ScreenMap
from askance.ui.capture.overlay import wrapped
from askance.ui.capture.scene import Scene, Stage
from askance.ui.capture.words import what_to_do
from askance.ui.raised import SHADOW
from askance.ui.theme import Theme
from tests.fakes.grabber import plain_frame
from tests.ui.capture.conftest import Rig

UPRIGHT = Screen("UPRIGHT", 0, 0, 480, 854, 1.0)
WIDE = Screen("WIDE", 480, 0, 1000, 562, 1.0)


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, Appearance.LIGHT)


def stage(theme: Theme, screen: Screen) -> Stage:
    frame = plain_frame(screen.bounds)
    return Stage(theme, ScreenMap.of(screen, frame), wrapped(frame))


def room(screen: Screen) -> QRect:
    bounds = screen.bounds
    return QRect(bounds.x, bounds.y, bounds.width, bounds.height)


def test_the_hint_takes_as_many_lines_as_it_needs(qtbot: QtBot, theme: Theme) -> None:
    hint = Scene(hint=what_to_do(reads=True, windows=False))
    upright, wide = stage(theme, UPRIGHT), stage(theme, WIDE)
    assert room(UPRIGHT).contains(upright._hint(hint))
    assert room(WIDE).contains(wide._hint(hint))
    assert upright._hint(hint).height() > wide._hint(hint).height()


@pytest.mark.parametrize("joins", [False, True])
def test_the_ask_bar_shows_every_word(qtbot: QtBot, theme: Theme, joins: bool) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(UPRIGHT.width, UPRIGHT.height)
    bar = AskBar(theme, window, Endpoint("Relay", "https://relay.example.com/v1", "gpt-5-mini"))
    bar.offer_text()
    if joins:
        bar.offer_to_join()
    window.show()
    bar.place(QRect(150, 150, 300, 180), window.rect())
    bar.show()
    card = bar.geometry().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
    assert window.rect().contains(card)
    assert card.top() > 330
    for button in bar.findChildren(QPushButton):
        if button.isVisible():
            place = QRect(button.mapTo(window, button.rect().topLeft()), button.size())
            assert card.contains(place), button.text()
            assert button.width() >= button.sizeHint().width(), button.text()


@pytest.mark.parametrize(("width", "columns"), [(480, 1), (1000, 2)])
def test_the_list_of_keys_fits(qtbot: QtBot, theme: Theme, width: int, columns: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(width, 854)
    window.show()
    keys = KeyList(
        theme, window, keys_in_words(reads=True, windows=True, pointer=True, next_only=True)
    )
    assert window.rect().contains(keys.geometry().adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW))
    bold = [each for each in keys.findChildren(QLabel) if each.property("role") == "text"]
    assert len({each.x() for each in bold}) == columns


def test_a_windows_title_stands_on_its_own_screen_alone(theme: Theme) -> None:
    window = WindowBox("Editor", Region(600, 50, 300, 200))
    assert stage(theme, UPRIGHT)._title(window).isNull()
    assert room(WIDE).contains(stage(theme, WIDE)._title(window))


@pytest.mark.parametrize(
    "region", [Region(0, 0, 60, 40), Region(440, 0, 40, 300), Region(0, 0, 30, 854)]
)
def test_the_size_never_covers_a_small_selection(theme: Theme, region: Region) -> None:
    place = stage(theme, UPRIGHT)._label(Scene(region=region, label="1234 × 1234"))
    assert room(UPRIGHT).contains(place)
    assert not place.intersects(QRect(region.x, region.y, region.width, region.height))


def test_a_whole_screens_line_is_seen(rig: Rig) -> None:
    rig.open()
    rig.key(Qt.Key.Key_A)
    picture = rig.windows[0].grab().toImage()
    accent = picture.pixelColor(0, 100)
    assert accent == picture.pixelColor(599, 100) == picture.pixelColor(200, 0)
    assert accent != picture.pixelColor(20, 100)
