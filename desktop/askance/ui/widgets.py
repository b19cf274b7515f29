"""Small pieces shared by the windows. GUI thread.

Everything that can be focused takes its accessible name in its constructor, so that none is
forgotten; icons are tinted anew when the theme changes.
"""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QIcon,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from askance.ui.theme import ICON_PIXELS, Theme

_WITHIN = re.compile(r"(?<=\w[.:@])(?=\w)")
"""Where a line may end within an address, and would not by itself."""


def restyle(widget: QWidget) -> None:
    """Lets the style sheet look at a dynamic property again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A plain-text label in one of the style sheet's roles; never reads its text as markup."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def panel(kind: str) -> QFrame:
    """A frame in one of the style sheet's kinds."""
    made = QFrame()
    made.setProperty("panel", kind)
    return made


def breakable(text: str) -> str:
    """The same to the eye, but a long address in it can go on in the next line."""
    return _WITHIN.sub("\N{ZERO WIDTH SPACE}", text)


def hairline() -> QFrame:
    """Between what scrolls and what stays below it."""
    line = panel("hairline")
    line.setFixedHeight(1)
    return line


def announce(widget: QWidget, text: str) -> None:
    """Lets a screen reader say something that happened without moving the focus."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


class KeyCap(QLabel):
    """The keys to press, as on the caps of a keyboard."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setProperty("role", "key")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_caps(self, caps: tuple[str, ...]) -> None:
        """`("Ctrl", "Alt", "Space")`; nothing is shown when there are none."""
        self.setText(" ".join(caps))
        self.setVisible(bool(caps))


class IconLabel(QLabel):
    """An icon that only illustrates, in a colour of the theme: as large as the words it stands
    beside, unless a size is given.
    """

    def __init__(self, theme: Theme, icon: str, *, size: int = 0, role: str = "text") -> None:
        super().__init__()
        self._theme, self._icon, self._size, self._role = theme, icon, size, role
        theme.changed.connect(self._tint)
        self._tint()

    def set_icon(self, icon: str, role: str) -> None:
        self._icon, self._role = icon, role
        self._tint()

    @Slot()
    def _tint(self) -> None:
        ratio = max(2.0, self.devicePixelRatio())
        size = self._size or self._theme.pixels(ICON_PIXELS)
        self.setFixedSize(size, size)
        self.setPixmap(self._theme.pixmap(self._icon, size, self._role, ratio))


class TintedIcon:
    """What buttons share: an icon that follows the theme. `kind` is the style sheet's."""

    def _begin_tint(self, theme: Theme, icon: str, role: str) -> None:
        self._theme, self._icon_name, self._icon_role = theme, icon, role
        assert isinstance(self, QPushButton | QToolButton)
        theme.changed.connect(self._tint)
        self._tint()

    def _tint(self) -> None:
        assert isinstance(self, QPushButton | QToolButton)
        name, side = self._icon_name, self._theme.pixels(ICON_PIXELS)
        self.setIconSize(QSize(side, side))
        self.setIcon(self._theme.icon(name, self._icon_role) if name else QIcon())


class PressedByReturn:
    """What buttons share: Return does what Space does, in every window. (Qt's own way of having
    that, the automatic default, would also let such a button answer for a whole dialog.)
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        assert isinstance(self, QAbstractButton)
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        free = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in keys and free == Qt.KeyboardModifier.NoModifier:
            self.click()
        else:
            super().keyPressEvent(event)  # type: ignore[misc]  # the button's, mixed in


class Button(PressedByReturn, TintedIcon, QPushButton):
    """A push button with words and perhaps an icon."""

    def __init__(
        self, theme: Theme, text: str, *, icon: str = "", kind: str = "", name: str = ""
    ) -> None:
        super().__init__(_beside(icon, text))
        self.setAccessibleName(name or text)
        self.setAutoDefault(False)
        self.setProperty("kind", kind)
        self._begin_tint(theme, icon, _icon_role(kind))

    def present(self, text: str, icon: str, kind: str) -> None:
        """Another face on the same button in the same place."""
        self.setText(_beside(icon, text))
        self.setAccessibleName(text)
        self.setProperty("kind", kind)
        self._icon_name, self._icon_role = icon, _icon_role(kind)
        self._tint()
        restyle(self)


class IconButton(PressedByReturn, TintedIcon, QToolButton):
    """A button that is an icon alone; its name is also its tooltip."""

    def __init__(self, theme: Theme, icon: str, name: str, *, role: str = "soft") -> None:
        super().__init__()
        self.setProperty("kind", "quiet")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._begin_tint(theme, icon, role)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        self.setAccessibleName(name)
        self.setToolTip(name)


class CapButton(PressedByReturn, QPushButton):
    """A button with an icon, words and the keys that do the same, in its own layout."""

    def __init__(
        self,
        theme: Theme,
        text: str,
        *,
        name: str,
        icon: str = "",
        kind: str = "",
        least_height: int = 34,
    ) -> None:
        super().__init__()
        self._least_height = least_height
        self.setProperty("kind", kind)
        self.setAccessibleName(name)
        self.setAutoDefault(False)
        self._words = label(text)
        self._cap = KeyCap()
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(8)
        pieces: list[QWidget] = [self._words, self._cap]
        if icon:
            pieces.insert(0, IconLabel(theme, icon, role=_icon_role(kind)))
        for piece in pieces:
            # The labels are the button's face: the mouse is the button's.
            piece.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(piece)
        self._cap.set_caps(())

    def set_caps(self, caps: tuple[str, ...]) -> None:
        self._cap.set_caps(caps)
        self.setToolTip(" ".join(caps))
        self.updateGeometry()

    def set_compact(self, compact: bool) -> None:
        """Only the icon, where there is little room."""
        self._words.setVisible(not compact)
        self._cap.setVisible(not compact and bool(self._cap.text()))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        hint = self._row.totalSizeHint()
        return QSize(hint.width(), max(self._least_height, hint.height() + 8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class ElidedLabel(QLabel):
    """One line of text, cut with an ellipsis where it is too long; the whole is its tooltip and
    accessible name.
    """

    def __init__(
        self,
        text: str = "",
        role: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__()
        self._whole, self._mode = "", mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self.set_whole(text)

    @property
    def whole(self) -> str:
        return self._whole

    def set_whole(self, text: str) -> None:
        """The text before it is cut."""
        self._whole = " ".join(text.split())
        self.setAccessibleName(self._whole)
        self._cut()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        hint = super().sizeHint()
        # One pixel more: the width is a rounded figure, and a short text must never be cut.
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._cut()

    def _cut(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, self._mode, self.contentsRect().width())
        self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class QuietLine(PressedByReturn, QPushButton):
    """A line of small print that can be pressed, cut where there is little room."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._whole = ""
        self.setProperty("kind", "link")
        self.setAccessibleName(name)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    @property
    def whole(self) -> str:
        return self._whole

    def set_whole(self, text: str) -> None:
        self._whole = text
        self.setAccessibleDescription(text)
        self._cut()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 10, hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(48, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room = self.width() - 4
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room)
        self.setText(shown.replace("&", "&&"))
        self.setToolTip(self._whole if shown != self._whole else "")


def _beside(icon: str, text: str) -> str:
    # The style puts hardly any room between an icon and its words.
    return f"\N{EN SPACE}{text}" if icon else text


def _icon_role(kind: str) -> str:
    return {"primary": "on_accent", "quiet": "soft", "link": "soft"}.get(kind, "text")
