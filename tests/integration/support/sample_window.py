"""A window with one of each thing the helpers must be able to see, press and read."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

app = QApplication(sys.argv)
window = QWidget(windowTitle="Sample – window")
palette = window.palette()
palette.setColor(QPalette.ColorRole.Window, Qt.GlobalColor.red)
window.setPalette(palette)
window.setGeometry(300, 200, 500, 400)
question = QLineEdit(accessibleName="Question")
send = QPushButton("Send")
reply = QTextBrowser(accessibleName="Conversation", plainText="Nothing yet")
label = QLabel("Ready")
send.clicked.connect(lambda: reply.setPlainText(f"You asked: {question.text()}"))
question.returnPressed.connect(lambda: label.setText(f"Entered: {question.text()}"))
layout = QVBoxLayout(window)
layout.setContentsMargins(40, 120, 40, 40)
for widget in (question, send, reply, label):
    layout.addWidget(widget)
window.show()
question.setFocus()
sys.exit(app.exec())
