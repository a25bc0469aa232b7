"""What can be done with a visit, an appointment, a proposal or an empty moment, under the mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.domain.appointment import AppointmentKind
from salesdesk.domain.change import Id, Kind
from salesdesk.domain.visit import VisitStatus
from salesdesk.ui.calendar.canvas import Canvas
from salesdesk.ui.calendar.day_sheet import DaySheetSheet
from salesdesk.ui.calendar.deeds import Deeds
from salesdesk.ui.calendar.engagements import Engagements
from salesdesk.ui.calendar.entries import Busy, Entry, Ghost
from salesdesk.ui.calendar.visit_plan import VisitPlanSheet
from salesdesk.ui.page import PageContext
from salesdesk.words.i18n import _

Line = tuple[str, Callable[[], object]]


class Menus:
    """Makes the menu for whatever lies there; `done` is called after something has gone."""

    def __init__(self, ctx: PageContext, window: Callable[[], QWidget], deeds: Deeds, engagements: Engagements) -> None:
        self._ctx, self._window, self._deeds, self._engagements = ctx, window, deeds, engagements

    def show(self, canvas: Canvas, entry: Entry | None, where: QPoint, done: Callable[[], object]) -> None:
        """The menu for this entry, or for the moment that is meant."""
        if entry is None:
            lines = self._of_moment(canvas)
        elif isinstance(entry, Busy):
            lines = self._of_busy(entry, done)
        elif isinstance(entry, Ghost):
            lines = self._of_ghost(canvas, entry)
        else:
            lines = self._of_visit(entry.id, done)
        if lines:
            _popup(self._window(), lines, where)

    def _of_visit(self, visit_id: Id, done: Callable[[], object]) -> Sequence[Line]:
        visit, deeds = self._deeds.visit(visit_id), self._deeds
        if visit is None:
            return ()
        planned = visit.status is VisitStatus.PLANNED
        lines: list[Line] = [(_("Log visit"), lambda: deeds.log(visit_id))]
        if planned:
            lines.append((_("Change the visit"), lambda: deeds.change(visit_id)))
        lines.append((_("Show the client"), lambda: self._ctx.go(Kind.CLIENT, visit.client_id)))
        lines.append((_("History…"), lambda: self._ctx.show_history(Kind.VISIT, visit_id)))
        lines.append((_("Day sheet"), lambda: self._day_sheet(visit.day)))
        if planned:
            lines.append((_("Put it off"), lambda: deeds.put_off(visit_id)))
            lines.append((_("It did not take place"), lambda: deeds.remove(visit_id, for_good=False)))
        lines.append((_("Delete"), lambda: deeds.remove(visit_id, for_good=True) and done()))
        return lines

    def _of_busy(self, part: Busy, done: Callable[[], object]) -> Sequence[Line]:
        engagements = self._engagements
        return (
            (_("Change the appointment"), lambda: engagements.open(part.id)),
            (_("History…"), lambda: self._ctx.show_history(Kind.APPOINTMENT, part.id)),
            (_("Delete"), lambda: engagements.remove(part.id) and done()),
        )

    def _of_ghost(self, canvas: Canvas, ghost: Ghost) -> Sequence[Line]:
        return (
            (_("Accept the proposal"), lambda: canvas.ghost_accepted.emit(ghost.id)),
            (_("Dismiss the proposal"), lambda: canvas.ghost_dismissed.emit(ghost.id)),
            (_("Show the client"), lambda: self._ctx.go(Kind.CLIENT, ghost.client)),
        )

    def _of_moment(self, canvas: Canvas) -> Sequence[Line]:
        day, minute = canvas.moment()
        return (
            (_("Plan a visit"), lambda: canvas.drawn.emit(day, minute, 0)),
            (_("Appointment…"), lambda: self._add(day, minute, AppointmentKind.BUSY)),
            (_("Leave…"), lambda: self._add(day, minute, AppointmentKind.LEAVE)),
            (_("Day sheet"), lambda: self._day_sheet(day)),
            (_("Visit plan"), lambda: VisitPlanSheet(self._ctx, self._window(), day).show_over()),
        )

    def _day_sheet(self, day: date) -> None:
        DaySheetSheet(self._ctx, self._window(), day).show_over()

    def _add(self, day: date, minute: int, kind: AppointmentKind) -> None:
        self._engagements.add(day, minute, kind)


def _popup(window: QWidget, lines: Sequence[Line], where: QPoint) -> None:
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for words, verb in lines:
        menu.addAction(words).triggered.connect(verb)
    menu.popup(where)
