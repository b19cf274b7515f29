"""What is known of the things on the screens, as told by a test."""

from askance.core.screen import PointerPicture, Shade, WindowBox


class FakeWindows:
    """A `WindowLister` of given windows."""

    def __init__(self, *windows: WindowBox, reason: str = "") -> None:
        self.listed, self.reason = windows, reason

    def windows(self) -> tuple[WindowBox, ...]:
        return self.listed


class FakePointer:
    """A `PointerWatch` that sees a given picture."""

    def __init__(self, picture: PointerPicture | None = None) -> None:
        self.picture = picture

    def prepare(self) -> None: ...

    def look(self) -> PointerPicture | None:
        return self.picture

    def close(self) -> None: ...


class FakeLock:
    """A `ScreenLock` in a given state."""

    def __init__(self) -> None:
        self.state = False

    def locked(self) -> bool:
        return self.state


class FakeCover:
    """A `Cover` of nothing that knows whether it lies there, and how it was shaded each time."""

    def __init__(self) -> None:
        self.lies, self.shades = False, list[Shade]()

    def prepare(self) -> None: ...

    def lay(self, shade: Shade) -> None:
        self.lies = True
        self.shades.append(shade)

    def lift(self) -> None:
        self.lies = False

    def close(self) -> None:
        self.lies = False
