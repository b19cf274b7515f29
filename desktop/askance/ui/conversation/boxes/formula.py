"""Formulas set in type, remembered. GUI thread; the setting itself is done elsewhere.

A box asks for a formula and goes on with its source when there is none yet; `ready` says when to
ask again. What can't be set is remembered too, and stays source.

A formula in another colour is the same picture tinted, and one in another size stands in for the
right one until that is ready: when the theme or the text size changes, no formula falls back to
source and no line jumps.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from shiboken6 import isValid

from askance.core.typesetting import Typesetter
from askance.ui.conversation.boxes.formula_setting import MARGIN, Setting, set_formula
from askance.ui.conversation.offthread import Offthread
from askance.ui.theme import screen_ratio

_log = logging.getLogger(__name__)
_REMEMBERED = 24_000_000
"""Bytes of pictures: some hundred formulas on lines of their own, or thousands within lines."""
_LEAST = 500
"""Bytes that any formula counts, also one that can't be set."""
_WAITING = 200
"""Requests; of more than that, the oldest are of pages that were scrolled past."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as a picture, in logical pixels: its width, and what stands above and below the
    baseline. `exact` unless it stands in for one in another size; `plain` if all of it is in the
    one colour that was asked for.
    """

    image: QImage
    width: float
    ascent: float
    descent: float
    exact: bool = True
    plain: bool = True

    def paint(self, painter: QPainter, baseline: QPointF, scale: float = 1.0) -> None:
        """Draws it with the left end of its baseline at a point."""
        ratio = self.image.devicePixelRatio()
        inner = self.image.width() / ratio - 2 * MARGIN
        stretch = scale * (self.width / inner if not self.exact and inner > 0 else 1.0)
        place = QRectF(
            baseline.x() - MARGIN * stretch,
            baseline.y() - self.ascent * scale - MARGIN * stretch,
            self.image.width() / ratio * stretch,
            self.image.height() / ratio * stretch,
        )
        if stretch == 1.0:
            place.moveTo(_whole(place.x(), ratio), _whole(place.y(), ratio))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self.image)
        painter.restore()


@dataclass(frozen=True, slots=True)
class _Wish:
    source: str
    display: bool
    size: float
    colour: str
    ratio: float


class Formulas(QObject):
    """The formulas of all conversations. `ready` carries the source of one that is there now."""

    ready = Signal(str)

    def __init__(self, offthread: Offthread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._offthread = offthread
        self._known: OrderedDict[_Wish, Formula | None] = OrderedDict()
        self._newest: dict[tuple[str, bool], _Wish] = {}
        self._waiting: OrderedDict[_Wish, None] = OrderedDict()
        self._busy: _Wish | None = None
        """What is being set."""
        self._bytes = 0

    def get(
        self, source: str, *, size: float, colour: str | QColor, display: bool = False
    ) -> Formula | None:
        """A formula in letters of `size` logical pixels and a `#rrggbb` colour. None where there is
        none yet, or where the source can't be set.
        """
        name = colour.name() if isinstance(colour, QColor) else colour
        wish = _Wish(source, display, size, name, screen_ratio())
        if wish in self._known:
            self._known.move_to_end(wish)
            return self._known[wish]
        like = self._like(wish)
        if like is None or not like.exact:
            self._ask(wish)
        return like

    def _like(self, wish: _Wish) -> Formula | None:
        """The same in another colour, tinted, or in another size, stretched."""
        other = self._newest.get((wish.source, wish.display))
        known = self._known.get(other) if other is not None else None
        if other is None or known is None or not known.plain:
            return None
        image = _tinted(known.image, wish.colour) if wish.colour != other.colour else known.image
        if (wish.size, wish.ratio) == (other.size, other.ratio):
            return self._remember(wish, Formula(image, known.width, known.ascent, known.descent))
        factor = wish.size / other.size
        return Formula(
            image, known.width * factor, known.ascent * factor, known.descent * factor, exact=False
        )

    def _ask(self, wish: _Wish) -> None:
        if wish == self._busy or not self._offthread.typesets:
            return
        self._waiting[wish] = None
        self._waiting.move_to_end(wish)
        while len(self._waiting) > _WAITING:
            self._waiting.popitem(last=False)
        self._next()

    def _next(self) -> None:
        """Sets what was asked for last, one at a time: it is in sight."""
        if self._busy is not None or not self._waiting:
            return
        wish, _ = self._waiting.popitem()
        self._busy = wish
        self._offthread.typeset(
            partial(_tried, wish), partial(self._come, wish), partial(isValid, self)
        )

    def _come(self, wish: _Wish, setting: Setting | None) -> None:
        self._busy = None
        if setting is None:
            self._remember(wish, None)
        else:
            self._remember(
                wish,
                Formula(
                    setting.image,
                    setting.width,
                    setting.ascent,
                    setting.descent,
                    plain=setting.plain,
                ),
            )
            self._newest[wish.source, wish.display] = wish
        self._next()
        if setting is not None:
            self.ready.emit(wish.source)

    def _remember(self, wish: _Wish, formula: Formula | None) -> Formula | None:
        self._known[wish] = formula
        self._bytes += _bytes(formula)
        while self._bytes > _REMEMBERED and len(self._known) > 1:
            old, dropped = self._known.popitem(last=False)
            self._bytes -= _bytes(dropped)
            if self._newest.get((old.source, old.display)) == old:
                del self._newest[old.source, old.display]
        return formula


def _tried(wish: _Wish, typesetter: Typesetter) -> Setting | None:
    """What fails is not tried again, and those that wait come next."""
    try:
        return set_formula(
            typesetter,
            wish.source,
            size=wish.size,
            colour=wish.colour,
            display=wish.display,
            ratio=wish.ratio,
        )
    except Exception:  # noqa: BLE001 -- logged; the page shows the source
        _log.exception("A formula could not be set")
        return None


def _bytes(formula: Formula | None) -> int:
    return _LEAST + (formula.image.sizeInBytes() if formula is not None else 0)


def _tinted(image: QImage, colour: str) -> QImage:
    made = QImage(image)
    with QPainter(made) as painter:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        size = made.deviceIndependentSize()
        painter.fillRect(QRectF(0, 0, size.width() + 1, size.height() + 1), QColor(colour))
    return made


def _whole(place: float, ratio: float) -> float:
    """The next whole device pixel, so that no outline is smeared over two."""
    return round(place * ratio) / ratio
