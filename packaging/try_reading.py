"""Lets a packaged program read a picture drawn here: `try_reading.py FOLDER COMMAND...`.

Without a network where this system lets us take it away, with an empty home folder, and with the
picture on standard input. Fails unless the words and the code come back, the home folder stays
empty, and FOLDER, where the program is installed, stays as it was.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

WORDS = ("Invoice 2026-0417", "Paper, 500 sheets", "Total 42.50")
CODE = "https://example.com/pay/0417"


def picture() -> bytes:
    """The words in a window's usual size, a QR code beside them: PNG."""
    page = Image.new("RGB", (640, 200), "white")
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(WORDS):
        draw.text((24, 24 + 48 * number), line, "black", ImageFont.load_default(18))
    code = zxingcpp.create_barcode(CODE, zxingcpp.BarcodeFormat.QRCode)
    page.paste(Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=4)), (460, 24))
    data = BytesIO()
    page.save(data, "PNG")
    return data.getvalue()


def without_network() -> tuple[str, ...]:
    """What to put before a command; nothing where namespaces are not ours to make."""
    for command in (("unshare", "--net"), ("unshare", "--map-root-user", "--net")):
        try:
            done = subprocess.run([*command, "true"], capture_output=True, check=False)
        except FileNotFoundError:
            return ()
        if done.returncode == 0:
            return command
    return ()


def files(folder: Path) -> Mapping[Path, int]:
    """Everything below, with the time of its last change in nanoseconds."""
    return {path: path.lstat().st_mtime_ns for path in folder.rglob("*")}


def read(command: Sequence[str], home: Path) -> str:
    """What the program says of the picture. Raises CalledProcessError when it fails."""
    environ = {"HOME": str(home), "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [*command, "read", "-"], input=picture(), stdout=subprocess.PIPE, env=environ, check=True
    )
    return done.stdout.decode()


def main(folder: Path, command: Sequence[str]) -> None:
    """One line when all is well; SystemExit with what is wrong otherwise."""
    alone = without_network()
    before = files(folder)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        # The program may run as somebody else.
        home.chmod(0o777)
        text = read([*alone, *command], home)
        left = sorted(path.relative_to(home).as_posix() for path in home.rglob("*"))
    missing = [words for words in (*WORDS, CODE) if words not in text]
    if missing:
        sys.exit(f"not read: {missing}; what was read:\n{text}")
    if left:
        sys.exit(f"left in the home folder: {left}")
    if files(folder) != before:
        sys.exit(f"{folder} was written to")
    print(f"ok      reads by itself, {'without' if alone else 'in reach of'} a network")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
