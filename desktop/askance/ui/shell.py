"""The window's controllers, put together. GUI thread.

Every line here says who hears whom; the work is in the controllers and the services behind them.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal, Slot

from askance.core.hotkey import Hotkey
from askance.core.screen import Region
from askance.core.settings import Settings
from askance.core.typesetting import Typesetter
from askance.services.bundle import Services
from askance.ui.asking import AskController
from askance.ui.bridge import Bridge
from askance.ui.browsing import Browsing
from askance.ui.capture.controller import CaptureController
from askance.ui.capture.result import CaptureResult
from askance.ui.capturing import Capturing
from askance.ui.conversation.links import open_page
from askance.ui.conversation.view import ConversationView
from askance.ui.disclosing import Disclosing
from askance.ui.drafting import Drafting
from askance.ui.frame import Frame
from askance.ui.main_window import MainWindow, Page
from askance.ui.out_of_sight import OutOfSight
from askance.ui.paging import Paging
from askance.ui.questioning import Questioning
from askance.ui.reckoning import Reckoning
from askance.ui.setting_up import SettingUp
from askance.ui.side_windows import Examine, SideWindows
from askance.ui.telling import Telling
from askance.ui.text_layer.reader import PictureReader
from askance.ui.theme import Theme
from askance.ui.tray import Tray
from askance.ui.under_way import Clock
from askance.ui.window_list import own_windows


class Shell(QObject):
    """`examine` looks at what works here, for the status window; `clock` is a steady one."""

    quit_requested = Signal()
    rested = Signal()
    """An answer has ended, or a capture."""

    def __init__(
        self,
        *,
        bridge: Bridge,
        services: Services,
        theme: Theme,
        examine: Examine,
        frame: Frame | None = None,
        typesetter: Typesetter | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        super().__init__()
        self._bridge, self._services = bridge, services
        self._started = False
        self._view = ConversationView(theme=theme, typesetter=typesetter)
        self.window = MainWindow(theme=theme, conversation=self._view, frame=frame)
        self._setting_up = SettingUp(bridge=bridge, services=services, theme=theme, parent=self)
        self._beside = SideWindows(
            bridge=bridge,
            history=services.history,
            reader=PictureReader(bridge=bridge, read=services.read),
            setting_up=self._setting_up,
            theme=theme,
            examine=examine,
            parent=self.window,
        )
        self._asking, self._browsing = self._around_the_answers(clock)
        self._reckoning, self._questioning = self._around_the_question(theme)
        self._drafting, self._disclosing = self._around_the_draft()
        self._overlays, self._capturing = self._around_the_screen(theme)
        self._tray = Tray(theme=theme, parent=self)
        self._telling = Telling(
            window=self.window, tray=self._tray, setting_up=self._setting_up, beside=self._beside
        )
        self._out_of_sight = self._around_the_tray()
        self._paging = Paging(
            window=self.window,
            asking=self._asking,
            browsing=self._browsing,
            settings=lambda: self._setting_up.settings,
            parent=self,
        )
        self._connect_window()
        self._connect_controllers()
        self._settings_changed(self._setting_up.settings)
        self._paging.show()

    # -- from outside

    def show(self) -> None:
        """Shows the window over the others."""
        self.window.bring_forward()
        self._look_for_local()

    @Slot()
    def start(self) -> None:
        """Once the window is painted: everything that had to wait for it."""
        self._bridge.run(
            self._services.history.mark_interrupted(),
            done=lambda _: self._browsing.refresh(),
            failed=self._telling.tell,
        )
        self._setting_up.hotkeys.start()
        # A grabber that cannot be had is told when it is needed, with the way around it.
        self._bridge.run(self._services.capture.prepare(), failed=lambda _problem: None)
        self._setting_up.serve_welcome(self.window.welcome)
        self._started = True
        self._look_for_local()
        self._tray.show()
        self._out_of_sight.settle()

    def _look_for_local(self) -> None:
        """Once the first-run page is on the screen: hidden, Askance asks nobody and loads no HTTP
        client.
        """
        if self._started and self.window.isVisible() and self.window.page is Page.WELCOME:
            self._setting_up.find_local(self.window.welcome)

    @Slot(str)
    def pressed(self, hotkey_id: str) -> None:
        """A hotkey, or the command that does the same."""
        self._setting_up.hotkeys.pressed(Hotkey(hotkey_id), self._capturing.pressed)

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
        for window in own_windows():
            window.close()

    def _around_the_answers(self, clock: Clock) -> tuple[AskController, Browsing]:
        asking = AskController(
            bridge=self._bridge,
            ask=self._services.ask,
            history=self._services.history,
            view=self._view,
            clock=clock,
            parent=self,
        )
        browsing = Browsing(
            bridge=self._bridge,
            history=self._services.history,
            panel=self.window.history,
            parent=self,
        )
        return asking, browsing

    def _around_the_question(self, theme: Theme) -> tuple[Reckoning, Questioning]:
        reckoning = Reckoning(
            asking=self._asking,
            view=self._view,
            settings=lambda: self._setting_up.settings,
            parent=self,
        )
        questioning = Questioning(
            composer=self.window.composer,
            asking=self._asking,
            ask=self._services.ask,
            view=self._view,
            theme=theme,
            settings=lambda: self._setting_up.settings,
            parent=self,
        )
        return reckoning, questioning

    def _around_the_tray(self) -> OutOfSight:
        return OutOfSight(
            bridge=self._bridge,
            notices=self._services.notices,
            window=self.window,
            tray=self._tray,
            hotkey=lambda: self._setting_up.hotkeys.working,
            busy=lambda: self._overlays.busy,
            parent=self,
        )

    def _around_the_draft(self) -> tuple[Drafting, Disclosing]:
        drafting = Drafting(
            bridge=self._bridge,
            pictures=self._services.pictures,
            composer=self.window.composer,
            endpoint=lambda: self._setting_up.endpoint,
            context=lambda: self._reckoning.context,
            parent=self,
        )
        disclosing = Disclosing(
            bridge=self._bridge,
            ask=self._services.ask,
            panel=self.window.payload,
            question=self._questioning.now,
            parent=self,
        )
        return drafting, disclosing

    def _around_the_screen(self, theme: Theme) -> tuple[CaptureController, Capturing]:
        overlays = CaptureController(
            bridge=self._bridge,
            capture=self._services.capture,
            theme=theme,
            endpoint=lambda: self._setting_up.endpoint,
            own_windows=own_windows,
            reader=PictureReader(bridge=self._bridge, read=self._services.read),
            remember=self._setting_up.keep_region,
            recall=lambda: self._setting_up.settings.last_region,
            parent=self,
        )
        for ended in (overlays.asked, overlays.cancelled, overlays.kept):
            ended.connect(self.rested)
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
        window.new_conversation_requested.connect(self._paging.new_conversation)
        window.capture_requested.connect(self._overlays.start_from_menu)
        window.brought.connect(self._brought)
        window.endpoint_chosen.connect(self._setting_up.choose_endpoint)
        window.add_model_requested.connect(self._add_model)
        window.manage_models_requested.connect(self._beside.open_settings)
        window.settings_requested.connect(self._beside.open_settings)
        window.status_requested.connect(self._beside.open_status)
        window.quit_requested.connect(self.quit)
        window.find_requested.connect(self._view.open_find)
        window.stop_requested.connect(self._asking.stop)
        window.preset_chosen.connect(self._questioning.choose)
        window.sidebar_toggled.connect(self._setting_up.keep_history_visible)
        window.text_size_stepped.connect(self._setting_up.step_text_size)
        window.payload_toggled.connect(self._disclosing.set_open)
        window.close_requested.connect(self._closed)
        window.composer.draft_changed.connect(self._disclosing.refresh)
        window.composer.options.changed.connect(self._disclosing.refresh)
        self._view.settings_requested.connect(self._beside.open_settings)
        self._view.add_model_requested.connect(self._beside.open_adding)
        self._view.picture_opened.connect(self._beside.open_picture)
        self._view.text_size_wanted.connect(self._setting_up.step_text_size)
        self._view.origin_opened.connect(self._beside.open_origin)
        window.composer.origin_opened.connect(self._beside.open_origin)

    def _connect_controllers(self) -> None:
        asking, browsing = self._asking, self._browsing
        asking.conversation_coming.connect(self._paging.show)
        asking.conversation_shown.connect(self._paging.show_conversation)
        asking.conversation_shown.connect(self._questioning.tell_what_to_ask)
        asking.conversation_shown.connect(self._disclosing.refresh)
        asking.running_changed.connect(self.window.composer.set_running)
        asking.history_changed.connect(browsing.refresh)
        asking.title_known.connect(lambda _, title: self.window.set_conversation_title(title))
        asking.answered.connect(self._out_of_sight.answered)
        asking.answered.connect(self.rested)
        asking.title_wanted.connect(browsing.rename)
        asking.problem_over.connect(self.window.dismiss_problem)
        self._questioning.begun.connect(lambda: self.window.show_page(Page.CONVERSATION))
        self._questioning.kept.connect(self._disclosing.refresh)
        self._questioning.model_wanted.connect(self._beside.open_adding)
        self._reckoning.total_known.connect(self.window.set_total)
        self._reckoning.context_changed.connect(self._drafting.tell)
        browsing.opened.connect(asking.open)
        browsing.hit_opened.connect(asking.show_branch)
        browsing.delete_wanted.connect(
            lambda number: asking.leave(number, lambda: browsing.delete(number))
        )
        browsing.renamed.connect(self._paging.rename)
        self._drafting.taken.connect(self.window.composer.focus_question)
        self._overlays.problem.connect(self._telling.capture_failed)
        self._capturing.window_wanted.connect(self.show)
        self._capturing.taken.connect(self._take)
        self._capturing.question_ready.connect(self._questioning.ask)
        self._capturing.question_lost.connect(self._questioning.lost)
        self._setting_up.changed.connect(self._settings_changed)
        self._setting_up.hotkeys.changed.connect(self._out_of_sight.settle)
        self._setting_up.hotkeys.changed.connect(self._telling.hotkeys_changed)
        self._setting_up.welcomed.connect(self._paging.show)
        for each in (asking, browsing, self._questioning, self._setting_up, self._beside):
            each.problem.connect(self._telling.tell)
        self._beside.part_taken.connect(self._drafting.take_part)
        self._setting_up.link_opened.connect(open_page)
        self._bridge.unnoticed.connect(self._telling.tell)
        self._tray.capture_requested.connect(self._overlays.start_from_menu)
        self._tray.show_requested.connect(self.show)
        self._tray.settings_requested.connect(self._beside.open_settings)
        self._tray.status_requested.connect(self._beside.open_status)
        self._tray.quit_requested.connect(self.quit)

    # -- pictures

    def _brought(self, items: object) -> None:
        assert isinstance(items, tuple)
        self._paging.leave_welcome()
        self._drafting.bring(items)
        self.window.composer.focus_question()

    def _take(self, result: CaptureResult) -> None:
        """A captured picture, and the words typed so far, into the composer."""
        self._paging.leave_welcome()
        self._drafting.take_region(result.frames, result.region, result.question)

    # -- settings and status

    def _settings_changed(self, settings: Settings) -> None:
        self.window.set_endpoints(settings.all_endpoints, settings.current)
        self.window.set_sidebar_visible(settings.history_visible)
        self.window.welcome.set_first_run(not (settings.welcomed or settings.endpoints))
        self._questioning.tell_what_to_ask()
        self._reckoning.refresh()
        self._drafting.tell()
        self._disclosing.refresh()

    def _add_model(self) -> None:
        self.window.show_page(Page.WELCOME)
        self.show()

    # -- the window's life

    def _closed(self) -> None:
        if self.window.hides_on_close:
            self._out_of_sight.closed()
        else:
            self.quit()
