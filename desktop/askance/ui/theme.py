"""The look: colours, type, icons, one style sheet. GUI thread.

Light, dark and high contrast follow the system live. Widgets ask for colours by role
(`theme.colours.soft`) and for icons by name; whoever paints by hand connects to `changed`.
The measures are an 8-pixel grid, 4 inside controls, radius 8.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from askance.core.settings import Appearance
from askance.resources import resource
from askance.ui.colours import DARK, LIGHT, Colours

RADIUS = 8
BODY_PIXELS = 14.5
ICON_PIXELS = 16


class Theme(QObject):
    """The colours in force. One per process, handed to every window."""

    changed = Signal()

    def __init__(self, app: QApplication, appearance: Appearance = Appearance.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._appearance = appearance
        self._text_percent = 100
        self._doubt_below = 80
        self.colours = LIGHT
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self._follow()

    def set_appearance(self, appearance: Appearance) -> None:
        """Follow the system, or always light or dark."""
        self._appearance = appearance
        self._follow()

    def set_text_size(self, percent: int) -> None:
        """Text size against the normal one, 80 to 200 percent."""
        self._text_percent = max(80, min(200, percent))
        self._follow()

    def set_doubt_below(self, percent: int) -> None:
        """Words of a reply less probable than this are marked as doubtful; 0: none."""
        if percent != self._doubt_below:
            self._doubt_below = max(0, min(100, percent))
            self.changed.emit()

    @property
    def doubt_below(self) -> float:
        """The probability under which a word is marked, from 0 to 1."""
        return self._doubt_below / 100

    @property
    def text_percent(self) -> int:
        """The text size in force, against the normal one."""
        return self._text_percent

    def pixels(self, size: float = BODY_PIXELS) -> int:
        """A text size in logical pixels after the person's own enlargement; of what stands beside
        text and belongs to it, too.
        """
        return round(size * self._text_percent / 100)

    def font(self, size: float = BODY_PIXELS, *, bold: bool = False, mono: bool = False) -> QFont:
        """The system's font (or its fixed-width one) at a size in logical pixels."""
        font = _mono_font() if mono else QFont(self._app.font())
        font.setPixelSize(self.pixels(size))
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def colour(self, role: str) -> QColor:
        """A colour by its role's name, e.g. `accent_soft`."""
        return QColor(getattr(self.colours, role))

    def icon(self, name: str, role: str = "text", on_role: str | None = None) -> QIcon:
        """A line icon in a colour of the theme, `pixels(ICON_PIXELS)` large; `on_role` colours its
        checked state.
        """
        icon, size = QIcon(), self.pixels(ICON_PIXELS)
        for ratio in (1, 2, 3):
            icon.addPixmap(_tinted(name, getattr(self.colours, role), size, ratio))
            icon.addPixmap(_tinted(name, self.colours.faint, size, ratio), QIcon.Mode.Disabled)
            if on_role:
                pixmap = _tinted(name, getattr(self.colours, on_role), size, ratio)
                icon.addPixmap(pixmap, QIcon.Mode.Normal, QIcon.State.On)
        return icon

    def pixmap(self, name: str, size: int, role: str = "text", ratio: float = 1.0) -> QPixmap:
        """An icon as a pixmap of `size` logical pixels for a device pixel ratio."""
        return _tinted(name, getattr(self.colours, role), size, ratio)

    def _follow(self) -> None:
        hints = self._app.styleHints()
        dark = self._appearance is Appearance.DARK or (
            self._appearance is Appearance.SYSTEM and hints.colorScheme() == Qt.ColorScheme.Dark
        )
        self.colours = DARK if dark else LIGHT
        self._app.setPalette(_palette(self.colours))
        self._app.setStyleSheet(self._sheet())
        self.changed.emit()

    def _sheet(self) -> str:
        sheet = _template()
        # The longest names first, so that @accent does not eat the head of @accent_soft.
        for role, value in sorted(asdict(self.colours).items(), key=lambda item: -len(item[0])):
            sheet = sheet.replace(f"@{role}", str(value))
        for size in (11, 12, 13, 14, 16, 22):
            sheet = sheet.replace(f"@px{size}", f"{self.pixels(size)}px")
        return self._with_marks(sheet).replace("@body", f"{self.pixels()}px")

    def _with_marks(self, sheet: str) -> str:
        """The boxes and rings before a choice, as large as its words."""
        side = self.pixels(16)
        dot = side // 2
        measures = {
            "@mark_side": side,
            "@mark_radius": (side + 2) // 2,
            "@dot_side": dot,
            "@dot_ring": (side + 2 - dot) // 2,
            "@arrow_room": 12 + self.pixels(12),
        }
        for name, pixels in measures.items():
            sheet = sheet.replace(name, f"{pixels}px")
        return sheet


def screen_ratio() -> float:
    """The largest device pixel ratio of any screen, for pictures drawn once for all."""
    return max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)


@lru_cache(maxsize=1)
def _template() -> str:
    return resource("styles", "askance.qss").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def _svg(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _tinted(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    svg = _svg(name).replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    renderer.render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _mono_font() -> QFont:
    from PySide6.QtGui import QFontDatabase

    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: colours.background,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.raised,
        QPalette.ColorRole.AlternateBase: colours.panel,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.Button: colours.raised,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.faint,
        QPalette.ColorRole.Highlight: colours.accent,
        QPalette.ColorRole.HighlightedText: colours.on_accent,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.LinkVisited: colours.accent,
        QPalette.ColorRole.ToolTipBase: colours.raised,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Mid: colours.line,
        QPalette.ColorRole.Midlight: colours.line,
        QPalette.ColorRole.Accent: colours.accent,
    }
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.faint))
    return palette
