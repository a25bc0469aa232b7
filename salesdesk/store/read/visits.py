"""Visits read for people: with the names of client and opportunity, in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select
from sqlalchemy.dialects.sqlite import dialect

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.period import Period
from salesdesk.domain.visit import NeedTag, Request, RequestKind, Visit, VisitStatus
from salesdesk.domain.visit_entry import RequestCard, VisitCard
from salesdesk.store.read.rows import Readers, columns_of, driver_of, read_as, readers_of, things
from salesdesk.store.tables import TABLES

VISIT = TABLES[Kind.VISIT]
CLIENT = TABLES[Kind.CLIENT]
OPPORTUNITY = TABLES[Kind.OPPORTUNITY]
REQUEST = TABLES[Kind.REQUEST]
_IN_PLAN = (VISIT.c.planned_day, VISIT.c.all_day.desc(), VISIT.c.planned_at, VISIT.c.id)

_AT_ONCE = 500
"""So many ids are asked for in one statement."""


def _select_cards() -> Select[Any]:
    names = (CLIENT.c.name, CLIENT.c.tier, func.coalesce(OPPORTUNITY.c.name, ""))
    beside = (OPPORTUNITY.c.priority, CLIENT.c.district, CLIENT.c.latitude, CLIENT.c.longitude)
    joined = VISIT.join(CLIENT, CLIENT.c.id == VISIT.c.client_id).outerjoin(
        OPPORTUNITY, OPPORTUNITY.c.id == VISIT.c.opportunity_id
    )
    return select(*columns_of(Visit), *names, *beside).select_from(joined).where(VISIT.c.deleted.is_(False))


_CARDS = _select_cards()


def cards(
    conn: Connection, *where: ColumnElement[bool], order: Sequence[Any] = (), limit: int | None = None
) -> list[VisitCard]:
    """Visits (not in the bin) that satisfy the conditions, with their names."""
    query = _CARDS.where(*where).order_by(*order).limit(limit)
    return [VisitCard(*row) for row in conn.execute(query).all()]


def cards_between(conn: Connection, rep_id: Id | None, first: date, last: date) -> list[VisitCard]:
    """A rep's visits (all reps' without one) of these days, both included, in the order of the clock."""
    statement, readers = _of_days(all_reps=rep_id is None)
    of_rep = () if rep_id is None else (rep_id,)
    rows = driver_of(conn).execute(statement, (*of_rep, first.isoformat(), last.isoformat()))
    return [read_as(VisitCard, readers, row) for row in rows.fetchall()]


def cards_planned(conn: Connection, rep_id: Id, period: Period) -> list[VisitCard]:
    """A rep's visits that were planned for these days, whatever became of them and when, in the order of the plan."""
    days = VISIT.c.planned_day.between(period.first.isoformat(), period.last.isoformat())
    return cards(conn, VISIT.c.rep_id == rep_id, days, order=_IN_PLAN)


@lru_cache(maxsize=2)
def _of_days(*, all_reps: bool) -> tuple[str, Readers]:
    """Turning a page of the calendar asks this: the text of the statement is made once, the driver asked directly."""
    text = str(_CARDS.compile(dialect=dialect(), compile_kwargs={"literal_binds": True}))
    of_rep = "visit.rep_id IN (SELECT id FROM rep)" if all_reps else "visit.rep_id = ?"
    wanted = f"{text} AND {of_rep} AND visit.day BETWEEN ? AND ?"
    ordered = f"{wanted} ORDER BY visit.day, visit.all_day DESC, visit.starts_at, visit.id"
    return ordered, readers_of(_CARDS.selected_columns)


def cards_of_client(conn: Connection, client_id: Id, limit: int | None) -> list[VisitCard]:
    """Everything planned and done at a client, newest first."""
    return cards(
        conn, VISIT.c.client_id == client_id, order=(VISIT.c.day.desc(), VISIT.c.starts_at.desc()), limit=limit
    )


def last_contacts(conn: Connection, client_id: Id, n: int) -> list[VisitCard]:
    """The newest contacts that took place."""
    done = VISIT.c.status == VisitStatus.DONE
    order = (VISIT.c.day.desc(), VISIT.c.starts_at.desc())
    return cards(conn, VISIT.c.client_id == client_id, done, order=order, limit=n)


def last_results(conn: Connection, client_ids: Sequence[Id]) -> dict[Id, tuple[date, str]]:
    """What came of the newest contact of each client of which anything was written down, and its day."""
    found: dict[Id, tuple[date, str]] = {}
    for first in range(0, len(client_ids), _AT_ONCE):
        asked = tuple(client_ids[first : first + _AT_ONCE])
        rows = driver_of(conn).execute(
            "SELECT client_id, day, result, max(starts_at) FROM visit WHERE status = 'done' AND NOT deleted"
            f" AND result <> '' AND client_id IN ({', '.join('?' * len(asked))}) GROUP BY client_id",
            asked,
        )
        found |= {pk: (date.fromisoformat(day), result) for pk, day, result, _at in rows.fetchall()}
    return found


def open_promises(conn: Connection, client_id: Id) -> list[VisitCard]:
    """Visits at a client whose promised next step has not been kept, the oldest promise first."""
    return cards(
        conn,
        VISIT.c.client_id == client_id,
        VISIT.c.next_on.is_not(None),
        VISIT.c.next_done.is_(False),
        order=(VISIT.c.next_on,),
    )


def needs_by_use(conn: Connection) -> list[NeedTag]:
    """All need tags, the most used first, then by name."""
    rows = conn.exec_driver_sql(
        "SELECT need_tag.id, need_tag.name, 0 FROM need_tag"
        " LEFT JOIN (SELECT need_id, count(*) AS used FROM visit_need WHERE NOT deleted GROUP BY need_id) AS uses"
        " ON uses.need_id = need_tag.id WHERE NOT need_tag.deleted ORDER BY coalesce(used, 0) DESC, need_tag.name"
    )
    return [NeedTag(pk, name, bool(gone)) for pk, name, gone in rows]


def need_tags(conn: Connection) -> list[NeedTag]:
    """All need tags, those in the bin too: one that is used again comes out of it."""
    rows = driver_of(conn).execute("SELECT id, name, deleted FROM need_tag ORDER BY deleted, id")
    return [NeedTag(pk, name, bool(gone)) for pk, name, gone in rows]


def needs_of(conn: Connection, visit_id: Id) -> list[NeedTag]:
    """The needs heard at a visit."""
    rows = conn.exec_driver_sql(
        "SELECT need_tag.id, need_tag.name FROM visit_need JOIN need_tag ON need_tag.id = need_id"
        " WHERE visit_id = ? AND NOT visit_need.deleted ORDER BY need_tag.name",
        (visit_id,),
    )
    return [NeedTag(pk, name) for pk, name in rows]


def links_of(conn: Connection, kind: Kind, visit_id: Id) -> dict[Id, bool]:
    """Rows that tie a visit to its contacts or needs: id → whether it lies in the bin."""
    rows = driver_of(conn).execute(f'SELECT id, deleted FROM "{kind}" WHERE visit_id = ?', (visit_id,))
    return {pk: bool(gone) for pk, gone in rows}


def contacts_of(conn: Connection, visit_id: Id) -> list[Id]:
    """Ids of the people met at a visit."""
    rows = conn.exec_driver_sql("SELECT contact_id FROM visit_contact WHERE visit_id = ? AND NOT deleted", (visit_id,))
    return [pk for (pk,) in rows]


def request_of(conn: Connection, visit_id: Id, kind: RequestKind) -> Request | None:
    """The obstacle noted (or the help asked for) at a visit."""
    found = things(conn, Request, REQUEST.c.visit_id == visit_id, REQUEST.c.kind == kind, limit=1)
    return found[0] if found else None


def open_requests(conn: Connection) -> list[RequestCard]:
    """Obstacles and requests not settled yet, the oldest first; those of a binned client or visit are left out."""
    joined = REQUEST.outerjoin(CLIENT, CLIENT.c.id == REQUEST.c.client_id)
    query = (
        select(*columns_of(Request), func.coalesce(CLIENT.c.name, ""), CLIENT.c.tier)
        .select_from(joined.outerjoin(VISIT, VISIT.c.id == REQUEST.c.visit_id))
        .where(REQUEST.c.deleted.is_(False), REQUEST.c.done_on.is_(None))
        .where(CLIENT.c.deleted.is_not(True), VISIT.c.deleted.is_not(True))
        .order_by(REQUEST.c.opened_on, REQUEST.c.id)
    )
    return [RequestCard(*row) for row in conn.execute(query)]


def people_met(conn: Connection) -> dict[tuple[Id, Id], bool]:
    """Which contacts were met at which visits, and whether that was put into the bin."""
    rows = conn.exec_driver_sql("SELECT visit_id, contact_id, deleted FROM visit_contact")
    return {(visit_id, contact_id): bool(deleted) for visit_id, contact_id, deleted in rows}
