"""Threads take turns that are much shorter than a frame."""

import sys

from askance.app.turns import take_short_turns

_FRAME_S = 0.016


def test_several_turns_of_others_fit_into_a_frame() -> None:
    before = sys.getswitchinterval()
    try:
        take_short_turns()
        assert sys.getswitchinterval() < _FRAME_S / 4
    finally:
        sys.setswitchinterval(before)
