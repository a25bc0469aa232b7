"""What the wishes of the calendar do to visits: each one verb of the desk, or the sheet that asks for the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import ChangeSet, Id
from salesdesk.domain.visit import Visit, VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.canvas import ALL_DAY, FREE
from salesdesk.ui.calendar.entries import COUNTED, span_of
from salesdesk.ui.calendar.geometry import Span, free_minute
from salesdesk.ui.calendar.reader import Reader
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.log_visit.cancel_sheet import CancelVisitSheet
from salesdesk.ui.log_visit.plan_sheet import PlanVisitSheet
from salesdesk.ui.log_visit.scope import bin_asked, change_asked
from salesdesk.ui.page import PageContext
from salesdesk.words.i18n import _

LOOK_AHEAD = 60
"""For how many days a free hour is looked for."""
USUAL = 60
"""How long a visit is planned for where no length was drawn."""


class Deeds:
    """Stands between a page and the desk. Verbs give back whether something was done."""

    def __init__(self, ctx: PageContext, window: Callable[[], QWidget], reader: Reader) -> None:
        self._ctx, self._desk, self._window, self._reader = ctx, ctx.desk, window, reader

    def move(self, visit_id: Id, day: date, minute: int) -> bool:
        """To another day (FREE keeps the hour) or hour (ALL_DAY takes it away)."""
        visit = self.visit(visit_id)
        if visit is None:
            return False
        starts = self._at(day, start_of_visit(visit) if minute in (FREE, ALL_DAY) else minute, visit.starts_at)
        if visit.status is VisitStatus.DONE and starts > self._desk.now():
            self._ctx.notify.problem(_("This visit is done; it cannot lie ahead. Copy it instead."))
            return False
        all_day = None if minute == FREE else minute == ALL_DAY
        move = partial(self._desk.visits.move, visit_id, starts, all_day=all_day)
        told = {} if all_day is None else {"all_day": all_day}
        return self._asked(visit_id, move, starts_at=starts, **told)

    def copy(self, visit_id: Id, day: date, minute: int) -> bool:
        """The same again at another moment."""
        visit = self.visit(visit_id)
        if visit is None:
            return False
        starts = self._at(day, start_of_visit(visit) if minute in (FREE, ALL_DAY) else minute)
        return not self._is_past(starts) and self._did(self._desk.visits.duplicate, visit_id, starts)

    def resize(self, visit_id: Id, minutes: int) -> bool:
        """Another length."""
        return self._asked(visit_id, partial(self._desk.visits.resize, visit_id, minutes), minutes=minutes)

    def reshape(self, visit_id: Id, minute: int, minutes: int) -> bool:
        """Another beginning, the same end."""
        visit = self.visit(visit_id)
        if visit is None:
            return False
        starts = self._at(visit.day, minute, visit.starts_at)
        resize = partial(self._desk.visits.resize, visit_id, minutes, starts)
        return self._asked(visit_id, resize, minutes=minutes, starts_at=starts)

    def plan_client(self, client_id: Id, day: date, minute: int, shown: Shown) -> bool:
        """A client was let go on a day, perhaps on an hour: it is planned there at once."""
        starts = self._at(day, self.free(day, shown) if minute == FREE else minute)
        return not self._is_past(starts) and self._did(self._desk.visits.plan, client_id, starts)

    def plan_next(self, client_id: Id, after: date) -> date | None:
        """Plan a client at the next free hour of a working day; that day, or None when it was refused."""
        first = max(after, self._desk.today())
        shown = self._reader.read(first, first + timedelta(days=LOOK_AHEAD))
        for ahead in range(LOOK_AHEAD):
            day = first + timedelta(days=ahead)
            minute = self._free(day, shown) if shown.works(day) else None
            if minute is not None:
                done = self._did(self._desk.visits.plan, client_id, self._at(day, minute))
                return day if done else None
        self._ctx.notify.problem(_("No free hour was found in the next {n} days.").format(n=LOOK_AHEAD))
        return None

    def plan(self, day: date, minute: int, minutes: int, shown: Shown) -> None:
        """Ask whom to meet at this moment: FREE looks for an hour, ALL_DAY asks for none."""
        starts = self._at(day, self.free(day, shown) if minute < 0 else minute)
        whole = minute == ALL_DAY
        PlanVisitSheet(self._ctx, self._window(), starts_at=starts, minutes=minutes or USUAL, all_day=whole).show_over()

    def open(self, visit_id: Id) -> None:
        """What lies ahead is changed, what has come is logged, what is done is looked at again."""
        visit = self.visit(visit_id)
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
        visit = self.visit(visit_id)
        if visit is not None and visit.status is VisitStatus.PLANNED:
            PlanVisitSheet(self._ctx, self._window(), visit_id=visit_id).show_over()
        elif visit is not None:
            self.log(visit_id)

    def put_off(self, visit_id: Id) -> None:
        """A planned visit will be on another day: ask on which, and why."""
        visit = self.visit(visit_id)
        if visit is not None and visit.status is VisitStatus.PLANNED:
            moved = VisitStatus.MOVED
            CancelVisitSheet(self._ctx, self._window(), visit_id=visit_id, status=moved).show_over()

    def remove(self, visit_id: Id, *, for_good: bool) -> bool:
        """A planned visit did not take place: ask why; everything else (or `for_good`) goes into the bin."""
        visit = self.visit(visit_id)
        if visit is not None and visit.status is VisitStatus.PLANNED and not for_good:
            CancelVisitSheet(self._ctx, self._window(), visit_id=visit_id).show_over()
            return False
        return visit is not None and self._did(bin_asked, self._desk, self._window(), visit_id)

    def visit(self, visit_id: Id) -> Visit | None:
        """The visit as the file has it; a refusal is told."""
        return self._ctx.attempt(self._desk.visits.get, visit_id)

    def free(self, day: date, shown: Shown) -> int:
        """The next free hour of a day; the end of a full one."""
        found = self._free(day, shown)
        return shown.pattern.last_minute if found is None else found

    # --- private ----------------------------------------------------------------------------------------------

    def _free(self, day: date, shown: Shown) -> int | None:
        """The first half hour in the working hours at which a visit of the usual length fits."""
        taken = [span_of(one) for one in shown.entries(day) if _takes(one)]
        if shown.away(day):
            return None
        usual, now = shown.pattern.visit_minutes, self._desk.now()
        for first, last in _spans(shown):
            begin = max(first, now.hour * 60 + now.minute) if day == now.date() else first
            minute = free_minute(taken, usual, begin, last)
            if minute is not None:
                return minute
        return None

    def _at(self, day: date, minute: int, like: datetime | None = None) -> datetime:
        return self._desk.moment(day, time(minute // 60 % 24, minute % 60), like)

    def _asked(self, visit_id: Id, verb: Callable[[], ChangeSet], **changed: object) -> bool:
        """A gesture on a visit that repeats may be meant for others too."""
        return self._did(change_asked, self._desk, self._window(), visit_id, verb, **changed)

    def _did(self, verb: Callable[..., ChangeSet | None], *args: object, **kwargs: object) -> bool:
        return bool(self._ctx.attempt(verb, *args, **kwargs))

    def _is_past(self, starts: datetime) -> bool:
        if starts.date() < self._desk.today():
            self._ctx.notify.problem(_("This day has passed. Choose one that lies ahead."))
            return True
        return False


def start_of_visit(visit: Visit) -> int:
    """Minutes since midnight, also of a visit without an hour (whose moment is kept as it is)."""
    return visit.starts_at.hour * 60 + visit.starts_at.minute


def _spans(shown: Shown) -> list[Span]:
    """The working hours; the whole of them again, so that the break is taken before the evening is."""
    pattern = shown.pattern
    return [*pattern.open_spans, (pattern.first_minute, pattern.last_minute)]


def _takes(entry: object) -> bool:
    """Whether it takes an hour of the day."""
    if isinstance(entry, VisitCard):
        return entry.status in COUNTED and not entry.all_day
    return not getattr(entry, "all_day", False)
