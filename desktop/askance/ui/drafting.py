"""Between the composer and the picture service. GUI thread.

Whatever a person brings becomes a chip at once and is prepared on the worker: decoded, scaled and
encoded anew, so that the chip already shows what will leave. Also keeps the quiet line true.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence

from PySide6.QtCore import QObject, QRect, Signal, Slot

from askance.core.address import host_of
from askance.core.budget import image_tokens, text_tokens
from askance.core.chat import EncodedPicture
from askance.core.conversation import PictureLink, PictureOrigin
from askance.core.cost import UNKNOWN_SIDE, asking_price
from askance.core.endpoint import Endpoint
from askance.core.errors import Problem
from askance.core.payload import human_size
from askance.core.screen import Frame, Region
from askance.services.pictures import PictureService
from askance.ui import figures
from askance.ui.bridge import Bridge, Job
from askance.ui.composer.composer import Composer
from askance.ui.composer.draft import Draft
from askance.ui.drops import Brought, BroughtBytes, BroughtLink, BroughtPath, BroughtPixels


class Drafting(QObject):
    """Fills the composer. `endpoint` gives where a question would go, `context` roughly how many
    tokens of the conversation go along.
    """

    taken = Signal()
    """A captured picture, or a part of one that is kept, is in the composer."""

    def __init__(
        self,
        *,
        bridge: Bridge,
        pictures: PictureService,
        composer: Composer,
        endpoint: Callable[[], Endpoint],
        context: Callable[[], int] = lambda: 0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bridge, self._pictures, self._composer = bridge, pictures, composer
        self._endpoint, self._context = endpoint, context
        self._filling: dict[int, Job] = {}
        composer.embed_requested.connect(self._embed)
        composer.draft_changed.connect(self.tell)
        self.tell()

    def bring(self, items: Sequence[Brought]) -> None:
        """Dropped, pasted or opened pictures, each as a chip."""
        for item in items:
            match item:
                case BroughtPath(path):
                    name = path.replace("\\", "/").rpartition("/")[2]
                    self._prepare(self._pictures.from_path(path), name)
                case BroughtBytes(data, name):
                    self._prepare(self._pictures.from_file(data, name), name)
                case BroughtPixels(pixels, name):
                    self._prepare(self._pictures.from_pixels(pixels, name), name)
                case BroughtLink():
                    self._bring_link(item)

    def take_region(self, frames: tuple[Frame, ...], region: Region, question: str) -> None:
        """A captured region, with the words typed so far."""
        name = self.tr("Region · {width} × {height}").format(
            width=region.width, height=region.height
        )
        self._prepare(self._pictures.from_region(frames, region), name)
        if question:
            self._composer.insert_text(question)
        self.taken.emit()

    @Slot(str, QRect)
    def take_part(self, sha256: str, part: QRect) -> None:
        """A part (in pixels) of a picture that is kept, by its SHA-256."""
        origin = PictureOrigin(sha256, part.x(), part.y(), part.width(), part.height())
        name = self.tr("Part · {width} × {height}").format(width=origin.width, height=origin.height)
        work = self._pictures.part_of(sha256, origin.left, origin.top, origin.width, origin.height)
        self._fill(self._composer.add_picture(name, origin=origin), work)
        self.taken.emit()

    def tell(self) -> None:
        """Brings the quiet line up to date; call it when the endpoint changes too."""
        self._composer.set_quiet_line(self._cost(self._composer.draft, self._endpoint()))

    def _bring_link(self, link: BroughtLink) -> None:
        endpoint = self._endpoint()
        if endpoint.link_pictures and not link.embed_only:
            self._composer.add_picture(link.name, PictureLink(link.url), url=link.url)
            return
        url = "" if link.embed_only else link.url
        self._prepare(self._pictures.from_url(link.url), link.name, url=url)

    def _prepare(
        self, work: Coroutine[object, object, EncodedPicture], name: str, *, url: str = ""
    ) -> None:
        picture_id = self._composer.add_picture(name, url=url)
        self._fill(picture_id, work)

    def _embed(self, picture_id: int, url: str) -> None:
        self._fill(picture_id, self._pictures.from_url(url))

    def _fill(self, picture_id: int, work: Coroutine[object, object, EncodedPicture]) -> None:
        # The person may have chosen the link meanwhile, or asked for the download once more: only
        # the latest preparation of a chip that still waits may fill it.
        def fill(job: Job, content: EncodedPicture | Problem) -> None:
            if self._filling.get(picture_id) is job:
                del self._filling[picture_id]
                if self._composer.waits_for(picture_id):
                    self._composer.update_picture(picture_id, content)

        job = self._bridge.submit(lambda _report: work)
        job.succeeded.connect(lambda picture: fill(job, picture))
        job.failed.connect(lambda problem: fill(job, problem))
        self._filling[picture_id] = job

    def _cost(self, draft: Draft, endpoint: Endpoint) -> str:
        if endpoint.on_device:
            return self._stays(draft)
        tokens = text_tokens(draft.text)
        size = 0
        for picture in draft.ready:
            if isinstance(picture, EncodedPicture):
                size += len(picture.data)
                tokens += image_tokens(endpoint.model, picture.width, picture.height)
            else:
                tokens += image_tokens(endpoint.model, UNKNOWN_SIDE, UNKNOWN_SIDE)
        tokens += self._context() if tokens else 0
        cost = asking_price(endpoint.prices, tokens) if tokens else None
        words = [
            self._count(len(draft.ready)),
            human_size(size) if size else "",
            figures.tokens(tokens) if tokens else "",
            figures.about(figures.price(cost)) if cost is not None else "",
            host_of(endpoint.base_url),
        ]
        return " · ".join(word for word in words if word)

    def _stays(self, draft: Draft) -> str:
        if draft.empty:
            return self.tr("Nothing leaves this computer")
        sizes = [
            f"{picture.width} × {picture.height}"
            for picture in draft.ready
            if isinstance(picture, EncodedPicture)
        ]
        words = [
            self._count(len(draft.ready)),
            sizes[0] if len(sizes) == 1 else "",
            self.tr("stays on this computer"),
        ]
        return " · ".join(word for word in words if word)

    def _count(self, pictures: int) -> str:
        if pictures == 0:
            return ""
        if pictures == 1:
            return self.tr("1 picture")
        return self.tr("{count} pictures").format(count=pictures)
