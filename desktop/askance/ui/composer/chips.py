"""The pictures of a draft, one chip each. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QImage, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from askance.core.chat import EncodedPicture
from askance.core.conversation import PictureLink, PictureOrigin
from askance.core.errors import Problem
from askance.core.payload import human_size
from askance.ui.composer.draft import DraftPicture
from askance.ui.flow_layout import FlowLayout
from askance.ui.theme import Theme
from askance.ui.thumbnails import ThumbnailLoader, rounded
from askance.ui.widgets import ElidedLabel, IconButton, label

THUMBNAIL = QSize(44, 30)
_LONGEST_NAME = 190
_MOST_HEIGHT = 200


class Chip(QFrame):
    """One picture: what it is, how it travels, and a way to take it out again."""

    removed = Signal(int)
    link_chosen = Signal(int, bool)
    """The picture's id; True: send its address, False: download and embed it."""
    origin_opened = Signal(object)
    """The `PictureOrigin` of a part: where it comes from is to be seen."""

    def __init__(self, theme: Theme, picture: DraftPicture) -> None:
        super().__init__()
        self._theme, self._id = theme, picture.id
        self.setProperty("panel", "chip")
        self._name = self._named(picture)
        self.setAccessibleName(self._name)
        if not isinstance(picture.content, Problem):
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._face = QLabel()
        self._face.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._face.setMinimumSize(THUMBNAIL)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 4, 4, 4)
        row.setSpacing(8)
        failed = isinstance(picture.content, Problem)
        middle = Qt.AlignmentFlag.AlignTop if failed else Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self._face, 0, middle)
        if picture.origin is not None:
            row.addWidget(self._mark(picture.origin), 0, middle)
        row.addWidget(self._words(picture), 1)
        remove = IconButton(
            theme, "close", self.tr("Remove picture {name}").format(name=picture.name), role="text"
        )
        remove.setProperty("small", True)
        remove.clicked.connect(lambda: self.removed.emit(self._id))
        row.addWidget(remove, 0, middle)
        self._show_sign(picture)

    def show_thumbnail(self, image: QImage) -> None:
        self._face.setPixmap(rounded(image, 5, self.devicePixelRatio()))

    def _named(self, picture: DraftPicture) -> str:
        if picture.origin is None:
            return picture.name
        return self.tr("Part of picture, {name}").format(name=picture.name)

    def _mark(self, origin: PictureOrigin) -> IconButton:
        """Shows that it is a part, and leads to the picture it is a part of."""
        made = IconButton(self._theme, "crop", self.tr("Show where it comes from"), role="accent")
        made.setProperty("small", True)
        made.clicked.connect(lambda: self.origin_opened.emit(origin))
        return made

    def _words(self, picture: DraftPicture) -> QWidget:
        if isinstance(picture.content, Problem):
            return self._problem(picture)
        words = QWidget()
        column = QHBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        name = ElidedLabel(picture.name, "small_text", Qt.TextElideMode.ElideMiddle)
        name.setMaximumWidth(_LONGEST_NAME)
        column.addWidget(name)
        state = self._state(picture)
        if state:
            column.addWidget(label(f"· {state}", "small"))
        if picture.url:
            column.addWidget(self._way(picture))
        self.setAccessibleName(f"{self._name}, {state}")
        return words

    def _state(self, picture: DraftPicture) -> str:
        match picture.content:
            case EncodedPicture(data=data):
                return human_size(len(data))
            case None if picture.url:
                return self.tr("downloading…")
            case None:
                return self.tr("preparing…")
            case _:
                return ""

    def _problem(self, picture: DraftPicture) -> QWidget:
        assert isinstance(picture.content, Problem)
        problem = picture.content
        self.setProperty("panel", "warn")
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(2)
        text = " ".join(filter(None, (problem.detail, problem.hint)))
        heading = label(f"{picture.name}: {problem.title}", "title", wrap=True)
        details = label(text, "small", wrap=True)
        column.addWidget(heading)
        column.addWidget(details)
        if picture.url:
            column.addWidget(self._way(picture), 0, Qt.AlignmentFlag.AlignLeft)
        self.setAccessibleName(f"{self._name}: {problem.title}. {text}")
        return words

    def _way(self, picture: DraftPicture) -> QToolButton:
        as_link = isinstance(picture.content, PictureLink)
        button = QToolButton()
        button.setProperty("kind", "way")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setText(self.tr("Sent as link") if as_link else self.tr("Embedded"))
        button.setAccessibleName(self.tr("How to send {name}").format(name=picture.name))
        button.setAccessibleDescription(button.text())
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        group = QActionGroup(menu)
        for text, chosen in (
            (self.tr("Send as link: the server fetches it"), True),
            (self.tr("Download and embed it"), False),
        ):
            action = QAction(text, menu, checkable=True, checked=chosen is as_link)
            action.triggered.connect(
                lambda _=False, chosen=chosen: self.link_chosen.emit(self._id, chosen)
            )
            group.addAction(action)
            menu.addAction(action)
        button.setMenu(menu)
        return button

    def _show_sign(self, picture: DraftPicture) -> None:
        match picture.content:
            case Problem():
                icon, role = "warning", "warn"
            case PictureLink():
                icon, role = "link", "soft"
            case _:
                icon, role = "picture", "faint"
        self._face.setPixmap(self._theme.pixmap(icon, 16, role, max(2.0, self.devicePixelRatio())))


class ChipRow(QScrollArea):
    """All chips, in as many lines as they need, then scrolling; not there while there is none.

    What could not be read stands below the others over the whole width, since it is a sentence.
    """

    removed = Signal(int)
    link_chosen = Signal(int, bool)
    origin_opened = Signal(object)

    def __init__(self, theme: Theme, thumbnails: ThumbnailLoader) -> None:
        super().__init__()
        self._theme, self._thumbnails = theme, thumbnails
        self._chips: dict[int, tuple[DraftPicture, Chip]] = {}
        self.setAccessibleName(self.tr("Attachments"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._lines = QWidget()
        self._flow = FlowLayout(self._lines)
        self._column.addWidget(self._lines)
        self.setWidget(page)
        self.hide()
        thumbnails.loaded.connect(self._loaded)
        theme.changed.connect(self._redo)

    def show_pictures(self, pictures: tuple[DraftPicture, ...]) -> None:
        """Shows exactly these; a chip whose picture did not change stays as it is."""
        while self._flow.count():
            self._flow.takeAt(0)
        kept: dict[int, tuple[DraftPicture, Chip]] = {}
        for picture in pictures:
            old = self._chips.pop(picture.id, None)
            if old is None or old[0] is not picture:
                if old is not None:
                    self._dismiss(old[1])
                old = (picture, self._made(picture))
            kept[picture.id] = old
            if isinstance(picture.content, Problem):
                self._column.addWidget(old[1])
            else:
                self._flow.addWidget(old[1])
        for _, chip in self._chips.values():
            self._dismiss(chip)
        self._chips = kept
        self._lines.setVisible(self._flow.count() > 0)
        self.setVisible(bool(kept))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Takes the height its chips need at this width, up to three lines of them."""
        page = self.widget()
        if page is None or not self._chips:
            return
        self._column.activate()
        needed = self._column.heightForWidth(self.viewport().width())
        self.setMaximumHeight(max(40, min(needed, _MOST_HEIGHT)))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(200, self.maximumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 40)

    def _made(self, picture: DraftPicture) -> Chip:
        chip = Chip(self._theme, picture)
        failed = isinstance(picture.content, Problem)
        chip.setParent(self.widget() if failed else self._lines)
        chip.removed.connect(self.removed)
        chip.link_chosen.connect(self.link_chosen)
        chip.origin_opened.connect(self.origin_opened)
        chip.show()
        if isinstance(picture.content, EncodedPicture):
            size = THUMBNAIL * self.devicePixelRatio()
            self._thumbnails.load(_key(picture), picture.content.data, size)
        return chip

    def _dismiss(self, chip: Chip) -> None:
        self._column.removeWidget(chip)
        chip.hide()
        chip.deleteLater()

    @Slot(str, object)
    def _loaded(self, key: str, image: QImage) -> None:
        for picture, chip in self._chips.values():
            if _key(picture) == key and not image.isNull():
                chip.show_thumbnail(image)

    @Slot()
    def _redo(self) -> None:
        pictures = tuple(picture for picture, _ in self._chips.values())
        self.show_pictures(())
        self.show_pictures(pictures)


def _key(picture: DraftPicture) -> str:
    return f"chip:{picture.id}"
