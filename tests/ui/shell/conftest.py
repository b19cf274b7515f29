"""The whole window with real controllers, worker and picture codec; fakes only behind the ports."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from askance.core.budget import budget_for
from askance.core.checks import Check
from askance.core.chord import Chord
from askance.core.payload import KEY_MASK, RequestPreview
from askance.core.screen import Region, Screen
from askance.core.settings import Appearance, Settings
from askance.pictures.codec import PillowCodec
from askance.services.ask import AskService
from askance.services.bundle import Services
from askance.services.capture import CaptureService
from askance.services.device_chat import DeviceChat, RoutedChat
from askance.services.endpoint_doctor import EndpointDoctor
from askance.services.endpoints import EndpointService
from askance.services.history import HistoryService
from askance.services.hotkeys import HotkeyService, HotkeyState
from askance.services.keys import KeyService
from askance.services.notices import NoticeService
from askance.services.one_thread import OneThread
from askance.services.pictures import PictureService
from askance.services.preferences import PreferencesService
from askance.services.read import ReadService
from askance.services.worker import Worker
from askance.ui.bridge import Bridge
from askance.ui.frame import Frame
from askance.ui.shell import Shell
from askance.ui.theme import Theme
from tests.fakes.chat import ScriptedChat
from tests.fakes.grabber import FakeGrabber, plain_frame
from tests.fakes.history import InMemoryHistory
from tests.fakes.hotkeys import FakeHotkeys
from tests.fakes.keys import InMemoryKeys
from tests.fakes.prober import FakeProber
from tests.fakes.reader import FakeReader
from tests.fakes.settings import InMemorySettings
from tests.support.house import HELLO, READ, READY, Build, FakeClock, House, Notes


@pytest.fixture
def build(qapp: QApplication, qtbot: QtBot, expect_log: Callable[[str], None]) -> Iterator[Build]:
    made: list[tuple[House, Worker, list[OneThread]]] = []
    sheet, quits = qapp.styleSheet(), qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(False)

    def make(
        settings: Settings = READY, taken: set[Chord] | None = None, shown: bool = True
    ) -> House:
        threads: dict[str, OneThread] = {}

        def thread(name: str) -> OneThread:
            return threads.setdefault(name, OneThread(name))

        chat, history, reader = ScriptedChat(HELLO), InMemoryHistory(), FakeReader(*READ)
        routed = RoutedChat(chat, DeviceChat(reader))
        stored, keys, notes = InMemorySettings(settings), InMemoryKeys(), Notes()
        hotkeys = FakeHotkeys(on_activated=lambda _id: None, taken=taken)
        grabber = FakeGrabber(plain_frame(Region(0, 0, 800, 800), (10, 120, 200)))
        key_service = KeyService(store=keys, thread=thread("keys"))
        preferences = PreferencesService(store=stored, thread=thread("settings"), initial=settings)
        histories = HistoryService(store=history, thread=thread("db"))
        pictures = PictureService(
            codec=PillowCodec(),
            thread=thread("pictures"),
            chat=routed,
            budget=lambda: budget_for(preferences.current.current),
            kept=histories.picture,
        )
        services = Services(
            ask=AskService(
                chat=routed,
                history=history,
                history_thread=thread("db"),
                keys=key_service,
                describe=lambda request, has_key: RequestPreview(
                    "https://relay.example.com/v1/chat/completions",
                    (("Authorization", f"Bearer {KEY_MASK}"),) if has_key else (),
                    "{}",
                ),
                fit=pictures.fit,
                clock=time.time,
            ),
            capture=CaptureService(make=lambda: grabber, thread=thread("grab")),
            doctor=EndpointDoctor(
                chat=routed,
                prober=FakeProber(),
                keys=key_service,
                clock=time.monotonic,
                wall_clock=time.time,
            ),
            endpoints=EndpointService(chat=routed, keys=key_service, clock=time.monotonic),
            history=histories,
            hotkeys=HotkeyService(make=lambda: hotkeys, thread=thread("hotkey")),
            keys=key_service,
            notices=NoticeService(notifier=notes, thread=thread("notices")),
            pictures=pictures,
            preferences=preferences,
            read=ReadService(make=lambda: reader),
        )
        worker, clock = Worker(), FakeClock()
        theme = Theme(qapp, Appearance.LIGHT)
        frame = Frame(theme.colours)
        bridge = Bridge(worker)
        shell = Shell(
            bridge=bridge,
            services=services,
            theme=theme,
            frame=frame,
            examine=_nothing_to_see,
            clock=clock,
        )
        worker.start()
        if shown:
            shell.show()
        shell.start()
        house = House(
            qtbot,
            shell,
            bridge,
            frame,
            chat,
            history,
            stored,
            keys,
            hotkeys,
            grabber,
            notes,
            reader,
            expect_log,
            clock,
        )
        made.append((house, worker, list(threads.values())))
        return house

    yield make
    for house, worker, threads in made:
        house.shell.close()
        worker.stop()
        for each in threads:
            each.close()
        qapp.processEvents()  # the last words of what was stopped
        house.frame.deleteLater()
        house.shell.deleteLater()
    qapp.setStyleSheet(sheet)
    qapp.setQuitOnLastWindowClosed(quits)


async def _nothing_to_see(
    _hotkeys: Sequence[HotkeyState], _screens: Sequence[Screen]
) -> tuple[Check, ...]:
    return ()
