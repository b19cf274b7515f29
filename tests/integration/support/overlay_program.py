"""Capturing and nothing else, behind a real X11 hotkey: prints one line for everything that ends,
and under a region the SHA-256 of its pixels (BGR0, rows packed).

With an argument, a window of its own that must not be in the picture stands at 600, 300.
"""

import hashlib
import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from askance.capture.cover_x11 import X11Cover
from askance.capture.mss_grabber import MssGrabber
from askance.capture.pointer_x11 import X11Pointer
from askance.capture.windows_x11 import X11Windows
from askance.core.chord import Chord
from askance.core.endpoint import Endpoint
from askance.core.screen import cut
from askance.core.settings import Appearance
from askance.hotkeys.x11 import X11Hotkeys
from askance.services.capture import CaptureService
from askance.services.one_thread import OneThread
from askance.services.worker import Worker
from askance.ui.bridge import Bridge
from askance.ui.capture.controller import CaptureController
from askance.ui.capture.result import CaptureResult
from askance.ui.theme import Theme


class Relay(QObject):
    pressed = Signal()


def tell(result: CaptureResult) -> None:
    region = result.region
    place = f"{region.x},{region.y},{region.width},{region.height}"
    pixels = bytearray(cut(result.frames, region).bgra)
    pixels[3::4] = bytes(len(pixels) // 4)  # means nothing, and need not be the same twice
    digest = hashlib.sha256(pixels).hexdigest()
    print(f"{result.action.value} {place} {result.question}\npixels {digest}", flush=True)


app = QApplication(sys.argv)
app.setQuitOnLastWindowClosed(False)
theme = Theme(app, Appearance.LIGHT)
worker = Worker()
worker.start()
own: list[QWidget] = []
if len(sys.argv) > 1:
    own.append(QWidget(windowTitle="Own"))
    own[0].setStyleSheet("background: #00ff00")
    own[0].setGeometry(600, 300, 300, 200)
    own[0].show()
controller = CaptureController(
    bridge=Bridge(worker),
    capture=CaptureService(
        make=MssGrabber,
        thread=OneThread("grab"),
        make_windows=X11Windows,
        make_pointer=X11Pointer,
        make_cover=X11Cover,
    ),
    theme=theme,
    endpoint=lambda: Endpoint("Relay", "relay.example.com", "gpt-5-mini"),
    own_windows=lambda: own,
)
controller.asked.connect(tell)
controller.cancelled.connect(lambda: print("cancelled", flush=True))
controller.opened.connect(lambda: print("opened", flush=True))
controller.windows_known.connect(lambda: print("windows", flush=True))
relay = Relay()
relay.pressed.connect(controller.start)
hotkeys = X11Hotkeys(on_activated=lambda _id: relay.pressed.emit())
hotkeys.register("capture", Chord.parse("Ctrl+Alt+Space"))
print("ready", flush=True)
sys.exit(app.exec())
