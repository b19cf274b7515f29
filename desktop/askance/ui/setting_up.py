"""Endpoints, keys and looks: between the pages that set them and the services. GUI thread.

A key typed into a form goes from the field to the keyring and nowhere else; the form forgets it as
soon as it is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from askance.core.address import host_of, same_origin
from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.core.errors import Problem
from askance.core.screen import Region
from askance.core.settings import Appearance, Settings
from askance.services.bundle import Services
from askance.ui.bridge import Bridge
from askance.ui.checking import Checking
from askance.ui.hotkeys import HotkeySetting
from askance.ui.settings.dialog import SettingsDialog
from askance.ui.settings.key_field import KeyState
from askance.ui.settings.models_page import ModelsPage
from askance.ui.theme import Theme
from askance.ui.welcome import WelcomePage

Change = Callable[[Settings], Settings]


class SettingUp(QObject):
    """Holds the settings' truth for the window: `changed` follows every change. `hotkeys` has the
    hotkeys' part of it.
    """

    changed = Signal(object)
    """The new `Settings`."""
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
        self.hotkeys = HotkeySetting(
            bridge=bridge,
            hotkeys=services.hotkeys,
            settings=lambda: self.settings,
            change=self.change,
            parent=self,
        )
        self.hotkeys.problem.connect(self.problem)

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._services.preferences.current

    @property
    def endpoint(self) -> Endpoint:
        """Where a question goes."""
        return self.settings.current

    def change(self, change: Change, done: Callable[[], None] | None = None) -> None:
        """Keeps a change and tells everyone."""

        def kept(settings: Settings) -> None:
            self.changed.emit(settings)
            if done is not None:
                done()

        self._bridge.run(self._services.preferences.change(change), kept, self.problem.emit)

    def keep_region(self, region: Region) -> None:
        """The one captured last. Nothing that is shown depends on it, so nobody is told."""

        def keep(settings: Settings) -> Settings:
            return replace(settings, last_region=region)

        self._bridge.run(self._services.preferences.change(keep), failed=self.problem.emit)

    def keep_history_visible(self, visible: bool) -> None:
        """Whether the person wants to see the history beside the conversation."""
        self.change(lambda settings: replace(settings, history_visible=visible))

    def serve_welcome(self, page: WelcomePage) -> None:
        """Answers the first-run page."""
        self._serve_form(page)
        page.saved.connect(lambda e, key: self._save_first(page, e, key))
        page.session_key_requested.connect(lambda e, key: self._save_first_session(page, e, key))
        page.skipped.connect(self._skip)

    def find_local(self, page: WelcomePage | ModelsPage) -> None:
        """Looks for known servers on this computer, for a page that is being shown."""
        work = self._services.endpoints.find_local()
        self._bridge.run(work, page.set_found, self.problem.emit)

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
        Checking(
            bridge=self._bridge,
            doctor=self._services.doctor,
            settings=lambda: self.settings,
            keep=self.change,
            page=models,
        )
        dialog.appearance.appearance_chosen.connect(self.set_appearance)
        dialog.appearance.text_size_chosen.connect(self.set_text_size)
        dialog.appearance.doubt_chosen.connect(self.set_doubt_below)
        self.changed.connect(dialog.set_settings)
        dialog.set_settings(self.settings)
        self.hotkeys.serve(dialog.hotkey)
        self.find_local(models)

    def set_appearance(self, appearance: Appearance) -> None:
        """Light, dark, or as the system."""
        self._theme.set_appearance(appearance)
        self.change(lambda settings: replace(settings, appearance=appearance))

    def step_text_size(self, step: int) -> None:
        """One step larger or smaller; 0 is back to normal."""
        # From what is seen: the settings come after, and the next press does not wait for them.
        size = self._theme.text_percent + 10 * step if step else 100
        self.set_text_size(size)

    def set_text_size(self, percent: int) -> None:
        """Text size against the normal one."""
        size = max(80, min(200, percent))
        self._theme.set_text_size(size)
        self.change(lambda settings: replace(settings, text_size=size))

    def set_doubt_below(self, percent: int) -> None:
        """Which words of a reply are marked as doubtful; 0: none."""
        self._theme.set_doubt_below(percent)
        self.change(lambda settings: replace(settings, doubt_below=percent))

    def choose_endpoint(self, name: str) -> None:
        """Where the next question goes."""
        self.change(lambda settings: replace(settings, default_endpoint=name))

    def _serve_form(self, page: WelcomePage | ModelsPage) -> None:
        page.test_requested.connect(lambda e, key: self._test(page, e, key))
        page.models_requested.connect(lambda e, key: self._list_models(page, e, key))
        page.link_opened.connect(self.link_opened)

    def _test(self, page: WelcomePage | ModelsPage, endpoint: Endpoint, key: str | None) -> None:
        saved = self.settings.endpoint(endpoint.name)
        self._bridge.run(
            self._services.endpoints.test_draft(endpoint, key, saved=saved),
            lambda check: page.set_test_result(endpoint, check),
            self.problem.emit,
        )

    def _list_models(
        self, page: WelcomePage | ModelsPage, endpoint: Endpoint, key: str | None
    ) -> None:
        saved = self.settings.endpoint(endpoint.name)
        self._bridge.run(
            self._services.endpoints.models(endpoint, key, saved=saved),
            lambda models: page.set_models(endpoint, models),
            lambda problem: page.set_models_problem(endpoint, problem),
        )

    def _save(self, page: ModelsPage, endpoint: Endpoint, key: str | None) -> None:
        def keep_key() -> None:
            if key is not None:
                self._bridge.run(
                    self._services.keys.keep(endpoint.name, key),
                    lambda _: page.key_kept(endpoint.name),
                    lambda problem: page.set_key_problem(endpoint.name, problem),
                )

        self._save_endpoint(page, endpoint, keep_key, has_key=key is not None)

    def _save_session(self, page: ModelsPage, endpoint: Endpoint, key: str) -> None:
        def keep_key() -> None:
            self._bridge.run(
                self._services.keys.keep_for_session(endpoint.name, key),
                lambda _: page.key_kept(endpoint.name, KeyState.SESSION),
                lambda problem: page.set_key_problem(endpoint.name, problem),
            )

        self._save_endpoint(page, endpoint, keep_key, has_key=True)

    def _save_endpoint(
        self, page: ModelsPage, endpoint: Endpoint, done: Callable[[], None], *, has_key: bool
    ) -> None:
        """Keeps the endpoint, then calls `done`. The key of an address it had before is forgotten
        ahead of that: at no moment does a key stand beside an address it was not given for.
        """
        name, before = endpoint.name, self.settings.endpoint(endpoint.name)

        def added(settings: Settings) -> Settings:
            # Whoever adds a model while this computer alone answers wants it to answer.
            chosen = before is None and settings.current.on_device
            return settings.with_endpoint(endpoint, default=chosen)

        def keep() -> None:
            self.change(added, done)

        if before is None or same_origin(before.base_url, endpoint.base_url):
            keep()
            return
        host = host_of(before.base_url)

        def forgotten(was_kept: bool) -> None:
            if was_kept and not has_key:
                page.set_key_moved(name, host)
            else:
                page.set_key_state(name, KeyState.NONE)
            keep()

        self._bridge.run(
            self._services.keys.forget(name),
            forgotten,
            lambda problem: page.set_not_saved(name, self._not_forgotten(problem, host)),
        )

    def _not_forgotten(self, problem: Problem, host: str) -> Problem:
        words = self.tr(
            "Nothing was saved, because the key for {host} could not be forgotten. You can add the "
            "new address as another model."
        )
        return replace(problem, hint=f"{problem.hint} {words.format(host=host)}".strip())

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

    def _save_first(self, page: WelcomePage, endpoint: Endpoint, key: str | None) -> None:
        endpoint = _added(self.settings, endpoint)
        if key is None:
            self._first_kept(page, endpoint)
            return
        work = self._services.keys.keep(endpoint.name, key)
        self._bridge.run(work, lambda _: self._first_kept(page, endpoint), page.set_key_problem)

    def _save_first_session(self, page: WelcomePage, endpoint: Endpoint, key: str) -> None:
        endpoint = _added(self.settings, endpoint)
        work = self._services.keys.keep_for_session(endpoint.name, key)
        self._bridge.run(work, lambda _: self._first_kept(page, endpoint), page.set_key_problem)

    def _first_kept(self, page: WelcomePage, endpoint: Endpoint) -> None:
        def added(settings: Settings) -> Settings:
            return replace(settings.with_endpoint(endpoint, default=True), welcomed=True)

        def done() -> None:
            page.finish()
            self.welcomed.emit()

        self.change(added, done)

    def _skip(self) -> None:
        def without(settings: Settings) -> Settings:
            chosen = settings.default_endpoint if settings.endpoints else ON_DEVICE.name
            return replace(settings, welcomed=True, default_endpoint=chosen)

        self.change(without, self.welcomed.emit)


def _added(settings: Settings, endpoint: Endpoint) -> Endpoint:
    """The endpoint under a name that no other has. One that asks the same model of the same server
    already is that endpoint: how it is asked stays.
    """
    name, number = endpoint.name, 1
    while (existing := settings.endpoint(name)) is not None:
        if existing.model == endpoint.model and same_origin(existing.base_url, endpoint.base_url):
            return replace(existing, base_url=endpoint.base_url)
        number += 1
        name = f"{endpoint.name} {number}"
    return replace(endpoint, name=name)
