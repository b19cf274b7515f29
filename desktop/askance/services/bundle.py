"""The services as one value, for whoever shows them."""

from __future__ import annotations

from dataclasses import dataclass

from askance.services.ask import AskService
from askance.services.capture import CaptureService
from askance.services.endpoint_doctor import EndpointDoctor
from askance.services.endpoints import EndpointService
from askance.services.history import HistoryService
from askance.services.hotkeys import HotkeyService
from askance.services.keys import KeyService
from askance.services.notices import NoticeService
from askance.services.pictures import PictureService
from askance.services.preferences import PreferencesService
from askance.services.read import ReadService


@dataclass(frozen=True, slots=True)
class Services:
    """Everything Askance can do, without a window. Made once, in `app.container`."""

    ask: AskService
    capture: CaptureService
    doctor: EndpointDoctor
    endpoints: EndpointService
    history: HistoryService
    hotkeys: HotkeyService
    keys: KeyService
    notices: NoticeService
    pictures: PictureService
    preferences: PreferencesService
    read: ReadService
