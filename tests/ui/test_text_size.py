"""What belongs to text is as large as the text: icons, boxes and arrows at every text size."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QRadioButton, QStyle, QStyleOptionButton
from pytestqt.qtbot import QtBot

from askance.core.settings import Appearance
from askance.ui.inputs import CheckBox
from askance.ui.theme import Theme
from askance.ui.widgets import Button, IconButton, IconLabel

SIZES = [(80, 13), (100, 16), (200, 32)]


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    sheet = qapp.styleSheet()
    made = Theme(qapp, Appearance.LIGHT)
    yield made
    made.deleteLater()
    qapp.setStyleSheet(sheet)


@pytest.mark.parametrize(("percent", "side"), SIZES)
def test_icons_are_as_large_as_the_words_beside_them(
    theme: Theme, qtbot: QtBot, percent: int, side: int
) -> None:
    sign, mark = IconLabel(theme, "warning"), IconLabel(theme, "mark", size=40)
    buttons = (Button(theme, "Copy", icon="copy"), IconButton(theme, "copy", "Copy"))
    for widget in (sign, mark, *buttons):
        qtbot.addWidget(widget)
    theme.set_text_size(percent)
    assert (sign.width(), sign.height(), mark.width()) == (side, side, 40)
    assert sign.pixmap().deviceIndependentSize().width() == side
    for button in buttons:
        assert button.iconSize().width() == side
        assert button.icon().actualSize(button.iconSize()).width() == side


@pytest.mark.parametrize(("percent", "side"), SIZES)
def test_boxes_and_rings_are_as_large_as_their_words(
    theme: Theme, qtbot: QtBot, percent: int, side: int
) -> None:
    box, ring = CheckBox(theme, "Box"), QRadioButton("Ring")
    for widget in (box, ring):
        qtbot.addWidget(widget)
        widget.show()
    theme.set_text_size(percent)
    for checked in (False, True):
        box.setChecked(checked)
        ring.setAutoExclusive(False)
        ring.setChecked(checked)
        assert _side(box) == side + 2, "with its border"
        assert abs(_side(ring) - side - 2) <= 1


def _side(choice: QCheckBox | QRadioButton) -> int:
    option = QStyleOptionButton()
    choice.ensurePolished()
    choice.initStyleOption(option)
    element = (
        QStyle.SubElement.SE_CheckBoxIndicator
        if isinstance(choice, QCheckBox)
        else QStyle.SubElement.SE_RadioButtonIndicator
    )
    return choice.style().subElementRect(element, option, choice).width()
