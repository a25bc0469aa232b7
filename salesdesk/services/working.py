"""When the rep works and how many visits that leaves room for (spec 4.1, 4.3)."""

from __future__ import annotations

from datetime import date

from salesdesk.domain.change import ChangeSet, Id, Label
from salesdesk.domain.errors import Conflict
from salesdesk.domain.period import Period
from salesdesk.domain.rep import Rep
from salesdesk.domain.text import N_
from salesdesk.domain.workdays import Workdays
from salesdesk.domain.working import DayCapacity, WorkPattern, capacity_of, check_pattern, kept_of
from salesdesk.services.session import Session
from salesdesk.store.read import working as read
from salesdesk.store.read.rows import things
from salesdesk.store.read.settings import setting_changes


class Working:
    """The usual week, and what a period holds of it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    def pattern(self) -> WorkPattern:
        """The usual week of this file's rep."""
        return read.pattern(self._conn)

    def workdays(self) -> Workdays:
        """The days that are worked: the usual week, without holidays, with the days that make up for them."""
        return read.workdays(self._conn)

    def days(self, period: Period, rep: Id | None = None) -> list[DayCapacity]:
        """The working days of a period in their order, each with what its leave leaves of it (maybe nothing).

        Where everybody's are shown together, with the visits that all of them can make.
        """
        rep = rep or self._session.whose
        if rep is None:
            each = [self.days(period, one.id) for one in things(self._conn, Rep) if not one.deleted]
            return [days[0]._replace(visits=sum(one.visits for one in days)) for days in zip(*each, strict=True)]
        pattern, work = self.pattern(), self.workdays()
        leave = read.leave(self._conn, rep, period)
        return [capacity_of(pattern, day, leave.get(day, ())) for day in period if day in work]

    def capacity(self, period: Period, rep: Id | None = None) -> int:
        """Visits a day × working days − leave, of the file's own rep where none is named."""
        return sum(day.visits for day in self.days(period, rep))

    def leave_minutes(self, period: Period, rep: Id | None = None) -> dict[date, int]:
        """The minutes of each working day of the period that leave takes away, of the days that have any."""
        whole = self.pattern().minutes
        left = {day.day: sum(end - begin for begin, end in day.spans) for day in self.days(period, rep)}
        return {day: whole - minutes for day, minutes in left.items() if minutes < whole}

    def set_pattern(self, before: WorkPattern, after: WorkPattern) -> ChangeSet:
        """Work otherwise from now on. Raises Refused, and Conflict when it was changed meanwhile."""
        check_pattern(after)
        if before != self.pattern():
            raise Conflict(N_("The working week was changed meanwhile. Look at it again."))
        label = Label("working.pattern")
        if after == before:
            return ChangeSet(0, label, {})
        return self._session.record(label, setting_changes(self._conn, read.PATTERN, kept_of(after)))
