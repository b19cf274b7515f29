"""Capturing and nothing else, by grim, at each SIGUSR1: prints a line when the screens are frozen,
and for the region taken its place and the SHA-256 of its pixels (BGR0, rows packed).
"""

import hashlib
import signal
import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from askance.capture.tools import GRIM, ToolGrabber
from askance.core.endpoint import Endpoint
from askance.core.screen import cut
from askance.core.settings import Appearance
from askance.services.capture import CaptureService
from askance.services.one_thread import OneThread
from askance.services.worker import Worker
from askance.ui.bridge import Bridge
from askance.ui.capture.controller import CaptureController
from askance.ui.capture.result import CaptureResult
from askance.ui.theme import Theme


def tell(result: CaptureResult) -> None:
    region = result.region
    pixels = bytearray(cut(result.frames, region).bgra)
    pixels[3::4] = bytes(len(pixels) // 4)  # means nothing, and need not be the same twice
    place = f"{region.x},{region.y},{region.width},{region.height}"
    print(f"took {place} {hashlib.sha256(pixels).hexdigest()}", flush=True)


app = QApplication(sys.argv)
app.setQuitOnLastWindowClosed(False)
worker = Worker()
worker.start()
controller = CaptureController(
    bridge=Bridge(worker),
    capture=CaptureService(make=lambda: ToolGrabber(GRIM), thread=OneThread("grab")),
    theme=Theme(app, Appearance.LIGHT),
    endpoint=lambda: Endpoint("Relay", "relay.example.com", "gpt-5-mini"),
    own_windows=list,
)
controller.asked.connect(tell)
controller.problem.connect(lambda problem: print(problem, flush=True))
controller.opened.connect(lambda: print("opened", flush=True))
signal.signal(signal.SIGUSR1, lambda _number, _frame: controller.start())
awake = QTimer(interval=20)
awake.timeout.connect(lambda: None)  # Python hears signals between its own instructions
awake.start()
print("ready", flush=True)
sys.exit(app.exec())
