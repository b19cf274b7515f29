"""A picture to look at closely: zoomed with the wheel, moved with the mouse. GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPixmap,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsPixmapItem, QGraphicsScene, QGraphicsView

from askance.core.screen import Region
from askance.ui.theme import Theme

_STEP = 1.25
_LEAST, _MOST = 0.02, 32.0

Paint = Callable[[QPainter, QRectF], None]
"""Paints what lies in a part of the picture, in the picture's pixels."""


class PictureCanvas(QGraphicsView):
    """The picture; a unit of the scene is one of its pixels.

    A zoom of 1 is one pixel of the picture on one pixel of the screen, whatever the screen's scale.
    `over` is painted over the picture, the last of it on top.
    """

    zoomed = Signal(float)

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._item: QGraphicsPixmapItem | None = None
        self._fitting = True
        self.over: list[Paint] = []
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

    @property
    def scale_of_points(self) -> float:
        """Pixels of the picture for one point of the screen."""
        return 1 / max(1e-6, self.transform().m11())

    @property
    def bounds(self) -> Region:
        """The whole picture; empty before there is one."""
        size = self.sceneRect().size().toSize()
        return Region(0, 0, size.width(), size.height())

    @property
    def in_sight(self) -> Region:
        """The pixels of the picture that can be seen."""
        seen = self.mapToScene(self.viewport().rect()).boundingRect().toAlignedRect()
        return Region(seen.x(), seen.y(), seen.width(), seen.height()).intersected(self.bounds)

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
        for paint in self.over:
            painter.save()
            paint(painter, QRectF(rect))
            painter.restore()

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
