"""The window's controllers, put together. GUI thread.

Every line here says who hears whom; the work is in the controllers (asking, drafting, browsing,
disclosing, setting up, capturing) and in the services behind them.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QWidget

from askance.core.conversation import Message, MessageStatus
from askance.core.errors import ErrorKind, Problem
from askance.core.prompts import Preset
from askance.core.screen import Region
from askance.core.settings import Settings
from askance.services.ask import Question
from askance.services.bundle import Services
from askance.services.hotkeys import HotkeyState
from askance.ui.asking import AskController
from askance.ui.bridge import Bridge
from askance.ui.browsing import Browsing
from askance.ui.capture.controller import CaptureController
from askance.ui.capture.result import CaptureResult
from askance.ui.capturing import Capturing
from askance.ui.conversation.draft import Draft
from askance.ui.conversation.view import ConversationView
from askance.ui.disclosing import Disclosing
from askance.ui.drafting import Drafting
from askance.ui.frame import Frame
from askance.ui.main_window import MainWindow, Page
from askance.ui.presets import prompt_of
from askance.ui.setting_up import SettingUp
from askance.ui.side_windows import Examine, SideWindows
from askance.ui.theme import Theme
from askance.ui.tray import Tray

_USE_FREE_HOTKEY = "use_free_hotkey"
_OPEN_SETTINGS = "open_settings"
_OPEN_STATUS = "open_status"


class Shell(QObject):
    """`examine` looks at what works here, for the status window."""

    quit_requested = Signal()

    def __init__(
        self,
        *,
        bridge: Bridge,
        services: Services,
        theme: Theme,
        examine: Examine,
        frame: Frame | None = None,
    ) -> None:
        super().__init__()
        self._bridge, self._services = bridge, services
        self._view = ConversationView(theme=theme)
        self.window = MainWindow(theme=theme, conversation=self._view, frame=frame)
        self._setting_up = SettingUp(bridge=bridge, services=services, theme=theme, parent=self)
        self._beside = SideWindows(
            bridge=bridge,
            history=services.history,
            setting_up=self._setting_up,
            theme=theme,
            examine=examine,
            parent=self.window,
        )
        self._asking = AskController(
            bridge=bridge, ask=services.ask, history=services.history, view=self._view, parent=self
        )
        self._browsing = Browsing(
            bridge=bridge, history=services.history, panel=self.window.history, parent=self
        )
        self._drafting, self._disclosing = self._around_the_draft()
        self._overlays, self._capturing = self._around_the_screen(theme)
        self._tray = Tray(theme=theme, parent=self)
        self._asked: dict[int, Draft] = {}
        self._told_that_it_stays = False
        self._connect_window()
        self._connect_controllers()
        self._settings_changed(self._setting_up.settings)
        self._show_page()

    # -- from outside

    def show(self) -> None:
        """Shows the window over the others."""
        self.window.bring_forward()

    @Slot()
    def start(self) -> None:
        """Once the window is painted: everything that had to wait for it."""
        settings = self._setting_up.settings
        self._bridge.run(
            self._services.history.mark_interrupted(),
            done=lambda _: self._browsing.refresh(),
            failed=self._tell,
        )
        if settings.hotkey_enabled:
            self._setting_up.use_hotkey(self._setting_up.chord)
        # A grabber that cannot be had is told when it is needed, with the way around it.
        self._bridge.run(self._services.capture.prepare(), failed=lambda _problem: None)
        self._setting_up.serve_welcome(self.window.welcome)
        if self.window.page is Page.WELCOME:
            self._setting_up.find_local(self.window.welcome)
        self._tray.show()
        self._settle_closing()

    @Slot()
    def capture(self) -> None:
        """The hotkey, the buttons, the tray."""
        self._overlays.start()

    def capture_now(self, region: Region | None, screen: int | None, ask: str | None) -> str:
        """`askance capture`: words why not, or nothing. `screen` counts from 1."""
        return self._capturing.start(region, screen, ask)

    @Slot()
    def quit(self) -> None:
        """Ends Askance; what runs is kept as far as it came."""
        self.quit_requested.emit()

    def close(self) -> None:
        """Takes everything off the screen."""
        self._overlays.cancel()
        self._tray.hide()
        self.window.hides_on_close = False
        for window in self._own_windows():
            window.close()

    def _around_the_draft(self) -> tuple[Drafting, Disclosing]:
        drafting = Drafting(
            bridge=self._bridge,
            pictures=self._services.pictures,
            composer=self.window.composer,
            endpoint=lambda: self._setting_up.endpoint,
            parent=self,
        )
        disclosing = Disclosing(
            bridge=self._bridge,
            ask=self._services.ask,
            panel=self.window.payload,
            question=self._question_now,
            parent=self,
        )
        return drafting, disclosing

    def _around_the_screen(self, theme: Theme) -> tuple[CaptureController, Capturing]:
        overlays = CaptureController(
            bridge=self._bridge,
            capture=self._services.capture,
            theme=theme,
            endpoint=lambda: self._setting_up.endpoint,
            own_windows=self._own_windows,
            parent=self,
        )
        capturing = Capturing(
            bridge=self._bridge,
            controller=overlays,
            pictures=self._services.pictures,
            asking=self._asking,
            browsing=self._browsing,
            endpoint=lambda: self._setting_up.endpoint,
            parent=self,
        )
        return overlays, capturing

    # -- who hears whom

    def _connect_window(self) -> None:
        window = self.window
        window.new_conversation_requested.connect(self._new_conversation)
        window.capture_requested.connect(self.capture)
        window.brought.connect(self._brought)
        window.endpoint_chosen.connect(self._setting_up.choose_endpoint)
        window.add_model_requested.connect(self._add_model)
        window.manage_models_requested.connect(self._beside.open_settings)
        window.settings_requested.connect(self._beside.open_settings)
        window.status_requested.connect(self._beside.open_status)
        window.quit_requested.connect(self.quit)
        window.stop_requested.connect(self._asking.stop)
        window.preset_chosen.connect(self._preset_chosen)
        window.sidebar_toggled.connect(self._keep_sidebar)
        window.text_size_stepped.connect(self._setting_up.step_text_size)
        window.payload_toggled.connect(self._disclosing.set_open)
        window.problem_action.connect(self._act_on_problem)
        window.close_requested.connect(self._closed)
        window.composer.send_requested.connect(self._send)
        window.composer.draft_changed.connect(self._disclosing.refresh)
        self._view.retry_requested.connect(self._retry)
        self._view.settings_requested.connect(self._beside.open_settings)
        self._view.delete_requested.connect(self._asking.delete)
        self._view.picture_opened.connect(self._beside.open_picture)

    def _connect_controllers(self) -> None:
        asking, browsing = self._asking, self._browsing
        asking.conversation_shown.connect(self._conversation_shown)
        asking.running_changed.connect(self.window.composer.set_running)
        asking.history_changed.connect(browsing.refresh)
        asking.title_known.connect(lambda _id, title: self.window.set_conversation_title(title))
        asking.question_kept.connect(self._question_kept)
        asking.question_lost.connect(self._question_lost)
        asking.answered.connect(self._answered)
        asking.problem.connect(self._tell)
        browsing.opened.connect(self._asking.open)
        browsing.delete_wanted.connect(
            lambda number: asking.leave(number, lambda: browsing.delete(number))
        )
        browsing.renamed.connect(self._renamed)
        browsing.problem.connect(self._tell)
        self._drafting.taken.connect(self.window.composer.focus_question)
        self._overlays.problem.connect(self._capture_failed)
        self._capturing.captured.connect(self.show)
        self._capturing.taken.connect(self._take)
        self._capturing.question_ready.connect(self._ask)
        self._capturing.question_lost.connect(self._question_lost)
        self._setting_up.changed.connect(self._settings_changed)
        self._setting_up.hotkey_known.connect(self._hotkey_known)
        self._setting_up.welcomed.connect(self._show_page)
        self._setting_up.problem.connect(self._tell)
        self._beside.problem.connect(self._tell)
        self._setting_up.link_opened.connect(_open_page)
        self._bridge.unnoticed.connect(self._tell)
        tray = self._tray
        tray.capture_requested.connect(self.capture)
        tray.show_requested.connect(self.show)
        tray.settings_requested.connect(self._beside.open_settings)
        tray.status_requested.connect(self._beside.open_status)
        tray.quit_requested.connect(self.quit)

    # -- asking

    def _send(self, text: str) -> None:
        endpoint = self._setting_up.endpoint
        if endpoint is None:
            self._add_model()
            return
        draft = self.window.composer.draft
        question = Question(text.strip(), draft.ready, endpoint, self._asking.conversation_id)
        self._asked[id(question)] = draft
        self._ask(question)

    def _ask(self, question: Question) -> None:
        self.window.show_page(Page.CONVERSATION)
        self._asking.ask(question)

    def _question_kept(self, question: Question) -> None:
        draft = self._asked.pop(id(question), None)
        if draft is not None:
            self.window.composer.take_away(draft)
        self._disclosing.refresh()

    def _question_lost(self, question: Question, problem: Problem | None) -> None:
        if self._asked.pop(id(question), None) is None:
            # It came from the overlay: nothing of it is in the composer yet.
            for picture in question.pictures:
                self.window.composer.add_picture(getattr(picture, "name", ""), picture)
            self.window.composer.insert_text(question.text)
        if problem is not None:
            self._tell(problem)

    def _retry(self, message_id: int) -> None:
        endpoint = self._setting_up.endpoint
        if endpoint is None:
            self._add_model()
        else:
            self._asking.retry(message_id, endpoint)

    def _answered(self, answer: Message) -> None:
        if self.window.in_sight or answer.status is MessageStatus.CANCELLED:
            return
        if self._overlays.busy:
            return  # a notification would land in the picture; the window comes back by itself
        title = self.tr("Askance has an answer")
        if answer.problem is not None:
            title = answer.problem.title
        body = answer.problem.hint if answer.problem else answer.text.strip()[:200]
        self._bridge.run(self._services.notices.notify(title, body))

    def _question_now(self) -> Question | None:
        endpoint, draft = self._setting_up.endpoint, self.window.composer.draft
        if endpoint is None or draft.empty:
            return None
        return Question(draft.text.strip(), draft.ready, endpoint, self._asking.conversation_id)

    # -- conversations

    def _new_conversation(self) -> None:
        self._asking.start_new()
        self.window.composer.focus_question()

    def _conversation_shown(self, conversation_id: int | None) -> None:
        title = self._browsing.title_of(conversation_id) if conversation_id is not None else ""
        self.window.set_conversation_title(title)
        self.window.history.set_open(conversation_id)
        self.window.composer.set_placeholder(
            self.tr("Ask a follow-up…")
            if conversation_id is not None
            else self.tr("Ask about a picture…")
        )
        self._show_page()
        self._disclosing.refresh()

    def _renamed(self, conversation_id: int, title: str) -> None:
        if conversation_id == self._asking.conversation_id:
            self.window.set_conversation_title(title)

    def _show_page(self) -> None:
        if self._asking.conversation_id is not None or self._asking.running:
            self.window.show_page(Page.CONVERSATION)
        elif not self._setting_up.settings.welcomed and self._setting_up.endpoint is None:
            self.window.show_page(Page.WELCOME)
        else:
            self.window.show_page(Page.EMPTY)

    # -- pictures

    def _brought(self, items: object) -> None:
        assert isinstance(items, tuple)
        if self.window.page is Page.WELCOME:
            self.window.show_page(Page.EMPTY)
        self._drafting.bring(items)
        self.window.composer.focus_question()

    def _preset_chosen(self, preset: Preset) -> None:
        self.window.composer.insert_text(prompt_of(preset))
        self.window.composer.focus_question()

    def _take(self, result: CaptureResult) -> None:
        """A captured picture, and the words typed so far, into the composer."""
        if self.window.page is Page.WELCOME:
            self.window.show_page(Page.EMPTY)
        self._drafting.take_region(result.frames, result.region, result.question)

    def _capture_failed(self, problem: Problem) -> None:
        self.show()
        self.window.show_problem(problem, (_OPEN_STATUS, self.tr("What works here")))

    # -- settings and status

    def _settings_changed(self, settings: Settings) -> None:
        self.window.set_endpoints(settings.endpoints, settings.current)
        self.window.set_sidebar_visible(settings.history_visible)
        self._drafting.tell()
        self._disclosing.refresh()

    def _keep_sidebar(self, visible: bool) -> None:
        self._setting_up.change(lambda settings: replace(settings, history_visible=visible))

    def _add_model(self) -> None:
        self.show()
        self.window.show_page(Page.WELCOME)
        self._setting_up.find_local(self.window.welcome)

    def _hotkey_known(self, state: HotkeyState | None) -> None:
        active = state is not None and state.active
        self.window.set_hotkey(state.chord.caps if state is not None and active else ())
        self._tray.set_hotkey(str(state.chord) if state is not None and active else "")
        self._settle_closing()
        if state is None or state.problem is None:
            self.window.dismiss_problem(ErrorKind.HOTKEY)
        elif state.free is not None:
            words = self.tr("Use {chord}").format(chord=state.free)
            self.window.show_problem(state.problem, (_USE_FREE_HOTKEY, words))
        else:
            self.window.show_problem(state.problem, (_OPEN_STATUS, self.tr("What works here")))

    def _act_on_problem(self, action: str) -> None:
        if action == _USE_FREE_HOTKEY:
            state = self._setting_up.hotkey
            if state is not None and state.free is not None:
                self._setting_up.use_hotkey(state.free)
        elif action == _OPEN_STATUS:
            self._beside.open_status()
        else:
            self._beside.open_settings()

    def _tell(self, problem: Problem) -> None:
        action = None
        if problem.kind in (ErrorKind.KEYRING, ErrorKind.NO_KEY, ErrorKind.NO_ENDPOINT):
            action = (_OPEN_SETTINGS, self.tr("Settings"))
        self.window.show_problem(problem, action)

    # -- the window's life

    def _own_windows(self) -> list[QWidget]:
        return [widget for widget in QApplication.topLevelWidgets() if widget.isWindow()]

    def _settle_closing(self) -> None:
        """A closed window stays in reach by the tray or the hotkey; without either it ends all."""
        hotkey = self._setting_up.hotkey
        self.window.hides_on_close = self._tray.available or bool(hotkey and hotkey.active)

    def _closed(self) -> None:
        if not self.window.hides_on_close:
            self.quit()
            return
        if not self._told_that_it_stays:
            self._told_that_it_stays = True
            title = self.tr("Askance keeps running")
            hotkey = self._setting_up.hotkey
            if hotkey is not None and hotkey.active:
                body = self.tr("Its hotkey still works. Ctrl+Q in the window ends it.")
            else:
                body = self.tr("It stays in the tray. Ctrl+Q in the window ends it.")
            self._bridge.run(self._services.notices.notify(title, body))


def _open_page(url: str) -> None:
    """A provider's own page, which the form showed in full."""
    address = QUrl(url)
    if address.scheme() == "https":
        QDesktopServices.openUrl(address)
