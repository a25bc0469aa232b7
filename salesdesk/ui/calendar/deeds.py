"""What the wishes of the calendar do: each one verb of the desk, or the sheet that asks for the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.visit import Visit, VisitStatus
from salesdesk.ui.calendar.canvas import FREE
from salesdesk.ui.calendar.geometry import free_minute
from salesdesk.ui.calendar.shown import COUNTED, Shown, span_of
from salesdesk.ui.log_visit.cancel_sheet import CancelVisitSheet
from salesdesk.ui.log_visit.entry_form import minute_choices
from salesdesk.ui.log_visit.plan_sheet import PlanVisitSheet
from salesdesk.ui.page import PageContext
from salesdesk.words.i18n import _

MORNING, EVENING = 9 * 60, 18 * 60
"""Between these minutes a free hour is looked for."""
USUAL = 60
LOOK_AHEAD = 60
"""For how many days a free hour is looked for."""


class Deeds:
    """Stands between a page and the desk. Verbs give back whether something was done."""

    def __init__(self, ctx: PageContext, window: Callable[[], QWidget]) -> None:
        self._ctx, self._desk, self._window = ctx, ctx.desk, window

    def move(self, visit_id: Id, day: date, minute: int) -> bool:
        """To another day (FREE keeps the hour) or hour."""
        visit = self._visit(visit_id)
        if visit is None:
            return False
        starts = self._at(day, start_of_visit(visit) if minute == FREE else minute, visit.starts_at)
        if visit.status is VisitStatus.DONE and starts > self._desk.now():
            self._ctx.notify.problem(_("This visit is done; it cannot lie ahead. Copy it instead."))
            return False
        return self._did(self._desk.visits.move, visit_id, starts)

    def copy(self, visit_id: Id, day: date, minute: int) -> bool:
        """The same again at another moment."""
        visit = self._visit(visit_id)
        if visit is None:
            return False
        starts = self._at(day, start_of_visit(visit) if minute == FREE else minute)
        return not self._is_past(starts) and self._did(self._desk.visits.duplicate, visit_id, starts)

    def resize(self, visit_id: Id, minutes: int) -> bool:
        """Another length."""
        return self._did(self._desk.visits.resize, visit_id, minutes)

    def plan_client(self, client_id: Id, day: date, minute: int, shown: Shown) -> bool:
        """A client was let go on a day, perhaps on an hour: it is planned there at once."""
        starts = self._at(day, self.free(day, shown) if minute == FREE else minute)
        return not self._is_past(starts) and self._did(self._desk.visits.plan, client_id, starts)

    def plan_next(self, client_id: Id, after: date) -> date | None:
        """Plan a client at the next free hour of a working day; that day, or None when it was refused."""
        first = max(after, self._desk.today())
        shown = self.read(first, first + timedelta(days=LOOK_AHEAD))
        for ahead in range(LOOK_AHEAD):
            day = first + timedelta(days=ahead)
            minute = self._free(day, shown) if shown.works(day) else None
            if minute is not None:
                done = self._did(self._desk.visits.plan, client_id, self._at(day, minute))
                return day if done else None
        self._ctx.notify.problem(_("No free hour was found in the next {n} days.").format(n=LOOK_AHEAD))
        return None

    def plan(self, day: date, minute: int, minutes: int, shown: Shown) -> None:
        """Ask whom to meet at this moment."""
        starts = self._at(day, self.free(day, shown) if minute == FREE else minute)
        sheet = PlanVisitSheet(self._ctx, self._window(), starts_at=starts)
        if minutes:
            sheet.minutes.set_choices(minute_choices(minutes))
            sheet.minutes.set_value(str(minutes))
            sheet.form.set_clean()
        sheet.show_over()

    def open(self, visit_id: Id) -> None:
        """What lies ahead is changed, what has come is logged, what is done is looked at again."""
        visit = self._visit(visit_id)
        if visit is None:
            return
        if visit.status is VisitStatus.PLANNED and visit.day > self._desk.today():
            self.change(visit_id)
        else:
            self.log(visit_id)

    def log(self, visit_id: Id) -> None:
        """Write down what came of it."""
        self._ctx.log_visit(visit_id=visit_id)

    def change(self, visit_id: Id) -> None:
        """Another client, channel, purpose … for a visit that is planned."""
        visit = self._visit(visit_id)
        if visit is not None and visit.status is VisitStatus.PLANNED:
            PlanVisitSheet(self._ctx, self._window(), visit_id=visit_id).show_over()
        elif visit is not None:
            self.log(visit_id)

    def remove(self, visit_id: Id, *, for_good: bool) -> bool:
        """A planned visit did not take place: ask why; everything else (or `for_good`) goes into the bin."""
        visit = self._visit(visit_id)
        if visit is not None and visit.status is VisitStatus.PLANNED and not for_good:
            CancelVisitSheet(self._ctx, self._window(), visit_id=visit_id).show_over()
            return False
        return visit is not None and self._did(self._desk.visits.bin, visit_id)

    def menu(self, visit_id: Id, where: QPoint, done: Callable[[], object]) -> None:
        """What can be done with a visit, under the mouse."""
        visit = self._visit(visit_id)
        if visit is None:
            return
        menu = QMenu(self._window())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        planned = visit.status is VisitStatus.PLANNED
        entries: list[tuple[str, Callable[[], object]]] = [(_("Log visit"), lambda: self.log(visit_id))]
        if planned:
            entries.append((_("Change the visit"), lambda: self.change(visit_id)))
        entries.append((_("Show the client"), lambda: self._ctx.go(Kind.CLIENT, visit.client_id)))
        entries.append((_("Show history"), lambda: self._ctx.show_history(Kind.VISIT, visit_id)))
        if planned:
            entries.append((_("It did not take place"), lambda: self.remove(visit_id, for_good=False)))
        entries.append((_("Delete"), lambda: self.remove(visit_id, for_good=True) and done()))
        for words, verb in entries:
            menu.addAction(words).triggered.connect(verb)
        menu.popup(where)

    def read(self, first: date, last: date) -> Shown:
        """The visits and holidays of these days, both included."""
        visits: dict[date, list[object]] = {}
        for card in self._desk.visits.between(first, last):
            visits.setdefault(card.day, []).append(card)
        known = self._desk.holidays.between(first, last)
        holidays = {date.fromisoformat(one.day): one for one in known}
        return Shown(self._desk.now(), visits, holidays, self._desk.working.pattern().weekdays)  # type: ignore[arg-type]

    def free(self, day: date, shown: Shown) -> int:
        """The next free hour of a day; the evening of a full one."""
        found = self._free(day, shown)
        return EVENING if found is None else found

    # --- private ----------------------------------------------------------------------------------------------

    def _free(self, day: date, shown: Shown) -> int | None:
        taken = [span_of(card) for card in shown.of(day) if card.status in COUNTED and not card.all_day]
        now = self._desk.now()
        first = max(MORNING, now.hour * 60 + now.minute) if day == now.date() else MORNING
        return free_minute(taken, USUAL, first, EVENING)

    def _at(self, day: date, minute: int, like: datetime | None = None) -> datetime:
        return self._desk.moment(day, time(minute // 60 % 24, minute % 60), like)

    def _visit(self, visit_id: Id) -> Visit | None:
        return self._ctx.attempt(self._desk.visits.get, visit_id)

    def _did(self, verb: Callable[..., ChangeSet], *args: object) -> bool:
        return bool(self._ctx.attempt(verb, *args))

    def _is_past(self, starts: datetime) -> bool:
        if starts.date() < self._desk.today():
            self._ctx.notify.problem(_("This day has passed. Choose one that lies ahead."))
            return True
        return False


def start_of_visit(visit: Visit) -> int:
    """Minutes since midnight, also of a visit without an hour (whose moment is kept as it is)."""
    return visit.starts_at.hour * 60 + visit.starts_at.minute
