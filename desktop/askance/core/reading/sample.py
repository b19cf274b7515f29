"""A picture with one word on it, to see whether reading works: for the endpoint's test and the
self-test, which bring no picture of their own.
"""

from __future__ import annotations

from base64 import b64decode

from askance.core.chat import EncodedPicture

WORD = "ready"
"""What stands on it."""

SAMPLE = EncodedPicture(
    b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAIQAAAA0AgMAAAA24HhBAAAADFBMVEX///+qqqpVVVUAAAABM1s0AAABAklEQVR42u"
        "2UMU7DMBSGv9dGpShA0jlCXViYWBkgscRVOnCLmpYD5Ci5AFAmGHuEILFjBIMHp2aqBEkkrwj6FvtJnz49/c8y7Orv"
        "VPKjGwT5X0bECyu+JPOKUQOfDNdtxzFHXDOj4nSgeSYyLVVsKdQdM3HM5Y1LEt0mahxT4AJHQc60M2mNxSgQLIaXb7"
        "lG24s4UE/WDx0Go5qOYyWJN5yDgMHqedcBwL3kALj0pJuYfxe5+QAPKX7ieojtGZGymZie1A8A0IxJYb/uIa5U5g/3"
        "FEup4JaeSdcGWdiCalPC6rG9wFgjD69kNmfUJHAWXHkefB950GFDjiJIUO5+jf9QX6vSSjnNzXxUAAAAAElFTkSuQm"
        "CC"
    ),
    "image/png",
    132,
    52,
    "sample",
)
"""132 × 52 pixels, black on white, PNG."""
