"""The window's process never loads what colours code and sets formulas, not even while it shows
both.
"""

import subprocess
import sys
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[2] / "desktop"
SHOWN = """
import sys, time
from PySide6.QtWidgets import QApplication
from askance.app.container import Container
from askance.core.conversation import Choice, Message, Role
import askance.app.desktop
import askance.chat.client
from askance.ui.conversation.view import ConversationView
from askance.ui.theme import Theme

app = QApplication([])
container = Container.keeping_nothing({})
view = ConversationView(theme=Theme(app), typesetter=container.typesetter)
view.resize(800, 600)
view.show()
text = "$$x^2$$\\n\\n```python\\ndef f(): ...\\n```\\n"
view.show_messages((Message(1, 1, Role.ASSISTANT, 1.0, choices=(Choice(0, text),)),))
asked = container.typesetter
until = time.monotonic() + 60
while not (asked._outlines._kept and asked._colourings._kept):
    assert time.monotonic() < until
    app.processEvents()
    time.sleep(0.005)  # or the others would hardly get Python's lock
container.close()
heavy = ("pygments", "ziamath", "ziafont", "latex2mathml", "rich", "click")
print([name for name in heavy if name in sys.modules])
"""


def test_showing_code_and_formulas_loads_none_of_what_makes_them() -> None:
    result = subprocess.run(
        [sys.executable, "-P", "-c", SHOWN],
        env={"PYTHONPATH": str(SOURCES), "QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout == "[]\n", result.stdout + result.stderr
