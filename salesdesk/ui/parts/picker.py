"""Type to find: a line, and below it what was found; arrow keys, Enter, done. With nothing typed, the recent ones."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.badges import paint_tier
from salesdesk.ui.parts.caption import Caption, read
from salesdesk.words.i18n import _

SHOWN: Final = 9
_UNASKED: Final = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.ShortcutFocusReason)
"""Ways in which the focus comes that do not open the list: a window come back, a sentence that points at the field."""

_ITEM: Final = Qt.ItemDataRole.UserRole + 1
_CREATE: Final = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class PickItem:
    """Something that can be picked: its id, its name, a grey word beside it, the tier where there is one.

    `close`: the name begins with what was typed, as characters, pinyin or initials; a loose match stands behind
    the row that creates.
    """

    id: Hashable
    title: str
    subtitle: str = ""
    tier: str = ""
    close: bool = True


Find = Callable[[str], Sequence[PickItem]]
Create = Callable[[str], PickItem | None]


class Picker(QLineEdit):
    """A line that finds one record.

    `find(text)` is asked at each keystroke and with "" for the recent ones. With `create`, a last row offers
    to make what was typed. Signals, caused by the user only: `picked(PickItem)`, `cleared()` when the words no
    longer stand for a record. Leaving the line with Tab takes the marked record.
    """

    picked = Signal(object)
    cleared = Signal()

    def __init__(
        self,
        find: Find,
        placeholder: Caption = lambda: _("Characters, pinyin or initials"),
        *,
        create: Create | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._find, self._create, self._placeholder = find, create, placeholder
        self._item: PickItem | None = None
        self._offered = False
        self._list = _Found(self)
        self._list.itemClicked.connect(self._on_item_clicked)
        self.textEdited.connect(self._on_edited)
        self.setClearButtonEnabled(True)
        self.retranslate()

    # public

    def item(self) -> PickItem | None:
        """What is picked."""
        return self._item

    def value(self) -> Hashable | None:
        """The id of what is picked."""
        return self._item.id if self._item else None

    def set_item(self, item: PickItem | None) -> None:
        """Pick by program; says nothing."""
        self._item = item
        self.setText(item.title if item else "")
        self.setCursorPosition(0)
        self.close_list()

    def is_open(self) -> bool:
        """Whether the list of found ones is in view."""
        return not self._list.isHidden()

    def found(self) -> list[PickItem]:
        """The rows in view, without the one that creates."""
        rows = (self._list.item(row) for row in range(self._list.count()))
        return [row.data(_ITEM) for row in rows if row.data(_ITEM) is not None]

    def open_list(self) -> None:
        """Find what the words stand for and show it below (above, where there is no room)."""
        typed = "" if self._item else self.text().strip()
        self._list.fill(list(self._find(typed)), typed if self._create else "")
        if self._list.count():
            self._list.place_at(self)
        else:
            self.close_list()

    def close_list(self) -> None:
        """Put the list away."""
        self._list.hide()

    def retranslate(self) -> None:
        """Read the words again in the present language."""
        self.setPlaceholderText(read(self._placeholder))

    # what Qt asks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, is_open = event.key(), self.is_open()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._offered = False
            if is_open:
                self._list.step(1 if key == Qt.Key.Key_Down else -1)
            else:
                self.open_list()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and is_open:
            self._list.step(SHOWN - 1 if key == Qt.Key.Key_PageDown else 1 - SHOWN)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and is_open and not event.modifiers():
            self._take(self._list.currentItem())
        elif key == Qt.Key.Key_Escape and is_open:
            self.close_list()
            if self._offered:  # nobody asked for the list: the key is for the sheet around
                super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.text() and event.reason() not in _UNASKED and self.isVisible():
            self.open_list()
            self._offered = True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        by_tab = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_tab and self.is_open() and self.text().strip() and self._item is None:
            self._take_found(self._list.currentItem())
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.close_list()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.close_list()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # handlers and private

    def _on_edited(self, words: str) -> None:
        had, self._item, self._offered = self._item, None, False
        if had is not None:
            self.cleared.emit()
        self.open_list()

    def _on_item_clicked(self, row: QListWidgetItem) -> None:
        self._take(row)

    def _take_found(self, row: QListWidgetItem | None) -> None:
        """Leaving the line picks a record, but never makes one."""
        if row is not None and row.data(_ITEM) is not None:
            self._take(row)

    def _take(self, row: QListWidgetItem | None) -> None:
        if row is None:
            return
        item = row.data(_ITEM)
        if item is None and self._create is not None:
            item = self._create(row.data(_CREATE))
        if item is not None:
            self.set_item(item)
            self.picked.emit(item)


class _Found(QListWidget):
    """The list below the line: a child of the window, so that nothing else moves and it works in a sheet."""

    def __init__(self, line: Picker) -> None:
        super().__init__(line)
        self.hide()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("picker_list")
        self.setItemDelegate(_FoundDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self._line = line
        line.destroyed.connect(self.deleteLater)

    def fill(self, found: Sequence[PickItem], create: str) -> None:
        self.clear()
        for item in found:
            row = QListWidgetItem(item.title, self)
            row.setData(_ITEM, item)
            row.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.title} {item.subtitle}".strip())
        if create and all(item.title != create for item in found):
            row = QListWidgetItem(_("Create “{name}”").format(name=create), self)
            row.setData(_CREATE, create)
            if not any(item.close for item in found):
                self.setCurrentItem(row)
                return
        self.setCurrentRow(0)

    def step(self, by: int) -> None:
        self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + by)))

    def place_at(self, line: Picker) -> None:
        window = line.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        rows = min(self.count(), SHOWN)
        wide, high = max(line.width(), theme.tokens().px(280)), rows * theme.tokens().px(32) + 10
        corner = line.mapTo(window, QPoint(0, line.height() + 2))
        below = window.height() - corner.y() - 8
        above = line.mapTo(window, QPoint(0, -2)).y() - 8
        if high > below and above > below:
            high = min(high, above)
            corner.setY(line.mapTo(window, QPoint(0, -2)).y() - high)
        else:
            high = min(high, max(below, 72))
        left = max(8, min(corner.x(), window.width() - wide - 8))
        self.setGeometry(left, corner.y(), wide, high)
        self.show()
        self.raise_()


class _FoundDelegate(QStyledItemDelegate):
    """One found record: tier badge, name, a grey word at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, theme.tokens().px(32))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, item = theme.tokens(), index.data(_ITEM)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(look.selection if selected else look.hover))
            painter.drawRoundedRect(option.rect, 4, 4)
        cell = QRectF(option.rect).adjusted(look.px(8), 0, -look.px(8), 0)
        side, middle = look.px(18), cell.center().y()
        if item is None:
            plus = look.px(16)
            icons.paint(painter, QRectF(cell.left(), middle - plus / 2, plus, plus), "plus", "accent_ink")
            cell.setLeft(cell.left() + look.px(26))
        elif item.tier:
            paint_tier(painter, QRectF(cell.left(), middle - side / 2, side, side), item.tier)
            cell.setLeft(cell.left() + look.px(26))
        _write_both(painter, cell, index.data(), item.subtitle if item else "", selected)
        painter.restore()


def _write_both(painter: QPainter, cell: QRectF, title: str, subtitle: str, selected: bool) -> None:
    look = theme.tokens()
    painter.setFont(theme.font(look.font_size))
    metrics = painter.fontMetrics()
    room = cell.width() - (min(metrics.horizontalAdvance(subtitle), cell.width() * 0.45) + 12 if subtitle else 0)
    painter.setPen(theme.colour("on_selection" if selected else "text"))
    shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, int(room))
    painter.drawText(cell, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
    if subtitle:
        painter.setFont(theme.font(look.small_size))
        painter.setPen(theme.colour("on_selection" if selected else "soft"))
        rest = int(cell.width() - room)
        grey = painter.fontMetrics().elidedText(subtitle, Qt.TextElideMode.ElideRight, rest)
        painter.drawText(cell, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, grey)
