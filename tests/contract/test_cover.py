"""What every cover of the screens promises."""

import os
from collections.abc import Iterator

import pytest

from askance.capture.cover_x11 import X11Cover
from askance.core.ports import Cover
from askance.core.screen import Shade
from tests.fakes.surroundings import FakeCover
from tests.support.desktop import x_server


@pytest.fixture(params=["fake", pytest.param("x11", marks=pytest.mark.integration)])
def cover(request: pytest.FixtureRequest, tmp_path: object) -> Iterator[Cover]:
    if request.param == "fake":
        yield FakeCover()
        return
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    with x_server(environment, width=320, height=200) as name:
        made = X11Cover(display=name)
        yield made
        made.close()


def test_lifting_what_does_not_lie_is_nothing(cover: Cover) -> None:
    cover.lift()
    cover.lay(Shade(0.5))
    cover.lift()
    cover.lift()


def test_it_may_be_laid_again_and_again(cover: Cover) -> None:
    cover.prepare()
    cover.lay(Shade(0.5))
    cover.lay(Shade(0.25))
    cover.lift()
    cover.lay(Shade(0.5))


def test_it_may_be_used_after_it_was_closed(cover: Cover) -> None:
    cover.lay(Shade(0.5))
    cover.close()
    cover.close()
    cover.lay(Shade(0.5))
    cover.lift()
