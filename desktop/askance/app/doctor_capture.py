"""The doctor's rows on the screen: what captures, whether it may, and whether sizes agree."""

from __future__ import annotations

from collections.abc import Sequence

from askance.app.container import Container
from askance.core.checks import Check, CheckState
from askance.core.errors import AskanceError, Problem
from askance.core.ports import Grabber
from askance.core.screen import Extent, Frame, Screen, match_frames
from askance.core.settings import Settings
from askance.core.system_pages import SCREEN_RECORDING, page_for
from askance.platforms.choice import Choice

CAPTURE = "Screen capture"
RECORDING = "Permission to see the screen"
_ROUNDED = 2
"""Pixels that a size may be off by because a scale is no whole number."""


def capture_row(
    container: Container,
    settings: Settings,
    screens: Sequence[Screen],
    failed: Problem | None = None,
) -> Check:
    """What captures here, and the sizes it sees; `screens` as Qt has them, or none. `failed`: what
    the last capture of the running window ended with; where one cannot be made just to look,
    nothing else is known.
    """
    from askance.capture import choose_grabber
    from askance.capture.around import choose_windows

    explicit = container.environ.get("ASKANCE_GRABBER") or settings.grabber
    try:
        choice: Choice[Grabber] = choose_grabber(container.info, explicit)
        frames = _grabbed(choice.chosen, tuple(screen.name for screen in screens))
    except AskanceError as error:
        return _told_of(error.problem, CheckState.MISSING)
    also = tuple(filter(None, (*choice.reasons, choose_windows(container.info).reason)))
    if frames is None or any(frame.extent is Extent.DESKTOP for frame in frames):
        also = (*enlarged(choice.name, screens), *also)
    if frames is None and failed is not None:
        return _told_of(failed, CheckState.LIMITED, f"{choice.name}: the last capture failed.")
    if frames is None:
        told = f"{choice.name}: the desktop takes the picture, and may ask you first."
        return Check(CAPTURE, CheckState.OK, " ".join((told, *also)))
    sizes = ", ".join(f"{frame.bounds.width} × {frame.bounds.height}" for frame in frames)
    differing, far = disagreements(choice.name, tuple(screens), frames)
    told = " ".join((f"{choice.name}: {sizes}.", *also, *differing))
    if failed is not None:
        before = f"{told} All the same, the last capture in the window failed."
        return _told_of(failed, CheckState.LIMITED, before)
    return Check(CAPTURE, CheckState.LIMITED if far else CheckState.OK, told)


def recording_row(problem: str | None) -> Check:
    """macOS: whether Askance may see the screen; `problem` says in words that it may not."""
    if problem is None:
        return Check(RECORDING, CheckState.OK, "macOS lets Askance see the screen.")
    return Check(RECORDING, CheckState.MISSING, problem, link=SCREEN_RECORDING)


def enlarged(grabber: str, screens: Sequence[Screen]) -> tuple[str, ...]:
    """A sentence on the screens whose pixels do not come as they are: where one picture shows all
    of them at once, it has the scale of the finest.
    """
    finest = max((screen.ratio for screen in screens), default=1.0)
    coarse = [screen for screen in screens if screen.ratio < finest]
    if not coarse:
        return ()
    names = ", ".join(f"{screen.name} ({screen.ratio:g})" for screen in coarse)
    told = (
        f"{grabber} gives one picture of all screens, at the scale {finest:g}: what is captured "
        f"on {names} comes enlarged to it."
    )
    return (told,)


def disagreements(
    grabber: str, screens: tuple[Screen, ...], frames: tuple[Frame, ...]
) -> tuple[tuple[str, ...], bool]:
    """A sentence for each screen whose size `grabber` and Qt see differently, and whether any is
    further off than rounding explains. In physical pixels; the grabber's are the real ones.
    """
    if any(frame.extent is not Extent.SCREEN for frame in frames):
        return (), False
    told, far = [], False
    for index, frame in match_frames(screens, frames).items():
        seen, said = frame.bounds, screens[index].bounds
        off = max(abs(seen.width - said.width), abs(seen.height - said.height))
        if off:
            told.append(
                f"{grabber} sees {seen.width} × {seen.height}, Qt {said.width} × {said.height}; "
                "the pixels count."
            )
        far = far or off > _ROUNDED
    return tuple(told), far


def _grabbed(grabber: Grabber, outputs: tuple[str, ...]) -> tuple[Frame, ...] | None:
    """None when a grab could ask the person."""
    if not grabber.quiet:
        return None
    try:
        return grabber.grab(outputs)
    finally:
        grabber.close()


def _told_of(problem: Problem, state: CheckState, before: str = "") -> Check:
    words = (before, problem.title, problem.detail)
    detail = ". ".join(word.rstrip(".") for word in words if word)
    return Check(CAPTURE, state, f"{detail}.", problem.hint, link=page_for(problem))
