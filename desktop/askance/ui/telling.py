"""What is told above the conversation: problems that belong to no message, and the next step of
each. GUI thread.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from askance.core.errors import ErrorKind, Problem
from askance.services.hotkeys import HotkeyState
from askance.ui.main_window import MainWindow
from askance.ui.setting_up import SettingUp
from askance.ui.side_windows import SideWindows

_USE_FREE_HOTKEY = "use_free_hotkey"
_OPEN_SETTINGS = "open_settings"
_OPEN_STATUS = "open_status"
_IN_SETTINGS = (ErrorKind.KEYRING, ErrorKind.NO_KEY, ErrorKind.NO_ENDPOINT)


class Telling(QObject):
    """Shows problems in `window` and does what their buttons say."""

    def __init__(
        self,
        *,
        window: MainWindow,
        setting_up: SettingUp,
        beside: SideWindows,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._setting_up, self._beside = window, setting_up, beside
        window.problem_action.connect(self._act)

    def tell(self, problem: Problem) -> None:
        """Any problem; what the settings can mend offers them."""
        action = (_OPEN_SETTINGS, self.tr("Settings")) if problem.kind in _IN_SETTINGS else None
        self._window.show_problem(problem, action)

    def capture_failed(self, problem: Problem) -> None:
        """The screen could not be captured."""
        self._window.bring_forward()
        self._window.show_problem(problem, self._status())

    def hotkey_known(self, state: HotkeyState | None) -> None:
        """How the hotkey stands."""
        if state is None or state.problem is None:
            self._window.dismiss_problem(ErrorKind.HOTKEY)
        elif state.free is not None:
            words = self.tr("Use {chord}").format(chord=state.free)
            self._window.show_problem(state.problem, (_USE_FREE_HOTKEY, words))
        else:
            self._window.show_problem(state.problem, self._status())

    def _status(self) -> tuple[str, str]:
        return _OPEN_STATUS, self.tr("What works here")

    def _act(self, action: str) -> None:
        if action == _USE_FREE_HOTKEY:
            state = self._setting_up.hotkey
            if state is not None and state.free is not None:
                self._setting_up.use_hotkey(state.free)
        elif action == _OPEN_STATUS:
            self._beside.open_status()
        else:
            self._beside.open_settings()
