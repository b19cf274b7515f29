"""The settings' pages of the looks and of the program itself. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from askance import __version__
from askance.core.settings import Appearance, Settings
from askance.ui.inputs import ComboBox
from askance.ui.theme import Theme
from askance.ui.widgets import Button, IconLabel, label

LEAST_TEXT, MOST_TEXT, TEXT_STEP = 80, 200, 10
LEAST_DOUBT, MOST_DOUBT, DOUBT_STEP = 50, 95, 5


class AppearancePage(QWidget):
    """System, light or dark; how large the text is; which words are marked as doubtful."""

    appearance_chosen = Signal(object)
    """An `Appearance`."""
    text_size_chosen = Signal(int)
    """Percent of the normal size."""
    doubt_chosen = Signal(int)
    """Percent of probability under which a word is marked; 0: none is."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._radios: dict[Appearance, QRadioButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label(self.tr("Colours"), "title"))
        for appearance, text in (
            (Appearance.SYSTEM, self.tr("As the system")),
            (Appearance.LIGHT, self.tr("Light")),
            (Appearance.DARK, self.tr("Dark")),
        ):
            radio = QRadioButton(text)
            self._radios[appearance] = radio
            self._group.addButton(radio)
            column.addWidget(radio)
        self._group.buttonClicked.connect(self._choose)
        self._size = ComboBox(theme, self.tr("Text size"))
        self._size.setMinimumWidth(112)
        for percent in range(LEAST_TEXT, MOST_TEXT + 1, TEXT_STEP):
            self._size.addItem(f"{percent} %", percent)
        self._size.activated.connect(self._choose_size)
        column.addSpacing(12)
        column.addWidget(label(self.tr("Text size"), "title"))
        column.addWidget(self._size, 0, Qt.AlignmentFlag.AlignLeft)
        self._doubt = self._made_doubt(theme)
        column.addSpacing(12)
        column.addWidget(label(self._doubt.accessibleName(), "title", wrap=True))
        column.addWidget(self._doubt, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)

    def set_settings(self, settings: Settings) -> None:
        self._radios[settings.appearance].setChecked(True)
        nearest = round((settings.text_size - LEAST_TEXT) / TEXT_STEP)
        self._size.setCurrentIndex(max(0, min(self._size.count() - 1, nearest)))
        wanted, shown = settings.doubt_below, range(1, self._doubt.count())
        near = min(shown, key=lambda index: abs(int(self._doubt.itemData(index)) - wanted))
        self._doubt.setCurrentIndex(near if wanted else 0)

    def _made_doubt(self, theme: Theme) -> ComboBox:
        made = ComboBox(theme, self.tr("Mark words the model was less sure of than"))
        made.setMinimumWidth(112)
        made.addItem(self.tr("Off"), 0)
        for percent in range(LEAST_DOUBT, MOST_DOUBT + 1, DOUBT_STEP):
            made.addItem(f"{percent} %", percent)
        made.activated.connect(self._choose_doubt)
        return made

    @Slot(int)
    def _choose_doubt(self, index: int) -> None:
        self.doubt_chosen.emit(int(self._doubt.itemData(index)))

    @Slot(int)
    def _choose_size(self, index: int) -> None:
        self.text_size_chosen.emit(int(self._size.itemData(index)))

    @Slot()
    def _choose(self) -> None:
        for appearance, radio in self._radios.items():
            if radio.isChecked():
                self.appearance_chosen.emit(appearance)


class AboutPage(QWidget):
    """Name, version, what it does not do."""

    status_requested = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(IconLabel(theme, "mark", size=40, role="accent"))
        head.addWidget(label("Askance", "heading"), 1)
        status = Button(theme, self.tr("What works here"))
        status.clicked.connect(self.status_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(label(self.tr("Version {version}").format(version=__version__)))
        for text in (
            self.tr("Glance at anything on your screen, and ask."),
            self.tr(
                "Askance talks only to the servers you set up, and only when you send a question. "
                "Keys live in this computer’s keyring. MIT licence."
            ),
        ):
            column.addWidget(label(text, "soft", wrap=True))
        column.addWidget(status, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
