"""The table of every page: quiet rows, hairlines, a whole row selected, all of it with keys."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption, read
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import MARK_ROLE, TONE_ROLE, R, RowsModel


class RowDelegate(QStyledItemDelegate):
    """Paints a cell: background of the row, a badge if there is one, the text, and a hairline below."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, selected = theme.tokens(), bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if selected or hovered:
            painter.fillRect(option.rect, theme.colour(look.selection if selected else look.hover))
        painter.setPen(QPen(theme.colour(look.line), 1))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(option.rect.left(), option.rect.top(), 3, option.rect.height(), theme.colour(look.focus))
        cell = QRectF(option.rect).adjusted(look.px(8), 0, -look.px(8), -1)
        self._paint_content(painter, cell, index, selected)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(super().sizeHint(option, index).width() + theme.tokens().px(16), theme.tokens().row)

    def _paint_content(
        self, painter: QPainter, cell: QRectF, index: QModelIndex | QPersistentModelIndex, selected: bool
    ) -> None:
        mark, text = index.data(MARK_ROLE), index.data(Qt.ItemDataRole.DisplayRole) or ""
        if mark is not None:
            mark.paint(painter, cell)
            cell = cell.adjusted(mark.width() + theme.tokens().px(6), 0, 0, 0)
        if not text:
            return
        tone = index.data(TONE_ROLE) or ""
        shades = {"soft": "soft", "late": "red", "faint": "faint"}
        painter.setFont(theme.font(theme.tokens().font_size, bold=tone == "strong"))
        painter.setPen(theme.colour("on_selection" if selected and tone != "late" else shades.get(tone, "text")))
        fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(cell.width()))
        painter.drawText(cell, index.data(Qt.ItemDataRole.TextAlignmentRole), fitted)


class TableView(QTableView):
    """A table over a `RowsModel`.

    Signals: `opened(id)` by Enter or double click, `previewed(id)` by Space, `current_changed(id)` when another row
    becomes the current one by key or mouse, `deleted(ids)` by Del. The selection survives each reload by id.
    """

    opened = Signal(object)
    previewed = Signal(object)
    current_changed = Signal(object)
    deleted = Signal(object)
    widths_changed = Signal()

    def __init__(self, model: RowsModel[R], name: Caption, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows_model = model
        self._name = name
        self._kept: tuple[list[Hashable], Hashable | None, int] = ([], None, 0)
        self._restoring = False
        self._empty: EmptyState | None = None
        self._dress()
        model.modelAboutToBeReset.connect(self._on_reset_begins)
        self.setModel(model)
        model.modelReset.connect(self._on_reset)
        self.selectionModel().currentRowChanged.connect(self._on_current_changed)
        self.horizontalHeader().sectionClicked.connect(self._on_header_clicked)
        self.doubleClicked.connect(self._on_double_clicked)
        self._size_columns()
        self.retranslate()

    # public

    def set_empty(self, empty: EmptyState) -> None:
        """What to show while there are no rows."""
        self._empty = empty
        empty.setParent(self.viewport())
        self._show_empty()

    def current_id(self) -> Hashable | None:
        """The id of the row the cursor is on."""
        return self.rows_model.id_at(self.currentIndex().row())

    def selected_ids(self) -> list[Hashable]:
        """The ids of all selected rows, in the order shown."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [found for found in map(self.rows_model.id_at, rows) if found is not None]

    def select(self, row_id: Hashable) -> bool:
        """Put the cursor on this record and scroll to it; False when it is not shown."""
        row = self.rows_model.position(row_id)
        if row < 0:
            return False
        self.setCurrentIndex(self.rows_model.index(row, 0))
        self.scrollTo(self.rows_model.index(row, 0))
        return True

    def select_first(self) -> None:
        """Put the cursor on the first row, if there is none yet."""
        if not self.currentIndex().isValid() and self.rows_model.rowCount():
            self.selectRow(0)

    def widths(self) -> dict[str, int]:
        """Column widths in unscaled pixels by column key, to be kept in the preferences."""
        scale = theme.tokens().scale
        return {c.key: round(self.columnWidth(i) / scale) for i, c in enumerate(self.rows_model.columns)}

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Put back kept column widths."""
        for number, column in enumerate(self.rows_model.columns):
            if column.key in widths and not column.stretch:
                self.setColumnWidth(number, theme.tokens().px(widths[column.key]))

    def show_columns(self, keys: Sequence[str]) -> None:
        """Show only these columns."""
        for number, column in enumerate(self.rows_model.columns):
            self.setColumnHidden(number, column.key not in keys)
        self._stretch()

    def show_sort(self, sort_key: str, descending: bool = False) -> None:
        """Sort, and show the arrow in the head."""
        self.rows_model.sort_by(sort_key, descending)
        keys = [column.sort_key for column in self.rows_model.columns]
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicatorShown(sort_key in keys and bool(sort_key))
        if sort_key in keys:
            self.horizontalHeader().setSortIndicator(keys.index(sort_key), order)

    def retranslate(self) -> None:
        """Read titles and texts again in the present language."""
        self.setAccessibleName(read(self._name))
        self.rows_model.retranslate()

    # what Qt asks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current, key = self.current_id(), event.key()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and current is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(current)
        elif plain and current is not None and key == Qt.Key.Key_Space:
            self.previewed.emit(current)
        elif plain and current is not None and key == Qt.Key.Key_Delete:
            self.deleted.emit(self.selected_ids())
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.rows_model.rowCount():
            self.selectRow(0 if key == Qt.Key.Key_Home else self.rows_model.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """No type-ahead: letters are the keys of the page."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if not self.indexAt(event.position().toPoint()).isValid():
            self.clearSelection()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()
        self._show_empty()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_kept"):
            self.verticalHeader().setDefaultSectionSize(theme.tokens().row)
            self._stretch()
        super().changeEvent(event)

    # handlers

    def _on_reset_begins(self) -> None:
        self._kept = (self.selected_ids(), self.current_id(), self.verticalScrollBar().value())

    def _on_reset(self) -> None:
        selected, current, scroll = self._kept
        self._restoring = True
        try:
            self._select_again(selected, current)
        finally:
            self._restoring = False
        self.verticalScrollBar().setValue(scroll)
        self._show_empty()
        if current is not None and self.current_id() != current:
            self.current_changed.emit(self.current_id())

    def _on_current_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        if not self._restoring and now.isValid():
            self.current_changed.emit(self.rows_model.id_at(now.row()))

    def _on_header_clicked(self, section: int) -> None:
        column = self.rows_model.columns[section]
        if column.sort_key:
            again = self.rows_model.sort_key == column.sort_key
            self.show_sort(column.sort_key, descending=again and not self.rows_model.descending)
        else:
            self.show_sort(self.rows_model.sort_key, self.rows_model.descending)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self.rows_model.id_at(index.row()))

    def _on_section_resized(self, section: int, before: int, after: int) -> None:
        if not self.rows_model.columns[section].stretch:
            self._stretch()
            self.widths_changed.emit()

    # private

    def _dress(self) -> None:
        self.setItemDelegate(RowDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows, head = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(16)
        rows.setDefaultSectionSize(theme.tokens().row)
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setMinimumSectionSize(32)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _size_columns(self) -> None:
        head = self.horizontalHeader()
        for number, column in enumerate(self.rows_model.columns):
            self.setColumnWidth(number, theme.tokens().px(column.width))
        head.sectionResized.connect(self._on_section_resized)

    def _select_again(self, selected: Sequence[Hashable], current: Hashable | None) -> None:
        picks = self.selectionModel()
        flag = picks.SelectionFlag
        row = self.rows_model.position(current) if current is not None else -1
        if row >= 0:
            picks.setCurrentIndex(self.rows_model.index(row, 0), flag.NoUpdate)
        for row_id in selected:
            row = self.rows_model.position(row_id)
            if row >= 0:
                picks.select(self.rows_model.index(row, 0), flag.Select | flag.Rows)

    def _stretch(self) -> None:
        """Give what is left to the stretching columns, but never less than their own width."""
        head, columns = self.horizontalHeader(), self.rows_model.columns
        wide = [number for number, column in enumerate(columns) if column.stretch and not head.isSectionHidden(number)]
        if not wide:
            return
        rest = self.viewport().width() - sum(head.sectionSize(n) for n in range(len(columns)) if n not in wide)
        for number in wide:
            least = theme.tokens().px(columns[number].width)
            head.resizeSection(number, max(least, rest // len(wide)))

    def _show_empty(self) -> None:
        if self._empty:
            self._empty.setGeometry(self.viewport().rect())
            self._empty.setVisible(not self.rows_model.rowCount())
