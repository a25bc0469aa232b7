"""How many visits there were and how many of the planned ones took place, summed from what is kept of each month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.figures import By
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.visit import Channel
from salesdesk.store.read import contact_book
from salesdesk.store.read.columns import columns
from salesdesk.store.read.day_spans import EVER, slices
from salesdesk.store.read.kept import answers, keeper
from salesdesk.store.read.shelf import Arrays, Form, check_lengths

_PLANNED = (
    "SELECT rep_id, substr(planned_day, 1, 7), count(*), sum(status = 'done') FROM visit"
    " WHERE rep_id IN (SELECT id FROM rep) AND planned_day BETWEEN :first AND :last AND NOT deleted GROUP BY 1, 2"
)
_PLANNED_DAYS = (
    "SELECT min((SELECT min(planned_day) FROM visit WHERE rep_id = rep.id)),"
    " max((SELECT max(planned_day) FROM visit WHERE rep_id = rep.id)) FROM rep"
)

Sums = dict[Any, dict[str, Any]]
OfReps = Mapping[Id, tuple[int, int]]
"""Rep → visits planned, and those of them that were done."""


def done(conn: Connection, first: date, last: date, rep: Id | None, by: By | None) -> Sums:
    """Contacts that took place in these days, in sum or by spans of time."""
    day = contact_book.contacts(conn, first, last, rep).day
    return {key: {"visits": part.stop - part.start} for key, part in slices(day, by)}


def by_tier(conn: Connection, first: date, last: date, rep: Id | None) -> dict[Tier, tuple[int, int]]:
    """Visits face to face and contacts of any channel, by the client's present tier; none of clients in the bin."""
    import numpy as np

    contacts, clients = contact_book.contacts(conn, first, last, rep), contact_book.clients(conn)
    tier = np.where(clients.deleted, 0, clients.tier)[contacts.client]
    face = contacts.channel == contact_book.CHANNELS[Channel.FACE]
    mine = {one: tier == contact_book.letter(one) for one in Tier}
    return {one: (int(np.count_nonzero(its & face)), int(np.count_nonzero(its))) for one, its in mine.items()}


def planned(conn: Connection, first: date, last: date, rep: Id | None) -> dict[str, int]:
    """Visits by the day for which they were last planned, and those of them that were done: whole months are kept."""
    begin, end = _known_days(conn, first, last)
    sums: list[OfReps] = []
    whole = begin if begin.day == 1 else add_months(begin.replace(day=1), 1)
    after = end + timedelta(days=1) if Period.month(end).last == end else end.replace(day=1)
    if whole < after:
        sums += _whole_months(conn, whole, after)
        sums += [_between(conn, begin, whole - timedelta(days=1)), _between(conn, after, end)]
    else:
        sums.append(_between(conn, begin, end))
    found = [one.get(rep, (0, 0)) if rep is not None else _all(one) for one in sums]
    return {"visits_planned": sum(n for n, _done in found), "planned_done": sum(n for _n, n in found)}


def _known_days(conn: Connection, first: date, last: date) -> tuple[date, date]:
    """The part of these days for which anything was planned."""
    low, high = answers(conn, _PLANNED_DAYS, {})[0]
    if low is None:
        return first, first - timedelta(days=1)
    return max(first, date.fromisoformat(low)), min(last, date.fromisoformat(high))


def _whole_months(conn: Connection, first: date, after: date) -> list[OfReps]:
    shelf = keeper(conn).months(PLANNED)
    months = [first]
    while (following := add_months(months[-1], 1)) < after:
        months.append(following)
    missing = [month for month in months if month.isoformat()[:7] not in shelf]
    if missing:
        read: dict[str, dict[Id, tuple[int, int]]] = {month.isoformat()[:7]: {} for month in missing}
        last = Period.month(missing[-1]).last
        for (rep,) in answers(conn, "SELECT id FROM rep", {}):
            for name, sums in _months_of(conn, rep, missing[0], last).items():
                if name in read:
                    read[name][rep] = sums
        for name, reps in read.items():
            shelf[name] = reps
    return [shelf[month.isoformat()[:7]] for month in months]


def _months_of(conn: Connection, rep: Id, first: date, last: date) -> dict[str, tuple[int, int]]:
    """A rep's visits by the month for which they were planned."""
    import numpy as np

    day, kept = columns(
        conn,
        (("day", "planned_day"), ("letter", "status = 'done'")),
        "FROM visit WHERE rep_id = :rep AND planned_day BETWEEN :first AND :last AND NOT deleted",
        {"rep": rep, "first": first.isoformat(), "last": last.isoformat()},
    )
    months, which = np.unique(day // 100, return_inverse=True)
    counts = np.bincount(which, minlength=len(months)).tolist()
    done_ = np.bincount(which[kept == ord("1")], minlength=len(months)).tolist()
    return {
        f"{month // 100:04}-{month % 100:02}": (n, its)
        for month, n, its in zip(months.tolist(), counts, done_, strict=True)
    }


def _between(conn: Connection, first: date, last: date) -> OfReps:
    """Some days that are no whole month."""
    found: dict[Id, tuple[int, int]] = {}
    if first <= last:
        for rep, _month, count, kept in answers(conn, _PLANNED, {"first": first.isoformat(), "last": last.isoformat()}):
            before, before_kept = found.get(rep, (0, 0))
            found[rep] = before + count, before_kept + kept
    return found


def _all(one: OfReps) -> tuple[int, int]:
    return sum(count for count, _kept in one.values()), sum(kept for _count, kept in one.values())


def _taken(reps: OfReps) -> Arrays:
    import numpy as np

    return {
        "rep": np.frombuffer(b"".join(reps), dtype=np.uint8),
        "planned": np.array([count for count, _kept in reps.values()]),
        "done": np.array([kept for _count, kept in reps.values()]),
    }


def _made(arrays: Arrays) -> OfReps:
    ids = arrays["rep"].reshape(-1, 16)
    check_lengths(ids, arrays["planned"], arrays["done"])
    counts = zip(arrays["planned"].tolist(), arrays["done"].tolist(), strict=True)
    return {one.tobytes(): its for one, its in zip(ids, counts, strict=True)}


PLANNED: Form[OfReps] = Form("planned", {"rep": "|u1", "planned": "<i8", "done": "<i8"}, _taken, _made)


def complete(conn: Connection) -> None:
    """Know every month for which anything was planned."""
    planned(conn, *EVER, None)
