"""The ports: what the services need of the world. Adapters implement them; `app` connects the two.

The blocking ports are plain synchronous objects, each called on one thread of its own (see
`askance.services.one_thread`): the database, the screen grabber and the keyring must never wait for
each other, nor the event loop for them.
"""

from askance.core.ports.chat import ChatClient, Prober
from askance.core.ports.desktop import Hotkeys, Notifier
from askance.core.ports.history import DraftPart, HistoryStore
from askance.core.ports.keys import KeyStore, ProcessKeys
from askance.core.ports.pictures import PictureCodec
from askance.core.ports.reading import Reader
from askance.core.ports.screen import Cover, Grabber, PointerWatch, ScreenLock, WindowLister
from askance.core.ports.settings import SettingsStore

__all__ = [
    "ChatClient",
    "Cover",
    "DraftPart",
    "Grabber",
    "HistoryStore",
    "Hotkeys",
    "KeyStore",
    "Notifier",
    "PictureCodec",
    "PointerWatch",
    "Prober",
    "ProcessKeys",
    "Reader",
    "ScreenLock",
    "SettingsStore",
    "WindowLister",
]
