"""The wiring: which adapter stands behind which port. The only place that knows both sides.

Built on the main thread; nothing is opened, imported or connected until it is first used, so a
command pays only for what it needs and the window comes up first.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from types import TracebackType
from typing import Self

from askance.app.lazy_chat import LazyChat
from askance.app.lazy_prober import LazyProber
from askance.core.budget import ImageBudget, budget_for
from askance.core.chat import ChatRequest, EncodedPicture
from askance.core.payload import RequestPreview
from askance.core.ports import (
    ChatClient,
    Cover,
    Grabber,
    Hotkeys,
    PointerWatch,
    Reader,
    ScreenLock,
    WindowLister,
)
from askance.core.settings import Settings
from askance.core.typesetting import Typesetter
from askance.credentials.keyring_store import KeyringStore
from askance.credentials.layered_store import LayeredStore
from askance.credentials.session_store import SessionStore
from askance.pictures.codec import PillowCodec
from askance.platforms.machine import PlatformInfo
from askance.platforms.notify import choose_notifier
from askance.services.ask import AskService
from askance.services.bundle import Services
from askance.services.capture import CaptureService
from askance.services.device_chat import DeviceChat, RoutedChat
from askance.services.endpoint_doctor import EndpointDoctor
from askance.services.endpoints import EndpointService
from askance.services.history import HistoryService
from askance.services.hotkeys import HotkeyService
from askance.services.keys import KeyService
from askance.services.learning import LearningChat
from askance.services.notices import NoticeService
from askance.services.one_thread import OneThread
from askance.services.pictures import PictureService
from askance.services.preferences import PreferencesService
from askance.services.read import ReadService
from askance.storage.history import SqliteHistory
from askance.storage.paths import Paths
from askance.storage.settings import JsonSettings

KEY_VARIABLE = "ASKANCE_API_KEY"
READER_VARIABLE = "ASKANCE_READER"
CLOSE_WITHIN_S = 0.5
_MAY_WAIT_FOR_EVER = ("keyring", "stdin")
"""For an unlock prompt, or for whoever writes."""


class Container:
    """One process's adapters and services. Enter it, or `close` it, to let go of everything.

    `on_hotkey(id)` is called on any thread when the hotkey is pressed.
    """

    def __init__(
        self,
        *,
        paths: Paths,
        environ: Mapping[str, str],
        sys_platform: str,
        on_hotkey: Callable[[str], None],
    ) -> None:
        self.paths = paths
        self.environ = environ
        self.info = PlatformInfo.detect(environ, sys_platform)
        self._on_hotkey = on_hotkey
        self._threads: dict[str, OneThread] = {}
        self._preferences: PreferencesService | None = None

    @classmethod
    def open(
        cls, environ: Mapping[str, str], on_hotkey: Callable[[str], None] = lambda _id: None
    ) -> Self:
        """Finds the folders and makes those that are missing. Raises `AskanceError` (storage)."""
        return cls(
            paths=Paths.find(environ).create(),
            environ=environ,
            sys_platform=sys.platform,
            on_hotkey=on_hotkey,
        )

    @classmethod
    def keeping_nothing(cls, environ: Mapping[str, str]) -> Self:
        """For a command that writes nothing and so needs no folder."""
        return cls(
            paths=Paths.find(environ),
            environ=environ,
            sys_platform=sys.platform,
            on_hotkey=lambda _id: None,
        )

    @property
    def environment_key(self) -> str | None:
        """The key for this process alone."""
        return (self.environ.get(KEY_VARIABLE) or "").strip() or None

    @cached_property
    def settings_store(self) -> JsonSettings:
        """The settings file."""
        return JsonSettings(self.paths.settings_file)

    @cached_property
    def keys(self) -> LayeredStore:
        """This process's key, then this session's, then the keyring's."""
        return LayeredStore(KeyringStore(), SessionStore(), process_key=self.environment_key)

    @cached_property
    def history(self) -> SqliteHistory:
        """The database."""
        return SqliteHistory(self.paths.history_file)

    @cached_property
    def chat(self) -> ChatClient:
        """Chat completions: over the network, or read on this computer."""
        network = LearningChat(LazyChat(self._make_chat), self._keep)
        return RoutedChat(network, LazyChat(self._make_device_chat))

    @cached_property
    def doctor(self) -> EndpointDoctor:
        """Looks endpoints over, each time without what is known of them."""
        return EndpointDoctor(
            chat=self.chat,
            prober=self._prober,
            keys=self.key_service,
            clock=time.monotonic,
            wall_clock=time.time,
        )

    @cached_property
    def _prober(self) -> LazyProber:
        return LazyProber()

    @cached_property
    def read_service(self) -> ReadService:
        """Reading on this computer. Whoever runs the loop closes it there, with the chat."""
        return ReadService(make=self.make_reader)

    @cached_property
    def typesetter(self) -> Typesetter:
        """Formulas set and code coloured, in a process that starts when there is some."""
        from askance.typesetting.process import ProcessTypesetter

        return ProcessTypesetter(environ=self.environ)

    @cached_property
    def key_service(self) -> KeyService:
        """Keys, awaitable."""
        return KeyService(store=self.keys, thread=self.thread("keyring"))

    def pictures(self, budget: Callable[[], ImageBudget]) -> PictureService:
        """Pictures on their way to an answer; `budget` is what one brought now may become."""
        return PictureService(
            codec=PillowCodec(),
            thread=self.thread("pictures"),
            chat=self.chat,
            budget=budget,
            kept=self._kept_picture,
        )

    @cached_property
    def endpoint_service(self) -> EndpointService:
        """Endpoints and whether they answer."""
        return EndpointService(chat=self.chat, keys=self.key_service, clock=time.monotonic)

    def services(self, settings: Settings) -> Services:
        """Everything a window needs; `settings` as just loaded."""
        db = self.thread("history")
        preferences = self._preferences = PreferencesService(
            store=self.settings_store, thread=self.thread("settings"), initial=settings
        )
        pictures = self.pictures(lambda: budget_for(preferences.current.current))
        return Services(
            ask=AskService(
                chat=self.chat,
                history=self.history,
                history_thread=db,
                keys=self.key_service,
                describe=_describe,
                fit=pictures.fit,
                clock=time.time,
                steady=time.monotonic,
            ),
            capture=CaptureService(
                make=self.make_grabber,
                thread=self.thread("grab"),
                make_windows=self.make_windows,
                make_pointer=self.make_pointer,
                make_cover=self.make_cover,
                make_lock=self.make_lock,
                lock_thread=self.thread("lock"),
            ),
            doctor=self.doctor,
            endpoints=self.endpoint_service,
            history=HistoryService(store=self.history, thread=db),
            hotkeys=HotkeyService(
                make=self.make_hotkeys, thread=self.thread("hotkey"), desktop=self.info.desktop
            ),
            keys=self.key_service,
            notices=NoticeService(
                notifier=choose_notifier(self.info), thread=self.thread("notices")
            ),
            pictures=pictures,
            preferences=preferences,
            read=self.read_service,
        )

    def make_grabber(self) -> Grabber:
        """Raises `AskanceError` (capture) when one was asked for by name and does not work."""
        from askance.capture import choose_grabber

        explicit = self.environ.get("ASKANCE_GRABBER") or self.settings_store.load().grabber
        return choose_grabber(self.info, explicit).chosen

    def make_windows(self) -> WindowLister:
        """Never raises: it says itself why nobody may know the windows here."""
        from askance.capture.around import choose_windows

        return choose_windows(self.info)

    def make_pointer(self) -> PointerWatch | None:
        """None where nobody tells what the pointer looks like."""
        from askance.capture.around import choose_pointer

        return choose_pointer(self.info)

    def make_cover(self) -> Cover | None:
        """None where nothing is there sooner than the overlay."""
        from askance.capture.around import choose_cover

        return choose_cover(self.info)

    def make_lock(self) -> ScreenLock | None:
        """None where nobody tells of a locked screen."""
        from askance.capture.around import choose_lock

        return choose_lock(self.info)

    def make_hotkeys(self) -> Hotkeys:
        """Raises `AskanceError` (hotkey) when they were asked for by name and do not work."""
        from askance.hotkeys import choose_hotkeys

        explicit = self.environ.get("ASKANCE_HOTKEYS") or self.settings_store.load().hotkeys
        return choose_hotkeys(self.info, self._on_hotkey, explicit).chosen

    def make_reader(self) -> Reader:
        """Raises `AskanceError` (reading) when one was asked for by name and does not work."""
        from askance.reading.candidates import choose_reader

        return choose_reader(self.info, self.environ.get(READER_VARIABLE, "")).chosen

    def thread(self, name: str) -> OneThread:
        """The thread of this name, the same one each time."""
        return self._threads.setdefault(name, OneThread(name))

    def _make_chat(self) -> ChatClient:
        from askance.chat.client import HttpChatClient

        return HttpChatClient(reduce=self._reduce)

    def _make_device_chat(self) -> ChatClient:
        return DeviceChat(self.read_service.reader)

    async def _kept_picture(self, sha256: str) -> bytes:
        return await self.thread("history").run(self.history.attachment, sha256)

    async def _reduce(self, picture: EncodedPicture, most_bytes: int) -> EncodedPicture:
        return await self.pictures(ImageBudget).fit(picture, ImageBudget(max_bytes=most_bytes))

    async def _keep(self, change: Callable[[Settings], Settings]) -> None:
        """Applies a change to the settings; a window learns of it too."""
        if self._preferences is not None:
            await self._preferences.change(change)
        else:
            await self.thread("settings").run(self.settings_store.update, change)

    async def aclose(self) -> None:
        """Ends what lives on the event loop: connections, and the reading process."""
        await self.chat.aclose()
        await self._prober.aclose()
        await self.read_service.aclose()

    def close(self) -> None:
        """Ends the threads and closes the database. The threads get half a second, all together;
        those that may wait for a person are not waited for. All are daemons.
        """
        deadline = time.monotonic() + CLOSE_WITHIN_S
        for thread in self._threads.values():
            thread.close(timeout_s=0)
        for name, thread in self._threads.items():
            if name not in _MAY_WAIT_FOR_EVER:
                thread.close(timeout_s=max(0.0, deadline - time.monotonic()))
        if "typesetter" in self.__dict__:
            self.typesetter.close()
        if "history" in self.__dict__:
            self.history.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _describe(request: ChatRequest, has_key: bool) -> RequestPreview:
    from askance.chat.request import preview

    return preview(request, has_key=has_key)
