"""Putting the overlay together: a session and a window a screen. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from askance.core.endpoint import Endpoint
from askance.core.errors import AskanceError
from askance.core.screen import Frame, Region, Screen, cut
from askance.ui.capture.mapping import ScreenMap, maps_of
from askance.ui.capture.offers import Offers
from askance.ui.capture.outcomes import Outcomes
from askance.ui.capture.overlay import OverlayWindow
from askance.ui.capture.pointing import Pointing
from askance.ui.capture.refusals import screens_changed
from askance.ui.capture.screens import Screens
from askance.ui.capture.session import CaptureSession
from askance.ui.capture.words import cost_of
from askance.ui.theme import Theme

if TYPE_CHECKING:
    from askance.ui.capture.offers import MakeTextMode
    from askance.ui.capture.text_mode import TextMode
    from askance.ui.text_layer.reader import PictureReader


class Opening:
    """What every overlay is made of."""

    def __init__(
        self,
        *,
        theme: Theme,
        endpoint: Callable[[], Endpoint],
        reader: PictureReader | None,
        screens: Screens,
        outcomes: Outcomes,
    ) -> None:
        self._theme, self._endpoint, self._reader = theme, endpoint, reader
        self._screens, self._outcomes = screens, outcomes

    def session(
        self, frames: tuple[Frame, ...], question: str, pointing: Pointing, parent: QObject
    ) -> CaptureSession:
        """One without windows yet, which are told to listen to it."""
        return CaptureSession(
            theme=self._theme,
            endpoint=self._endpoint(),
            offers=Offers(
                cost=lambda region: cost_of(region, self._endpoint()),
                text_mode=self._text_mode(frames),
                last=self._outcomes.last,
                joins=self._outcomes.joins,
                pointing=pointing,
            ),
            question=question,
            parent=parent,
        )

    def show(
        self,
        session: CaptureSession,
        placed: Sequence[tuple[int, Screen, Frame]],
        region: Region | None,
    ) -> None:
        """Opens the session on windows over the screens, each with its index. Raises `AskanceError`
        (capture) when one was unplugged since the grab; then nothing is shown.
        """
        try:
            handles = [self._screens.handle(index) for index, _, _ in placed]
        except IndexError as error:
            raise AskanceError(screens_changed()) from error
        places = maps_of([(screen, frame) for _, screen, frame in placed])
        windows = [
            OverlayWindow(
                screen=screen,
                handle=handle,
                frame=frame,
                place=place,
                theme=self._theme,
                listener=session,
            )
            for (_, screen, frame), handle, place in zip(placed, handles, places, strict=True)
        ]
        start, pointer = self._pointed([index for index, _, _ in placed], places)
        session.open(windows, start=start, region=region, pointer=pointer)

    def _pointed(
        self, indices: list[int], places: Sequence[ScreenMap]
    ) -> tuple[int, tuple[int, int] | None]:
        """Which of the windows has the pointer (the first when none), and on which pixel it is."""
        spot = self._screens.pointer()
        if spot is None or spot[0] not in indices:
            under = self._screens.under_pointer()
            return (indices.index(under) if under in indices else 0), None
        index, x, y = spot
        start = indices.index(index)
        return start, places[start].pixel(x, y)

    def _text_mode(self, frames: tuple[Frame, ...]) -> MakeTextMode | None:
        """What makes the mode in which text is selected, from frames that end with the overlay."""
        reader = self._reader
        if reader is None:
            return None

        def make(windows: Sequence[OverlayWindow], parent: QObject) -> TextMode:
            from askance.ui.capture.text_mode import TextMode

            return TextMode(
                theme=self._theme,
                reader=reader,
                picture=lambda region: cut(frames, region),
                windows=windows,
                parent=parent,
            )

        return make
