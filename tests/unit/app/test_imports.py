"""What a start does not load: reading has a process of its own, and its libraries stay there."""

import subprocess
import sys

import pytest

READING = ("numpy", "cv2", "onnxruntime", "rapidocr", "zxingcpp", "tqdm", "PIL")

PARTS = {
    "window": "import askance.app.desktop",
    "reader": "import askance.reading.process, askance.reading.candidates",
    "command": "import askance.app.commands.read",
    "services": """
import os
from askance.app.container import Container
with Container.open(os.environ) as container:
    container.services(container.settings_store.load())
    assert container.make_reader().name
""",
}


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_what_reading_needs_is_not_loaded(part: str, askance_home: object) -> None:
    program = f"{part}\nimport sys\nprint([name for name in {READING} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stdout == "[]\n", done.stdout + done.stderr
