"""What week and month have in common: days, the visit that the keys mean, and the wishes they hand up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.geometry import DAY, SNAP
from salesdesk.ui.calendar.shown import MOVABLE, Shown, hover, spoken, spoken_day, start_of
from salesdesk.words.i18n import _

CLIENT_MIME = "application/x-salesdesk-client"
FREE = -1
"""In place of a minute: the next one that is free; for a visit that is moved, its own hour."""
_NO, _CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class Canvas(QWidget):
    """Painted days. It changes nothing itself: every gesture and key is a wish that the page fulfils.

    `spot` is the day and the minute that a new visit would get; `current` the visit there, if any.
    """

    opened = Signal(object)
    logged = Signal(object)
    changing = Signal(object)
    removed = Signal(object, bool)
    """Visit, whether for good without asking."""
    asked = Signal(object, QPoint)
    """What can be done with this visit? At this place of the screen."""
    moved = Signal(object, object, int)
    """Visit, day, minute (FREE keeps its hour)."""
    copied = Signal(object, object, int)
    resized = Signal(object, int)
    drawn = Signal(object, int, int)
    """Day, minute, how many minutes (0 for the usual)."""
    dropped = Signal(object, object, int)
    """Client, day, minute."""
    went = Signal(object, bool)
    """The keys left the days that are shown: go to this day; whether freely, past the visits."""
    looked_into = Signal(object)
    """See this day closer."""
    pointed = Signal()
    """Another visit or moment is meant."""

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = shown
        self.days: Sequence[date] = (shown.today,)
        self.current: Id | None = None
        self.spot: tuple[date, int] = (shown.today, 9 * 60)
        self._kept: Id | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)

    # --- public -----------------------------------------------------------------------------------------------

    def show_days(self, days: Sequence[date], shown: Shown) -> None:
        """Show these days; the visit that was meant stays meant, wherever it went."""
        self.days, self.shown = tuple(days), shown
        card = shown.find(self.current)
        if card is None:
            self.current = None
        else:
            self.spot = (card.day, start_of(card))
        if self.spot[0] not in self.days:
            self.current = None
            home = shown.today if shown.today in self.days else self.days[0]
            self.spot = (home, self.spot[1])
        self.arrange()
        self._tell()
        self.update()

    def arrange(self) -> None:
        """Work out where everything lies: other days, another size."""
        raise NotImplementedError

    def card_at(self, where: QPointF) -> VisitCard | None:
        """The visit under the mouse."""
        raise NotImplementedError

    def moment_at(self, where: QPointF) -> tuple[date, int]:
        """The day and minute under the mouse."""
        raise NotImplementedError

    def rect_of(self, visit_id: Id) -> QRectF:
        """Where a visit is painted; empty when it is only counted."""
        raise NotImplementedError

    def show_guest(self, moment: tuple[date, int] | None) -> None:
        """Show where a client dragged from elsewhere would come; None takes that away."""
        raise NotImplementedError

    def mean(self, card: VisitCard | None, moment: tuple[date, int] | None = None) -> None:
        """Let the keys mean this visit, or no visit but this moment."""
        self.current = card.id if card else None
        self.spot = moment or ((card.day, start_of(card)) if card else self.spot)
        self._tell()
        self.update()
        self.pointed.emit()

    def current_card(self) -> VisitCard | None:
        """The visit that the keys mean."""
        return self.shown.find(self.current)

    # --- keys -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys, key = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, event.key()
        card = self.current_card()
        if keys == _CTRL and key in _ARROWS:
            self._push(card, *_ARROWS[key])
        elif keys in (_NO, _SHIFT) and key in _ARROWS:
            self._step(*_ARROWS[key], freely=keys == _SHIFT)
        elif keys == _CTRL and key == Qt.Key.Key_C and card:
            self._kept = card.id
        elif keys == _CTRL and key == Qt.Key.Key_V and self._kept:
            self.copied.emit(self._kept, *self.spot)
        elif keys in (_NO, _SHIFT) and card and self._do(key, card, freely=keys == _SHIFT):
            event.accept()
        elif keys not in (_NO, _SHIFT) or not self._begin(key):
            super().keyPressEvent(event)

    def _do(self, key: int, card: VisitCard, *, freely: bool) -> bool:
        """A key that means the current visit."""
        verbs: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Return: lambda: self.opened.emit(card.id),
            Qt.Key.Key_Enter: lambda: self.opened.emit(card.id),
            Qt.Key.Key_L: lambda: self.logged.emit(card.id),
            Qt.Key.Key_E: lambda: self.changing.emit(card.id),
            Qt.Key.Key_Delete: lambda: self.removed.emit(card.id, freely),
            Qt.Key.Key_Backspace: lambda: self.removed.emit(card.id, freely),
            Qt.Key.Key_Plus: lambda: self._stretch(card, SNAP),
            Qt.Key.Key_Equal: lambda: self._stretch(card, SNAP),
            Qt.Key.Key_Minus: lambda: self._stretch(card, -SNAP),
        }
        verb = verbs.get(key)
        if verb:
            verb()
        return verb is not None

    def _begin(self, key: int) -> bool:
        """A key that means the moment at the cursor."""
        if key == Qt.Key.Key_N or (key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is None):
            self.drawn.emit(self.spot[0], self.spot[1], 0)
            return True
        return False

    def _push(self, card: VisitCard | None, days: int, steps: int) -> None:
        """Move the visit by days and quarters of an hour."""
        if card is None or card.status not in MOVABLE:
            return
        minute = start_of(card) + steps * SNAP
        if days or (0 <= minute < DAY and not card.all_day):
            self.moved.emit(card.id, card.day + timedelta(days=days), FREE if days else minute)

    def _stretch(self, card: VisitCard, minutes: int) -> None:
        if card.status in MOVABLE and not card.all_day and SNAP <= card.minutes + minutes <= DAY:
            self.resized.emit(card.id, card.minutes + minutes)

    def _step(self, days: int, steps: int, *, freely: bool) -> None:
        raise NotImplementedError

    def come_to(self, day: date, minute: int) -> None:
        """Mean the visit of another day that lies nearest to this minute, else the moment itself."""
        cards = self.shown.of(day)
        near = min(cards, key=lambda card: abs(start_of(card) - minute), default=None)
        self.mean(near, None if near else (day, minute))
        if day not in self.days:
            self.went.emit(day, False)

    # --- what Qt asks -----------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            card = self.card_at(QPointF(event.pos()))
            if card:
                QToolTip.showText(event.globalPos(), hover(card, self.shown), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        card = self.card_at(QPointF(event.pos())) if by_mouse else self.current_card()
        if card:
            self.mean(card)
            box = self.rect_of(card.id)
            where = event.globalPos() if by_mouse or box.isEmpty() else self.mapToGlobal(box.center().toPoint())
            self.asked.emit(card.id, where)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(CLIENT_MIME):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.show_guest(self.moment_at(event.position()))
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.show_guest(None)

    def dropEvent(self, event: QDropEvent) -> None:
        client = client_of(event.mimeData())
        self.show_guest(None)
        if client:
            self.dropped.emit(client, *self.moment_at(event.position()))
            event.acceptProposedAction()

    # --- private ----------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Let a screen reader know what the keys mean now."""
        card = self.current_card()
        words = spoken(card, self.shown) if card else spoken_day(self.spot[0], self.shown)
        self.setAccessibleName(_("Calendar"))
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
            if self.hasFocus() and QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))


def client_of(data: QMimeData) -> Id | None:
    """The client that is being dragged; None when it is something else."""
    return bytes(data.data(CLIENT_MIME).data()) if data.hasFormat(CLIENT_MIME) else None


_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
"""Days and steps within the day."""
