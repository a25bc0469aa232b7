"""Everything that happened with one client, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.enquiry import EnquiryKind
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.order import OrderStatus
from salesdesk.domain.quote import QuoteStatus
from salesdesk.domain.visit import Channel, Outcome, RequestKind, Resource, VisitStatus


class Happening(StrEnum):
    """What an item of the timeline is."""

    VISIT = "visit"
    STAGE = "stage"
    QUOTE = "quote"
    ORDER = "order"
    PAYMENT = "payment"
    INVOICE = "invoice"
    SURVEY = "survey"
    ENQUIRY = "enquiry"
    REQUEST = "request"
    SETTLED = "settled"
    TIER = "tier"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One thing that happened. `kind` and `id` name the record behind it.

    `text` is what was written (result of a visit, name of the opportunity, number of the order, the request);
    `facts` are the figures behind a move between tiers as JSON, `until` is the day up to which it holds;
    `from_key` and `to_key` are members that say what it was: stages, tiers, channel and status, kind of request.
    """

    day: date
    what: Happening
    kind: Kind
    id: Id
    text: str = ""
    from_key: Stage | Tier | Channel | RequestKind | EnquiryKind | None = None
    to_key: Stage | Tier | VisitStatus | OrderStatus | QuoteStatus | Resource | None = None
    outcome: Outcome | None = None
    cents: int | None = None
    currency: str = ""
    who: str = ""
    time: str = ""
    facts: str = ""
    until: date | None = None
    score: int | None = None


def timeline(conn: Connection, client_id: Id, limit: int, zone: tzinfo | None = None) -> list[TimelineItem]:
    """The newest `limit` things, whatever their kind; what the journal remembers is dated in `zone`."""
    found = [
        *_visits(conn, client_id, limit),
        *_stage_moves(conn, client_id, limit),
        *_quotes(conn, client_id, limit),
        *_orders(conn, client_id, limit),
        *_payments(conn, client_id, limit),
        *_invoices(conn, client_id, limit),
        *_surveys(conn, client_id, limit),
        *_enquiries(conn, client_id, limit),
        *_requests(conn, client_id, limit),
        *_tier_moves(conn, client_id, limit),
        *_journal(conn, client_id, limit, zone),
    ]
    found.sort(key=lambda item: (item.day, item.time), reverse=True)
    return found[:limit]


def competitors_met(conn: Connection, client_id: Id, limit: int = 5) -> list[tuple[date, str]]:
    """What was heard of competitors at a client: on visits, and those to whom a sale was lost; the newest first."""
    rows = conn.exec_driver_sql(
        "SELECT max(day), said FROM (SELECT day, trim(competitor_news) AS said FROM visit"
        " WHERE client_id = ? AND NOT deleted UNION ALL SELECT closed_on, trim(lost_to) FROM opportunity"
        " WHERE client_id = ? AND stage = 'lost' AND NOT deleted)"
        " WHERE said <> '' AND day IS NOT NULL GROUP BY said ORDER BY 1 DESC LIMIT ?",
        (client_id, client_id, limit),
    )
    return [(_day(day), said) for day, said in rows]


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _visits(conn: Connection, client_id: Id, limit: int) -> list[TimelineItem]:
    rows = conn.exec_driver_sql(
        "SELECT v.day, v.id, v.status, v.channel, v.outcome, v.result, v.purpose, v.reason, coalesce(r.name, ''),"
        " CASE WHEN v.all_day THEN '' ELSE strftime('%H:%M', substr(v.starts_at, 1, 19), substr(v.starts_at, 21)) END"
        " FROM visit v LEFT JOIN rep r ON r.id = v.rep_id WHERE v.client_id = ? AND NOT v.deleted"
        " ORDER BY v.day DESC LIMIT ?",
        (client_id, limit),
    )
    return [
        TimelineItem(
            *(_day(day), Happening.VISIT, Kind.VISIT, pk, result or reason or purpose),
            from_key=Channel(channel),
            to_key=VisitStatus(status),
            outcome=Outcome(outcome) if outcome else None,
            who=who,
            time=time or "",
        )
        for day, pk, status, channel, outcome, result, purpose, reason, who, time in rows
    ]


def _stage_moves(conn: Connection, client_id: Id, limit: int) -> list[TimelineItem]:
    rows = conn.exec_driver_sql(
        "SELECT m.day, o.id, o.name, m.from_stage, m.to_stage, o.amount_cents, o.currency, coalesce(r.name, '')"
        " FROM opportunity o JOIN stage_move m ON m.opportunity_id = o.id LEFT JOIN rep r ON r.id = m.rep_id"
        " WHERE o.client_id = ? AND NOT o.deleted AND NOT m.deleted ORDER BY m.moved_at DESC, m.rowid DESC LIMIT ?",
        (client_id, limit),
    )
    return [
        TimelineItem(
            *(_day(day), Happening.STAGE, Kind.OPPORTUNITY, pk, name),
            from_key=Stage(before) if before else None,
            to_key=Stage(after),
            cents=cents,
            currency=currency,
            who=who,
        )
        for day, pk, name, before, after, cents, currency, who in rows
    ]


def _quotes(conn: Connection, client_id: Id, limit: int) -> list[TimelineItem]:
    """The version that stands of each quote; what it comes to is said where it is opened."""
    rows = conn.exec_driver_sql(
        "SELECT quoted_on, id, number, version, title, status FROM quote WHERE client_id = ? AND NOT deleted"
        " AND status <> 'replaced' ORDER BY quoted_on DESC, version DESC LIMIT ?",
        (client_id, limit),
    )
    return [
        TimelineItem(
            *(_day(day), Happening.QUOTE, Kind.QUOTE, pk),
            text=" · ".join(word for word in (number if version == 1 else f"{number} / {version}", title) if word),
            to_key=QuoteStatus(status),
        )
        for day, pk, number, version, title, status in rows
    ]


def _orders(conn: Connection, client_id: Id, limit: int) -> list[TimelineItem]:
    rows = conn.exec_driver_sql(
        "SELECT ordered_on, id, number, status, total_cents, currency FROM sales_order"
        " WHERE client_id = ? AND NOT deleted ORDER BY ordered_on DESC LIMIT ?",
        (client_id, limit),
    )
    return [
        TimelineItem(
            *(_day(day), Happening.ORDER, Kind.ORDER, pk, number),
            to_key=OrderStatus(status),
            cents=cents,
            currency=currency,
        )
        for day, pk, number, status, cents, currency in rows
    ]


def _payments(conn: Connection, client_id: Id, limit: int) -> list[TimelineItem]:
    rows = conn.exec_driver_sql(
        "SELECT received_on, id, note, amount_cents, currency FROM payment WHERE client_id = ? AND NOT deleted"
        " ORDER BY received_on DESC LIMIT ?",
        (client_id, limit),
    )
    return [
        TimelineItem(_day(day), Happening.PAYMENT, Kind.PAYMENT, pk, note, cents=cents, currency=currency)
        for day, pk, note, cents, currency in rows
    ]


def _invoices(conn: Connection, client_id: Id, limit: int) -> list[TimelineItem]:
    rows = conn.exec_driver_sql(
        "SELECT issued_on, id, number, amount_cents, currency, due_on FROM invoice WHERE client_id = ? AND NOT deleted"
        " ORDER BY issued_on DESC LIMIT ?",
        (client_id, limit),
    )
    return [
        TimelineItem(
            *(_day(day), Happening.INVOICE, Kind.INVOICE, pk, number),
            cents=cents,
            currency=currency,
            until=_day(due),
        )
        for day, pk, number, cents, currency, due in rows
    ]


def _surveys(conn: Connection, client_id: Id, limit: int) -> list[TimelineItem]:
    rows = conn.exec_driver_sql(
        "SELECT coalesce(answered_on, asked_on), id, comment, score FROM survey WHERE client_id = ? AND NOT deleted"
        " AND coalesce(answered_on, asked_on) IS NOT NULL ORDER BY 1 DESC LIMIT ?",
        (client_id, limit),
    )
    return [
        TimelineItem(_day(day), Happening.SURVEY, Kind.SURVEY, pk, comment, score=score)
        for day, pk, comment, score in rows
    ]


def _enquiries(conn: Connection, client_id: Id, limit: int) -> list[TimelineItem]:
    rows = conn.exec_driver_sql(
        "SELECT day, id, text, kind, solved_at FROM enquiry WHERE client_id = ? AND NOT deleted"
        " ORDER BY received_at DESC LIMIT ?",
        (client_id, limit),
    )
    return [
        TimelineItem(
            *(_day(day), Happening.ENQUIRY, Kind.ENQUIRY, pk, text),
            from_key=EnquiryKind(kind),
            until=_day(solved) if solved else None,
        )
        for day, pk, text, kind, solved in rows
    ]


def _requests(conn: Connection, client_id: Id, limit: int) -> list[TimelineItem]:
    rows = conn.exec_driver_sql(
        "SELECT id, kind, resource, text, opened_on, done_on, answer FROM request WHERE client_id = ? AND NOT deleted"
        " ORDER BY opened_on DESC LIMIT ?",
        (client_id, limit),
    )
    found = []
    for pk, kind, resource, text, opened, done, answer in rows:
        keys: dict[str, Any] = {"from_key": RequestKind(kind), "to_key": Resource(resource)}
        found.append(TimelineItem(_day(opened), Happening.REQUEST, Kind.REQUEST, pk, text, **keys))
        if done:
            found.append(TimelineItem(_day(done), Happening.SETTLED, Kind.REQUEST, pk, answer or text, **keys))
    return found


def _tier_moves(conn: Connection, client_id: Id, limit: int) -> list[TimelineItem]:
    rows = conn.exec_driver_sql(
        "SELECT m.day, m.from_tier, m.to_tier, m.reason, m.facts, m.until, coalesce(r.name, '') FROM tier_move m"
        " LEFT JOIN rep r ON r.id = m.rep_id WHERE m.client_id = ? AND NOT m.deleted"
        " ORDER BY m.moved_at DESC, m.id DESC LIMIT ?",
        (client_id, limit),
    )
    return [
        TimelineItem(
            *(_day(day), Happening.TIER, Kind.CLIENT, client_id, reason),
            from_key=Tier(before),
            to_key=Tier(after),
            who=who,
            facts=facts,
            until=_day(until) if until else None,
        )
        for day, before, after, reason, facts, until, who in rows
    ]


def _journal(conn: Connection, client_id: Id, limit: int, zone: tzinfo | None) -> list[TimelineItem]:
    """The birth of the record, and changes of the tier from before moves were kept, as the journal tells them."""
    rows = conn.exec_driver_sql(
        "SELECT c.hlc >> 16, c.col, c.old, c.new, coalesce(json_extract(t.params, '$.why'), ''), coalesce(a.who, '')"
        " FROM change c JOIN txn t ON t.hlc = c.hlc AND t.act = c.act LEFT JOIN actor a ON a.id = c.act"
        " WHERE c.tbl = ? AND c.pk = ? AND c.col IN ('tier', '') AND t.kind = 'do' AND NOT t.undone"
        " AND NOT (c.col = 'tier' AND EXISTS (SELECT 1 FROM change b WHERE b.hlc = c.hlc AND b.act = c.act"
        " AND b.tbl = 'tier_move')) ORDER BY c.hlc DESC LIMIT ?",
        (Kind.CLIENT.value, client_id, limit),
    )
    return [_journal_item(client_id, row, zone) for row in rows]


def _journal_item(client_id: Id, row: Sequence[Any], zone: tzinfo | None) -> TimelineItem:
    millis, column, old, new, why, who = row
    day = datetime.fromtimestamp(millis / 1000, UTC).astimezone(zone).date()
    if not column:
        return TimelineItem(day, Happening.ADDED, Kind.CLIENT, client_id, who=who)
    return TimelineItem(
        *(day, Happening.TIER, Kind.CLIENT, client_id, why), from_key=Tier(old), to_key=Tier(new), who=who
    )
