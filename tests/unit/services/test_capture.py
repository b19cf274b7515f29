"""In which order the grabber's thread does what a capture needs."""

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest

from askance.core.errors import AskanceError, ErrorKind, Problem
from askance.core.screen import Extent, Frame, Pixels, PointerPicture, Region, Shade
from askance.services.capture import CaptureService
from askance.services.one_thread import OneThread

POINTER = PointerPicture(Region(0, 0, 1, 1), Pixels(1, 1, bytes(4)))


class Recorder:
    """A grabber, a pointer watch and a cover that write down what they are asked, in order."""

    name, quiet, draws_pointer = "recorder", True, False

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.extent = Extent.SCREEN
        self.refuses = False
        self.pointer: PointerPicture | None = POINTER
        self.lifted = threading.Event()
        self.fault: Exception | None = None

    def prepare(self) -> None:
        self.asked.append("prepare")

    def grab(self, _outputs: tuple[str, ...] = (), *, pointer: bool = False) -> tuple[Frame, ...]:
        self.asked.append("grab with pointer" if pointer else "grab")
        if self.refuses:
            raise AskanceError(Problem(ErrorKind.CAPTURE, "No", "No.", "No."))
        return (Frame(Region(0, 0, 1, 1), Pixels(1, 1, bytes(4)), extent=self.extent),)

    def look(self) -> PointerPicture | None:
        self.asked.append("look")
        return self.pointer

    def lay(self, shade: Shade) -> None:
        self.asked.append(f"lay {shade.opacity}")
        if self.fault is not None:
            raise self.fault

    def lift(self) -> None:
        self.asked.append("lift")
        self.lifted.set()

    def close(self) -> None:
        self.asked.append("close")


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def service(recorder: Recorder) -> Iterator[CaptureService]:
    thread = OneThread("grab")
    yield CaptureService(
        make=lambda: recorder,
        thread=thread,
        make_pointer=lambda: recorder,
        make_cover=lambda: recorder,
        patience_s=0.05,
    )
    thread.close()


def test_the_screens_are_covered_behind_the_grab_and_the_look(
    service: CaptureService, recorder: Recorder
) -> None:
    async def capture() -> PointerPicture | None:
        await service.grab(shade=Shade(0.5))
        return await service.pointer()

    assert asyncio.run(capture()) is POINTER
    assert recorder.asked == ["grab", "look", "lay 0.5"]


def test_a_hidden_pointer_is_not_looked_for_on_the_cover(
    service: CaptureService, recorder: Recorder
) -> None:
    recorder.pointer = None

    async def capture() -> PointerPicture | None:
        await service.grab(shade=Shade(0.5))
        return await service.pointer()

    assert asyncio.run(capture()) is None
    assert recorder.asked == ["grab", "look", "lay 0.5"]


def test_what_was_seen_before_the_last_cover_is_forgotten(
    service: CaptureService, recorder: Recorder
) -> None:
    async def capture() -> PointerPicture | None:
        await service.grab(shade=Shade(0.5))
        await service.uncover()
        await service.grab()
        recorder.pointer = None
        return await service.pointer()

    assert asyncio.run(capture()) is None
    assert recorder.asked == ["grab", "look", "lay 0.5", "lift", "grab", "look"]


@pytest.mark.parametrize("extent", [Extent.DESKTOP, Extent.PICKED, Extent.OUTPUT])
def test_only_screens_are_covered(
    service: CaptureService, recorder: Recorder, extent: Extent
) -> None:
    recorder.extent = extent
    asyncio.run(service.grab(shade=Shade(0.5)))
    assert recorder.asked == ["grab"]


def test_a_grab_draws_the_pointer_when_it_is_told_to(
    service: CaptureService, recorder: Recorder
) -> None:
    recorder.draws_pointer = True
    assert not service.draws_pointer, "who does not know the grabber yet promises nothing"
    asyncio.run(service.grab(pointer=True))
    assert service.draws_pointer
    assert recorder.asked == ["grab with pointer"]


def test_nothing_is_covered_unasked_or_when_the_grab_was_refused(
    service: CaptureService, recorder: Recorder
) -> None:
    asyncio.run(service.grab())
    recorder.refuses = True
    with pytest.raises(AskanceError):
        asyncio.run(service.grab(shade=Shade(0.5)))
    assert recorder.asked == ["grab", "grab"]


def test_why_the_last_grab_failed_is_known_until_one_works(
    service: CaptureService, recorder: Recorder
) -> None:
    assert service.problem is None
    recorder.refuses = True
    with pytest.raises(AskanceError) as caught:
        asyncio.run(service.grab())
    assert service.problem is caught.value.problem
    recorder.refuses = False
    asyncio.run(service.grab())
    assert service.problem is None


def test_all_is_made_ready_and_closed(service: CaptureService, recorder: Recorder) -> None:
    asyncio.run(service.prepare())
    asyncio.run(service.close())
    assert recorder.asked == ["prepare"] * 3 + ["close"] * 3


def test_a_cover_that_nobody_lifts_ends_by_itself(
    service: CaptureService, recorder: Recorder
) -> None:
    async def capture_and_hang() -> None:
        await service.grab(shade=Shade(0.5))
        async with asyncio.timeout(20):
            await asyncio.to_thread(recorder.lifted.wait)

    asyncio.run(capture_and_hang())


def test_a_cover_that_was_lifted_is_not_lifted_again(
    service: CaptureService, recorder: Recorder
) -> None:
    async def capture() -> None:
        await service.grab(shade=Shade(0.5))
        await service.uncover()
        await asyncio.sleep(0.1)  # twice the patience

    asyncio.run(capture())
    assert recorder.asked.count("lift") == 1


def test_frames_are_handed_out_whatever_a_cover_does(
    service: CaptureService, recorder: Recorder, expect_log: Callable[[str], None]
) -> None:
    expect_log("The screens were not covered")
    recorder.fault = ValueError("nobody thought of this")
    assert asyncio.run(service.grab(shade=Shade(0.5)))
