"""What a view of the calendar shows: what stands on its days, days off, and which moment it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from salesdesk.domain.change import Id
from salesdesk.domain.settings import Holiday
from salesdesk.domain.visit import VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.domain.working import WorkPattern
from salesdesk.ui.calendar.entries import COUNTED, Busy, Entry, Ghost, start_of
from salesdesk.ui.calendar.trouble import Trouble, troubles_of


@dataclass(frozen=True)
class Shown:
    """The visits by day in the order of the clock (those without an hour first), and what else takes their time.

    `pattern`: how the rep works; `rooms`: the visits that fit into the working days, leave taken off;
    `closed_until`: the last day of the months that are closed.
    """

    now: datetime
    visits: Mapping[date, Sequence[VisitCard]] = field(default_factory=dict)
    holidays: Mapping[date, Holiday] = field(default_factory=dict)
    pattern: WorkPattern = field(default_factory=WorkPattern)
    busy: Mapping[date, Sequence[Busy]] = field(default_factory=dict)
    ghosts: tuple[Ghost, ...] = ()
    rooms: Mapping[date, int] = field(default_factory=dict)
    closed_until: date | None = None
    _by_id: dict[Id, Entry] = field(init=False, default_factory=dict, repr=False, compare=False)
    _entries: dict[date, tuple[Entry, ...]] = field(init=False, default_factory=dict, repr=False, compare=False)
    _loads: dict[date, int] = field(init=False, default_factory=dict, repr=False, compare=False)
    _troubles: dict[date, dict[Id, tuple[Trouble, ...]]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )

    @property
    def today(self) -> date:
        return self.now.date()

    def of(self, day: date) -> Sequence[VisitCard]:
        """The visits of a day."""
        return self.visits.get(day, ())

    def entries(self, day: date) -> tuple[Entry, ...]:
        """All that stands on a day, in the order of the clock, what has no hour first."""
        if day not in self._entries:
            here: list[Entry] = [*self.busy.get(day, ()), *self.of(day), *(g for g in self.ghosts if g.day == day)]
            if len(here) > len(self.of(day)):
                here.sort(key=lambda one: (not one.all_day, start_of(one)))
            self._entries[day] = tuple(here)
        return self._entries[day]

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        holiday = self.holidays.get(day)
        return holiday.working if holiday else day.weekday() in self.pattern.weekdays

    def closed(self, day: date) -> bool:
        """Whether it belongs to a closed month."""
        return self.closed_until is not None and day <= self.closed_until

    def away(self, day: date) -> bool:
        """Whether the rep is on leave all day."""
        return any(part.leave and part.all_day for part in self.busy.get(day, ()))

    def find(self, visit_id: Id | None) -> VisitCard | None:
        """A visit by its id; None when it is not among those shown."""
        found = self.entry(visit_id)
        return found if isinstance(found, VisitCard) else None

    def entry(self, entry_id: Id | None, day: date | None = None) -> Entry | None:
        """Whatever has this id, its part on `day` rather than the first; None when it is not among what is shown."""
        if entry_id is None:
            return None
        if not self._by_id:
            for these in (self.visits, self.busy):
                for cards in these.values():
                    for card in cards:
                        self._by_id.setdefault(card.id, card)
            self._by_id.update({ghost.id: ghost for ghost in self.ghosts})
        found = self._by_id.get(entry_id)
        if day is not None and isinstance(found, Busy):
            return next((part for part in self.busy.get(day, ()) if part.id == entry_id), found)
        return found

    def load(self, day: date) -> int:
        """How many visits the day holds, of `room`; what is only proposed counts too."""
        if day not in self._loads:
            here = sum(card.status in COUNTED for card in self.of(day))
            self._loads[day] = here + sum(ghost.day == day for ghost in self.ghosts)
        return self._loads[day]

    def room(self, day: date) -> int:
        """How many visits fit into the day."""
        return self.rooms.get(day, self.pattern.visits_a_day)

    def troubles(self, entry: Entry) -> tuple[Trouble, ...]:
        """What is wrong with a visit where it stands."""
        if entry.day < self.today:
            return ()
        if entry.day not in self._troubles:
            self._troubles[entry.day] = troubles_of(self.entries(entry.day), self.pattern.travel_minutes)
        return self._troubles[entry.day].get(entry.id, ())

    def state(self, card: VisitCard) -> str:
        """How it is painted: planned, done, cancelled, no_show, moved or missed (planned for a day that has passed)."""
        if card.status is VisitStatus.PLANNED and card.day < self.today:
            return "missed"
        return card.status.value
