"""The rows of the team: one for each file, sorted as asked, and the sums of all below them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from salesdesk.domain.team import TeamFigures, TeamMember, together
from salesdesk.ui.parts.badges import Mark
from salesdesk.ui.parts.rows_model import CENTRE, RIGHT, Column
from salesdesk.ui.team.marks import IconMark, MonthsMark, sent_mark
from salesdesk.ui.team.said import is_stale
from salesdesk.words.held import only_words
from salesdesk.words.i18n import _, ngettext, say
from salesdesk.words.numbers import NOTHING, format_date, format_money, format_number, format_percent

_TOTAL_PATH = Path()
TOTAL = str(_TOTAL_PATH)
"""The id of the row of sums."""

_KEYS: dict[str, Callable[[TeamFigures], Any]] = {
    "attainment": lambda one: one.attainment if one.attainment is not None else -1.0,
    "sales": lambda one: one.sales,
    "visits": lambda one: one.visits,
    "cadence": lambda one: one.cadence.value if one.cadence.value is not None else -1.0,
    "pipeline": lambda one: one.pipeline,
    "stalled": lambda one: one.stalled,
    "received": lambda one: one.received,
    "overdue": lambda one: one.overdue,
    "day": lambda one: one.day_sent,
    "week": lambda one: one.week_sent,
}


class TeamRows:
    """A source of rows already read; the sums stay last however they are sorted."""

    def __init__(self, members: Sequence[TeamMember], currency: str) -> None:
        self._members = {member.id: member for member in members}
        self._sums = {TOTAL: TeamMember(_TOTAL_PATH, figures=together(members, currency))} if len(members) > 1 else {}

    def ids(self, sort_key: str, descending: bool) -> Sequence[Hashable]:
        """The files in the order asked for; those without figures come after the others."""
        known = [one for one in self._members.values() if one.figures is not None]
        others = [one for one in self._members.values() if one.figures is None]
        if sort_key == "name":
            known.sort(key=lambda one: one.name, reverse=descending)
        elif sort_key == "as_of":
            known.sort(key=lambda one: one.as_of.timestamp() if one.as_of else 0.0, reverse=descending)
        elif sort_key in _KEYS:
            known.sort(key=lambda one: _KEYS[sort_key](one.figures), reverse=descending)  # type: ignore[arg-type]
        return [*(one.id for one in known), *(one.id for one in others), *self._sums]

    def rows(self, ids: Sequence[Hashable]) -> Sequence[TeamMember]:
        """The rows of these ids."""
        known = self._members | self._sums
        return [known[str(one)] for one in ids if str(one) in known]


def columns(today: Callable[[], date]) -> list[Column[TeamMember]]:
    """What is told of each rep."""
    money = [
        _column("pipeline", lambda: _("Open pipeline"), lambda one: _money(one.pipeline, one.currency), width=106),
        _column("stalled", lambda: _("Stalled"), lambda one: format_number(one.stalled), width=62, late=_has_stalled),
        _column("received", lambda: _("Received"), lambda one: _money(one.received, one.currency), width=84),
        _column("overdue", lambda: _("Overdue"), lambda one: _money(one.overdue, one.currency), width=84),
    ]
    return [
        Column("name", lambda: _("Rep"), _name, width=130, sort_key="name", stretch=True, mark=_trouble, tip=_tip),
        Column(
            "as_of",
            lambda: _("As of"),
            lambda one: _trouble_words(one) or (freshness(one.as_of, today()) if one.as_of else ""),
            width=104,
            sort_key="as_of",
            tone=lambda one: _age_tone(one, today()),
            tip=_tip,
        ),
        _column("attainment", lambda: _("Attainment"), lambda one: format_percent(one.attainment, 0), width=84),
        _column("sales", lambda: _("Sales"), lambda one: _money(one.sales, one.currency), width=84),
        _column("visits", lambda: _("Visits"), lambda one: format_number(one.visits), width=58),
        _column("cadence", lambda: _("Cadence met"), lambda one: format_percent(one.cadence.value, 0), width=88),
        *money,
        _sent("day", lambda: _("Day sent"), lambda one: one.day_sent),
        _sent("week", lambda: _("Week sent"), lambda one: one.week_sent),
        Column("months", lambda: _("12 months"), lambda _one: "", width=116, mark=_months),
    ]


def freshness(moment: datetime | None, today: date) -> str:
    """How old what is shown is, in words: "today 18:02", "2 days ago"."""
    if moment is None:
        return NOTHING
    days = (today - moment.date()).days
    if days <= 0:
        return _("today {time}").format(time=f"{moment:%H:%M}")
    if days == 1:
        return _("yesterday {time}").format(time=f"{moment:%H:%M}")
    if days <= 60:
        return ngettext("{n} day ago", "{n} days ago", days).format(n=days)
    return format_date(moment.date())


def _column(
    key: str,
    title: Callable[[], str],
    told: Callable[[TeamFigures], str],
    *,
    width: int,
    late: Callable[[TeamFigures], bool] | None = None,
) -> Column[TeamMember]:
    def tone(member: TeamMember) -> str:
        if member.id == TOTAL:
            return "strong"
        if not member.counted:
            return "faint"
        return "late" if late and member.figures and late(member.figures) else ""

    def text(member: TeamMember) -> str:
        if member.figures is not None and key in member.figures.untold:
            return NOTHING
        return told(member.figures) if member.figures else ""

    return Column(key, title, text, RIGHT, width, key, tone=tone)


def _sent(key: str, title: Callable[[], str], told: Callable[[TeamFigures], bool]) -> Column[TeamMember]:
    def mark(member: TeamMember) -> Mark | None:
        figures = member.figures
        return sent_mark(told(figures)) if figures and key not in figures.untold else None

    def tip(member: TeamMember) -> str:
        figures = member.figures
        return sent_mark(told(figures)).words() if figures and key not in figures.untold else ""

    def text(member: TeamMember) -> str:
        return NOTHING if member.figures and key in member.figures.untold else ""

    return Column(key, title, text, CENTRE, 74, key, mark=mark, tip=tip)


def _money(cents: int, currency: str) -> str:
    return format_money(cents, currency, compact=True) if cents else NOTHING


def _has_stalled(figures: TeamFigures) -> bool:
    return figures.stalled > 0


def _name(member: TeamMember) -> str:
    if member.path == _TOTAL_PATH:
        return _("Together")
    return member.name if member.held is None else f"{member.name} · {only_words(member.held)}"


def _trouble(member: TeamMember) -> Mark | None:
    if member.locked:
        return IconMark("lock", "soft", _tip(member))
    if member.held is not None and not member.problem and not member.notes:
        return IconMark("filter", "soft", _tip(member))
    if member.problem or member.notes:
        return IconMark("warning", "red", _tip(member))
    return None


def _trouble_words(member: TeamMember) -> str:
    """What stands in a row instead of figures: why there are none, and what to do."""
    if member.locked:
        return _("Protected by a passphrase: press Enter and name it; it is asked once while the program runs.")
    return say(member.problem) if member.problem else ""


def _age_tone(member: TeamMember, today: date) -> str:
    if member.locked:
        return "soft"
    return "late" if member.problem or is_stale(member, today) else "" if member.counted else "faint"


def _months(member: TeamMember) -> Mark | None:
    return MonthsMark(member.figures.months) if member.figures else None


def _tip(member: TeamMember) -> str:
    said = [say(one) for one in (member.problem, *member.notes) if one]
    if member.held is not None:
        said.append(_("Not the whole file: {only}.").format(only=only_words(member.held)))
    return "\n".join([*said, str(member.path)]) if member.path != _TOTAL_PATH else ""
