"""The calendar in words: under the mouse, and for screen readers."""

from __future__ import annotations

from datetime import date

from salesdesk.domain.settings import Holiday
from salesdesk.domain.visit import VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.entries import Busy, Entry, Ghost, hours, name_of
from salesdesk.ui.calendar.shown import Shown
from salesdesk.words.i18n import _, pgettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_duration_minutes


def state_word(state: str) -> str:
    """The state in a word."""
    return _("Missed") if state == "missed" else label(VisitStatus(state))


def spoken(entry: Entry, shown: Shown) -> str:
    """What stands there in one sentence, for screen readers."""
    when = _("all day") if entry.all_day else hours(entry)[:5]
    day, long = format_date(entry.day, "weekday"), format_duration_minutes(entry.minutes)
    if isinstance(entry, Busy):
        return ", ".join((day, when, entry.title, label(entry.of.kind), long))
    if isinstance(entry, Ghost):
        words = [day, when, entry.title, _("tier {tier}").format(tier=entry.tier.value), _("proposed"), long]
        return ", ".join([*words, *filter(None, [entry.reason]), *_troubles(entry, shown)])
    said = _("{day}, {time}, {client}, tier {tier}, {state}, {channel}, {duration}").format(
        day=day,
        time=when,
        client=entry.client_name,
        tier=entry.client_tier.value,
        state=state_word(shown.state(entry)),
        channel=label(entry.channel),
        duration=long,
    )
    return ", ".join([said, *marks_in_words(entry), *_troubles(entry, shown)])


def hover(entry: Entry, shown: Shown) -> str:
    """What is known of it, in lines, under the mouse."""
    when = f"{format_date(entry.day, 'weekday')} {hours(entry)}"
    if isinstance(entry, Busy):
        lines = [entry.title, f"{when} · {label(entry.of.kind)}", entry.of.place, entry.of.note]
    elif isinstance(entry, Ghost):
        lines = [entry.title, f"{when} · {_('proposed')}", entry.reason, *_troubles(entry, shown)]
    else:
        deal = " ".join(filter(None, [_priority(entry), entry.opportunity_name]))
        lines = [
            entry.client_name,
            f"{when} · {label(entry.channel)} · {state_word(shown.state(entry))}",
            *_troubles(entry, shown),
            entry.purpose,
            deal,
            " · ".join(marks_in_words(entry, priority=False)),
            entry.place,
            _("With {names}").format(names=entry.companions) if entry.companions else "",
            entry.result,
            entry.reason,
            entry.links,
        ]
    return "\n".join(line for line in lines if line)


def marks_in_words(card: VisitCard, *, priority: bool = True) -> list[str]:
    """What the small signs of a visit mean."""
    said = [_("priority {priority}").format(priority=_priority(card))] if priority and card.priority else []
    if card.series_id:
        said.append(_("recurring"))
    if card.fixed:
        said.append(pgettext("visit", "fixed"))
    if card.by_plan:
        said.append(_("proposed by the planner"))
    return said


def spoken_day(day: date, shown: Shown, minute: int | None = None) -> str:
    """A day in one sentence: its date, whether it is worked, how full it is; and the `minute` that is meant."""
    words = [format_date(day, "long")]
    if minute is not None and minute >= 0:
        words.append(f"{minute // 60:02d}:{minute % 60:02d}")
    holiday = shown.holidays.get(day)
    if holiday:
        words.append(holiday_word(holiday))
    elif not shown.works(day):
        words.append(_("day off"))
    if shown.closed(day):
        words.append(pgettext("month", "closed"))
    words.append(_("{n} of {of} visits").format(n=shown.load(day), of=shown.room(day)))
    return ", ".join(words)


def holiday_word(holiday: Holiday) -> str:
    """The name of a holiday, or that the day is worked in its stead."""
    return _("Make-up day") if holiday.working else holiday.name


def listed(entry: Entry) -> str:
    """One line of a list of what did not fit."""
    return f"{hours(entry)}  {name_of(entry)}"


def _priority(card: VisitCard) -> str:
    return card.priority.name if card.priority else ""


def _troubles(entry: Entry, shown: Shown) -> list[str]:
    return [trouble.words() for trouble in shown.troubles(entry)]
