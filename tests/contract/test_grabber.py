"""What every grabber owes its callers, proved on the fake and on mss with a real X server."""

import os
from collections.abc import Callable, Iterator
from itertools import combinations

import pytest

from askance.capture.mss_grabber import MssGrabber
from askance.capture.null_grabber import NullGrabber
from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.ports import Grabber
from askance.core.screen import Region
from tests.fakes.grabber import FakeGrabber, plain_frame
from tests.support.desktop import x_server

Make = Callable[[], Grabber]


@pytest.fixture(scope="module")
def display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path_factory.mktemp("home"))}
    with x_server(environment, width=320, height=200) as name:
        yield name


@pytest.fixture(params=["fake", pytest.param("mss", marks=pytest.mark.integration)])
def grabber(request: pytest.FixtureRequest) -> Iterator[Grabber]:
    if request.param == "fake":
        left, right = Region(0, 0, 64, 48), Region(64, 0, 32, 48)
        made: Grabber = FakeGrabber(plain_frame(left, name="L"), plain_frame(right, (9, 8, 7)))
    else:
        made = MssGrabber(display=request.getfixturevalue("display"))
    yield made
    made.close()


def test_a_frame_has_as_many_pixels_as_its_bounds_say(grabber: Grabber) -> None:
    frames = grabber.grab()
    assert frames
    for frame in frames:
        assert (frame.pixels.width, frame.pixels.height) == (
            frame.bounds.width,
            frame.bounds.height,
        )
        assert len(frame.pixels.bgra) == frame.bounds.width * frame.bounds.height * 4


def test_no_screen_comes_twice(grabber: Grabber) -> None:
    bounds = [frame.bounds for frame in grabber.grab()]
    assert all(a.intersected(b).empty for a, b in combinations(bounds, 2))


def test_an_older_grab_keeps_its_pixels(grabber: Grabber) -> None:
    first = grabber.grab()[0].pixels.bgra
    before = bytes(first)
    second = grabber.grab()[0].pixels.bgra
    assert isinstance(second, bytearray)
    second[:4] = b"\x01\x02\x03\x04"
    assert bytes(first) == before


def test_who_cannot_draw_the_pointer_gives_the_same_without_it(grabber: Grabber) -> None:
    assert not grabber.draws_pointer
    with_it, without = grabber.grab(pointer=True), grabber.grab()
    assert [bytes(frame.pixels.bgra) for frame in with_it] == [
        bytes(frame.pixels.bgra) for frame in without
    ]


def test_it_can_be_closed_twice_and_used_again(grabber: Grabber) -> None:
    grabber.grab()
    grabber.close()
    grabber.close()
    assert grabber.grab()


@pytest.mark.parametrize(
    "make",
    [
        lambda: FakeGrabber(refusal=Problem(ErrorKind.CAPTURE, "No", "Because.", "Do that.")),
        lambda: NullGrabber(("There is no screen: start it elsewhere.",)),
        pytest.param(lambda: MssGrabber(display=":59999"), marks=pytest.mark.integration),
        lambda: MssGrabber(denied=lambda: "It was not allowed."),
    ],
    ids=["fake", "none", "mss without a server", "mss without the permission"],
)
def test_what_cannot_capture_says_why_and_what_next(make: Make) -> None:
    grabber = make()
    with pytest.raises(AskanceError) as caught:
        grabber.grab()
    problem = caught.value.problem
    assert problem.kind is ErrorKind.CAPTURE
    assert problem.title
    assert problem.detail
    assert problem.hint
    grabber.close()
