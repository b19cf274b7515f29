"""Hands and eyes on an X display, by a connection of their own: pixels, keys, pointer, windows.

Everything is in physical pixels of the root window. Keys and buttons go through XTEST, so the
server can't tell them from a person's.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from PIL import Image
from Xlib import XK, X
from Xlib import display as xlib_display
from Xlib.error import XError
from Xlib.ext import xtest
from Xlib.xobject.drawable import Window

from tests.support.waiting import PATIENCE_S, wait_for

MODIFIERS = {"ctrl": "Control_L", "alt": "Alt_L", "shift": "Shift_L", "super": "Super_L"}
_KEYSYM_NAMES = {" ": "space", "\n": "Return", "\t": "Tab"}

Colour = tuple[int, int, int]


class Display:
    """One connection; use it as a context manager."""

    def __init__(self, name: str) -> None:
        self._connection = xlib_display.Display(name)
        self._root = self._connection.screen().root

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._connection.close()

    # --- eyes

    @property
    def size(self) -> tuple[int, int]:
        geometry = self._root.get_geometry()
        return geometry.width, geometry.height

    def screenshot(self, region: tuple[int, int, int, int] | None = None) -> Image.Image:
        """The root window's pixels as RGB; `region` is (x, y, width, height)."""
        x, y, width, height = region or (0, 0, *self.size)
        raw = self._root.get_image(x, y, width, height, X.ZPixmap, 0xFFFFFFFF)
        return Image.frombytes("RGB", (width, height), raw.data, "raw", "BGRX")

    def pixel(self, x: int, y: int) -> Colour:
        red, green, blue = self.screenshot((x, y, 1, 1)).tobytes()
        return red, green, blue

    def wait_for_pixel(self, x: int, y: int, colour: Colour, *, within: int = 2) -> None:
        """Wait until a pixel has a colour, give or take `within` in each channel."""
        wait_for(
            lambda: all(
                abs(a - b) <= within for a, b in zip(self.pixel(x, y), colour, strict=True)
            ),
            f"colour {colour} at {x},{y}",
        )

    def wait_for_change(
        self, before: Image.Image, *, patience_s: float = PATIENCE_S
    ) -> Image.Image:
        """The first screenshot that differs from an earlier one."""

        def look() -> Image.Image | None:
            now = self.screenshot()
            return now if now.tobytes() != before.tobytes() else None

        return wait_for(look, "the screen to change", patience_s=patience_s)

    # --- windows

    def windows(self) -> dict[str, tuple[int, int, int, int]]:
        """Title → (x, y, width, height) of every mapped window that has a title, popups and
        windows past the window manager included.
        """
        return dict(self._visible())

    def places(self, title: str) -> list[tuple[int, int, int, int]]:
        """Where each window of that title is."""
        return [place for name, place in self._visible() if name == title]

    def _visible(self) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
        for window in self._descendants(self._root):
            try:
                title = self._title(window)
                if title and window.get_attributes().map_state == X.IsViewable:
                    size = window.get_geometry()
                    place = window.translate_coords(self._root, 0, 0)
                    yield title, (-place.x, -place.y, size.width, size.height)
            except XError:  # closed while we looked
                continue

    def wait_for_window(
        self, title: str, *, patience_s: float = PATIENCE_S
    ) -> tuple[int, int, int, int]:
        """Where a window of that title is, once it is there."""
        return wait_for(
            lambda: self.windows().get(title), f"a window titled {title!r}", patience_s=patience_s
        )

    def wait_until_gone(self, title: str, *, patience_s: float = PATIENCE_S) -> None:
        wait_for(
            lambda: title not in self.windows(),
            f"the window titled {title!r} to go",
            patience_s=patience_s,
        )

    @property
    def focused_title(self) -> str | None:
        """The title of the window that gets the keys."""
        focus = self._connection.get_input_focus().focus
        while isinstance(focus, Window) and focus.id != self._root.id:
            if title := self._title(focus):
                return title
            focus = focus.query_tree().parent
        return None

    def wait_for_focus(self, title: str) -> None:
        wait_for(lambda: self.focused_title == title, f"{title!r} to have the focus")

    def _descendants(self, window: Window) -> Iterator[Window]:
        try:
            children = window.query_tree().children
        except XError:
            return
        for child in children:
            yield child
            yield from self._descendants(child)

    def _title(self, window: Window) -> str:
        name = window.get_full_property(
            self._connection.intern_atom("_NET_WM_NAME"), X.AnyPropertyType
        )
        if name is None:
            return window.get_wm_name() or ""
        value = name.value
        return value.decode() if isinstance(value, bytes) else str(value)

    # --- hands

    def press(self, chord: str) -> None:
        """Press and release: `ctrl+alt+space`, `Escape`, `a`. Names are X keysyms."""
        *modifiers, key = chord.split("+") if chord != "+" else ["+"]
        held = [MODIFIERS[name.lower()] for name in modifiers]
        with self._held(self._keycode(name)[0] for name in held):
            self._tap(key)

    def type(self, text: str) -> None:
        """Type what a US keyboard can."""
        for character in text:
            self._tap(_KEYSYM_NAMES.get(character, character))

    def move(self, x: int, y: int) -> None:
        xtest.fake_input(self._connection, X.MotionNotify, x=x, y=y)
        self._connection.sync()

    def click(self, x: int, y: int, *, button: int = 1, times: int = 1) -> None:
        self.move(x, y)
        for _ in range(times):
            self._button(X.ButtonPress, button)
            self._button(X.ButtonRelease, button)

    def drag(
        self,
        start: tuple[int, int],
        end: tuple[int, int],
        *,
        steps: int = 12,
        before_release: Callable[[], object] = lambda: None,
    ) -> None:
        """Press at one point, move in steps as a hand does, release at the other; `before_release`
        waits for whatever a person would see before letting go.
        """
        self.move(*start)
        self._button(X.ButtonPress, 1)
        for step in range(1, steps + 1):
            self.move(
                start[0] + (end[0] - start[0]) * step // steps,
                start[1] + (end[1] - start[1]) * step // steps,
            )
        before_release()
        self._button(X.ButtonRelease, 1)

    def _button(self, kind: int, button: int) -> None:
        xtest.fake_input(self._connection, kind, button)
        self._connection.sync()

    def _tap(self, key: str) -> None:
        keycode, shifted = self._keycode(key)
        with self._held([self._keycode("Shift_L")[0]] if shifted else []), self._held([keycode]):
            pass

    @contextmanager
    def _held(self, keycodes: Iterable[int]) -> Iterator[None]:
        pressed = []
        try:
            for keycode in keycodes:
                xtest.fake_input(self._connection, X.KeyPress, keycode)
                pressed.append(keycode)
            self._connection.sync()
            yield
        finally:
            for keycode in reversed(pressed):
                xtest.fake_input(self._connection, X.KeyRelease, keycode)
            self._connection.sync()

    def _keycode(self, key: str) -> tuple[int, bool]:
        """The key that yields a keysym, and whether Shift has to be held."""
        keysym = XK.string_to_keysym(key) or (ord(key) if len(key) == 1 else 0)
        for keycode, level in sorted(self._connection.keysym_to_keycodes(keysym)):
            if level in (0, 1):
                return keycode, level == 1
        raise ValueError(f"no key for {key!r}")
