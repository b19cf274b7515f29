"""The least a capture program can do: hotkey, mss grab, one full-screen widget a screen.

What `hotkey_to_pixels` compares the real program with. Ctrl+Alt and a key (B unless another is
named) freeze, Escape leaves. Run it with a display:
`python -m tests.benchmarks.prototypes.grab_and_show [KEY]`.
"""

import sys
import threading

from mss import MSS
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from Xlib import XK, X, display

READY = "ready"


class Hotkey(QObject):
    """`pressed` is emitted on the GUI thread for each Ctrl+Alt with `key`, wherever the keys go."""

    pressed = Signal()

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key

    def listen(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        connection = display.Display()
        root = connection.screen().root
        key = connection.keysym_to_keycode(XK.string_to_keysym(self._key))
        for lock in (0, X.LockMask, X.Mod2Mask, X.LockMask | X.Mod2Mask):
            modifiers = X.ControlMask | X.Mod1Mask | lock
            root.grab_key(key, modifiers, True, X.GrabModeAsync, X.GrabModeAsync)
        connection.sync()
        print(READY, flush=True)
        while True:
            if connection.next_event().type == X.KeyPress:
                self.pressed.emit()


class Still(QWidget):
    """A frozen screen with a coloured edge, by which it is told from the live one."""

    def __init__(self, pixels: bytearray, width: int, height: int) -> None:
        super().__init__(None, Qt.WindowType.X11BypassWindowManagerHint)
        self._pixels = pixels
        self._image = QImage(pixels, width, height, width * 4, QImage.Format.Format_RGB32)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(0, 0, self._image)
        painter.setPen(QColor("red"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            for widget in QApplication.topLevelWidgets():
                widget.hide()
                widget.deleteLater()


class Prototype(QObject):
    def __init__(self, key: str) -> None:
        super().__init__()
        self._mss = MSS()
        self._shown: list[Still] = []
        self.hotkey = Hotkey(key)
        self.hotkey.pressed.connect(self._freeze)

    def _freeze(self) -> None:
        shots = [self._mss.grab(monitor) for monitor in self._mss.monitors[1:]]
        self._shown = [Still(shot.raw, shot.width, shot.height) for shot in shots]
        for shot, widget in zip(shots, self._shown, strict=True):
            widget.setGeometry(shot.left, shot.top, shot.width, shot.height)
            widget.show()
            widget.activateWindow()


if __name__ == "__main__":
    app = QApplication(sys.argv)
    app.setQuitOnLastWindowClosed(False)
    prototype = Prototype(*sys.argv[1:2] or ["b"])
    prototype.hotkey.listen()
    sys.exit(app.exec())
