"""What the calendar shows, read from the file and kept until it changes: a page that was turned comes back at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.entries import Busy, Ghost, parts_of
from salesdesk.ui.calendar.shown import Shown

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

MOST_WEEKS = 60
"""So many weeks are kept at most."""
MOST_CHANGES = 20
"""After a change of more visits everything is read anew."""
_NAMING = frozenset({Kind.CLIENT, Kind.OPPORTUNITY, Kind.REP})
"""What a visit is shown with beside its own fields."""
_WEEK = timedelta(days=7)

Days = dict[date, list[VisitCard]]


class Reader:
    """Reads days for the calendar. Visits are kept by weeks; after a change only the weeks it touched are read anew.

    `ghosts`: visits that are proposed and shown among the others.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._weeks: dict[date, Days] = {}
        self.ghosts: tuple[Ghost, ...] = ()

    def read(self, first: date, last: date) -> Shown:
        """The visits, appointments and days off of these days, both included."""
        period = Period(first, last)
        pattern = self._desk.working.pattern()
        rooms = {one.day: one.visits for one in self._desk.working.days(period)}
        holidays = {date.fromisoformat(one.day): one for one in self._desk.holidays.between(first, last)}
        return Shown(
            self._desk.now(),
            self._visits(period),
            holidays,
            pattern,
            self._busy(first, last),
            self.ghosts,
            rooms,
            self._desk.closing.until,
        )

    def look_ahead(self, first: date, last: date) -> None:
        """Read these days before anybody asks for them."""
        self._read_missing(Period(first, last))

    def forget(self, change: ChangeSet | None = None) -> None:
        """What was read is out of date: all of it, or only the weeks of the visits that changed."""
        if change is None or change.kinds & _NAMING or len(change.ids.get(Kind.VISIT, ())) > MOST_CHANGES:
            self._weeks.clear()
            return
        for visit_id in change.ids.get(Kind.VISIT, ()):
            for week in [week for week, days in self._weeks.items() if _holds(days, visit_id)]:
                del self._weeks[week]
            now = self._week_of(visit_id)
            if now is not None:
                self._weeks.pop(now, None)

    # --- private ----------------------------------------------------------------------------------------------

    def _visits(self, period: Period) -> Mapping[date, Sequence[VisitCard]]:
        self._read_missing(period)
        found: Days = {}
        for week in _weeks(period):
            found |= {day: cards for day, cards in self._weeks[week].items() if day in period}
        return found

    def _read_missing(self, period: Period) -> None:
        """One question for all the weeks from the first to the last that is missing."""
        missing = [week for week in _weeks(period) if week not in self._weeks]
        if not missing:
            return
        if len(self._weeks) > MOST_WEEKS:
            self._weeks.clear()
            missing = list(_weeks(period))
        for week in missing:
            self._weeks[week] = {}
        for card in self._desk.visits.between(missing[0], missing[-1] + _WEEK - timedelta(days=1)):
            week = Period.week(card.day).first
            if week in missing:
                self._weeks[week].setdefault(card.day, []).append(card)

    def _busy(self, first: date, last: date) -> Mapping[date, Sequence[Busy]]:
        found: dict[date, list[Busy]] = {}
        for part in parts_of(self._desk.appointments.between(first, last), first, last):
            found.setdefault(part.day, []).append(part)
        return found

    def _week_of(self, visit_id: Id) -> date | None:
        try:
            return Period.week(self._desk.visits.get(visit_id).day).first
        except Refused:
            return None


def _weeks(period: Period) -> Iterator[date]:
    """The Mondays of the weeks that a period touches."""
    week = Period.week(period.first).first
    while week <= period.last:
        yield week
        week += _WEEK


def _holds(days: Days, visit_id: Id) -> bool:
    return any(card.id == visit_id for cards in days.values() for card in cards)
