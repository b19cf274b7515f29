"""The window's width shared out: the middle first, then what leaves, then the history.

GUI thread.
"""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from askance.ui.frame import SIDEBAR_WIDTH

PAYLOAD_WIDTH = 420
_LEAST_PAYLOAD = 300
_NARROW = 820
_LEAST_CENTRE = 320


class Columns:
    """Lays the three out side by side in `window`. The history is shown where the person wants it
    and there is room, or where they asked for it in a window that is really too narrow.
    """

    def __init__(
        self, window: QWidget, *, history: QWidget, centre: QWidget, payload: QWidget
    ) -> None:
        self._window, self._history, self._payload = window, history, payload
        self._wanted, self._forced = True, False
        centre.setMinimumWidth(_LEAST_CENTRE)
        row = QHBoxLayout(window)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(history)
        row.addWidget(centre, 1)
        row.addWidget(payload)
        history.setFixedWidth(SIDEBAR_WIDTH)
        payload.hide()

    def want_history(self, wanted: bool) -> None:
        """Whether the history is wanted where there is room."""
        self._wanted = wanted
        self.fit()

    def show_history(self, visible: bool) -> None:
        """Shows the history also in a window that is narrow, or not at all."""
        self._forced = visible
        self.want_history(visible)

    def show_payload(self, visible: bool) -> None:
        """Shows what leaves, or not."""
        self._payload.setVisible(visible)
        self.fit()

    def resized(self, width: int) -> None:
        """The window has another width; once it is wide the history needs no force."""
        self._forced = self._forced and width < _NARROW
        self.fit()

    def fit(self) -> None:
        """Shares the width out."""
        width, payload = self._window.width(), 0
        if not self._payload.isHidden():
            payload = max(_LEAST_PAYLOAD, min(PAYLOAD_WIDTH, width - _LEAST_CENTRE))
            self._payload.setFixedWidth(payload)
        roomy = width >= _NARROW + payload
        possible = width - payload - SIDEBAR_WIDTH >= _LEAST_CENTRE
        self._history.setVisible(self._wanted and (roomy or (self._forced and possible)))
