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
    QSize,
    Qt,
    Signal,
    SignalInstance,
    Slot,
)
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QColor,
    QGuiApplication,
    QImage,
    QKeySequence,
    QPainter,
    QPixmap,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGraphicsPixmapItem,
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from askance.ui.conversation.offthread import Offthread
from askance.ui.conversation.pictures import full_picture
from askance.ui.theme import Theme
from askance.ui.widgets import Button, IconButton, announce, label

_STEP = 1.25
_LEAST, _MOST = 0.02, 32.0
_SUFFIXES = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"RIFF": ".webp", b"GIF8": ".gif"}


class PictureCanvas(QGraphicsView):
    """The picture; dragged with the mouse, zoomed with the wheel.

    A zoom of 1 is one pixel of the picture on one pixel of the screen, whatever the screen's scale.
    """

    zoomed = Signal(float)
    foreground: Callable[[QPainter, QRectF], None] | None = None
    """Paints over the picture, in its pixels."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._item: QGraphicsPixmapItem | None = None
        self._fitting = True
        self.setScene(QGraphicsScene(self))
        self.setAccessibleName(self.tr("Picture"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("canvas", "true")
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._colour()
        theme.changed.connect(self._colour)

    @property
    def zoom(self) -> float:
        """Pixels of the screen for one pixel of the picture."""
        return self.transform().m11() * self.devicePixelRatioF()

    def show_image(self, image: QImage) -> None:
        """The decoded picture."""
        self.scene().clear()
        self._item = self.scene().addPixmap(QPixmap.fromImage(image))
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self.scene().setSceneRect(QRectF(self._item.pixmap().rect()))
        self.setAccessibleName(
            self.tr("Picture, {width} × {height}").format(
                width=image.width(), height=image.height()
            )
        )
        self.fit()

    def fit(self) -> None:
        """All of it, but never larger than it is; follows the window from now on."""
        self._fitting = True
        # A scene that fills the view to the last pixel brings its scroll bars up.
        picture, room = self.scene().sceneRect(), self.maximumViewportSize() - QSize(4, 4)
        if picture.isEmpty() or room.isEmpty():
            return
        ratio = self.devicePixelRatioF()
        whole = min(room.width() / picture.width(), room.height() / picture.height()) * ratio
        self._set_zoom(min(1.0, whole))

    def zoom_to(self, zoom: float) -> None:
        """Shows it at a zoom and keeps that while the window changes."""
        self._fitting = False
        self._set_zoom(zoom)

    def zoom_by(self, steps: float) -> None:
        """A step is a quarter."""
        self.zoom_to(self.zoom * _STEP**steps)

    def drawForeground(  # noqa: N802 -- Qt's name
        self, painter: QPainter, rect: QRectF | QRect
    ) -> None:
        if self.foreground is not None:
            self.foreground(painter, QRectF(rect))

    def wheelEvent(self, event: QWheelEvent) -> None:
        # With the wheel one points at what to see larger; with keys and buttons one looks at it.
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.zoom_by(event.angleDelta().y() / 120)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitting:
            self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._fitting:
            self.fit()

    def _set_zoom(self, zoom: float) -> None:
        zoom = max(_LEAST, min(_MOST, zoom))
        factor = zoom / self.zoom
        self.scale(factor, factor)
        if self._item is not None:
            # Enlarged, each pixel stays a pixel: that is what one looks closer for.
            smooth = Qt.TransformationMode.SmoothTransformation
            fast = Qt.TransformationMode.FastTransformation
            self._item.setTransformationMode(fast if zoom >= 2 else smooth)
        self.zoomed.emit(zoom)

    @Slot()
    def _colour(self) -> None:
        self.setBackgroundBrush(QColor(self._theme.colour("panel")))


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
    its text; without, nothing does.
    """

    def __init__(
        self,
        *,
        theme: Theme,
        data: bytes,
        name: str = "",
        make_text: MakeText | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._theme, self._data, self._name = theme, data, name
        self._make_text = make_text
        self.text: SelectableText | None = None
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
        full = Button(self._theme, "100 %", kind="quiet", name=self.tr("Full size"))
        copy = Button(self._theme, self.tr("Copy"), icon="copy", name=self.tr("Copy picture"))
        save = Button(self._theme, self.tr("Save as…"), icon="save")
        self._text_button = Button(
            self._theme, self.tr("Text"), kind="toggle", name=self.tr("Select text")
        )
        self._text_button.setToolTip(self.tr("Select text (T)"))
        self._text_button.setCheckable(True)
        self._text_button.setEnabled(False)
        self._text_button.setVisible(self._make_text is not None)
        self._text_button.clicked.connect(self._toggle_text)
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
        bar.addWidget(copy)
        bar.addSpacing(4)
        bar.addWidget(save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.canvas, 1)

    def _show(self, image: QImage) -> None:
        self._image = image
        if image.isNull():
            self._tell(self.tr("This picture can’t be shown. Save as… still writes its file."))
            return
        self.message.clear()
        self.canvas.show_image(image)
        self._text_button.setEnabled(True)

    @Slot(float)
    def _tell_zoom(self, zoom: float) -> None:
        size = self._image.size()
        self._figure.setText(f"{size.width()} × {size.height()} · {round(zoom * 100)} %")

    def _full(self) -> None:
        self.canvas.zoom_to(1.0)

    def _toggle_text(self) -> None:
        """Words become selectable, or a plain picture again."""
        if self._make_text is None or self._image.isNull():
            return
        if self.text is None:
            self.text = self._make_text(self._data, self.canvas)
            self.text.left.connect(self._toggle_text)
            self.canvas.foreground = self.text.paint
        if self.text.active:
            self.text.leave()
        else:
            self.text.enter()
        self._text_button.setChecked(self.text.active)

    def _step_back(self) -> None:
        """Out of what was begun, at last out of the window."""
        if self.text is None or not self.text.active:
            self.close()
        elif not self.text.step_back():
            self._toggle_text()

    def _copy(self) -> None:
        if self.text is not None and self.text.active and self.text.copy():
            return
        if self._image.isNull():
            return
        data = QMimeData()
        data.setImageData(self._image)
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
