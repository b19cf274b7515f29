"""One picture at its full size, in a window of its own. GUI thread.

The bytes shown are those that left the computer; Save as writes exactly them. Decoding and writing
happen on another thread.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import (
    QMimeData,
    QRect,
    QRectF,
    QSaveFile,
    Qt,
    Signal,
    SignalInstance,
    Slot,
)
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QGuiApplication,
    QImage,
    QKeySequence,
    QPainter,
)
from PySide6.QtWidgets import QFileDialog, QGraphicsView, QHBoxLayout, QVBoxLayout, QWidget

from askance.core.screen import Region
from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.pictures import full_picture
from askance.ui.selection_look import paint_pointed_out, rect_of
from askance.ui.theme import Theme
from askance.ui.viewer.part import PartTool
from askance.ui.viewer.picture_canvas import PictureCanvas
from askance.ui.widgets import Button, IconButton, announce, label

_SUFFIXES = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"RIFF": ".webp", b"GIF8": ".gif"}


class SelectableText(Protocol):
    """What selects words on the canvas while it is active."""

    left: SignalInstance
    """The person is done with the text."""

    @property
    def active(self) -> bool: ...

    def enter(self) -> None: ...

    def leave(self) -> None: ...

    def step_back(self) -> bool:
        """Closes what was opened over the text; whether there was such a thing."""
        ...

    def copy(self) -> bool:
        """Copies what is selected; False when nothing is."""
        ...

    def paint(self, painter: QPainter, part: QRectF) -> None: ...


MakeText = Callable[[bytes, QGraphicsView], SelectableText]
"""From the picture's file and the view that shows it."""


class PictureViewer(QWidget):
    """The window `Askance – Picture`. Deletes itself when closed. `make_text` makes what selects
    its text; without, nothing does. With a `sha256`, by which the picture is known, a part of it
    can be asked about. `outlined` is a part to be pointed out, in the picture's pixels.
    """

    part_taken = Signal(str, QRect)
    """The picture's SHA-256 and a part to ask about, in its pixels; the window closes."""

    def __init__(
        self,
        *,
        theme: Theme,
        data: bytes,
        name: str = "",
        sha256: str = "",
        make_text: MakeText | None = None,
        outlined: Region | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._theme, self._data, self._name, self._sha256 = theme, data, name, sha256
        self._make_text, self._outlined = make_text, outlined
        self.text: SelectableText | None = None
        self.part: PartTool | None = None
        self._image = QImage()
        self._offthread = Offthread(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Askance – Picture"))
        self.canvas = PictureCanvas(theme=theme)
        self.message = label(self.tr("Opening the picture…"), "soft")
        self._figure = label("", "soft")
        self._make_actions()
        self._lay_out()
        self.canvas.zoomed.connect(self._tell_zoom)
        self.resize(960, 680)
        self.canvas.setFocus()
        self._offthread.run(lambda: full_picture(data), self._show, self)

    def save_to(self, path: str) -> None:
        """Writes the bytes as they are; says so, or what went wrong."""
        data = self._data
        self._offthread.run(lambda: _written(path, data), self._told, self)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.text is not None and self.text.active:
            self.text.leave()
        super().closeEvent(event)

    def _make_actions(self) -> None:
        keys = QKeySequence.StandardKey
        self._act(self.canvas_in, keys.ZoomIn, "+", "=")
        self._act(self.canvas_out, keys.ZoomOut, "-")
        self._act(self.canvas.fit, "F", "0")
        self._act(self._full, "1")
        self._act(self._save, keys.Save)
        self._act(self._copy, keys.Copy)
        self._act(self._toggle_text, "T", "Ctrl+T")
        self._act(self._place_part, "P")
        self._act(self._step_back, "Esc")
        self._act(self.close, keys.Close)

    def _act(self, what: object, *keys: QKeySequence.StandardKey | str) -> None:
        action = QAction(self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(what)
        self.addAction(action)

    def canvas_in(self) -> None:
        """Larger."""
        self.canvas.zoom_by(1)

    def canvas_out(self) -> None:
        """Smaller."""
        self.canvas.zoom_by(-1)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 8, 12, 8)
        bar.setSpacing(4)
        smaller = IconButton(self._theme, "zoom_out", self.tr("Zoom out"))
        larger = IconButton(self._theme, "zoom_in", self.tr("Zoom in"))
        fit = IconButton(self._theme, "fit", self.tr("Fit into the window"))
        full = Button(self._theme, "1:1", kind="quiet", name=self.tr("Full size"))
        copy = Button(self._theme, self.tr("Copy"), icon="copy", name=self.tr("Copy picture"))
        save = Button(self._theme, self.tr("Save as…"), icon="save")
        self._text_button = self._toggle(
            self.tr("Text"), self.tr("Select text"), "T", shown=self._make_text is not None
        )
        self._part_button = self._toggle(
            self.tr("Part"), self.tr("Select a part"), "P", shown=bool(self._sha256)
        )
        self._text_button.clicked.connect(self._toggle_text)
        self._part_button.clicked.connect(self._toggle_part)
        pressed = (self.canvas_out, self.canvas_in, self.canvas.fit, self._full)
        for button, what in zip((smaller, larger, fit, full), pressed, strict=True):
            button.clicked.connect(what)
            bar.addWidget(button)
        copy.clicked.connect(self._copy)
        save.clicked.connect(self._save)
        bar.addWidget(self._figure)
        bar.addStretch(1)
        bar.addWidget(self.message)
        bar.addSpacing(8)
        bar.addWidget(self._text_button)
        bar.addSpacing(4)
        bar.addWidget(self._part_button)
        bar.addSpacing(4)
        bar.addWidget(copy)
        bar.addSpacing(4)
        bar.addWidget(save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.canvas, 1)

    def _toggle(self, text: str, name: str, key: str, *, shown: bool) -> Button:
        made = Button(self._theme, text, kind="toggle", name=name)
        made.setToolTip(f"{name} ({key})")
        made.setCheckable(True)
        made.setEnabled(False)
        made.setVisible(shown)
        return made

    def _show(self, image: QImage) -> None:
        self._image = image
        if image.isNull():
            self._tell(self.tr("This picture can’t be shown. Save as… still writes its file."))
            return
        self.message.clear()
        self.canvas.show_image(image)
        self._text_button.setEnabled(True)
        if self._sha256:
            self._part_button.setEnabled(True)
            self.part = PartTool(theme=self._theme, view=self.canvas)
            self.part.taken.connect(self._take_part)
            self.part.left.connect(self._toggle_part)
            self.part.begun.connect(self._part_begun)
            self.canvas.over.append(self.part.paint)
        if self._outlined is not None:
            self._point_out(self._outlined.intersected(self.canvas.bounds))

    def _point_out(self, part: Region) -> None:
        if part.empty:
            return
        whole = rect_of(self.canvas.bounds)

        def paint(painter: QPainter, _exposed: QRectF) -> None:
            if self.part is None or not self.part.active:
                paint_pointed_out(painter, whole, part, self.canvas.scale_of_points)

        self.canvas.over.append(paint)
        self.canvas.ensureVisible(QRectF(rect_of(part)))
        self._tell(
            self.tr("Outlined: the part, {width} × {height}").format(
                width=part.width, height=part.height
            )
        )

    @Slot(float)
    def _tell_zoom(self, zoom: float) -> None:
        size = self._image.size()
        self._figure.setText(f"{size.width()} × {size.height()} · {round(zoom * 100)} %")

    def _full(self) -> None:
        self.canvas.zoom_to(1.0)

    @Slot()
    def _toggle_text(self) -> None:
        """Words become selectable, or a plain picture again."""
        if self._make_text is None or self._image.isNull():
            return
        if self.text is None:
            self.text = self._make_text(self._data, self.canvas)
            self.text.left.connect(self._toggle_text)
            self.canvas.over.append(self.text.paint)
        if self.text.active:
            self.text.leave()
        else:
            self._leave_part()
            self.text.enter()
        self._text_button.setChecked(self.text.active)

    @Slot()
    def _toggle_part(self) -> None:
        """A part becomes selectable, or a plain picture again."""
        if self.part is None:
            return
        if self.part.active:
            self._leave_part()
        else:
            self.part.enter()
            self._part_begun()

    def _place_part(self) -> None:
        """As a press of the button, but with a part to begin with."""
        self._toggle_part()
        if self.part is not None and self.part.active:
            self.part.place()

    @Slot()
    def _part_begun(self) -> None:
        if self.text is not None and self.text.active:
            self._toggle_text()
        self._part_button.setChecked(True)

    def _leave_part(self) -> None:
        if self.part is not None and self.part.active:
            self.part.leave()
        self._part_button.setChecked(False)

    @Slot(QRect)
    def _take_part(self, part: QRect) -> None:
        # Closed first: it would lie over the composer, where the part is written about.
        self.close()
        self.part_taken.emit(self._sha256, part)

    def _step_back(self) -> None:
        """Out of what was begun, at last out of the window."""
        if self.part is not None and self.part.active:
            self._leave_part()
        elif self.text is None or not self.text.active:
            self.close()
        elif not self.text.step_back():
            self._toggle_text()

    def _copy(self) -> None:
        if self.text is not None and self.text.active and self.text.copy():
            return
        if self._image.isNull():
            return
        region = self.part.region if self.part is not None else None
        data = QMimeData()
        data.setImageData(self._image if region is None else self._image.copy(rect_of(region)))
        QGuiApplication.clipboard().setMimeData(data)
        self._tell(self.tr("Copied"))

    def _save(self) -> None:
        dialog = QFileDialog(self, self.tr("Save picture"), self._file_name())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def _file_name(self) -> str:
        suffix = next((s for head, s in _SUFFIXES.items() if self._data.startswith(head)), "")
        stem = Path(self._name).stem or self.tr("Picture")
        return f"{stem}{suffix}"

    def _told(self, problem: str) -> None:
        if problem:
            self._tell(self.tr("Not saved: {problem}").format(problem=problem))
        else:
            self._tell(self.tr("Saved"))

    def _tell(self, words: str) -> None:
        self.message.setText(words)
        announce(self, words)


def _written(path: str, data: bytes) -> str:
    """Writes the file whole or not at all; returns what went wrong, or nothing."""
    file = QSaveFile(path)
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        return file.errorString()
    file.write(data)
    return "" if file.commit() else file.errorString()
