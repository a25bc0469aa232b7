"""The sheet of numbers on the screen, with the keys of a spreadsheet."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from salesdesk.domain.target_matrix import Place
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.targets.sheet_model import (
    CHANGED_ROLE,
    DIFFERENCE_ROLE,
    KIND_ROLE,
    LOCK_ROLE,
    NOW_ROLE,
    YEAR,
    AnyIndex,
    RowKind,
    SheetModel,
)
from salesdesk.words.i18n import _

ROW = 30
MOST = 216
"""Up to this the sheet asks for its whole height; beyond, the charts below give way only so far."""
COMPARING_ROW = 40
"""With the difference to another plan below each amount."""


class SheetView(QTableView):
    """Arrows move, typing replaces, Enter goes down, F2 edits, Esc leaves; Space or L locks what is selected.

    T splits the line by tier or joins it, F folds its tiers; Ctrl+C and Ctrl+V speak with a spreadsheet.
    """

    lock_wanted = Signal(object, bool)
    """Places, and whether they shall be locked."""
    tiers_wanted = Signal()
    pasted = Signal(str)
    settled = Signal(int)
    """Somebody would type into this column, but its month is closed."""
    opened = Signal(int, int)
    """Row and column of what was reached, to see what stands behind it."""

    def __init__(self, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = model
        self.setModel(model)
        self.setItemDelegate(_Cells(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.EditKeyPressed | trigger.DoubleClicked)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.doubleClicked.connect(self._on_double_clicked)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setHighlightSections(False)
        across.setMinimumSectionSize(48)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setHighlightSections(False)
        self._stood = (-1, -1)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._on_reset)
        self.fit()

    def fit(self) -> None:
        """As tall as its rows where the page has room; else the rows scroll."""
        look = theme.tokens()
        down = self.verticalHeader()
        high = look.px(COMPARING_ROW if self.sheet.comparing else ROW)
        down.setDefaultSectionSize(high)
        metrics = self.fontMetrics()
        names = [str(self.sheet.headerData(row, Qt.Orientation.Vertical)) for row in range(self.sheet.rowCount())]
        wide = max((metrics.horizontalAdvance(name) for name in names), default=0) + look.px(24)
        down.setFixedWidth(min(max(wide, look.px(72)), look.px(150)))
        wanted = self.horizontalHeader().sizeHint().height() + high * self.sheet.rowCount() + 2
        self.setMaximumHeight(wanted)
        self.setMinimumHeight(min(wanted, look.px(MOST)))

    def edit(  # type: ignore[override]
        self, index: QModelIndex, trigger: QAbstractItemView.EditTrigger, event: QEvent
    ) -> bool:
        """A cell of a closed month says so before anything is typed into it."""
        if trigger & self.editTriggers() and index.column() < self.sheet.closed and self.sheet.editable:
            self.settled.emit(index.column())
            return False
        return super().edit(index, trigger, event)

    def selected_places(self) -> list[Place]:
        """The cells of the plan that are selected."""
        chosen = self.selectedIndexes() or [self.currentIndex()]
        places = (place for index in chosen for place in self.sheet.places(index))
        return list(dict.fromkeys(places))

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def copy(self) -> None:
        """The rectangle around what is selected, to be pasted into a spreadsheet."""
        chosen = self.selectedIndexes()
        if chosen:
            rows, columns = {index.row() for index in chosen}, {index.column() for index in chosen}
            span = range(min(rows), max(rows) + 1), range(min(columns), max(columns) + 1)
            QGuiApplication.clipboard().setText(self.sheet.copied(*span))

    def fold(self) -> None:
        """Fold the tiers of the line under the cursor, or unfold them."""
        index = self.currentIndex()
        shown = self.sheet.row(index.row()) if index.isValid() else None
        if shown is not None and (shown.splits or shown.kind is RowKind.TIER):
            self.sheet.fold(shown.line)
            lines = [at for at in range(self.sheet.rowCount()) if self.sheet.row(at).line == shown.line]
            self.stand_on(lines[0], index.column())

    def toggle_lock(self) -> None:
        """Lock what is selected; unlock it where all of it is locked."""
        places, plan = self.selected_places(), self.sheet.plan
        if places and plan is not None:
            self.lock_wanted.emit(places, not set(places) <= plan.matrix.locked)

    def stand_on(self, row: int, column: int) -> None:
        """Put the cursor on a cell."""
        index = self.sheet.index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:  # the editor lets Enter through; it closes by itself
            super().keyPressEvent(event)
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
            return
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_L):
            self.toggle_lock()
        elif plain and event.key() == Qt.Key.Key_T:
            self.tiers_wanted.emit()
        elif plain and event.key() == Qt.Key.Key_F:
            self.fold()
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self._open(self.currentIndex()):
                self._go_down()
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._go_down()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LanguageChange, QEvent.Type.FontChange):
            self.fit()

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self._open(index)

    def _open(self, index: QModelIndex) -> bool:
        reached = index.isValid() and self.sheet.kind(index.row()) in (RowKind.REACHED, RowKind.RATE)
        if reached:
            self.opened.emit(index.row(), index.column())
        return reached

    def _remember(self) -> None:
        self._stood = (self.currentIndex().row(), self.currentIndex().column())

    def _on_reset(self) -> None:
        """Other rows: the cursor stays where it was."""
        self.fit()
        row, column = self._stood
        if row >= 0 and self.sheet.rowCount():
            index = self.sheet.index(min(row, self.sheet.rowCount() - 1), column)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _go_down(self) -> None:
        index = self.currentIndex()
        below = self.sheet.index(min(index.row() + 1, self.sheet.rowCount() - 1), index.column())
        self.selectionModel().setCurrentIndex(below, QItemSelectionModel.SelectionFlag.ClearAndSelect)


class _Cells(QStyledItemDelegate):
    """A cell: tinted while it has just moved along, with a small lock where it is locked."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, rect = theme.tokens(), option.rect
        kind, selected = index.data(KIND_ROLE), bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        background = self._background(index, selected)
        if background:
            painter.fillRect(rect, background)
        strong = kind == RowKind.TOTAL or index.column() == YEAR
        painter.setPen(QPen(theme.colour(look.edge if _closes(index) else look.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRect(QRectF(rect).adjusted(1, 1, -1, -1))
        if index.data(LOCK_ROLE):
            side = look.px(12)
            place = QRectF(rect.left() + look.px(4), rect.center().y() - side / 2, side, side)
            icons.paint(painter, place, "lock", "on_selection" if selected else "soft")
        painter.setFont(theme.font(look.font_size, bold=strong))
        ink = (
            "on_selection" if selected else "soft" if kind in (RowKind.TIER, RowKind.REACHED, RowKind.RATE) else "text"
        )
        painter.setPen(theme.colour(ink))
        cell = QRectF(rect).adjusted(look.px(2), 0, -look.px(8), -1)
        difference = index.data(DIFFERENCE_ROLE)
        if difference:
            lower = QRectF(cell.left(), cell.top() + cell.height() * 0.55, cell.width(), cell.height() * 0.4)
            cell.setHeight(cell.height() * 0.62)
            painter.save()
            painter.setFont(theme.font(look.small_size))
            painter.setPen(theme.colour("on_selection" if selected else "soft"))
            painter.drawText(lower, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, difference)
            painter.restore()
        painter.drawText(cell, index.data(Qt.ItemDataRole.TextAlignmentRole), str(index.data() or ""))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(theme.tokens().px(64), theme.tokens().px(ROW))

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        line = cast(QLineEdit, editor)
        line.setText(str(index.data(Qt.ItemDataRole.EditRole)))
        line.selectAll()

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        line = QLineEdit(parent)
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setAccessibleName(_("Amount"))
        return line

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        wide = max(option.rect.width(), editor.sizeHint().width(), theme.tokens().px(112))
        place = option.rect.adjusted(option.rect.width() - wide, 0, 0, 0)
        if place.left() < 0:
            place.translate(-place.left(), 0)
        editor.setGeometry(place)

    def _background(self, index: QModelIndex | QPersistentModelIndex, selected: bool) -> QColor | None:
        if selected:
            return theme.colour("selection")
        if index.data(CHANGED_ROLE):
            return theme.colour("green_soft")
        if index.data(NOW_ROLE) or index.column() == YEAR:
            return theme.colour("hover" if index.data(NOW_ROLE) else "page")
        return None


def _closes(index: AnyIndex) -> bool:
    """Whether the row below belongs to another kind: a stronger line stands there."""
    kind, below = index.data(KIND_ROLE), index.sibling(index.row() + 1, index.column())
    other = below.data(KIND_ROLE) if below.isValid() else kind
    return kind != other and not {kind, other} & {RowKind.RATE, RowKind.TIER}
