"""What a menu offers for the leaves of a message: code, tables, links. GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from askance.core.markdown import Inline, plain_text
from askance.ui.conversation.boxes.box import Box
from askance.ui.conversation.boxes.code import CodeBox
from askance.ui.conversation.boxes.table import TableBox
from askance.ui.conversation.flow import CodeLeaf, Leaf, TableLeaf, TextLeaf
from askance.ui.widgets import announce

_LINKS = 24
_SHOWN = 60


def offer_leaf(menu: QMenu, box: Box) -> None:
    """Adds what can be done with one leaf that is laid out."""
    if isinstance(box, CodeBox):
        code = box
        menu.addAction(_tr("Copy code"), lambda: _copy(code.text))
        if code.wrapped or code.overflow:
            wrap = menu.addAction(_tr("Wrap lines"))
            wrap.setCheckable(True)
            wrap.setChecked(code.wrapped)
            wrap.toggled.connect(code.set_wrapped)
    elif isinstance(box, TableBox):
        table = box
        menu.addAction(_tr("Copy table as CSV"), lambda: _copy(table.csv()))
        menu.addAction(_tr("Copy table as Markdown"), lambda: _copy(table.markdown()))


def offer_tables(menu: QMenu, tables: Iterable[tuple[TableLeaf, Callable[[], str]]]) -> None:
    """Adds an entry for each table of a message, which copies it as CSV."""
    found = list(tables)
    if len(found) == 1:
        menu.addAction(_tr("Copy table as CSV"), partial(_copy_made, found[0][1]))
    elif found:
        inner = menu.addMenu(_tr("Copy table as CSV"))
        for leaf, each in found:
            words = " · ".join(plain_text(cell) for cell in leaf.table.header)
            inner.addAction(_short(words), partial(_copy_made, each))


def offer_links(menu: QMenu, leaves: Iterable[Leaf], follow: Callable[[str], None]) -> None:
    """Adds the links of a message, to be followed without a mouse."""
    links = list(dict.fromkeys(link for leaf in leaves for link in links_of(leaf)))[:_LINKS]
    if links:
        inner = menu.addMenu(_tr("Links"))
        for link in links:
            inner.addAction(_short(link), partial(follow, link))


def links_of(leaf: Leaf) -> Iterator[str]:
    """The addresses in a leaf, in reading order."""
    match leaf:
        case TextLeaf(inline=inline):
            yield from _links(inline)
        case TableLeaf(table=table):
            for row in (table.header, *table.rows):
                for cell in row:
                    yield from _links(cell)
        case CodeLeaf():
            return


def _links(inline: Inline) -> Iterator[str]:
    return (span.link for span in inline if span.link)


def _short(words: str) -> str:
    cut = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
    return cut.replace("&", "&&")


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    # A menu leaves nothing behind that could say so.
    where = QApplication.focusWidget()
    if where is not None:
        announce(where, _tr("Copied"))


def _copy_made(make: Callable[[], str]) -> None:
    _copy(make())


def _tr(text: str) -> str:
    return QCoreApplication.translate("Offers", text)
