"""Endpoints, keys, hotkey and looks: between the pages that set them and the services. GUI thread.

A key typed into a form goes from the field to the keyring and nowhere else; the form forgets it as
soon as it is kept.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from askance.core.chord import Chord, default_chord
from askance.core.endpoint import Endpoint
from askance.core.settings import Appearance, Settings
from askance.services.bundle import Services
from askance.services.hotkeys import HotkeyState
from askance.ui.bridge import Bridge, Job
from askance.ui.settings.dialog import SettingsDialog
from askance.ui.settings.key_field import KeyState
from askance.ui.settings.models_page import ModelsPage
from askance.ui.theme import Theme
from askance.ui.welcome import WelcomePage

Change = Callable[[Settings], Settings]


class SettingUp(QObject):
    """Holds the settings' truth for the window: `changed` follows every change."""

    changed = Signal(object)
    """The new `Settings`."""
    hotkey_known = Signal(object)
    """A `HotkeyState`, or None when it is switched off."""
    welcomed = Signal()
    """The first-run page was answered, one way or the other."""
    link_opened = Signal(str)
    """A provider's page, as the form names it."""
    problem = Signal(object)

    def __init__(
        self, *, bridge: Bridge, services: Services, theme: Theme, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._services, self._theme = bridge, services, theme
        self.hotkey: HotkeyState | None = None

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._services.preferences.current

    @property
    def endpoint(self) -> Endpoint | None:
        """Where a question goes, or None."""
        return self.settings.current

    @property
    def chord(self) -> Chord:
        """The chord that is wanted; an unreadable one in the file counts as the default."""
        try:
            return Chord.parse(self.settings.hotkey or "")
        except ValueError:
            return default_chord(sys.platform)

    def change(self, change: Change, done: Callable[[], None] | None = None) -> None:
        """Keeps a change and tells everyone."""

        def kept(settings: Settings) -> None:
            self.changed.emit(settings)
            if done is not None:
                done()

        self._bridge.run(self._services.preferences.change(change), kept, self.problem.emit)

    def serve_welcome(self, page: WelcomePage) -> None:
        """Answers the first-run page."""
        self._serve_form(page)
        page.saved.connect(lambda e, key: self._save_first(page, e, key))
        page.session_key_requested.connect(lambda e, key: self._save_first_session(page, e, key))
        page.skipped.connect(self._skip)
        self._find_local(page)

    def serve_dialog(self, dialog: SettingsDialog) -> None:
        """Answers the settings window and keeps it true."""
        models = dialog.models
        self._serve_form(models)
        models.endpoint_saved.connect(lambda e, key: self._save(models, e, key))
        models.session_key_requested.connect(lambda e, key: self._save_session(models, e, key))
        models.endpoint_removed.connect(self._remove)
        models.default_chosen.connect(self.choose_endpoint)
        models.key_state_wanted.connect(lambda e: self._tell_key_state(models, e.name))
        models.key_forget_requested.connect(lambda name: self._forget_key(models, name))
        dialog.hotkey.hotkey_requested.connect(lambda text: self.use_hotkey(Chord.parse(text)))
        dialog.hotkey.enabled_changed.connect(self._enable_hotkey)
        dialog.appearance.appearance_chosen.connect(self.set_appearance)
        dialog.appearance.text_size_chosen.connect(self.set_text_size)
        self.changed.connect(dialog.set_settings)
        self.hotkey_known.connect(dialog.hotkey.set_state)
        dialog.set_settings(self.settings)
        dialog.hotkey.set_state(self.hotkey)
        self._find_local(models)

    def use_hotkey(self, chord: Chord) -> Job:
        """Registers a chord; `hotkey_known` says how that went. A chord that works is kept."""
        job = self._bridge.run(self._services.hotkeys.use(chord), failed=self.problem.emit)
        job.succeeded.connect(self._hotkey_used)
        return job

    def set_appearance(self, appearance: Appearance) -> None:
        """Light, dark, or as the system."""
        self._theme.set_appearance(appearance)
        self.change(lambda settings: replace(settings, appearance=appearance))

    def step_text_size(self, step: int) -> None:
        """One step larger or smaller; 0 is back to normal."""
        size = self.settings.text_size + 10 * step if step else 100
        self.set_text_size(size)

    def set_text_size(self, percent: int) -> None:
        """Text size against the normal one."""
        size = max(80, min(200, percent))
        self._theme.set_text_size(size)
        self.change(lambda settings: replace(settings, text_size=size))

    def choose_endpoint(self, name: str) -> None:
        """Where the next question goes."""
        self.change(lambda settings: replace(settings, default_endpoint=name))

    def _serve_form(self, page: WelcomePage | ModelsPage) -> None:
        endpoints = self._services.endpoints
        page.test_requested.connect(
            lambda endpoint, key: self._bridge.run(
                endpoints.test(endpoint, key), page.set_test_result, self.problem.emit
            )
        )
        page.models_requested.connect(
            lambda endpoint, key: self._bridge.run(
                endpoints.models(endpoint, key), page.set_models, page.set_models_problem
            )
        )
        page.link_opened.connect(self.link_opened)

    def _find_local(self, page: WelcomePage | ModelsPage) -> None:
        work = self._services.endpoints.find_local()
        self._bridge.run(work, page.set_found, self.problem.emit)

    def _save(self, page: ModelsPage, endpoint: Endpoint, key: str | None) -> None:
        self.change(lambda settings: settings.with_endpoint(endpoint))
        if key is not None:
            self._bridge.run(
                self._services.keys.keep(endpoint.name, key),
                lambda _: page.key_kept(endpoint.name),
                lambda problem: page.set_key_problem(endpoint.name, problem),
            )

    def _save_session(self, page: ModelsPage, endpoint: Endpoint, key: str) -> None:
        self.change(lambda settings: settings.with_endpoint(endpoint))
        self._bridge.run(
            self._services.keys.keep_for_session(endpoint.name, key),
            lambda _: page.key_kept(endpoint.name, KeyState.SESSION),
            lambda problem: page.set_key_problem(endpoint.name, problem),
        )

    def _remove(self, name: str) -> None:
        self.change(lambda settings: settings.without_endpoint(name))
        self._bridge.run(self._services.keys.forget(name), failed=self.problem.emit)

    def _tell_key_state(self, page: ModelsPage, name: str) -> None:
        def tell(has_key: bool) -> None:
            page.set_key_state(name, KeyState.KEPT if has_key else KeyState.NONE)

        self._bridge.run(
            self._services.keys.has(name), tell, lambda problem: page.set_key_problem(name, problem)
        )

    def _forget_key(self, page: ModelsPage, name: str) -> None:
        self._bridge.run(
            self._services.keys.forget(name),
            lambda _: page.set_key_state(name, KeyState.NONE),
            lambda problem: page.set_key_problem(name, problem),
        )

    def _enable_hotkey(self, on: bool) -> None:
        self.change(lambda settings: replace(settings, hotkey_enabled=on))
        if on:
            self.use_hotkey(self.chord)
        else:
            self.hotkey = None
            self._bridge.run(self._services.hotkeys.stop(), failed=self.problem.emit)
            self.hotkey_known.emit(None)

    def _hotkey_used(self, state: HotkeyState) -> None:
        self.hotkey = state
        self.hotkey_known.emit(state)
        if state.active and str(state.chord) != str(self.chord):
            self.change(lambda settings: replace(settings, hotkey=str(state.chord)))

    def _save_first(self, page: WelcomePage, endpoint: Endpoint, key: str | None) -> None:
        if key is None:
            self._first_kept(page, endpoint)
            return
        work = self._services.keys.keep(endpoint.name, key)
        self._bridge.run(work, lambda _: self._first_kept(page, endpoint), page.set_key_problem)

    def _save_first_session(self, page: WelcomePage, endpoint: Endpoint, key: str) -> None:
        work = self._services.keys.keep_for_session(endpoint.name, key)
        self._bridge.run(work, lambda _: self._first_kept(page, endpoint), page.set_key_problem)

    def _first_kept(self, page: WelcomePage, endpoint: Endpoint) -> None:
        page.finish()

        def added(settings: Settings) -> Settings:
            return replace(settings.with_endpoint(endpoint, default=True), welcomed=True)

        self.change(added, self.welcomed.emit)

    def _skip(self) -> None:
        self.change(lambda settings: replace(settings, welcomed=True), self.welcomed.emit)
