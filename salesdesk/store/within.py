"""What of a file lies within an extent: the things dated in a period, the things of some clients.

A part that leaves clients out holds nothing that speaks of all of them: no total target, no report, no appointment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.extent import Extent
from salesdesk.domain.period import Period
from salesdesk.store.file import DeskFile
from salesdesk.store.ids import natural_id
from salesdesk.store.read.funnel_rules import LIMITS
from salesdesk.store.read.working import PATTERN, REGION

RULES = (PATTERN, REGION, LIMITS)
"""The settings without which the figures of a part would be others than those of the whole."""

_AT_ONCE = 10_000
_MONTH = "printf('%04d-%02d-01', year, month)"
_ALIVE = "created_on <= :last AND (closed_on IS NULL OR closed_on >= :first)"

OF_CLIENTS: Mapping[Kind, str] = {
    Kind.VISIT: "day BETWEEN :first AND :last",
    Kind.OPPORTUNITY: _ALIVE,
    Kind.ORDER: "ordered_on BETWEEN :first AND :last",
    Kind.QUOTE: "quoted_on BETWEEN :first AND :last",
    Kind.INVOICE: "issued_on BETWEEN :first AND :last",
    Kind.PAYMENT: "received_on BETWEEN :first AND :last",
    Kind.REQUEST: "opened_on BETWEEN :first AND :last",
    Kind.TENDER: "coalesce(closed_on, due_on) BETWEEN :first AND :last",
    Kind.TIER_MOVE: "day BETWEEN :first AND :last",
    Kind.PROSPECT_STEP: "coalesce(done_on, due_on) BETWEEN :first AND :last",
    Kind.SERVICE_STEP: "coalesce(done_on, due_on) BETWEEN :first AND :last",
    Kind.GIVEN_SERVICE: "given_on BETWEEN :first AND :last",
    Kind.SURVEY: "coalesce(answered_on, asked_on, quarter) BETWEEN :first AND :last",
    Kind.ENQUIRY: "day BETWEEN :first AND :last",
    Kind.VISIT_SERIES: "0",
}
"""What is somebody's, and when it lies in a period. A series of visits comes with those of its visits that do."""

OF_THE_REP: Mapping[Kind, str] = {
    Kind.TARGET: f"{_MONTH} BETWEEN :first AND :last",
    Kind.GOAL: "year BETWEEN :first_year AND :last_year",
    Kind.REPORT: "first_day BETWEEN :first AND :last",
    Kind.APPOINTMENT: "day BETWEEN :first AND :last",
    Kind.MILESTONE: "printf('%04d-%02d-01', year, quarter * 3 - 2) BETWEEN :first AND :last",
    Kind.RESOLUTION: "month BETWEEN :first AND :last",
}
"""What speaks of all clients together, and when it lies in a period."""

COMPONENTS: Mapping[Kind, tuple[tuple[Kind, str], ...]] = {
    Kind.CLIENT: ((Kind.CONTACT, "client_id"),),
    Kind.VISIT: ((Kind.VISIT_CONTACT, "visit_id"), (Kind.VISIT_NEED, "visit_id"), (Kind.REQUEST, "visit_id")),
    Kind.OPPORTUNITY: (
        (Kind.STAGE_MOVE, "opportunity_id"),
        (Kind.OPPORTUNITY_LINE, "opportunity_id"),
        (Kind.OPPORTUNITY_CONTACT, "opportunity_id"),
        (Kind.DEAL_REVIEW, "opportunity_id"),
    ),
    Kind.ORDER: ((Kind.ORDER_LINE, "order_id"),),
    Kind.QUOTE: ((Kind.QUOTE_LINE, "quote_id"), (Kind.QUOTE_INSTALMENT, "quote_id")),
    Kind.INVOICE: ((Kind.PAYMENT_SHARE, "invoice_id"),),
    Kind.PAYMENT: ((Kind.PAYMENT_SHARE, "payment_id"),),
    Kind.TENDER: ((Kind.CHECKLIST_ITEM, "tender_id"),),
    Kind.MILESTONE: ((Kind.CHECKLIST_ITEM, "milestone_id"),),
    Kind.BUNDLE: ((Kind.BUNDLE_ITEM, "bundle_id"),),
}
"""What a thing is made of: it goes where the thing goes, and without it the thing would say something else."""

_POINTED = (
    (Kind.VISIT, "opportunity_id", Kind.OPPORTUNITY),
    (Kind.ORDER, "opportunity_id", Kind.OPPORTUNITY),
    (Kind.ORDER, "quote_id", Kind.QUOTE),
    (Kind.QUOTE, "opportunity_id", Kind.OPPORTUNITY),
    (Kind.QUOTE, "order_id", Kind.ORDER),
    (Kind.QUOTE, "first_id", Kind.QUOTE),
    (Kind.INVOICE, "order_id", Kind.ORDER),
    (Kind.PAYMENT, "order_id", Kind.ORDER),
    (Kind.PAYMENT_SHARE, "payment_id", Kind.PAYMENT),
    (Kind.PAYMENT_SHARE, "invoice_id", Kind.INVOICE),
    (Kind.QUOTE_LINE, "bundle_id", Kind.BUNDLE),
    (Kind.TENDER, "opportunity_id", Kind.OPPORTUNITY),
    (Kind.REQUEST, "visit_id", Kind.VISIT),
    (Kind.REQUEST, "opportunity_id", Kind.OPPORTUNITY),
    *((kind, "client_id", Kind.CLIENT) for kind in OF_CLIENTS),
)
"""Along these a thing brings another one, which is to come with what it is made of."""

_LINE = "SELECT id FROM product WHERE line_id = :line"
_OF_LINE: Mapping[Kind, str] = {
    Kind.OPPORTUNITY: f"product_id IN ({_LINE})"
    f" OR id IN (SELECT opportunity_id FROM opportunity_line WHERE product_id IN ({_LINE}))",
    Kind.ORDER: f"id IN (SELECT order_id FROM order_line WHERE product_id IN ({_LINE}))",
    Kind.QUOTE: f"id IN (SELECT quote_id FROM quote_line WHERE product_id IN ({_LINE}))",
}


def ids_within(file: DeskFile, extent: Extent, days: Period | None) -> dict[Kind, set[Id]]:
    """What is published of a file. `days` are those that the extent means now."""
    found: dict[Kind, set[Id]] = defaultdict(set)
    clients = _clients(file, extent)
    deals = _deals(file, extent)
    for kind, dated in OF_CLIENTS.items():
        found[kind] = _dated(file, kind, dated, days)
        if clients is not None:
            found[kind] &= _having(file, kind, "client_id", clients)
        if deals is not None:
            found[kind] = _of_deals(file, kind, found[kind], deals)
    if clients is None:
        for kind, dated in OF_THE_REP.items():
            found[kind] = _dated(file, kind, dated, days)
    else:
        found[Kind.TARGET] = _targets(file, extent) & _dated(file, Kind.TARGET, OF_THE_REP[Kind.TARGET], days)
        if days is None:
            found[Kind.CLIENT] |= clients
    found[Kind.SETTING] = {natural_id(Kind.SETTING, key) for key in RULES}
    for kind in (Kind.HOLIDAY, Kind.CADENCE_RULE):
        found[kind] = _dated(file, kind, "1", None)
    _complete(file, found)
    return {kind: ids for kind, ids in found.items() if ids}


def _clients(file: DeskFile, extent: Extent) -> set[Id] | None:
    """The clients that are not left out; None: all."""
    if extent.clients:
        return set(extent.clients)
    if extent.tier is not None:
        return _asked(file, "SELECT id FROM client WHERE tier = :tier AND NOT is_prospect", tier=extent.tier.value)
    if extent.line_id is None:
        return None
    queries = " UNION ".join(
        f'SELECT client_id FROM "{kind}" WHERE client_id IS NOT NULL AND ({where})' for kind, where in _OF_LINE.items()
    )
    return _asked(file, queries, line=extent.line_id)


def _deals(file: DeskFile, extent: Extent) -> dict[Kind, set[Id]] | None:
    """The opportunities, orders and quotes of a product line; None: all."""
    if extent.line_id is None:
        return None
    return {
        kind: _asked(file, f'SELECT id FROM "{kind}" WHERE {where}', line=extent.line_id)
        for kind, where in _OF_LINE.items()
    }


def _of_deals(file: DeskFile, kind: Kind, ids: set[Id], deals: Mapping[Kind, set[Id]]) -> set[Id]:
    """Those that are deals of the line, or belong to one. A visit that belongs to no deal stays, money does not."""
    if kind in deals:
        return ids & deals[kind]
    if kind in (Kind.INVOICE, Kind.PAYMENT):
        return ids & _having(file, kind, "order_id", deals[Kind.ORDER])
    if kind in (Kind.VISIT, Kind.REQUEST, Kind.TENDER):
        free = _asked(file, f'SELECT id FROM "{kind}" WHERE opportunity_id IS NULL')
        return ids & (free | _having(file, kind, "opportunity_id", deals[Kind.OPPORTUNITY]))
    return ids


def _targets(file: DeskFile, extent: Extent) -> set[Id]:
    """The targets that were set for just these clients."""
    if extent.tier is not None:
        return _asked(file, "SELECT id FROM target WHERE tier = :tier", tier=extent.tier.value)
    if extent.line_id is not None:
        return _asked(file, "SELECT id FROM target WHERE line_id = :line", line=extent.line_id)
    return set()


def _complete(file: DeskFile, found: dict[Kind, set[Id]]) -> None:
    """What things bring along, and what all of them are made of, until nothing more comes."""
    fresh: dict[Kind, set[Id]] = {kind: set(ids) for kind, ids in found.items()}
    while fresh:
        kind, ids = fresh.popitem()
        reached = [(child, _having(file, child, column, ids)) for child, column in COMPONENTS.get(kind, ())]
        reached += [(parent, _held(file, kind, column, ids)) for one, column, parent in _POINTED if one is kind]
        for other, others in reached:
            if new := others - found[other]:
                found[other] |= new
                fresh[other] = fresh.get(other, set()) | new


def _dated(file: DeskFile, kind: Kind, where: str, days: Period | None) -> set[Id]:
    if days is None:
        return _asked(file, f'SELECT id FROM "{kind}"')
    first, last = days.first.isoformat(), days.last.isoformat()
    known = {"first": first, "last": last, "first_year": days.first.year, "last_year": days.last.year}
    return _asked(file, f'SELECT id FROM "{kind}" WHERE {where}', **known)


def _asked(file: DeskFile, query: str, **values: Any) -> set[Id]:
    return {bytes(row[0]) for row in file.run(query, values)}


def _having(file: DeskFile, kind: Kind, column: str, parents: Collection[Id]) -> set[Id]:
    """Those of a kind that point to one of these."""
    return {bytes(row[0]) for row in _rows(file, f'SELECT id FROM "{kind}" WHERE "{column}" IN', parents)}


def _held(file: DeskFile, kind: Kind, column: str, ids: Collection[Id]) -> set[Id]:
    """What these point to."""
    query = f'SELECT DISTINCT "{column}" FROM "{kind}" WHERE "{column}" IS NOT NULL AND id IN'
    return {bytes(row[0]) for row in _rows(file, query, ids)}


def _rows(file: DeskFile, query: str, wanted: Collection[Id]) -> Iterator[Any]:
    listed = sorted(wanted)
    for at in range(0, len(listed), _AT_ONCE):
        some = listed[at : at + _AT_ONCE]
        yield from file.run(f"{query} ({', '.join('?' * len(some))})", some)
