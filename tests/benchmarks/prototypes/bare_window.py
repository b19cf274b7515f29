"""The least a PySide6 program can do: one empty window. The floor for the start-up figure."""

import sys

from PySide6.QtWidgets import QApplication, QMainWindow

app = QApplication(sys.argv)
window = QMainWindow()
window.setWindowTitle("Bare")
window.resize(1200, 780)
window.show()
sys.exit(app.exec())
