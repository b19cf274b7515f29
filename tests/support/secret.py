"""The key every test uses, and the search that proves it stayed where it belongs."""

import base64
from pathlib import Path

TEST_KEY = "sk-askance-test-7hQz2VxN9rKc4LwT"

_FORMS = (
    TEST_KEY.encode(),
    TEST_KEY.encode("utf-16-le"),
    TEST_KEY.encode()[::-1],
    # Base64 of the key at each of the three offsets, without the characters its neighbours change.
    *(base64.b64encode(b"\0" * n + TEST_KEY.encode())[4:-4] for n in range(3)),
)


def holds_key(data: bytes) -> bool:
    """Whether the test key is in there, plain, as UTF-16, reversed or as Base64."""
    return any(form in data for form in _FORMS)


def files_with_key(folder: Path) -> list[Path]:
    """Every file below that holds it."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [path for path in files if holds_key(path.read_bytes())]
