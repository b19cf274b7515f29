"""A red window over the whole screen: `managed`, full-screen and on top by the window manager, or
`unmanaged`, past it, as some games do.
"""

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

app = QApplication(sys.argv)
window = QWidget(windowTitle="Game")
window.setStyleSheet("background: #cc0000")
if sys.argv[1] == "managed":
    window.setWindowFlags(Qt.WindowType.WindowStaysOnTopHint)
    window.showFullScreen()
else:
    window.setWindowFlags(Qt.WindowType.X11BypassWindowManagerHint)
    window.setGeometry(app.primaryScreen().geometry())
    window.show()
sys.exit(app.exec())
