"""The words of a table for Qt's views and for screen readers; the view draws them. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from askance.core.markdown import Table, plain_text

_Index = QModelIndex | QPersistentModelIndex


class TableModel(QAbstractTableModel):
    """The cells' plain words; the view draws them."""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table((), (), ())

    def set_table(self, table: Table) -> None:
        """Shows another table."""
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def set_rows(self, table: Table, kept: int) -> None:
        """Shows a table that differs only in the rows from `kept` on."""
        old, new = len(self.table.rows), len(table.rows)
        if new > old:
            self.beginInsertRows(QModelIndex(), old, new - 1)
            self.table = table
            self.endInsertRows()
        elif new < old:
            self.beginRemoveRows(QModelIndex(), new, old - 1)
            self.table = table
            self.endRemoveRows()
        self.table = table
        changed = min(old, new) - 1
        if kept <= changed:
            last = self.index(changed, self.columnCount() - 1)
            self.dataChanged.emit(self.index(kept, 0), last)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 -- Qt's signature
        return 0 if parent.isValid() else len(self.table.header)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return plain_text(self.table.rows[index.row()][index.column()])

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return plain_text(self.table.header[section]) if section < self.columnCount() else None
