"""How large a picture may become: it depends on where a question would go."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from askance.core.budget import WHOLE, ImageBudget, budget_for
from askance.core.chat import EncodedPicture
from askance.core.conversation import PictureOrigin
from askance.core.endpoint import ON_DEVICE, Endpoint
from askance.core.screen import Frame, Pixels, Region
from askance.pictures.codec import PillowCodec
from askance.services.one_thread import OneThread
from askance.services.pictures import PictureService
from tests.fakes.chat import ScriptedChat

RELAY = Endpoint("relay", "https://relay.example.com/v1", "m")
SIZE = (2400, 60)
URL = "https://example.com/noise.png"


class Desk:
    """A picture service whose endpoint can be changed."""

    def __init__(self) -> None:
        self.endpoint = ON_DEVICE
        self.thread = OneThread("pictures")
        chat = ScriptedChat()
        chat.pictures[URL] = noise()
        self.kept = {"ab": noise()}
        self.service = PictureService(
            codec=PillowCodec(),
            thread=self.thread,
            chat=chat,
            budget=lambda: budget_for(self.endpoint),
            kept=self.read,
        )

    async def read(self, sha256: str) -> bytes:
        return self.kept[sha256]


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.thread.close()


def noise() -> bytes:
    """What no encoder but an exact one leaves as it is."""
    file = io.BytesIO()
    Image.effect_noise(SIZE, 80).convert("RGB").save(file, "PNG")
    return file.getvalue()


def brought(desk: Desk, tmp_path: Path) -> list[EncodedPicture]:
    """One picture by each way in."""
    data = noise()
    (tmp_path / "noise.png").write_bytes(data)
    pixels = Pixels(*SIZE, Image.open(io.BytesIO(data)).convert("RGBA").tobytes())
    frame = Frame(Region(0, 0, *SIZE), pixels)

    async def bring() -> list[EncodedPicture]:
        service = desk.service
        return [
            await service.from_file(data, "a"),
            await service.from_path(str(tmp_path / "noise.png")),
            await service.from_pixels(pixels, "a"),
            await service.from_region((frame,), frame.bounds),
            await service.from_url(URL),
        ]

    return asyncio.run(bring())


def test_what_stays_here_is_kept_pixel_for_pixel(desk: Desk, tmp_path: Path) -> None:
    for picture in brought(desk, tmp_path):
        assert (picture.width, picture.height) == SIZE
        assert picture.media_type == "image/png"


def test_what_leaves_is_made_small(desk: Desk, tmp_path: Path) -> None:
    desk.endpoint = RELAY
    for picture in brought(desk, tmp_path):
        assert picture.width == 2048


def test_exact_pixels_are_those_of_the_file(desk: Desk) -> None:
    data = noise()
    kept = asyncio.run(desk.service.from_file(data, "a"))
    assert Image.open(io.BytesIO(kept.data)).tobytes() == Image.open(io.BytesIO(data)).tobytes()


def test_only_what_does_not_fit_is_encoded_anew(desk: Desk) -> None:
    whole = asyncio.run(desk.service.from_file(noise(), "a"))
    assert asyncio.run(desk.service.fit(whole, WHOLE)) is whole
    small = asyncio.run(desk.service.fit(whole, ImageBudget()))
    assert (small.width, small.name) == (2048, "a")
    assert asyncio.run(desk.service.fit(small, ImageBudget())) is small
    assert asyncio.run(desk.service.fit(whole, ImageBudget())) == small


def test_too_many_bytes_do_not_fit_either(desk: Desk) -> None:
    whole = asyncio.run(desk.service.from_file(noise(), "a"))
    budget = ImageBudget(long_side=4000, max_bytes=len(whole.data) - 1)
    assert len(asyncio.run(desk.service.fit(whole, budget)).data) <= budget.max_bytes


def test_a_part_of_a_kept_picture_keeps_every_pixel_and_where_it_was(desk: Desk) -> None:
    part = asyncio.run(desk.service.part_of("ab", 2300, 10, 100, 50))
    whole = Image.open(io.BytesIO(desk.kept["ab"])).convert("RGB")
    cut = Image.open(io.BytesIO(part.data))
    assert (part.width, part.height, part.media_type) == (100, 50, "image/png")
    assert cut.convert("RGB").tobytes() == whole.crop((2300, 10, 2400, 60)).tobytes()
    assert part.origin == PictureOrigin("ab", 2300, 10, 100, 50)


def test_a_small_part_of_a_large_picture_is_not_made_smaller_with_it(desk: Desk) -> None:
    desk.endpoint = RELAY
    part = asyncio.run(desk.service.part_of("ab", 0, 0, 2000, 60))
    assert (part.width, part.height) == (2000, 60)


def test_a_part_made_smaller_still_knows_where_it_was(desk: Desk) -> None:
    origin = PictureOrigin("ab", 0, 0, 2400, 60)
    part = asyncio.run(desk.service.part_of("ab", 0, 0, 2400, 60, ImageBudget()))
    assert (part.width, part.origin) == (2048, origin)
    whole = asyncio.run(desk.service.part_of("ab", 0, 0, 2400, 60, WHOLE))
    fitted = asyncio.run(desk.service.fit(whole, ImageBudget()))
    assert (whole.width, fitted.width, fitted.origin) == (2400, 2048, origin)


@pytest.mark.parametrize(
    "part", [(0, 0, 0, 10), (-1, 0, 10, 10), (2390, 0, 11, 10), (0, 50, 10, 11), (5, 5, 10, -1)]
)
def test_a_part_that_is_not_in_the_picture_is_refused(
    desk: Desk, part: tuple[int, int, int, int]
) -> None:
    with pytest.raises(ValueError, match="not inside 2400 × 60"):
        asyncio.run(desk.service.part_of("ab", *part))
