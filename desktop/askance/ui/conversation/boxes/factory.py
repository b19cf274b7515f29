"""Makes the box that shows a leaf. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from askance.ui.conversation.boxes.box import Box
from askance.ui.conversation.boxes.code import CodeBox
from askance.ui.conversation.boxes.formula import Formulas
from askance.ui.conversation.boxes.rule import RuleBox
from askance.ui.conversation.boxes.table import TableBox
from askance.ui.conversation.boxes.text import TextBox
from askance.ui.conversation.flow import CodeLeaf, Leaf, Style, TableLeaf, TextLeaf
from askance.ui.conversation.offthread import Offthread
from askance.ui.theme import BODY_PIXELS, Theme


@dataclass(frozen=True, slots=True)
class BoxMaker:
    """What all boxes of a body have in common. `role` and `size` are those of running text."""

    theme: Theme
    offthread: Offthread
    formulas: Formulas | None = None
    role: str = "text"
    size: float = BODY_PIXELS

    def make(self, leaf: Leaf, *, complete: bool, changed: Callable[[], None]) -> Box:
        """A box that shows the leaf; `changed` is called when it needs to be laid out and painted
        again by itself.
        """
        match leaf:
            case CodeLeaf():
                return self._code(leaf, complete=complete, changed=changed)
            case TableLeaf():
                return TableBox(leaf, theme=self.theme, formulas=self.formulas)
            case TextLeaf(style=Style.RULE):
                return RuleBox(leaf, theme=self.theme)
            case TextLeaf():
                return TextBox(
                    leaf,
                    theme=self.theme,
                    formulas=self.formulas,
                    role=self.role,
                    size=self.size,
                    complete=complete,
                )

    def _code(self, leaf: CodeLeaf, *, complete: bool, changed: Callable[[], None]) -> CodeBox:
        box = CodeBox(leaf, theme=self.theme, offthread=self.offthread, changed=changed)
        if complete:
            box.write(leaf, complete=True)
        return box


def same_kind(old: Leaf, new: Leaf) -> bool:
    """Whether a box that shows `old` can go on with `new`."""
    if isinstance(old, TextLeaf) and isinstance(new, TextLeaf):
        return old.style is new.style or Style.RULE not in (old.style, new.style)
    return type(old) is type(new)
