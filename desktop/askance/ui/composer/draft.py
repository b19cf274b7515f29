"""The question while it is being written. Pure values; the composer holds one."""

from __future__ import annotations

from dataclasses import dataclass

from askance.core.chat import EncodedPicture
from askance.core.conversation import PictureLink, PictureOrigin
from askance.core.errors import Problem

PictureContent = EncodedPicture | PictureLink | Problem | None
"""Ready to leave, in either form; a problem to be read; or None while it is being prepared."""


@dataclass(frozen=True, slots=True)
class DraftPicture:
    """One picture of the draft. `url` is where it came from on the web, or empty; `origin` is where
    it was cut from, when that is a picture of a conversation.
    """

    id: int
    name: str
    content: PictureContent = None
    url: str = ""
    origin: PictureOrigin | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """Words and pictures, in the order in which they were brought."""

    text: str = ""
    pictures: tuple[DraftPicture, ...] = ()

    @property
    def ready(self) -> tuple[EncodedPicture | PictureLink, ...]:
        """The pictures that can leave now."""
        return tuple(
            picture.content
            for picture in self.pictures
            if isinstance(picture.content, EncodedPicture | PictureLink)
        )

    @property
    def preparing(self) -> bool:
        return any(picture.content is None for picture in self.pictures)

    @property
    def failed(self) -> bool:
        return any(isinstance(picture.content, Problem) for picture in self.pictures)

    @property
    def empty(self) -> bool:
        """Nothing to send: neither words nor a picture that can leave."""
        return not self.text.strip() and not self.ready

    @property
    def sendable(self) -> bool:
        """A picture that is not ready, or could not be read, must not be left behind unnoticed."""
        return not (self.empty or self.preparing or self.failed)
