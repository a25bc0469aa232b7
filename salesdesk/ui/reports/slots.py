"""The days or weeks on the left: each with the state of its report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from salesdesk.domain.report import ReportKind, ReportSlot
from salesdesk.ui.parts import icons, theme
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.numbers import format_date, format_month, format_time

_DATA = Qt.ItemDataRole.UserRole
_FRESH = {ReportKind.DAILY: 14, ReportKind.WEEKLY: 8, ReportKind.MONTHLY: 14, ReportKind.YEAR: 45}
"""A report missing for longer than so many days is said without a warning sign: nobody writes it any more."""


def slot_name(slot: ReportSlot, today: date) -> str:
    """The day as people say it; a week by its days."""
    now = today in slot.kind.period(slot.first_day)
    match slot.kind:
        case ReportKind.DAILY if now:
            return _("Today · {day}").format(day=format_date(today, "weekday"))
        case ReportKind.DAILY:
            return format_date(slot.first_day, "weekday")
        case ReportKind.MONTHLY:
            return _("This month") if now else format_month(slot.first_day)
        case ReportKind.YEAR:
            return _("This year") if now else str(slot.first_day.year)
    if now:
        return _("This week")
    last = slot.first_day + timedelta(days=6)
    return _("Week {number} · {first} – {last}").format(
        number=slot.first_day.isocalendar().week, first=f"{slot.first_day:%m-%d}", last=f"{last:%m-%d}"
    )


def slot_state(slot: ReportSlot, today: date) -> tuple[str, str, str]:
    """The state of a report in words, its icon ("" for none) and the colour of both."""
    if slot.sent_at:
        same = slot.sent_at.date() == slot.first_day
        when = format_time(slot.sent_at) if same else format_date(slot.sent_at.date(), "short")
        return _("Sent {when}").format(when=when), "check", "green"
    last = slot.kind.period(slot.first_day).last
    over, fresh = last < today, last + timedelta(days=_FRESH[slot.kind]) >= today
    if slot.begun:
        return _("Draft"), "text", "amber" if over and fresh else "soft"
    if not over:
        return _("To be written"), "", "soft"
    if slot.contacts:
        return (_("Not sent"), "warning", "amber") if fresh else (_("Not sent"), "", "soft")
    return _("Nothing entered") if slot.is_working else _("Day off"), "", "faint"


def is_missing(slot: ReportSlot, today: date) -> bool:
    """Whether something was done, its time is over, and no report of it was sent."""
    over = slot.kind.period(slot.first_day).last < today
    return over and not slot.sent_at and bool(slot.contacts or slot.begun)


class SlotList(QListWidget):
    """`chosen(day)` is emitted when the user comes to another day or week, `more_wanted` for earlier ones."""

    chosen = Signal(object)
    more_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filling = False
        self._today = date.min
        self.setItemDelegate(_SlotDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.currentItemChanged.connect(self._on_current_changed)
        self.itemActivated.connect(self._on_activated)
        self.itemClicked.connect(self._on_activated)

    def show_slots(self, slots: Sequence[ReportSlot], current: date, today: date, more: int | None = None) -> None:
        """Show these slots with that one chosen; days off without anything to report are left out. `more` is how many
        slots there would be without a filter."""
        before = self._current_day()
        self._filling, self._today = True, today
        scrolled = self.verticalScrollBar().value()
        self.clear()
        known = _worth_showing(slots, current, today)
        for slot in known:
            if slot.is_working or slot.contacts or slot.begun or slot.first_day in (current, today):
                item = QListWidgetItem()
                item.setData(_DATA, slot)
                item.setText(slot_name(slot, today))
                item.setToolTip(_tip(slot, today))
                self.addItem(item)
                if slot.first_day == current:
                    self.setCurrentItem(item)
        if len(known) == len(slots) == (len(slots) if more is None else more):
            self.addItem(QListWidgetItem(_("Earlier…")))
        self.verticalScrollBar().setValue(scrolled)
        if before != current:
            self.scrollToItem(self.currentItem())
        self._filling = False

    @property
    def today(self) -> date:
        return self._today

    def shown(self) -> list[ReportSlot]:
        """The slots in view, from the top."""
        found = [self.item(row).data(_DATA) for row in range(self.count())]
        return [slot for slot in found if slot is not None]

    def _current_day(self) -> date | None:
        item = self.currentItem()
        return item.data(_DATA).first_day if item is not None and item.data(_DATA) is not None else None

    def _on_current_changed(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if not self._filling and item is not None and item.data(_DATA) is not None:
            self.chosen.emit(item.data(_DATA).first_day)

    def _on_activated(self, item: QListWidgetItem) -> None:
        if item.data(_DATA) is None:
            self.more_wanted.emit()


def _worth_showing(slots: Sequence[ReportSlot], current: date, today: date) -> Sequence[ReportSlot]:
    """Without the long time before anything was written or done, as in a new file; the last days stay."""
    last = 0
    for at, slot in enumerate(slots):
        recent = (today - slot.kind.period(slot.first_day).last).days < _FRESH[slot.kind]
        if slot.begun or slot.contacts or slot.first_day == current or recent:
            last = at
    return slots[: last + 1]


def _tip(slot: ReportSlot, today: date) -> str:
    state, _icon, _colour = slot_state(slot, today)
    contacts = ngettext("{n} visit", "{n} visits", slot.contacts).format(n=slot.contacts)
    return f"{format_date(slot.first_day, 'long')}\n{state} · {contacts}"


class _SlotDelegate(QStyledItemDelegate):
    """Two lines: the day; its state in words with an icon, and how many contacts it had."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(theme.tokens().px(120), theme.tokens().px(48 if index.data(_DATA) is not None else 36))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        slot, look = index.data(_DATA), theme.tokens()
        list_ = self.parent()
        assert isinstance(list_, SlotList)
        rect = QRectF(option.rect)
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("selection" if chosen else "hover"))
        if chosen and list_.hasFocus():
            painter.fillRect(QRectF(rect.left(), rect.top(), look.px(3), rect.height()), theme.colour("focus"))
        inner = rect.adjusted(look.px(12), look.px(5), -look.px(8), -look.px(5))
        ink = theme.colour("on_selection" if chosen else "text")
        if slot is None:
            painter.setFont(theme.font(look.font_size))
            painter.setPen(theme.colour("accent_ink"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, index.data())
        else:
            half = inner.height() / 2
            painter.setFont(theme.font(look.font_size, bold=slot.first_day == list_.today))
            painter.setPen(ink)
            words = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, int(inner.width()))
            line = QRectF(inner.left(), inner.top(), inner.width(), half)
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
            self._paint_state(painter, line.translated(0, half), slot, list_.today, chosen)
        painter.restore()

    def _paint_state(self, painter: QPainter, line: QRectF, slot: ReportSlot, today: date, chosen: bool) -> None:
        look = theme.tokens()
        words, icon, colour = slot_state(slot, today)
        shade = "on_selection" if chosen else colour
        if icon:
            side = look.px(14)
            icons.paint(painter, QRectF(line.left(), line.center().y() - side / 2, side, side), icon, shade)
            line = line.adjusted(look.px(18), 0, 0, 0)
        painter.setFont(theme.font(look.small_size))
        painter.setPen(theme.colour(shade))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        if slot.contacts:
            painter.setPen(theme.colour("on_selection" if chosen else "faint"))
            count = ngettext("{n} visit", "{n} visits", slot.contacts).format(n=slot.contacts)
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
