"""Sums for the figures of money owed, surveys and answers: groups as in `store.read.figures`, one definition each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.enquiry import EnquiryKind
from salesdesk.domain.figures import By
from salesdesk.domain.period import Period
from salesdesk.domain.satisfaction import DETRACTOR, PROMOTER
from salesdesk.store.read import invoice_columns
from salesdesk.store.read.figures import Scope, Source, Sums, of_client
from salesdesk.store.read.kept import answers
from salesdesk.store.types import moment_from_text

PAID = (
    "(SELECT coalesce(sum(h.amount_cents), 0) FROM payment_share h WHERE h.invoice_id = i.id AND NOT h.deleted"
    " AND h.payment_id NOT IN (SELECT id FROM payment WHERE deleted OR received_on > {day}))"
)
"""What came in for an invoice up to a day. Payments that do not count are few: the others are not looked up."""
DUE = Source("invoice", "due_on", "i", "NOT i.deleted AND i.currency = :currency", of_client("i"))
SCORES = Source("survey", "answered_on", "y", "NOT y.deleted AND y.score IS NOT NULL", of_client("y"))
ASKED = Source("survey", "asked_on", "y", "NOT y.deleted", of_client("y"))
ANSWERED = Source("survey", "answered_on", "y", "NOT y.deleted", of_client("y"))
ENQUIRIES = Source("enquiry", "day", "e", "NOT e.deleted", of_client("e"))

_SCORE_SUMS = {
    "answers": "count(*)",
    "score_sum": "sum(y.score)",
    "promoters": f"sum(y.score >= {PROMOTER})",
    "detractors": f"sum(y.score <= {DETRACTOR})",
}


def care_sums(conn: Connection, scope: Scope, by: By | None, spans: Sequence[tuple[str, Period]] = ()) -> Sums:
    """What `domain.figures.Tally` holds of invoices and surveys, for each group."""
    found: Sums = defaultdict(dict)
    for part in (due(conn, scope, by), owed(conn, scope, by, spans), surveys(conn, scope, by)):
        for key, sums in part.items():
            found[key].update(sums)
    return found


def due(conn: Connection, scope: Scope, by: By | None = None) -> Sums:
    """Invoices due in the period, and what has been received for them by now, of each at most all."""
    if by is None or by.is_time:
        return invoice_columns.due(conn, scope.period, scope.today, scope.currency, scope.rep, by)
    key = DUE.key(by)
    if key is None:
        return {}
    paid = PAID.format(day=":today")
    sql = (
        f"SELECT {key[0]}, sum(i.amount_cents), sum(min({paid}, i.amount_cents)) FROM invoice i{key[1]}"
        f" WHERE {_within(DUE, scope)} GROUP BY 1"
    )
    return _named(conn, sql, scope.params(), ("due", "collected"))


def owed(conn: Connection, scope: Scope, by: By | None = None, spans: Sequence[tuple[str, Period]] = ()) -> Sums:
    """What is owed, and overdue, at the end of the period or of each span of it (at the latest: today)."""
    if by is None or by.is_time:
        ends = [(name, span.last) for name, span in spans] if by else [("", scope.period.last)]
        upto = [(name, min(day, scope.today)) for name, day in ends]
        return invoice_columns.owed(conn, upto, scope.currency, scope.rep)
    key = DUE.key(by)
    if key is None:
        return {}
    end = min(scope.period.last, scope.today).isoformat()
    sql = (
        f"WITH o AS MATERIALIZED (SELECT {key[0]} AS k, i.due_on < :end AS late,"
        f" max(i.amount_cents - {PAID.format(day=':end')}, 0) AS cents FROM invoice i{key[1]}"
        f" WHERE {DUE.where}{_of_rep(DUE, scope)} AND i.issued_on <= :end)"
        " SELECT k, sum(cents), sum(late * cents) FROM o GROUP BY 1"
    )
    return _named(conn, sql, {**scope.params(), "end": end}, ("receivables", "overdue_receivables"))


def surveys(conn: Connection, scope: Scope, by: By | None = None) -> Sums:
    """The scores answered in the period, and how many surveys were asked or answered in it."""
    key, asked, answered = SCORES.key(by), ASKED.key(by), ANSWERED.key(by)
    if key is None or asked is None or answered is None:
        return {}
    scores = f"SELECT {key[0]}, {', '.join(_SCORE_SUMS.values())} FROM survey y{key[1]}"
    found = _named(conn, f"{scores} WHERE {_within(SCORES, scope)} GROUP BY 1", scope.params(), tuple(_SCORE_SUMS))
    both = " UNION ".join(
        f"SELECT {one[0]} AS k, y.id AS pk FROM survey y{one[1]} WHERE {_within(source, scope)}"
        for one, source in ((asked, ASKED), (answered, ANSWERED))
    )
    for group, sums in _named(
        conn, f"SELECT k, count(*) FROM ({both}) GROUP BY 1", scope.params(), ("surveyed",)
    ).items():
        found.setdefault(group, {}).update(sums)
    return found


Moments = Sequence[tuple[datetime, datetime | None]]
"""When something was received, and when it was first answered."""


def enquiries(
    conn: Connection, scope: Scope, by: By | None = None, kind: EnquiryKind | None = None
) -> Mapping[Any, Moments]:
    """When what was received in the period came and was answered, for each group."""
    key = ENQUIRIES.key(by)
    if key is None:
        return {}
    who = "" if scope.rep is not None else " AND e.rep_id IN (SELECT id FROM rep)"
    rows = answers(
        conn,
        f"SELECT {key[0]}, e.received_at, e.answered_at FROM enquiry e{key[1]} WHERE {_within(ENQUIRIES, scope)}{who}"
        " AND (:kind IS NULL OR e.kind = :kind)",
        {**scope.params(), "kind": kind.value if kind else None},
    )
    found: dict[Any, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for group, received, answered in rows:
        found[group].append((moment_from_text(received), moment_from_text(answered) if answered else None))
    return found


def owners(conn: Connection, by: By) -> dict[Id, Any]:
    """Client → the group it belongs to, for what is true of clients rather than of days."""
    key = {By.REP: "owner_id", By.TIER: "tier", By.INDUSTRY: "trim(industry)", By.SOURCE: "trim(source)"}
    return dict(answers(conn, f"SELECT id, {key[by]} FROM client WHERE NOT deleted", {}))


def owned(conn: Connection, rep: Id) -> frozenset[Id]:
    """The clients of a rep."""
    rows = answers(conn, "SELECT id FROM client WHERE NOT deleted AND owner_id = :rep", {"rep": rep})
    return frozenset(pk for (pk,) in rows)


def _within(source: Source, scope: Scope) -> str:
    days = f"{source.alias}.{source.day} BETWEEN :first AND :last"
    return f"{source.where} AND {days}{_of_rep(source, scope)}"


def _of_rep(source: Source, scope: Scope) -> str:
    return f" AND {source.alias}.rep_id = :rep" if scope.rep is not None else ""


def _named(conn: Connection, sql: str, params: Mapping[str, Any], names: Sequence[str]) -> Sums:
    rows = answers(conn, sql, params)
    return {
        key: {name: value for name, value in zip(names, values, strict=True) if value is not None}
        for key, *values in rows
    }
