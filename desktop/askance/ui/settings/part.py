"""One group of an endpoint's advanced settings. GUI thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from askance.core.endpoint import Endpoint
from askance.ui.settings.columns import ColumnsLayout
from askance.ui.settings.field import Field
from askance.ui.widgets import label

DEFAULTS = Endpoint("", "", "")
"""What holds for an endpoint of which nothing was said."""


class Part(QWidget):
    """A heading and fields. Each part knows its own piece of an endpoint."""

    changed = Signal()

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.fields: list[Field] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        if heading:
            self._column.addWidget(label(heading, "title", wrap=True))

    def show_endpoint(self, endpoint: Endpoint) -> None:
        """Fills the fields in."""
        raise NotImplementedError

    def applied_to(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint with what is typed here. Raises `InputError` while a field has a problem."""
        raise NotImplementedError

    def _add_columns(self, fields: Sequence[Field], *, most: int = 3) -> None:
        grid = QWidget()
        columns = ColumnsLayout(grid, most=most)
        for field in fields:
            columns.addWidget(field)
            self._note(field)
        self._column.addWidget(grid)

    def _add(self, field: Field) -> None:
        self._column.addWidget(field)
        self._note(field)

    def _note(self, field: Field) -> None:
        self.fields.append(field)
        field.changed.connect(self.changed)
