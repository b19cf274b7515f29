"""A number that may be left out, within limits. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit

from askance.ui.figures import locale
from askance.ui.widgets import restyle


class NumberField(QLineEdit):
    """Empty, or a number from `low` to `high` (None: without end); `whole` ones have no decimals.

    What cannot be read or lies outside counts as left out, and the field says that it is wrong.
    """

    changed = Signal()

    def __init__(
        self, name: str, *, low: float | None, high: float | None, whole: bool = False
    ) -> None:
        super().__init__()
        self._low, self._high, self._whole = low, high, whole
        self._wrong = False
        self.setAccessibleName(name)
        self.textChanged.connect(self._look)

    @property
    def value(self) -> float | None:
        """The number, or None."""
        number = self._read()
        if number is None or not self._holds(number):
            return None
        return number

    @property
    def count(self) -> int | None:
        """The number of a `whole` field."""
        value = self.value
        return None if value is None else int(value)

    @property
    def wrong(self) -> bool:
        """Whether something stands here that is no such number."""
        return self._wrong

    @property
    def limits(self) -> str:
        """What may stand here, in words."""
        low, high = (self.shown(limit) for limit in (self._low, self._high))
        if self._high is not None:
            return self.tr("{name}: {low} to {high}").format(
                name=self.accessibleName(), low=low, high=high
            )
        if self._low is not None:
            return self.tr("{name}: {low} or more").format(name=self.accessibleName(), low=low)
        return self.tr("{name}: a whole number").format(name=self.accessibleName())

    def set_value(self, value: float | None) -> None:
        """Shows a number; None: nothing."""
        if value != self.value or (value is None and self.text()):
            self.setText(self.shown(value))

    @staticmethod
    def shown(value: float | None) -> str:
        """A number as it stands in such a field; empty for None."""
        if value is None:
            return ""
        return f"{value:g}".replace(".", locale().decimalPoint()) if value % 1 else f"{value:.0f}"

    def _read(self) -> float | None:
        # A decimal comma and a decimal point are both understood, whatever the locale.
        text = self.text().strip().replace(",", ".")
        try:
            return int(text) if self._whole else float(text)
        except ValueError:
            return None

    def _holds(self, number: float) -> bool:
        # Also false for what is no number at all, which compares with nothing.
        return (self._low is None or number >= self._low) and (
            self._high is None or number <= self._high
        )

    @Slot()
    def _look(self) -> None:
        wrong = bool(self.text().strip()) and self.value is None
        if wrong != self._wrong:
            self._wrong = wrong
            self.setProperty("invalid", wrong)
            self.setAccessibleDescription(self.limits if wrong else "")
            restyle(self)
        self.changed.emit()
