"""What is told above the conversation: problems that belong to no message, and the next step of
each. GUI thread.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from askance.core.errors import ErrorKind, Problem
from askance.core.hotkey import Hotkey
from askance.core.system_pages import page_for
from askance.services.hotkeys import HotkeyState
from askance.ui.main_window import MainWindow
from askance.ui.setting_up import SettingUp
from askance.ui.settings.hotkey_words import name_of
from askance.ui.side_windows import SideWindows
from askance.ui.system_pages import open_system_page, words_of
from askance.ui.tray import Tray

_USE_FREE_HOTKEY = "use_free_hotkey"
_OPEN_SETTINGS = "open_settings"
_OPEN_HOTKEYS = "open_hotkeys"
_OPEN_STATUS = "open_status"
_OPEN_PAGE = "open_page:"
_IN_SETTINGS = (ErrorKind.KEYRING, ErrorKind.NO_KEY, ErrorKind.NO_ENDPOINT)


class Telling(QObject):
    """Shows problems in `window`, whose child it is, and does what their buttons say; shows there
    and in the tray which keys capture.
    """

    def __init__(
        self,
        *,
        window: MainWindow,
        tray: Tray,
        setting_up: SettingUp,
        beside: SideWindows,
    ) -> None:
        super().__init__(window)
        self._window, self._tray = window, tray
        self._setting_up, self._beside = setting_up, beside
        window.problem_action.connect(self._act)

    def tell(self, problem: Problem) -> None:
        """Any problem; what the settings can mend offers them."""
        action = (_OPEN_SETTINGS, self.tr("Settings")) if problem.kind in _IN_SETTINGS else None
        self._window.show_problem(problem, action)

    def capture_failed(self, problem: Problem) -> None:
        """The screen could not be captured."""
        self._window.bring_forward()
        page = page_for(problem)
        action = (f"{_OPEN_PAGE}{page}", words_of(page)) if page else self._status()
        self._window.show_problem(problem, action)

    @Slot()
    def hotkeys_changed(self) -> None:
        """How the hotkeys stand: the keys that capture, and the first problem of any."""
        states = self._setting_up.hotkeys.states
        capture = states.get(Hotkey.CAPTURE)
        chord = capture.chord if capture is not None and capture.active else None
        self._window.set_hotkey(chord.caps if chord is not None else ())
        self._tray.set_hotkey(str(chord) if chord is not None else "")
        troubled = next((each for each in states.values() if each.problem is not None), None)
        if troubled is None:
            self._window.dismiss_problem(ErrorKind.HOTKEY)
        else:
            self._tell_hotkey(troubled)

    def _tell_hotkey(self, state: HotkeyState) -> None:
        assert state.problem is not None
        if state.hotkey is not Hotkey.CAPTURE:
            title = f"{name_of(state.hotkey)}: {state.problem.title}"
            action = (_OPEN_HOTKEYS, self.tr("Settings"))
            self._window.show_problem(replace(state.problem, title=title), action)
        elif state.free is not None:
            words = self.tr("Use {chord}").format(chord=state.free)
            self._window.show_problem(state.problem, (_USE_FREE_HOTKEY, words))
        else:
            self._window.show_problem(state.problem, self._status())

    def _status(self) -> tuple[str, str]:
        return _OPEN_STATUS, self.tr("What works here")

    def _act(self, action: str) -> None:
        if action == _USE_FREE_HOTKEY:
            state = self._setting_up.hotkeys.states.get(Hotkey.CAPTURE)
            if state is not None and state.free is not None:
                self._setting_up.hotkeys.use(state.free)
        elif action.startswith(_OPEN_PAGE):
            open_system_page(action.removeprefix(_OPEN_PAGE))
        elif action == _OPEN_HOTKEYS:
            self._beside.open_hotkeys()
        elif action == _OPEN_STATUS:
            self._beside.open_status()
        else:
            self._beside.open_settings()
