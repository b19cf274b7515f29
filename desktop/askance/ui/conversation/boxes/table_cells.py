"""The cells of a table that are laid out: those of the rows near the sight. GUI thread.

A row has all its cells or none. Where cells stand is the table's business.
"""

from __future__ import annotations

from askance.ui.conversation.boxes.cell_dress import CellDress
from askance.ui.conversation.boxes.cells import Cell
from askance.ui.conversation.boxes.formula import Formulas
from askance.ui.conversation.boxes.paragraph_cell import ParagraphCell, make_cell
from askance.ui.conversation.boxes.table_rows import TableRows

AnyCell = Cell | ParagraphCell


class TableCells:
    """Made when they are asked for; row 0 is the head."""

    def __init__(self, rows: TableRows, dress: CellDress, formulas: Formulas | None) -> None:
        self._rows, self._dress, self._formulas = rows, dress, formulas
        self._cells: dict[int, list[AnyCell]] = {}
        # Rows with paragraphs in them, and whether these are no longer than formulas make them.
        self._paragraphs: dict[int, bool] = {}

    def __len__(self) -> int:
        """How many rows are laid out."""
        return len(self._cells)

    def __contains__(self, row: int) -> bool:
        return row in self._cells

    def of(self, row: int) -> list[AnyCell]:
        """The cells of a row."""
        cells = self._cells.get(row)
        if cells is None:
            rows, dress = self._rows, self._dress
            cells = self._cells[row] = [
                make_cell(inline, alignment, dress, self._formulas, head=not row)
                for inline, alignment in zip(rows.row(row), rows.table.alignments, strict=True)
            ]
            some = [cell for cell in cells if isinstance(cell, ParagraphCell)]
            if some:
                self._paragraphs[row] = not any(cell.long for cell in some)
        return cells

    def in_the_middle(self, row: int) -> bool:
        """Whether words stand at the middle of a row's height, as beside a tall formula."""
        return self._paragraphs.get(row, False)

    def drop_from(self, row: int) -> None:
        """The rows from this one on are not what they were."""
        for each in [each for each in self._cells if each >= row]:
            self._drop(each)

    def keep_near(self, first: int, last: int) -> None:
        """Only the rows between two are needed."""
        for each in [each for each in self._cells if not first <= each <= last]:
            self._drop(each)

    def ask_again(self) -> list[int]:
        """The rows with formulas that have come and take another room."""
        return [row for row in self._paragraphs if self._grown(row)]

    def _grown(self, row: int) -> bool:
        some = [cell for cell in self._cells[row] if isinstance(cell, ParagraphCell)]
        return len([cell for cell in some if cell.ask_again()]) > 0

    def _drop(self, row: int) -> None:
        del self._cells[row]
        self._paragraphs.pop(row, None)
