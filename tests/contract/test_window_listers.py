"""What every lister of windows owes its callers: proved on Windows' and macOS's with played calls,
and on X11's with a real server (tests/integration).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from askance.capture.around import choose_pointer, choose_windows
from askance.capture.windows_macos import Display, ListedWindow, MacWindows
from askance.capture.windows_null import NoWindows
from askance.capture.windows_win32 import Edges, Win32Windows
from askance.core.ports import WindowLister
from askance.core.screen import Region, WindowBox
from askance.platforms.machine import PlatformInfo, Session, System

OWN = 77


@dataclass
class PlayedWindow:
    title: str = "Plain"
    edges: Edges | None = (10, 20, 310, 220)
    process: int = 5
    shown: bool = True
    iconic: bool = False
    cloaked: bool = False
    style: int = 0
    kind: str = "Notepad"


@dataclass
class PlayedWin32:
    """EnumWindows and its kin over windows given front to back."""

    windows: list[PlayedWindow] = field(default_factory=list)

    def handles(self) -> Iterable[int]:
        return range(len(self.windows))

    def visible(self, handle: int) -> bool:
        return self.windows[handle].shown

    def minimised(self, handle: int) -> bool:
        return self.windows[handle].iconic

    def cloaked(self, handle: int) -> bool:
        return self.windows[handle].cloaked

    def process(self, handle: int) -> int:
        return self.windows[handle].process

    def style(self, handle: int) -> int:
        return self.windows[handle].style

    def class_name(self, handle: int) -> str:
        return self.windows[handle].kind

    def title(self, handle: int) -> str:
        return self.windows[handle].title

    def frame(self, handle: int) -> Edges | None:
        return self.windows[handle].edges

    def desktop(self) -> Edges:
        return (-1920, 0, 1920, 1080)


def win32(*windows: PlayedWindow) -> tuple[WindowBox, ...]:
    return Win32Windows(PlayedWin32(list(windows)), own=OWN).windows()


@dataclass
class PlayedServer:
    listed: tuple[ListedWindow, ...] = ()
    screens: tuple[Display, ...] = (Display((0, 0, 1440, 900), 2.0),)

    def windows(self) -> tuple[ListedWindow, ...]:
        return self.listed

    def displays(self) -> tuple[Display, ...]:
        return self.screens


def listed(
    title: str = "Notes",
    place: tuple[float, float, float, float] = (100, 50, 400, 300),
    *,
    process: int = 5,
    layer: int = 0,
    alpha: float = 1.0,
) -> ListedWindow:
    return ListedWindow(title, "Owner", process, layer, alpha, place)


def macos(*windows: ListedWindow, screens: tuple[Display, ...] | None = None) -> list[WindowBox]:
    server = PlayedServer(windows, screens or PlayedServer.screens)
    return list(MacWindows(server, own=OWN).windows())


LISTERS: list[WindowLister] = [
    Win32Windows(
        PlayedWin32([PlayedWindow("Front"), PlayedWindow("Mine", process=OWN), PlayedWindow("B")]),
        own=OWN,
    ),
    MacWindows(PlayedServer((listed("Front"), listed("Mine", process=OWN), listed("B"))), own=OWN),
]


@pytest.mark.parametrize("lister", LISTERS, ids=["windows", "macos"])
def test_front_to_back_and_without_our_own(lister: WindowLister) -> None:
    assert [window.title for window in lister.windows()] == ["Front", "B"]
    assert lister.reason == ""


@pytest.mark.parametrize(
    "window",
    [
        PlayedWindow(shown=False),
        PlayedWindow(iconic=True),
        PlayedWindow(cloaked=True),
        PlayedWindow(process=OWN),
        PlayedWindow(edges=None),
        PlayedWindow(edges=(4000, 20, 4310, 220)),
        PlayedWindow(kind="Progman"),
        PlayedWindow(kind="WorkerW"),
        PlayedWindow(title="", style=0x80),
    ],
    ids=lambda window: str(window)[13:60],
)
def test_what_nobody_would_take_on_windows(window: PlayedWindow) -> None:
    assert win32(window) == ()


def test_on_windows_the_visible_frame_is_cut_at_the_desktop() -> None:
    assert win32(PlayedWindow(edges=(-2000, 500, 100, 1200))) == (
        WindowBox("Plain", Region(-1920, 500, 2020, 580)),
    )


def test_a_tool_window_with_a_title_is_taken_on_windows() -> None:
    assert len(win32(PlayedWindow(title="Palette", style=0x80))) == 1


@pytest.mark.parametrize(
    "window",
    [listed(layer=25), listed(alpha=0), listed(process=OWN), listed(place=(3000, 0, 10, 10))],
    ids=["menu bar", "invisible", "ours", "beside every display"],
)
def test_what_nobody_would_take_on_macos(window: ListedWindow) -> None:
    assert macos(window) == []


def test_points_become_the_pixels_of_the_display_that_shows_most() -> None:
    screens = (Display((0, 0, 1440, 900), 2.0), Display((1440, 0, 1000, 800), 1.0))
    assert macos(listed(place=(100, 50, 400, 300)), screens=screens) == [
        WindowBox("Notes", Region(200, 100, 800, 600))
    ]
    assert macos(listed(place=(1500, 10, 400, 300)), screens=screens) == [
        WindowBox("Notes", Region(1500, 10, 400, 300))
    ]


def test_a_macos_window_without_a_title_is_called_after_its_program() -> None:
    assert macos(listed(title=""))[0].title == "Owner"


def test_wayland_tells_why_there_are_none() -> None:
    lister = choose_windows(PlatformInfo(System.LINUX, Session.WAYLAND))
    assert isinstance(lister, NoWindows)
    assert "Wayland" in lister.reason
    assert lister.windows() == ()


def test_without_its_libraries_a_system_has_no_windows_either() -> None:
    assert choose_windows(PlatformInfo(System.MACOS)).windows() == ()
    assert choose_windows(PlatformInfo(System.WINDOWS)).reason


def test_on_linux_only_x11_tells_what_the_pointer_looks_like() -> None:
    assert choose_pointer(PlatformInfo(System.LINUX, Session.X11)) is not None
    assert choose_pointer(PlatformInfo(System.LINUX, Session.WAYLAND)) is None
