"""The records behind a figure: every term of the glossary names the kind of its records and which they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.behind import Behind, Record
from salesdesk.domain.change import Kind
from salesdesk.domain.figures import By
from salesdesk.store.read import care_sums as care
from salesdesk.store.read import figures as sums
from salesdesk.store.read.figures import Scope, Source
from salesdesk.store.read.net_sales import KEPT
from salesdesk.store.read.rows import driver_of


@dataclass(frozen=True, slots=True)
class _Records:
    """Facts of one source; `pk` is what is opened, `days` when they count, `more` a further condition."""

    kind: Kind
    source: Source
    order: str
    pk: str = "id"
    days: str = "BETWEEN :first AND :last"
    more: str = ""


_SO_FAR = "BETWEEN :first AND :until"
_CLOSED = _Records(Kind.OPPORTUNITY, sums.CLOSED, "o.amount_cents DESC")
_WON = _Records(Kind.OPPORTUNITY, sums.WON, "o.amount_cents DESC")
_LOST = _Records(Kind.OPPORTUNITY, sums.CLOSED, "o.amount_cents DESC", more=" AND o.stage = 'lost'")
_PIPELINE = _Records(Kind.OPPORTUNITY, sums.PIPELINE, "o.amount_cents DESC")
_OPEN = _Records(
    Kind.OPPORTUNITY,
    Source("opportunity", "created_on", "o", "NOT o.deleted", sums.DEAL_GROUPS),
    "o.amount_cents DESC",
    days="<= :until",
    more=f" AND (o.stage IN ({sums.OPEN_SQL}) OR o.closed_on > :until)",
)
_LEFT = _Records(
    Kind.OPPORTUNITY,
    Source("opportunity", "created_on", "o", "NOT o.deleted", sums.DEAL_GROUPS),
    "o.amount_cents DESC",
    days="NOTNULL",
    more=" AND o.id IN (SELECT x.opportunity_id FROM stage_move x WHERE NOT x.deleted AND x.day BETWEEN :first AND"
    f" :last AND x.from_stage IN ({sums.OPEN_SQL}))",
)
_ORDERS = _Records(Kind.ORDER, sums.ORDERS, "s.total_cents DESC", days=_SO_FAR)
_LISTED = _Records(
    Kind.ORDER,
    sums.ORDERS,
    "s.total_cents DESC",
    days=_SO_FAR,
    more=" AND EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = s.id AND NOT l.deleted AND l.list_cents NOTNULL)",
)
_BUYERS = _Records(Kind.CLIENT, sums.EVERY_ORDER, "sum(s.total_cents) DESC", pk="client_id", days=_SO_FAR)
_NEW = _Records(
    Kind.CLIENT,
    sums.EVERY_ORDER,
    "sum(s.total_cents) DESC",
    pk="client_id",
    days=_SO_FAR,
    more=" AND NOT EXISTS (SELECT 1 FROM sales_order f WHERE f.client_id = s.client_id AND NOT f.deleted"
    " AND f.status <> 'cancelled' AND f.ordered_on < s.ordered_on)",
)
_YEARLY = _Records(
    Kind.CLIENT,
    sums.EVERY_ORDER,
    "sum(s.total_cents) DESC",
    pk="client_id",
    days="> :year_ago AND s.ordered_on <= :until",
)
_PAYMENTS = _Records(Kind.PAYMENT, sums.PAYMENTS, "m.received_on DESC", days=_SO_FAR)
_DONE = _Records(Kind.VISIT, sums.VISITS, "v.day DESC", more=" AND v.status = 'done'")
_PLANNED = _Records(Kind.VISIT, sums.PLANNED, "v.planned_day DESC")
_MET = _Records(Kind.CLIENT, sums.VISITS, "max(v.day) DESC", pk="client_id", more=" AND v.status = 'done'")
_PROSPECTS = _Records(
    Kind.CLIENT,
    sums.VISITS,
    "max(v.day) DESC",
    pk="client_id",
    more=" AND v.status = 'done' AND coalesce(v.day <= (SELECT min(f.ordered_on) FROM sales_order f"
    " WHERE f.client_id = v.client_id AND NOT f.deleted AND f.status <> 'cancelled'),"
    " (SELECT x.is_prospect FROM client x WHERE x.id = v.client_id))",
)
_DUE = _Records(Kind.INVOICE, care.DUE, "i.amount_cents DESC")
_OWED = _Records(
    Kind.INVOICE,
    Source("invoice", "issued_on", "i", care.DUE.where, care.DUE.by),
    "i.due_on",
    days="<= :until",
    more=f" AND i.amount_cents > {care.PAID.format(day=':until')}",
)
_LATE = _Records(Kind.INVOICE, _OWED.source, "i.due_on", days="<= :until", more=f"{_OWED.more} AND i.due_on < :until")
_SCORES = _Records(Kind.SURVEY, care.SCORES, "y.score")
_ASKED = _Records(
    Kind.SURVEY,
    Source("survey", "quarter", "y", "NOT y.deleted", care.ASKED.by),
    "y.asked_on DESC",
    days="NOTNULL",
    more=" AND (y.asked_on BETWEEN :first AND :last OR y.answered_on BETWEEN :first AND :last)",
)
_ENQUIRIES = _Records(Kind.ENQUIRY, care.ENQUIRIES, "e.received_at DESC")

_OF_LINE = f"LEFT JOIN product p ON p.id = l.product_id WHERE l.order_id = s.id AND {KEPT} AND p.line_id IS :group"

BEHIND: Mapping[str, _Records] = {
    **dict.fromkeys(("win_rate", "win_rate_by_amount", "velocity"), _CLOSED),
    **dict.fromkeys(("won", "won_amount", "mean_won_amount", "sales_cycle", "sales_cycle_mean"), _WON),
    **dict.fromkeys(("lost", "lost_amount"), _LOST),
    "open_count": _OPEN,
    **dict.fromkeys(("pipeline", "weighted_pipeline"), _PIPELINE),
    "stage_conversion": _LEFT,
    **dict.fromkeys(("sales", "orders", "attainment", "pace", "run_rate_forecast"), _ORDERS),
    **dict.fromkeys(("gross_margin", "high_margin_share"), _ORDERS),
    "average_discount": _LISTED,
    "received": _PAYMENTS,
    **dict.fromkeys(("visits", "concentration"), _DONE),
    **dict.fromkeys(("visits_planned", "plan_attainment"), _PLANNED),
    "new_clients": _NEW,
    "new_client_conversion": _PROSPECTS,
    "repurchase_rate": _BUYERS,
    "products_per_client": _YEARLY,
    **dict.fromkeys(("coverage", "cadence_met"), _MET),
    "collection_rate": _DUE,
    **dict.fromkeys(("receivables", "dso"), _OWED),
    "overdue_receivables": _LATE,
    **dict.fromkeys(("satisfaction", "survey_answers", "nps"), _SCORES),
    "survey_response_rate": _ASKED,
    **dict.fromkeys(("enquiries", "response_time", "response_time_working", "within_24h"), _ENQUIRIES),
}
"""Term → its records: of a rate those of the denominator, of a coverage the clients that were met."""


def records_behind(conn: Connection, scope: Scope, term: str, by: By | None = None, key: Any = None) -> Behind:
    """The records of a term in the scope; with `by` only those of one group. Raises KeyError for an unknown term.

    Facts that know no such group have no records in it.
    """
    wanted = BEHIND[term]
    source, alias = wanted.source, wanted.source.alias
    join, where, params = "", "", scope.params()
    if by is not None:
        group = source.key(by)
        if by is By.PRODUCT_LINE and alias == "s":
            where = f" AND EXISTS (SELECT 1 FROM order_line l {_OF_LINE})"
        elif group is None:
            return Behind(wanted.kind, ())
        else:
            where, join = f" AND {group[0]} IS :group", group[1]
        params["group"] = key
    who = scope.deals() if alias == "o" else (f" AND {alias}.rep_id = :rep" if scope.rep is not None else "")
    rows = driver_of(conn).execute(
        f"SELECT {alias}.{wanted.pk} FROM {source.table} {alias}{join} WHERE {source.where}"
        f" AND {alias}.{source.day} {wanted.days}{wanted.more}{who}{where}"
        f" GROUP BY {alias}.{wanted.pk} ORDER BY {wanted.order}, 1",
        params,
    )
    return Behind(wanted.kind, tuple(pk for (pk,) in rows.fetchall()))


_TOLD = {
    Kind.ORDER: "SELECT s.id, c.id, c.name, s.ordered_on, s.total_cents, s.number, s.currency"
    " FROM sales_order s {client} s.id",
    Kind.PAYMENT: "SELECT m.id, c.id, c.name, m.received_on, m.amount_cents, m.note, m.currency"
    " FROM payment m {client} m.id",
    Kind.INVOICE: "SELECT i.id, c.id, c.name, i.due_on, i.amount_cents, i.number, i.currency"
    " FROM invoice i {client} i.id",
    Kind.VISIT: "SELECT v.id, c.id, c.name, v.day, NULL, v.result, '' FROM visit v {client} v.id",
    Kind.SURVEY: "SELECT y.id, c.id, c.name, y.answered_on, NULL, coalesce(y.score || '  ', '') || y.comment,"
    " '' FROM survey y {client} y.id",
    Kind.ENQUIRY: "SELECT e.id, c.id, c.name, e.day, NULL, e.text, '' FROM enquiry e {client} e.id",
    Kind.OPPORTUNITY: "SELECT o.id, c.id, coalesce(c.name, ''), coalesce(o.closed_on, o.created_on), o.amount_cents,"
    " o.name, o.currency FROM opportunity o {client} o.id",
    Kind.CLIENT: "SELECT c.id, c.id, c.name, NULL, NULL, trim(c.industry), '' FROM client c WHERE c.id",
}
_CLIENT_OF = "LEFT JOIN client c ON c.id = {0}.client_id WHERE"


def records_of(conn: Connection, behind: Behind, most: int, start: int = 0) -> list[Record]:
    """So many of these records as a list shows them, in their order, from the one numbered `start` (from 0)."""
    ids = behind.ids[start : start + most]
    alias = _TOLD[behind.kind].rpartition(" ")[2].partition(".")[0]
    marks = ", ".join("?" * len(ids))
    select = _TOLD[behind.kind].replace("{client}", _CLIENT_OF.format(alias))
    rows = driver_of(conn).execute(f"{select} IN ({marks})", ids).fetchall()
    found = {
        pk: Record(
            *(behind.kind, pk, client, name or "", date.fromisoformat(day) if day else None, cents, note or ""),
            currency=currency,
        )
        for pk, client, name, day, cents, note, currency in rows
    }
    return [found[pk] for pk in ids if pk in found]
