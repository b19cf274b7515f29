"""A grabber that hands out given frames, or refuses as told."""

from collections.abc import Callable

from askance.core.errors import AskanceError, Problem
from askance.core.screen import Frame, Pixels, Region


class FakeGrabber:
    """`refusal`, when set, is raised by the next grabs. Each grab has memory of its own.
    `pointers`: of each grab, whether the mouse pointer was wanted. `on_grab` is called first, on
    the grabber's thread.
    """

    name = "fake"
    quiet = True
    draws_pointer = False

    def __init__(self, *frames: Frame, refusal: Problem | None = None) -> None:
        self.frames = frames or (plain_frame(Region(0, 0, 64, 48)),)
        self.refusal = refusal
        self.on_grab: Callable[[], None] | None = None
        self.grabs = 0
        self.outputs: tuple[str, ...] = ()
        self.pointers: list[bool] = []

    def prepare(self) -> None: ...

    def grab(self, outputs: tuple[str, ...] = (), *, pointer: bool = False) -> tuple[Frame, ...]:
        self.grabs += 1
        self.pointers.append(pointer)
        if self.on_grab is not None:
            self.on_grab()
        self.outputs = outputs
        if self.refusal is not None:
            raise AskanceError(self.refusal)
        return tuple(_copy(frame) for frame in self.frames)

    def close(self) -> None: ...


def plain_frame(
    bounds: Region, colour: tuple[int, int, int] = (32, 64, 128), name: str = ""
) -> Frame:
    """A frame of one RGB colour."""
    red, green, blue = colour
    count = bounds.width * bounds.height
    pixels = Pixels(bounds.width, bounds.height, bytes((blue, green, red, 255)) * count)
    return Frame(bounds, pixels, name)


def _copy(frame: Frame) -> Frame:
    pixels = frame.pixels
    copy = Pixels(pixels.width, pixels.height, bytearray(pixels.bgra))
    return Frame(frame.bounds, copy, frame.name)
