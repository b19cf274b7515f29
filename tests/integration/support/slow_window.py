"""A window that paints itself 30 ms after it was asked to, as many a program does; what stood over
it is seen until then. Prints `painted` the first time.
"""

import time

from Xlib import X, display

connection = display.Display()
window = connection.screen().root.create_window(
    *(0, 0, 1280, 740, 0, X.CopyFromParent),
    background_pixmap=X.NONE,
    event_mask=X.ExposureMask,
    override_redirect=True,
)
colour = window.create_gc(foreground=0x3366AA)
window.set_wm_name("Slow")
window.map()
connection.flush()
while True:
    if connection.next_event().type == X.Expose:
        time.sleep(0.03)
        window.fill_rectangle(colour, 0, 0, 1280, 740)
        connection.flush()
        print("painted", flush=True)
