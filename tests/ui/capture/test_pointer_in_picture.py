"""The mouse pointer in the picture: drawn in afterwards, or by the grabs to come."""

from PySide6.QtCore import Qt

from askance.core.screen import Pixels, PointerPicture, Region, cut
from askance.ui.capture.key_list import KeyList
from askance.ui.capture.result import CaptureResult
from tests.ui.capture.conftest import Rig


def last(rig: Rig) -> CaptureResult:
    found = rig.results[-1]
    assert isinstance(found, CaptureResult)
    return found


def key_list(rig: Rig) -> KeyList:
    (found,) = [keys for window in rig.windows for keys in window.findChildren(KeyList)]
    return found


def test_m_draws_the_pointer_into_the_picture(rig: Rig) -> None:
    green = Pixels(4, 4, b"\x00\xff\x00\xff" * 16)
    rig.pointer.picture = PointerPicture(Region(150, 150, 4, 4), green)
    rig.open()
    rig.qtbot.waitUntil(lambda: rig.session._desk.pointing.picture is not None)
    rig.type("m")
    assert rig.said == "With the mouse pointer · M leaves it out"
    rig.drag((100, 100), (300, 200))
    rig.key(Qt.Key.Key_Return)
    picture = cut(last(rig).frames, Region(150, 150, 4, 4))
    assert set(picture.bgra[1::4]) == {255}
    rig.open()
    rig.drag((100, 100), (300, 200))
    rig.key(Qt.Key.Key_Return)
    assert set(cut(last(rig).frames, Region(150, 150, 4, 4)).bgra[1::4]) == {40}


def test_where_the_pointer_cannot_be_had_m_says_so(rig: Rig) -> None:
    rig.open()
    rig.type("m")
    assert rig.said == "The mouse pointer cannot be had here"


NEXT = "From the next picture on {} the mouse pointer · D freezes again"


def test_where_only_a_grab_draws_the_pointer_m_holds_from_the_next_one_on(rig: Rig) -> None:
    rig.grabber.draws_pointer = True
    rig.open()
    rig.type("m")
    assert rig.said == NEXT.format("with")
    rig.key(Qt.Key.Key_Escape)
    rig.open()
    rig.type("m")
    assert rig.said == NEXT.format("without")
    rig.type("m")
    assert rig.said == "With the mouse pointer · M leaves it out"
    rig.drag((100, 100), (300, 200))
    rig.key(Qt.Key.Key_Return)
    rig.open()
    rig.type("m")
    rig.key(Qt.Key.Key_Escape)
    rig.open()
    assert rig.grabber.pointers == [False, True, True, False]


def test_and_changed_back_at_once_nothing_was(rig: Rig) -> None:
    rig.grabber.draws_pointer = True
    rig.open()
    rig.type("mm")
    assert rig.said == "Without the mouse pointer"
    rig.key(Qt.Key.Key_Escape)
    rig.open()
    assert rig.grabber.pointers == [False, False]


def test_the_list_of_keys_says_when_m_holds(rig: Rig) -> None:
    rig.open()
    rig.type("?")
    assert "Mouse pointer" not in key_list(rig).accessibleDescription()
    rig.key(Qt.Key.Key_Escape)
    rig.key(Qt.Key.Key_Escape)
    rig.grabber.draws_pointer = True
    rig.open()
    rig.type("?")
    keys = key_list(rig)
    assert "M: Mouse pointer in the next pictures" in keys.accessibleDescription()


def test_a_pointer_seen_in_an_earlier_capture_is_not_drawn(rig: Rig) -> None:
    """Its look may come late: it belongs to the capture that it was asked for."""
    green = Pixels(4, 4, b"\x00\xff\x00\xff" * 16)
    rig.pointer.picture = PointerPicture(Region(150, 150, 4, 4), green)
    rig.open()
    rig.qtbot.waitUntil(lambda: rig.session._desk.pointing.picture is not None)
    rig.key(Qt.Key.Key_Escape)
    rig.pointer.picture = None
    rig.open()
    rig.type("m")
    assert rig.said == "The mouse pointer cannot be had here"
