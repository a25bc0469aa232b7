"""What day, week, month and agenda have in common: days, what the keys mean, and the wishes they hand up."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QEvent, QMimeData, QPointF, QRectF, Qt
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
)
from PySide6.QtWidgets import QToolTip, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.entries import Entry, Ghost, start_of
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.calendar.spoken import hover, spoken, spoken_day
from salesdesk.ui.calendar.told import CanvasWishes
from salesdesk.words.i18n import _

CLIENT_MIME = "application/x-salesdesk-client"
FREE = -1
"""In place of a minute: the next one that is free; for a visit that is moved, its own hour."""
ALL_DAY = -2
"""In place of a minute: no hour at all."""


class Canvas(CanvasWishes):
    """Painted days. It changes nothing itself: every gesture and key is a wish that the page fulfils.

    `spot` is the day and the minute that a new visit would get; `current` the visit, appointment or proposal there,
    if any. Wishes name what they are about by its id.
    """

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = shown
        self.days: Sequence[date] = (shown.today,)
        self.current: Id | None = None
        self.spot: tuple[date, int] = (shown.today, 9 * 60)
        self._rects: dict[Hashable, QRectF] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)

    # --- public -----------------------------------------------------------------------------------------------

    def show_days(self, days: Sequence[date], shown: Shown) -> None:
        """Show these days; the visit that was meant stays meant, wherever it went."""
        self.days, self.shown = tuple(days), shown
        entry = shown.entry(self.current, self.spot[0])
        if entry is None:
            self.current = None
        else:
            self.spot = (entry.day, start_of(entry))
        if self.spot[0] not in self.days:
            self.current = None
            home = shown.today if shown.today in self.days else self.days[0]
            self.spot = (home, self.spot[1])
        self.arrange()
        self._tell()
        self.update()

    @property
    def ghosts(self) -> tuple[Ghost, ...]:
        """The visits that are proposed."""
        return self.shown.ghosts

    @ghosts.setter
    def ghosts(self, ghosts: tuple[Ghost, ...]) -> None:
        """Show these among the visits; `()` takes them away."""
        self.show_days(self.days, replace(self.shown, ghosts=tuple(ghosts)))

    def arrange(self) -> None:
        """Work out where everything lies: other days, another size."""
        raise NotImplementedError

    def places(self) -> Sequence[tuple[QRectF, Entry]]:
        """What is painted, and where, in the order of the clock."""
        raise NotImplementedError

    def moment_at(self, where: QPointF) -> tuple[date, int]:
        """The day and minute under the mouse."""
        raise NotImplementedError

    def current_rect(self) -> QRectF:
        """Around what the keys mean."""
        raise NotImplementedError

    def show_guest(self, moment: tuple[date, int] | None) -> None:
        """Show where a client dragged from elsewhere would come; None takes that away."""
        raise NotImplementedError

    def come_to(self, day: date, minute: int) -> None:
        """Mean what lies nearest to this minute of another day."""
        raise NotImplementedError

    def tick(self) -> None:
        """The present moment has moved on."""
        raise NotImplementedError

    def abort(self) -> bool:
        """Let go of what the hand holds; whether it held anything."""
        return False

    def entry_at(self, where: QPointF) -> Entry | None:
        """What lies under the mouse."""
        return next((entry for rect, entry in reversed(self.places()) if rect.contains(where)), None)

    def rect_of(self, entry_id: Id | None) -> QRectF:
        """Where something is painted; empty when it is only counted or has no place here."""
        if (entry_id, self.spot[0]) in self._rects:
            return self._rects[entry_id, self.spot[0]]
        return self._rects.get(entry_id, QRectF())

    def remember_places(self) -> None:
        """After `arrange`: where each thing is found by its id, and by its id and day."""
        self._rects = {}
        for rect, entry in self.places():
            self._rects.setdefault(entry.id, rect)
            self._rects[entry.id, entry.day] = rect

    def mean(self, entry: Entry | None, moment: tuple[date, int] | None = None) -> None:
        """Let the keys mean this visit, or no visit but this moment."""
        before = self.current_rect()
        self.current = entry.id if entry else None
        self.spot = moment or ((entry.day, start_of(entry)) if entry else self.spot)
        self._tell()
        self.touch(before, self.current_rect())
        self.pointed.emit()

    def current_card(self) -> VisitCard | None:
        """The visit that the keys mean."""
        return self.shown.find(self.current)

    def current_entry(self) -> Entry | None:
        """The visit, appointment or proposal that the keys mean."""
        return self.shown.entry(self.current, self.spot[0])

    def moment(self) -> tuple[date, int]:
        """Where something new would begin."""
        return self.spot

    def touch(self, *rects: QRectF) -> None:
        """Paint these places anew, and only these."""
        for rect in rects:
            if not rect.isEmpty():
                self.update(rect.adjusted(-3, -3, 3, 3).toAlignedRect())

    # --- what Qt asks -----------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            entry = self.entry_at(QPointF(event.pos()))
            if entry:
                QToolTip.showText(event.globalPos(), hover(entry, self.shown), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse, where = event.reason() == QContextMenuEvent.Reason.Mouse, QPointF(event.pos())
        entry = self.entry_at(where) if by_mouse else self.current_entry()
        if by_mouse:
            self.mean(entry, None if entry else self.moment_at(where))
        box = self.current_rect()
        inside = box.intersected(QRectF(self.visibleRegion().boundingRect())).center()
        at = event.globalPos() if by_mouse or box.isEmpty() else self.mapToGlobal(inside.toPoint())
        self.asked.emit(entry.id if entry else None, at)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._tell()
        self.touch(self.current_rect())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.touch(self.current_rect())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.arrange()
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
        entry = self.current_entry()
        words = spoken(entry, self.shown) if entry else spoken_day(self.spot[0], self.shown, self.spot[1])
        self.setAccessibleName(_("Calendar"))
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
            if self.hasFocus() and QAccessible.isActive():
                if entry is None:
                    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
                self.told.emit()


def client_of(data: QMimeData) -> Id | None:
    """The client that is being dragged; None when it is something else."""
    return bytes(data.data(CLIENT_MIME).data()) if data.hasFormat(CLIENT_MIME) else None
