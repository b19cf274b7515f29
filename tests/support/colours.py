"""A window of known colours on an X display, painted by the server itself: it needs no process that
repaints it, and stays right whatever covers it for a while.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageDraw
from Xlib import X
from Xlib import display as xlib_display

TITLE = "Colours"


def pattern(width: int, height: int) -> Image.Image:
    """Stripes, two bars and a line: no part of it looks like another moved by a few pixels."""
    image = Image.new("RGB", (width, height), (255, 255, 255))
    draw = ImageDraw.Draw(image)
    for x in range(0, width, 20):
        shade = x * 255 // width
        draw.rectangle((x, 0, x + 19, height), fill=(shade, 255 - shade, x * 7 % 256))
    draw.rectangle((width // 8, height // 4, width // 3, height // 2), fill=(220, 20, 60))
    draw.rectangle((width // 2, height // 3, width - 30, height - 40), fill=(30, 60, 200))
    draw.line((0, 0, width - 1, height - 1), fill=(0, 0, 0), width=3)
    return image


@contextmanager
def colour_window(
    display: str, *, x: int, y: int, width: int, height: int
) -> Iterator[Image.Image]:
    """Shows `pattern(width, height)` in a window near `x`, `y` (the window manager adds a frame);
    yields it.
    """
    image = pattern(width, height)
    with picture_window(display, image, x=x, y=y):
        yield image


@contextmanager
def picture_window(display: str, image: Image.Image, *, x: int, y: int) -> Iterator[None]:
    """Shows a picture, pixel for pixel, in a window called `TITLE`."""
    width, height = image.size
    connection = xlib_display.Display(display)
    screen = connection.screen()
    window = screen.root.create_window(
        *(x, y, width, height, 0, screen.root_depth), background_pixel=screen.white_pixel
    )
    pixmap = window.create_pixmap(width, height, screen.root_depth)
    pixels = window.create_gc()
    rows = 65536 // (width * 4) - 1  # what fits into one request
    raw = image.convert("RGB").tobytes("raw", "BGRX")
    for top in range(0, height, rows):
        count = min(rows, height - top)
        part = raw[top * width * 4 : (top + count) * width * 4]
        pixmap.put_image(pixels, 0, top, width, count, X.ZPixmap, screen.root_depth, 0, part)
    window.change_attributes(background_pixmap=pixmap)
    window.set_wm_name(TITLE)
    window.set_wm_normal_hints(flags=1)  # the person placed it: the manager is not to
    window.map()
    connection.sync()
    try:
        yield
    finally:
        window.destroy()
        connection.close()
