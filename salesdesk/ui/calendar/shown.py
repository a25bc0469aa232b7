"""What a view of the calendar shows: the visits of its days, holidays, and which moment it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from salesdesk.domain.change import Id
from salesdesk.domain.settings import Holiday
from salesdesk.domain.visit import VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.domain.working import MONDAY_TO_FRIDAY
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_duration_minutes, format_time

CAPACITY = 8
"""Visits that fit into a working day."""
MOVABLE = frozenset({VisitStatus.PLANNED, VisitStatus.DONE})
COUNTED = MOVABLE
"""What takes room in the day: cancelled and moved ones do not."""


@dataclass(frozen=True)
class Shown:
    """The visits by day in the order of the clock (those without an hour first)."""

    now: datetime
    visits: Mapping[date, Sequence[VisitCard]] = field(default_factory=dict)
    holidays: Mapping[date, Holiday] = field(default_factory=dict)
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY

    @property
    def today(self) -> date:
        return self.now.date()

    def of(self, day: date) -> Sequence[VisitCard]:
        """The visits of a day."""
        return self.visits.get(day, ())

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        holiday = self.holidays.get(day)
        return holiday.working if holiday else day.weekday() in self.weekdays

    def find(self, visit_id: Id | None) -> VisitCard | None:
        """A visit by its id; None when it is not among those shown."""
        if visit_id is None:
            return None
        return next((card for cards in self.visits.values() for card in cards if card.id == visit_id), None)

    def load(self, day: date) -> int:
        """How many visits the day holds, of CAPACITY."""
        return sum(card.status in COUNTED for card in self.of(day))

    def state(self, card: VisitCard) -> str:
        """How it is painted: planned, done, cancelled, moved or missed (planned for a day that has passed)."""
        if card.status is VisitStatus.NO_SHOW or (card.status is VisitStatus.PLANNED and card.day < self.today):
            return "missed"
        return card.status.value


def start_of(card: VisitCard) -> int:
    """Minutes since midnight at which it begins."""
    return 0 if card.all_day else card.starts_at.hour * 60 + card.starts_at.minute


def span_of(card: VisitCard) -> tuple[int, int]:
    """From, until, in minutes since midnight."""
    start = start_of(card)
    return start, start + card.minutes


def clock(minute: int) -> str:
    """A minute of the day as on a clock: 09:30."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def hours(card: VisitCard) -> str:
    """From when until when, "09:00–10:00"."""
    start, end = span_of(card)
    return _("All day") if card.all_day else f"{clock(start)}–{clock(end)}"


def state_word(state: str) -> str:
    """The state in a word."""
    return _("Missed") if state == "missed" else label(VisitStatus(state))


def spoken(card: VisitCard, shown: Shown) -> str:
    """A visit in one sentence, for screen readers."""
    when = _("all day") if card.all_day else format_time(card.starts_at)
    return _("{day}, {time}, {client}, tier {tier}, {state}, {channel}, {duration}").format(
        day=format_date(card.day, "weekday"),
        time=when,
        client=card.client_name,
        tier=card.client_tier.value,
        state=state_word(shown.state(card)),
        channel=label(card.channel),
        duration=format_duration_minutes(card.minutes),
    )


def hover(card: VisitCard, shown: Shown) -> str:
    """What is known of a visit, in lines, under the mouse."""
    lines = [
        card.client_name,
        f"{format_date(card.day, 'weekday')} {hours(card)} · {label(card.channel)} · {state_word(shown.state(card))}",
        card.purpose,
        card.opportunity_name,
        card.result,
        card.reason,
    ]
    return "\n".join(line for line in lines if line)


def spoken_day(day: date, shown: Shown) -> str:
    """A day in one sentence: its date, whether it is worked, how full it is."""
    words = [format_date(day, "long")]
    holiday = shown.holidays.get(day)
    if holiday:
        words.append(holiday_word(holiday))
    words.append(_("{n} of {of} visits").format(n=shown.load(day), of=CAPACITY))
    return ", ".join(words)


def holiday_word(holiday: Holiday) -> str:
    """The name of a holiday, or that the day is worked in its stead."""
    return _("Make-up day") if holiday.working else holiday.name
