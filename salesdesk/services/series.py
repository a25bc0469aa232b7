"""Recurring visits: made ahead as ordinary visits, changed and put away one, from one on, or all (spec 4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Client
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.recurrence import (
    Occurrence,
    Scope,
    counted,
    ended,
    endless,
    moved_days,
    moved_rule,
    parts_of,
    settle,
    until_of,
)
from salesdesk.domain.text import N_
from salesdesk.domain.visit import OnHoliday, Visit, VisitSeries, VisitStatus, check_visit
from salesdesk.services.recurrence import rule_days
from salesdesk.services.session import Session
from salesdesk.services.visit_log import edits
from salesdesk.services.visits import Visits
from salesdesk.store import journal
from salesdesk.store.ids import natural_id
from salesdesk.store.read import series as read
from salesdesk.store.read import working
from salesdesk.store.read.rows import thing

MONTHS = 12
"""So far ahead visits are made."""
REFILL = 11
"""When less than so many months are made, more are."""
_EDGE = timedelta(days=31)
"""A day off may move a visit by so much: days beyond the last one are looked at too."""
_FAR = date(9000, 1, 1)
"""Later than any visit that somebody counts."""

_SHARED = ("client_id", "minutes", "all_day", "channel", "purpose", "place", "opportunity_id")
"""What a recurring visit tells each of its visits."""
_OWN = ("fixed", "companions")
"""What each visit knows for itself; a change of several visits changes it in all of them."""
_SERIES = tuple(field.name for field in fields(VisitSeries) if field.name not in ("id", "deleted"))
_VISIT = tuple(field.name for field in fields(Visit) if field.name not in ("id", "deleted"))


@dataclass(frozen=True, slots=True)
class Repeats:
    """A new rule for the visits of a recurring one, and what they do on a day off."""

    rule: str
    on_holiday: OnHoliday = OnHoliday.KEEP


class Series:
    """What repeats. Every verb is one action, one undo; visits that are done are never changed."""

    def __init__(self, session: Session, visits: Visits) -> None:
        self._session, self._visits = session, visits

    # --- questions --------------------------------------------------------------------------------------------

    def of(self, visit: Visit) -> VisitSeries | None:
        """The recurring visit that a visit belongs to; None where it stands alone."""
        if visit.series_id is None or visit.series_day is None:
            return None
        found = thing(self._session.file.conn, VisitSeries, visit.series_id)
        return found if found is not None and not found.deleted else None

    def preview(self, wish: VisitSeries) -> list[Occurrence]:
        """The days of the next twelve months, with those that a day off shifts or takes away. Raises Refused."""
        return self._settled(wish, None, self._horizon())

    # --- verbs ------------------------------------------------------------------------------------------------

    def plan(self, wish: VisitSeries, *, fixed: bool = False, companions: str = "") -> ChangeSet:
        """Plan a visit that repeats; `id`, `rep_id` and `made_until` of the wish are filled in here. Raises Refused."""
        series, made = self._begun(wish)
        own = {"fixed": fixed, "companions": companions.strip()}
        changes = [_birth(series), *self._births(series, made, own)]
        return self._session.record(self._label("planned", series), changes)

    def begin(self, before: Visit, after: Visit, repeats: Repeats) -> ChangeSet:
        """A visit that stood alone begins to repeat: it is the first of them where its day is one of the rule."""
        series, made = self._begun(wish_of(after, repeats))
        own = {name: getattr(after, name) for name in _OWN}
        mine = next((one for one in made if one.rule_day == after.day), None)
        if mine is not None:
            made = [one for one in made if one is not mine]
            after = replace(after, series_id=series.id, series_day=mine.rule_day)
        changes = [_birth(series), *self._edited(before, after), *self._births(series, made, own)]
        return self._session.record(self._label("planned", series), changes)

    def change(self, before: Visit, after: Visit, scope: Scope, repeats: Repeats | None = None) -> ChangeSet:
        """Change this visit, it and those that follow, or all that lie ahead, from the state that was seen.

        `repeats` is a new rule. What was changed in a single visit stays as it is there. Raises Refused, Conflict.
        """
        series = self.of(before)
        if series is None or before.series_day is None or (scope is Scope.THIS and repeats is None):
            return self._visits.edit(before, after)
        check_visit(after.minutes, after.next_step, after.next_on, after.day)
        rows = read.visits_of(self._session.file.conn, series.id)
        pivot = self._pivot(before, scope, rows)
        rule, first, days = repeats.rule if repeats else "", pivot, dict[date, date]()
        if repeats is None:
            rule, first, days = self._moved(series, before.series_day, after.day - before.day, pivot)
        follows = replace(
            series,
            **{name: getattr(after, name) for name in _SHARED if getattr(after, name) != getattr(before, name)},
            rule=rule,
            first_at=self._first_at(series, before, after, first),
            on_holiday=repeats.on_holiday if repeats else series.on_holiday,
            made_until=self._reach(series),
        )
        changes, follows = self._parted(series, follows, pivot, rows)
        later = [row for row in rows if _of_day(row) >= pivot]
        changes += self._relaid(series, follows, before, after, later, days)
        return self._session.record(self._label("changed", follows), changes)

    def stop(self, before: Visit, after: Visit, scope: Scope) -> ChangeSet:
        """This visit stands alone from now on; those that follow (or all others that lie ahead) are put away."""
        series = self.of(before)
        if series is None:
            return self._visits.edit(before, after)
        changes = self._edited(before, replace(after, series_id=None, series_day=None))
        if scope is not Scope.THIS:
            changes += [one for one in self._put_away(series, before, scope) if one.id != before.id]
        return self._session.record(self._label("changed", series), changes)

    def bin(self, visit_id: Id, scope: Scope) -> ChangeSet:
        """Put this visit, it and those that follow, or all that are planned into the bin. Raises Refused."""
        visit = self._visits.get(visit_id)
        series = self.of(visit)
        if series is None or scope is Scope.THIS:
            return self._visits.bin(visit_id)
        return self._session.record(self._label("deleted", series), self._put_away(series, visit, scope))

    def top_up(self) -> ChangeSet:
        """Make the visits that have come within twelve months: once a day, nothing to undo, nothing made twice."""
        label = Label("series.topped_up")
        if self._session.read_only:
            return ChangeSet(0, label, {})
        wanted, horizon = add_months(self._session.today(), REFILL), self._horizon()
        changes: list[Change] = []
        for series in read.running_out(self._session.file.conn, self._session.rep.id, wanted):
            client = thing(self._session.file.conn, Client, series.client_id)
            if client is not None and not client.deleted:
                changes += self._refilled(series, horizon)
        if not changes:
            return ChangeSet(0, label, {})
        return self._session.tell(journal.record(self._session.file, changes, label, undoable=False))

    # --- private: a rule and its days -------------------------------------------------------------------------

    def _horizon(self) -> date:
        return add_months(self._session.today(), MONTHS)

    def _reach(self, series: VisitSeries) -> date:
        """Up to where its visits are made: one that begins in some years is made beyond the twelve months."""
        return max(self._horizon(), series.made_until or date.min)

    def _settled(self, series: VisitSeries, after: date | None, last: date) -> list[Occurrence]:
        """Where the days of a rule take place, those after a day and up to another."""
        days = rule_days(series.rule, series.first_at.date(), last + _EDGE)
        if not days:
            return []
        rep, around = series.rep_id or self._session.rep.id, Period(days[0] - _EDGE, days[-1] + _EDGE)
        found = settle(days, series.on_holiday, working.workdays_of(self._session.file.conn, rep, around))
        return [one for one in found if one.rule_day <= last and (after is None or one.rule_day > after)]

    def _begun(self, wish: VisitSeries) -> tuple[VisitSeries, list[Occurrence]]:
        """A new recurring visit with the days of its first twelve months. Raises Refused."""
        check_visit(wish.minutes, "", None, wish.first_at.date())
        horizon = max(self._horizon(), add_months(wish.first_at.date(), 1))
        series = replace(
            wish,
            id=self._session.new_id(),
            rep_id=self._session.rep.id,
            purpose=wish.purpose.strip(),
            place=wish.place.strip(),
            made_until=horizon,
        )
        made = self._settled(series, None, horizon)
        if not any(one.day for one in made):
            raise Refused(N_("No day fits this rule."), field="often")
        return series, made

    def _moment(self, series: VisitSeries, day: date) -> datetime:
        """The local hour of the rule on that day, whatever summer time does to it."""
        at = time() if series.all_day else series.first_at.time()
        return self._session.moment(day, at, series.first_at)

    def _births(
        self, series: VisitSeries, made: Iterable[Occurrence], own: Mapping[str, Any], *, named: bool = False
    ) -> list[Change]:
        """The visits of these days. `named`: each by its day, so that two copies of a file make the same ones."""
        values = {name: getattr(series, name) for name in _SHARED} | dict(own)
        values |= {"rep_id": series.rep_id, "status": VisitStatus.PLANNED, "series_id": series.id}
        changes: list[Change] = []
        for one in made:
            if one.day is not None:
                at = self._moment(series, one.day)
                planned = {"starts_at": at, "planned_at": at, "series_day": one.rule_day}
                pk = self._free_name(series, one.rule_day) if named else self._session.new_id()
                changes.append(New(Kind.VISIT, pk, {**values, **planned}))
        return changes

    def _free_name(self, series: VisitSeries, day: date) -> Id:
        """The id that a day of a rule has in every copy of a file; another where a moved visit has it already."""
        pk = natural_id(Kind.VISIT, series.id, day)
        return pk if thing(self._session.file.conn, Visit, pk) is None else self._session.new_id()

    def _refilled(self, series: VisitSeries, horizon: date) -> list[Change]:
        rows = read.visits_of(self._session.file.conn, series.id)
        there = {row.series_day for row in rows}
        last = rows[-1] if rows else None
        own = {name: getattr(last, name) for name in _OWN} if last else {}
        made = [one for one in self._settled(series, series.made_until, horizon) if one.rule_day not in there]
        births = self._births(series, made, own, named=True)
        kept: list[Change] = [Edit(Kind.VISIT_SERIES, series.id, "made_until", series.made_until, horizon)]
        return [*births, *kept] if births else []

    # --- private: changing several at once --------------------------------------------------------------------

    def _pivot(self, visit: Visit, scope: Scope, rows: Sequence[Visit]) -> date:
        """The day of the rule from which on it changes: this one's, or the first that is planned and lies ahead."""
        mine = _of_day(visit)
        if scope is not Scope.ALL:
            return mine
        ahead = [_of_day(row) for row in rows if _is_planned(row) and row.day >= self._session.today()]
        return min([*ahead, mine])

    def _moved(
        self, series: VisitSeries, day: date, shift: timedelta, pivot: date
    ) -> tuple[str, date, dict[date, date]]:
        """The rule when one of its days is moved, the day it counts from, and where each day from the pivot on goes.

        It ends with the last of the visits it had.
        """
        after, end = day + shift, until_of(series.rule)
        last = _FAR if "COUNT" in parts_of(series.rule) else self._reach(series) + _EDGE + abs(shift)
        old_days = [one for one in rule_days(series.rule, series.first_at.date(), last) if one >= pivot]
        rule = moved_rule(series.rule, day, after)
        if not old_days:
            return rule, pivot + shift, {}
        by_moved = rule_days(endless(rule), _begins(rule, pivot, day, after), old_days[-1] + shift + 2 * _EDGE)
        days = moved_days(rule, day, after, old_days, by_moved)
        first, newest = min(days.values()), max(days.values())
        if "COUNT" in parts_of(rule):
            rule = counted(rule, len(rule_days(endless(rule), first, newest)))
        elif end is not None and end <= last:
            rule = ended(rule, newest)
        return rule, first, days

    def _first_at(self, series: VisitSeries, before: Visit, after: Visit, day: date) -> datetime:
        changed = (after.starts_at.time(), after.all_day) != (before.starts_at.time(), before.all_day)
        at = after.starts_at.time() if changed else series.first_at.time()
        return self._session.moment(day, at, series.first_at)

    def _parted(
        self, series: VisitSeries, follows: VisitSeries, pivot: date, rows: Sequence[Visit]
    ) -> tuple[list[Change], VisitSeries]:
        """The rule changes in its place where nothing lies before; else it ends there, and another one begins."""
        if not any(_of_day(row) < pivot for row in rows):
            return edits(Kind.VISIT_SERIES, series, follows, _SERIES), follows
        made = replace(follows, id=self._session.new_id())
        return [*self._ended(series, pivot), _birth(made)], made

    def _ended(self, series: VisitSeries, pivot: date) -> list[Change]:
        last = pivot - timedelta(days=1)
        over = replace(series, rule=ended(series.rule, last), made_until=last)
        return edits(Kind.VISIT_SERIES, series, over, _SERIES)

    def _relaid(
        self,
        old: VisitSeries,
        new: VisitSeries,
        before: Visit,
        after: Visit,
        rows: Sequence[Visit],
        days: Mapping[date, date],
    ) -> list[Change]:
        """The visits from the pivot on, put where the new rule wants them; missing ones made, others put away.

        `days`: for a day of the old rule that of the new one; empty where the rule is another one altogether.
        What a person set stands, also on a day off.
        """
        horizon = self._reach(old)
        wanted_days = {row.id: days.get(_of_day(row), _of_day(row)) for row in rows}
        last = max([horizon + _EDGE, *wanted_days.values(), *map(_of_day, rows)])
        settled = {one.rule_day: one for one in self._settled(new, None, last)}
        where = {one.rule_day: one.day for one in self._settled(old, None, last)}
        if not days and after.day in settled:  # another rule, and another day: this visit is one of its days
            wanted_days[before.id] = after.day
        usual = {row.id for row in rows if row.starts_at == self._usual(old, where.get(_of_day(row)))}
        as_told = usual | {row.id for row in rows if row.starts_at == self._usual(old, _of_day(row))}
        places = {key: settled.get(day) for key, day in wanted_days.items()}
        taken: dict[date, Id] = {}
        for row in sorted(
            rows, key=lambda row: (row.id != before.id, row.deleted, _is_planned(row), row.id in as_told)
        ):
            if (place := places[row.id]) is not None:
                taken.setdefault(place.rule_day, row.id)
        changes: list[Change] = []
        for row in rows:
            place, mine = places[row.id], row.id == before.id
            lost = place is None or taken[place.rule_day] != row.id
            if place is None or lost or (place.day is None and row.id in usual and not mine):
                changes += [Edit(Kind.VISIT, row.id, "deleted", False, True)] if _is_planned(row) else []
                continue
            wanted = replace(row, series_id=new.id, series_day=place.rule_day)
            seen = row
            if mine:
                linked = replace(after, series_id=new.id, series_day=place.rule_day)
                seen, wanted = before, replace(linked, planned_at=after.starts_at, by_plan=False)
            elif _is_planned(row):
                wanted = self._told(wanted, old, new, before, after)
                stays = row.id not in usual and place.rule_day == _of_day(row)
                day = place.rule_day if stays else place.day
                if row.id in as_told and day is not None:
                    at = self._moment(new, day)
                    wanted = replace(wanted, starts_at=at, planned_at=at)
            changes += edits(Kind.VISIT, seen, wanted, _VISIT)
        wished = _unmade(old, where, days) if days else settled.keys()
        missing = [settled[day] for day in sorted(settled.keys() & wished) if day not in taken and day <= horizon]
        return changes + self._births(new, missing, {name: getattr(after, name) for name in _OWN})

    def _usual(self, series: VisitSeries, day: date | None) -> datetime | None:
        return self._moment(series, day) if day else None

    def _told(self, row: Visit, old: VisitSeries, new: VisitSeries, before: Visit, after: Visit) -> Visit:
        """What changed, told to a visit, except where it had been changed by itself."""
        told = {name: getattr(new, name) for name in _SHARED if getattr(row, name) == getattr(old, name)}
        own = {name: getattr(after, name) for name in _OWN if getattr(row, name) == getattr(before, name)}
        return replace(row, **told, **own)

    def _edited(self, before: Visit, after: Visit) -> list[Change]:
        return edits(Kind.VISIT, before, replace(after, planned_at=after.starts_at, by_plan=False), _VISIT)

    def _put_away(self, series: VisitSeries, visit: Visit, scope: Scope) -> list[Change]:
        rows = read.visits_of(self._session.file.conn, series.id)
        first, today = _of_day(visit), self._session.today()
        following = scope is Scope.FOLLOWING
        gone = [row for row in rows if _is_planned(row) and (_of_day(row) >= first if following else row.day >= today)]
        if _is_planned(visit) and visit.id not in {row.id for row in gone}:
            gone.append(visit)
        changes: list[Change] = [Edit(Kind.VISIT, row.id, "deleted", False, True) for row in gone]
        if following and any(_of_day(row) < first for row in rows):
            return changes + self._ended(series, first)
        return [*changes, Edit(Kind.VISIT_SERIES, series.id, "deleted", False, True)]

    def _label(self, deed: str, series: VisitSeries) -> Label:
        client = thing(self._session.file.conn, Client, series.client_id)
        if client is None:
            raise Refused(N_("Say which client it was."), field="client_id")
        return Label(f"series.{deed}", {"client": client.name})


def wish_of(visit: Visit, repeats: Repeats) -> VisitSeries:
    """A recurring visit to be planned like this one."""
    shared = {name: getattr(visit, name) for name in _SHARED}
    return VisitSeries(
        b"", rep_id=visit.rep_id, rule=repeats.rule, first_at=visit.starts_at, on_holiday=repeats.on_holiday, **shared
    )


def _begins(rule: str, pivot: date, before: date, after: date) -> date:
    """From which day on a moved rule counts: a second Wednesday may lie before the second Tuesday of its month."""
    if before == after or parts_of(rule)["FREQ"] != "MONTHLY":
        return pivot + (after - before)
    months = (after.year - before.year) * 12 + after.month - before.month
    return add_months(pivot.replace(day=1), months)


def _unmade(old: VisitSeries, where: Mapping[date, date | None], days: Mapping[date, date]) -> set[date]:
    """The days of a moved rule for which the old one has made nothing yet, or nothing because of a day off."""
    made = old.made_until or date.min
    return {new for day, new in days.items() if day > made or where.get(day) is None}


def _birth(series: VisitSeries) -> New:
    return New(Kind.VISIT_SERIES, series.id, {name: getattr(series, name) for name in _SERIES})


def _of_day(visit: Visit) -> date:
    """The day of the rule that a visit of a recurring one stands for."""
    return visit.series_day or visit.day


def _is_planned(visit: Visit) -> bool:
    return visit.status is VisitStatus.PLANNED and not visit.deleted
