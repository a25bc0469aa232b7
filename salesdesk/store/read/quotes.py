"""Quotes and orders read with their parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.opportunity import OpportunityLine
from salesdesk.domain.order import Order, OrderLine
from salesdesk.domain.quote import Quote, QuoteInstalment, QuoteLine, QuoteStatus
from salesdesk.store.read.rows import things
from salesdesk.store.tables import TABLES

_QUOTE, _ORDER = TABLES[Kind.QUOTE].c, TABLES[Kind.ORDER].c
_LINE, _PART = TABLES[Kind.QUOTE_LINE].c, TABLES[Kind.QUOTE_INSTALMENT].c
_ORDER_LINE, _DEAL_LINE = TABLES[Kind.ORDER_LINE].c, TABLES[Kind.OPPORTUNITY_LINE].c


def lines_of(conn: Connection, quote_id: Id) -> list[QuoteLine]:
    """The lines of a quote in their order."""
    return things(conn, QuoteLine, _LINE.quote_id == quote_id, order=(_LINE.sort, _LINE.id))


def instalments_of(conn: Connection, quote_id: Id) -> list[QuoteInstalment]:
    """The instalments of a quote in their order."""
    return things(conn, QuoteInstalment, _PART.quote_id == quote_id, order=(_PART.sort, _PART.days, _PART.id))


def lines_of_all(conn: Connection, quote_ids: Sequence[Id]) -> dict[Id, list[QuoteLine]]:
    """The lines of several quotes."""
    found: dict[Id, list[QuoteLine]] = defaultdict(list)
    for start in range(0, len(quote_ids), 500):
        wanted = _LINE.quote_id.in_(quote_ids[start : start + 500])
        for line in things(conn, QuoteLine, wanted, order=(_LINE.sort, _LINE.id)):
            found[line.quote_id].append(line)
    return found


def quotes(
    conn: Connection, *, client_id: Id | None = None, opportunity_id: Id | None = None, replaced: bool = False
) -> list[Quote]:
    """Quotes, the newest first; versions that another one replaced only when asked for."""
    wanted: list[Any] = [] if replaced else [_QUOTE.status != QuoteStatus.REPLACED]
    if client_id is not None:
        wanted.append(_QUOTE.client_id == client_id)
    if opportunity_id is not None:
        wanted.append(_QUOTE.opportunity_id == opportunity_id)
    return things(conn, Quote, *wanted, order=(_QUOTE.quoted_on.desc(), _QUOTE.number.desc(), _QUOTE.version.desc()))


def versions_of(conn: Connection, first_id: Id) -> list[Quote]:
    """All versions of a quote, the first one first."""
    return things(conn, Quote, (_QUOTE.id == first_id) | (_QUOTE.first_id == first_id), order=(_QUOTE.version,))


def last_number(conn: Connection, prefix: str) -> int:
    """The highest number given under a prefix ("Q2026-"), the bin included; 0 for none."""
    numbers = conn.exec_driver_sql("SELECT number FROM quote WHERE number LIKE ?", (f"{prefix}%",)).scalars()
    return max((int(number[len(prefix) :]) for number in numbers if number[len(prefix) :].isdecimal()), default=0)


def last_quote(conn: Connection) -> Quote | None:
    """The quote made last: its terms are proposed for the next."""
    return next(iter(things(conn, Quote, order=(_QUOTE.quoted_on.desc(), _QUOTE.id.desc()), limit=1)), None)


def has_orders(conn: Connection, client_id: Id) -> bool:
    """Whether a client ever ordered (cancelled orders left out)."""
    asked = "SELECT 1 FROM sales_order WHERE client_id = ? AND NOT deleted AND status <> 'cancelled' LIMIT 1"
    return conn.exec_driver_sql(asked, (client_id,)).first() is not None


def deal_lines(conn: Connection, opportunity_id: Id) -> list[OpportunityLine]:
    """What an opportunity may sell."""
    wanted = _DEAL_LINE.opportunity_id == opportunity_id
    return things(conn, OpportunityLine, wanted, order=(_DEAL_LINE.sort, _DEAL_LINE.id))


def order_lines(conn: Connection, order_id: Id) -> list[OrderLine]:
    """The lines of an order in their order."""
    return things(conn, OrderLine, _ORDER_LINE.order_id == order_id, order=(_ORDER_LINE.sort, _ORDER_LINE.id))


def orders(
    conn: Connection, *, client_id: Id | None = None, opportunity_id: Id | None = None, limit: int | None = None
) -> list[Order]:
    """Orders of a client, of an opportunity, or all, the newest first."""
    wanted: list[Any] = []
    if client_id is not None:
        wanted.append(_ORDER.client_id == client_id)
    if opportunity_id is not None:
        wanted.append(_ORDER.opportunity_id == opportunity_id)
    return things(conn, Order, *wanted, order=(_ORDER.ordered_on.desc(), _ORDER.id.desc()), limit=limit)
