"""What leaves: the request as it would go, for reading before it does. GUI thread.

Shows a `Payload`, which never holds the key. The panel fetches and computes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage, QTextOption
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from askance.core.chat import EncodedPicture
from askance.core.conversation import PictureLink
from askance.core.errors import Problem
from askance.core.payload import Payload, human_size
from askance.ui.picture_preview import PicturePreview
from askance.ui.theme import Theme
from askance.ui.thumbnails import ThumbnailLoader
from askance.ui.widgets import (
    Button,
    ElidedLabel,
    IconButton,
    announce,
    label,
    panel,
    restyle,
)

_KEY = "payload:"
_PREVIEW = QSize(386, 260)
_COPIED_FOR_MS = 1600


class PayloadPanel(QFrame):
    """Pictures as encoded, the figures, the request, and a way to copy it."""

    closed = Signal()

    def __init__(self, *, theme: Theme, thumbnails: ThumbnailLoader) -> None:
        super().__init__()
        self._theme, self._thumbnails = theme, thumbnails
        self._payload: Payload | None = None
        self._previews: dict[str, PicturePreview] = {}
        self._generation = 0
        self.setProperty("panel", "side_right")
        self.setAccessibleName(self.tr("What leaves, in detail"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 8, 12)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addWidget(self._body(), 1)
        thumbnails.loaded.connect(self._preview_loaded)
        self.show_nothing(self.tr("Nothing leaves this computer."))

    def show_payload(self, payload: Payload) -> None:
        """The request that Send would make now."""
        self._payload = payload
        self._message.hide()
        self._details.show()
        for widget in (self._box, self._copy):
            widget.show()
        self._show_pictures(payload.pictures, payload.earlier_pictures)
        self._show_figures(payload)
        self._show_request(payload)

    def show_nothing(self, text: str) -> None:
        """Why there is nothing to show, in words."""
        self._payload = None
        self._details.hide()
        self._message.setText(text)
        self._message.show()

    def show_kept(self, pictures: Sequence[EncodedPicture | PictureLink]) -> None:
        """Pictures that are read on this computer and go nowhere."""
        self.show_nothing(
            self.tr(
                "Nothing leaves this computer. The picture is read here, and kept here with the "
                "conversation."
            )
            if pictures
            else self.tr("Nothing leaves this computer.")
        )
        self._show_pictures(pictures)
        _empty(self._figures)
        for widget in (self._box, self._copy):
            widget.hide()
        self._details.setVisible(bool(pictures))

    def show_problem(self, problem: Problem) -> None:
        """Why the request cannot be made."""
        self.show_nothing("\n".join(filter(None, (problem.title, problem.detail, problem.hint))))

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(label(self.tr("What leaves"), "title"))
        head.addStretch(1)
        close = IconButton(self._theme, "close", self.tr("Close What leaves"))
        close.clicked.connect(self.closed)
        head.addWidget(close)
        return head

    def _body(self) -> QScrollArea:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(14)
        self._message = label("", "soft", wrap=True)
        column.addWidget(self._message)
        self._details = QWidget()
        column.addWidget(self._details, 1)
        inner = QVBoxLayout(self._details)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(14)
        self._pictures = QVBoxLayout()
        self._pictures.setSpacing(8)
        self._figures = QGridLayout()
        self._figures.setHorizontalSpacing(18)
        self._figures.setVerticalSpacing(2)
        inner.addLayout(self._pictures)
        inner.addLayout(self._figures)
        self._box = self._request_box()
        inner.addWidget(self._box, 1)
        inner.addLayout(self._actions())
        inner.addStretch(0)  # keeps the rest on top where the request is not shown
        column.addStretch(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(page)
        return scroll

    def _request_box(self) -> QFrame:
        box = panel("code")
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._url = ElidedLabel("", "code_head", Qt.TextElideMode.ElideMiddle)
        self._request = QPlainTextEdit()
        self._request.setProperty("bare", True)
        self._request.setReadOnly(True)
        self._request.setAccessibleName(self.tr("Request"))
        self._request.setTabChangesFocus(True)
        self._request.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._request.setProperty("mono", True)
        self._request.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._request.setMinimumHeight(200)
        self._request.document().setDocumentMargin(0)
        inset = QVBoxLayout()
        inset.setContentsMargins(12, 9, 4, 9)
        inset.addWidget(self._request)
        column.addWidget(self._url)
        column.addLayout(inset)
        self._theme.changed.connect(self._set_fonts)
        self._set_fonts()
        return box

    def _actions(self) -> QHBoxLayout:
        self._copy = Button(self._theme, self.tr("Copy as curl"), icon="copy")
        self._copy.setToolTip(self.tr("The key is not copied: the command reads $ASKANCE_API_KEY."))
        self._copy.clicked.connect(self._copy_curl)
        row = QHBoxLayout()
        row.addWidget(self._copy)
        row.addStretch(1)
        return row

    def _show_pictures(
        self, pictures: Sequence[EncodedPicture | PictureLink], earlier: int = 0
    ) -> None:
        _empty(self._pictures)
        self._previews = {}
        self._generation += 1
        for number, picture in enumerate(pictures):
            if isinstance(picture, PictureLink):
                self._pictures.addWidget(ElidedLabel(picture.url, "small"))
                continue
            preview = PicturePreview(_about(picture), most_height=_PREVIEW.height())
            key = f"{_KEY}{self._generation}:{number}"
            self._previews[key] = preview
            self._pictures.addWidget(preview)
            size = _PREVIEW * self.devicePixelRatio()
            self._thumbnails.load(key, picture.data, size, cover=False)
        if earlier:
            text = self.tr("and {n} from earlier in this conversation")
            self._pictures.addWidget(label(text.format(n=earlier), "small"))

    def _show_figures(self, payload: Payload) -> None:
        _empty(self._figures)
        figures = [
            (self.tr("Picture"), self._picture_words(payload)),
            (self.tr("Size"), human_size(payload.size) if payload.size else ""),
            (self.tr("Tokens"), f"≈ {payload.tokens:,}"),
        ]
        shown = [(name, value) for name, value in figures if value]
        for column, (name, value) in enumerate(shown):
            self._figures.addWidget(label(name, "small_faint"), 0, column)
            self._figures.addWidget(label(value, "small_text"), 1, column)
        self._figures.setColumnStretch(len(shown), 1)

    def _picture_words(self, payload: Payload) -> str:
        count = len(payload.pictures) + payload.earlier_pictures
        if count > 1:
            return self.tr("{n} pictures").format(n=count)
        if not payload.pictures:
            return ""
        picture = payload.pictures[0]
        return self.tr("link") if isinstance(picture, PictureLink) else _about(picture)

    def _show_request(self, payload: Payload) -> None:
        self._url.set_whole(f"POST {payload.url}")
        headers = [f"{name}: {value}" for name, value in payload.headers]
        self._request.setPlainText("\n".join([*headers, payload.shown_body]))

    @Slot()
    def _copy_curl(self) -> None:
        if self._payload is not None:
            QGuiApplication.clipboard().setText(self._payload.curl)
            announce(self._copy, self.tr("Copied"))

    @Slot(str, object)
    def _preview_loaded(self, key: str, image: QImage) -> None:
        preview = self._previews.get(key)
        if preview is not None and not image.isNull():
            preview.show_image(image)

    @Slot()
    def _set_fonts(self) -> None:
        mono = self._theme.font(12.5, mono=True)
        self._request.setFont(mono)
        self._url.setFont(mono)
        restyle(self._url)


def _about(picture: EncodedPicture) -> str:
    kind = picture.media_type.partition("/")[2].upper()
    return f"{picture.width} × {picture.height} {kind}"


def _empty(layout: QVBoxLayout | QGridLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
