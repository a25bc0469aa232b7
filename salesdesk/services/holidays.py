"""Public holidays and the working days that make up for them: of a region, edited, imported (spec 4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.settings import OWN_DAYS, Holiday
from salesdesk.domain.text import N_
from salesdesk.exchange.day_list import DayList, read_days
from salesdesk.exchange.sheet import RowProblem
from salesdesk.services.session import Session
from salesdesk.store.ids import natural_id
from salesdesk.store.read import working as read
from salesdesk.store.read.rows import things_by_id
from salesdesk.store.read.settings import setting, setting_changes

FIRST = ("CN", "TW", "HK", "MO")
"""The regions offered before all others."""
YEARS_BACK, YEARS_AHEAD = 3, 1
MAKE_UP_REGIONS = frozenset({"CN"})
"""Whose make-up days are published year by year: a year without any is not published yet."""
CATEGORIES = {"HK": ("public", "optional")}
"""Hong Kong's offices close on the general holidays, not only on the statutory ones."""
_WORDS = {"zh_CN": ("zh_CN", "zh_TW", "zh_HK"), "zh_TW": ("zh_TW", "zh_HK", "zh_CN"), "en": ("en_US", "en_GB")}


@dataclass(frozen=True, slots=True)
class PublishedDay:
    """A day as a region publishes it."""

    name: str
    working: bool


@dataclass(frozen=True, slots=True)
class TakenDays:
    """What an import of days came to."""

    days: int
    problems: tuple[RowProblem, ...]
    change: ChangeSet


class Holidays:
    """The calendar of days off. What was entered here goes before what a region publishes."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    # --- questions --------------------------------------------------------------------------------------------

    def between(self, first: date, last: date) -> list[Holiday]:
        """Holidays and make-up days that hold here, from `first` to `last`, both included, one a day."""
        return list(read.special_days(self._conn, first, last).values())

    def region(self) -> str:
        """Whose holidays hold here; where nobody has chosen, the only region that the file knows, or ''."""
        chosen = read.region(self._conn)
        if chosen is not None:
            return chosen
        known = read.regions(self._conn)
        return known[0] if len(known) == 1 else ""

    def regions(self) -> list[str]:
        """The codes of all countries whose holidays are known; those of our users first."""
        from holidays import list_supported_countries

        codes = {code for code in list_supported_countries(include_aliases=False) if len(code) == 2}
        return [*FIRST, *sorted(codes - set(FIRST))]

    def is_published(self, region: str, year: int) -> bool:
        """Whether the days of a year are known as they were published, not only those that the law fixes."""
        if region not in MAKE_UP_REGIONS:
            return True
        return any(day.working for day in self._published(region, year).values())

    # --- verbs ------------------------------------------------------------------------------------------------

    def set_region(self, region: str) -> ChangeSet:
        """Take the holidays of a country, from three years back to the next one. Raises Refused for an unknown one."""
        changes: list[Change] = list(setting_changes(self._conn, read.REGION, region))
        if region:
            year = self._session.today().year
            for one in range(year - YEARS_BACK, year + YEARS_AHEAD + 1):
                changes += self._year_changes(region, one)
        return self._session.record(Label("holiday.region", {"region": region}), _real(changes))

    def take_year(self, year: int) -> ChangeSet:
        """Put a year of the region back to what is published; what was entered here stays."""
        region = self.region()
        if not region:
            raise Refused(N_("Choose whose holidays hold here first."))
        return self._session.record(Label("holiday.year", {"year": year}), self._year_changes(region, year))

    def toggle(self, day: date) -> ChangeSet:
        """A day worked becomes a day off, and the reverse; back to what is published where that is meant."""
        working = day not in read.workdays(self._conn)
        if working == self._without_own(day):
            return self.clear(day)
        return self.mark(day, working=working)

    def mark(self, day: date, *, working: bool, name: str | None = None) -> ChangeSet:
        """Say of a day that it is off, or worked, and what it is called (None: as before)."""
        own = self._rows([self._own_id(day)]).get(self._own_id(day))
        called = name if name is not None else own.name if own and not own.deleted else ""
        wanted = Holiday(self._own_id(day), day.isoformat(), OWN_DAYS, called.strip(), working)
        label = Label("holiday.worked" if working else "holiday.off", {"day": day.isoformat()})
        return self._session.record(label, _made(own, wanted))

    def clear(self, day: date) -> ChangeSet:
        """Forget what was entered for a day: what the region publishes holds again."""
        label = Label("holiday.cleared", {"day": day.isoformat()})
        own = self._rows([self._own_id(day)]).get(self._own_id(day))
        if own is None or own.deleted:
            return ChangeSet(0, label, {})
        return self._session.record(label, [Edit(Kind.HOLIDAY, own.id, "deleted", False, True)])

    def import_days(self, path: Path) -> TakenDays:
        """Take days from lines of date, name, off or worked, or from a calendar file. Raises FileRefused, Refused.

        Lines that cannot be read are named and left out; a file without a single day is refused.
        """
        listed: DayList = read_days(path)
        if not listed.days:
            raise Refused(N_("No day was found in this file. A line holds a date, a name, and off or worked."))
        ids = [self._own_id(one.day) for one in listed.days]
        kept = self._rows(ids)
        changes: list[Change] = []
        for pk, one in zip(ids, listed.days, strict=True):
            wanted = Holiday(pk, one.day.isoformat(), OWN_DAYS, one.name, one.working)
            changes += _made(kept.get(pk), wanted)
        done = self._session.record(Label("import.holidays", {"n": len(listed.days)}), changes)
        return TakenDays(len(listed.days), listed.problems, done)

    # --- private ----------------------------------------------------------------------------------------------

    def _year_changes(self, region: str, year: int) -> list[Change]:
        """The changes that make a region's year what is published; days that are none any more go into the bin."""
        wanted = {
            natural_id(Kind.HOLIDAY, day.isoformat(), region): Holiday(
                b"", day.isoformat(), region, one.name, one.working
            )
            for day, one in self._published(region, year).items()
        }
        known = read.ids_of_year(self._conn, region, year)
        kept = self._rows([*wanted, *known])
        changes: list[Change] = []
        for pk, one in wanted.items():
            changes += _made(kept.get(pk), Holiday(pk, one.day, region, one.name, one.working))
        for pk in known:
            if pk not in wanted:
                changes.append(Edit(Kind.HOLIDAY, pk, "deleted", False, True))
        return changes

    def _published(self, region: str, year: int) -> Mapping[date, PublishedDay]:
        return published(region, year, str(setting(self._conn, "language", "")) or "en")

    def _without_own(self, day: date) -> bool:
        """Whether a day would be worked if nothing had been entered here."""
        region = read.region_day(self._conn, day)
        return region.working if region else day.weekday() in read.pattern(self._conn).weekdays

    def _rows(self, ids: list[Id]) -> dict[Id, Holiday]:
        return things_by_id(self._conn, Holiday, ids)

    def _own_id(self, day: date) -> Id:
        return natural_id(Kind.HOLIDAY, day.isoformat(), OWN_DAYS)


def published(region: str, year: int, language: str = "en") -> dict[date, PublishedDay]:
    """The holidays of a country (or a part: "DE-BY") and its make-up days. Raises Refused for an unknown one."""
    from holidays import country_holidays

    country, _dash, part = region.partition("-")
    which: dict[str, Any] = {"subdiv": part or None, "years": year, "categories": CATEGORIES.get(country)}
    try:
        plain = country_holidays(country, **which)
    except (NotImplementedError, KeyError, AttributeError) as error:
        raise Refused(N_("The holidays of {region} are not known. Import them as a list."), region=region) from error
    spoken = [one for one in _WORDS.get(language, _WORDS["en"]) if one in (plain.supported_languages or ())]
    found = country_holidays(country, language=spoken[0], **which) if spoken else plain
    days = {day: PublishedDay(str(name), False) for day, name in sorted(found.items()) if day.year == year}
    for day in getattr(found, "weekend_workdays", None) or ():
        if day.year == year and day not in days:  # the library keeps stray ones of other years
            days[day] = PublishedDay("", True)
    return days


def _made(before: Holiday | None, after: Holiday) -> list[Change]:
    if before is None:
        values = {"day": after.day, "region": after.region, "name": after.name, "working": after.working}
        return [New(Kind.HOLIDAY, after.id, values)]
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in ("name", "working", "deleted"))
    return [Edit(Kind.HOLIDAY, after.id, name, was, now) for name, was, now in pairs if was != now]


def _real(changes: list[Change]) -> list[Change]:
    return [one for one in changes if isinstance(one, New) or one.before != one.after]
