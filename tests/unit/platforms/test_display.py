"""Whether there is a display that lets us in, asked before Qt would abort."""

import os
import secrets
import socket
import struct
from pathlib import Path

import pytest

from askance.platforms import display as display_module
from askance.platforms.display import display_complaint
from askance.platforms.machine import PlatformInfo, Session, System
from tests.support.desktop import x_server
from tests.support.programs import Program

NOBODY = ":59999"


def x11(name: str, **more: object) -> PlatformInfo:
    environ = {"DISPLAY": name, **{key: str(value) for key, value in more.items()}}
    return PlatformInfo.detect(environ, "linux")


def test_neither_variable_is_told_with_the_next_step() -> None:
    complaint = display_complaint(PlatformInfo.detect({}, "linux"))
    assert complaint is not None
    assert "DISPLAY" in complaint
    assert "askance ask" in complaint


@pytest.mark.parametrize("name", [NOBODY, "nonsense", ":", "localhost:59000", ":59999.0"])
def test_a_server_that_does_not_answer_is_named(name: str) -> None:
    complaint = display_complaint(x11(name))
    assert complaint is not None
    assert f"DISPLAY is {name}" in complaint


def test_a_compositor_that_does_not_answer_is_named() -> None:
    complaint = display_complaint(PlatformInfo.detect({"WAYLAND_DISPLAY": "gone-0"}, "linux"))
    assert complaint is not None
    assert "WAYLAND_DISPLAY is gone-0" in complaint


@pytest.mark.parametrize(
    "info",
    [
        PlatformInfo(System.WINDOWS),
        PlatformInfo(System.MACOS),
        PlatformInfo(System.LINUX, Session.NONE, display=False, offscreen=True),
    ],
)
def test_no_complaint_where_no_display_is_needed(info: PlatformInfo) -> None:
    assert display_complaint(info) is None


@pytest.mark.integration
def test_a_running_server_is_found_by_either_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    with x_server(environment, width=64, height=64) as name:
        assert display_complaint(x11(name)) is None
        assert display_complaint(x11(f"{name}.0")) is None
        # A dead compositor beside a living X server: Qt takes the X server then.
        assert display_complaint(x11(name, WAYLAND_DISPLAY="gone-0")) is None
        without_xcb(monkeypatch)
        assert display_complaint(x11(name)) is None
        assert display_complaint(x11(NOBODY)) is not None


def without_xcb(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(name)

    monkeypatch.setattr(display_module.ctypes, "CDLL", missing)


def test_without_libxcb_a_listening_port_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    without_xcb(monkeypatch)
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1] - 6000
        assert display_module.x11_answers(f"127.0.0.1:{number}.0")
    assert not display_module.x11_answers(f"127.0.0.1:{number}")
    for name in ("nonsense", "127.0.0.1:99999"):
        assert not display_module.x11_answers(name)


@pytest.mark.integration
def test_a_server_that_refuses_our_cookie_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookies = tmp_path / "cookies"
    cookies.write_bytes(cookie())
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "64x64x24", "-nolisten", "tcp"]
    command += ["-noreset", "-auth", str(cookies)]
    with Program(command, environment=environment, pass_fds=(writer,)):
        os.close(writer)
        with os.fdopen(reader) as answer:
            name = f":{answer.readline().strip()}"
        monkeypatch.setenv("XAUTHORITY", str(tmp_path / "empty"))
        complaint = display_complaint(x11(name))
        assert complaint is not None
        assert "let this user in" in complaint
        monkeypatch.setenv("XAUTHORITY", str(cookies))
        assert display_complaint(x11(name)) is None


def cookie() -> bytes:
    """One entry of an Xauthority file (see Xau(3)) for every display of this host."""

    def counted(piece: bytes) -> bytes:
        return struct.pack(">H", len(piece)) + piece

    family_local = struct.pack(">H", 256)
    pieces = (socket.gethostname().encode(), b"", b"MIT-MAGIC-COOKIE-1", secrets.token_bytes(16))
    return family_local + b"".join(counted(piece) for piece in pieces)
