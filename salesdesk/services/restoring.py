"""Letting one field of one record hold again what it held once, by the rules that its form knows.

Refused in words where a field does not stand alone: then the whole step is taken back instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from salesdesk.domain.change import Change, Edit, Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import OpportunityLine
from salesdesk.domain.order import OrderLine
from salesdesk.domain.order_sums import check_order_line, total_of
from salesdesk.domain.quote import QuoteStatus
from salesdesk.domain.text import N_
from salesdesk.services.deal_lines import amount_of
from salesdesk.store.file import DeskFile
from salesdesk.store.read import history as read
from salesdesk.store.read.rows import things, things_by_id
from salesdesk.store.tables import POINTS_TO, TABLES
from salesdesk.words.search_keys import search_text, sort_key

_STAGE = N_("A stage is not put back alone: move the opportunity on the board.")
_TIER = N_("A tier is not put back alone: change the tier of the client.")
_TOGETHER = N_("This is not put back alone, since other fields went with it. Take the whole step back instead.")
_CHOSEN = N_("Settings are put back where they are chosen, or by taking the whole step back.")
_MOVED = N_("What was moved, and when, stays written down. Move it again instead.")
_SERIES = N_("A recurring visit is changed in the calendar, with the visits that come of it.")
_RULE = N_("A contact rule is changed among the rules, so that the past keeps its own.")
_SHARED = N_("What a payment pays is put back by allocating it anew.")
_SENT_QUOTE = N_("This quote went out as it is. Make a new version of it.")
_SENT_REPORT = N_("This report was sent as it is. Open it for changes first.")
_MADE = N_("This had no value before the record was made.")
_LESS = N_("More than this amount has been allocated already. Allocate it anew first.")

_FIELDS: Mapping[tuple[Kind, str], str] = {
    (Kind.OPPORTUNITY, "stage"): _STAGE,
    (Kind.CLIENT, "tier"): _TIER,
    (Kind.OPPORTUNITY, "closed_on"): _TOGETHER,
    **{(Kind.VISIT, name): _TOGETHER for name in ("status", "logged_at", "series_id", "series_day", "planned_at")},
    **{(Kind.ORDER, name): _TOGETHER for name in ("status", "total_cents", "quote_id", "currency")},
    **{
        (Kind.QUOTE, name): _TOGETHER
        for name in ("status", "version", "first_id", "order_id", "closed_on", "approved_on", "currency")
    },
    **{(Kind.TENDER, name): _TOGETHER for name in ("status", "closed_on")},
    **{(Kind.REPORT, name): _TOGETHER for name in ("sent_at", "frozen")},
    **{(Kind.ENQUIRY, name): _TOGETHER for name in ("received_at", "answered_at", "solved_at")},
    **{(Kind.MILESTONE, name): _TOGETHER for name in ("criterion", "goal")},
    **{(kind, "currency"): _TOGETHER for kind in (Kind.INVOICE, Kind.PAYMENT, Kind.TARGET)},
}
"""Fields that are moved by a verb of their own, or together with others."""

_KINDS: Mapping[Kind, str] = {
    Kind.SETTING: _CHOSEN,
    Kind.STAGE_MOVE: _MOVED,
    Kind.TIER_MOVE: _MOVED,
    Kind.VISIT_SERIES: _SERIES,
    Kind.CADENCE_RULE: _RULE,
    Kind.PAYMENT_SHARE: _SHARED,
    Kind.TARGET_VERSION: _TOGETHER,
}

_KEYS: Mapping[Kind, frozenset[str]] = {
    Kind.VISIT_CONTACT: frozenset({"visit_id", "contact_id"}),
    Kind.VISIT_NEED: frozenset({"visit_id", "need_id"}),
    Kind.TARGET: frozenset({"rep_id", "metric", "year", "month", "line_id", "tier"}),
    Kind.REPORT: frozenset({"kind", "rep_id", "first_day", "scope"}),
    Kind.HOLIDAY: frozenset({"day", "region"}),
    Kind.PROSPECT_STEP: frozenset({"client_id", "node"}),
    Kind.OPPORTUNITY_CONTACT: frozenset({"opportunity_id", "contact_id"}),
    Kind.DEAL_REVIEW: frozenset({"opportunity_id", "rep_id", "week"}),
    Kind.PRODUCT_COMPLEMENT: frozenset({"product_id", "other_id"}),
    Kind.GOAL: frozenset({"rep_id", "year", "key", "product_id"}),
}
"""What a record is known by: with another value it would be another record."""

_OF_ONE_CLIENT = ("contact_id", "opportunity_id", "order_id", "quote_id")
"""What a record may name must be of the same client as the record itself."""


def check(file: DeskFile, kind: Kind, pk: Id, field: str, value: Any) -> None:
    """Raises Refused where this field cannot hold this value again."""
    conn = file.conn
    if sentence := _FIELDS.get((kind, field)) or _KINDS.get(kind):
        raise Refused(sentence)
    if field in _KEYS.get(kind, ()) or (value is None and not TABLES[kind].c[field].nullable):
        raise Refused(_MADE)
    if field == "deleted":
        if value:
            raise Refused(N_("Put it into the bin where it stands, or take the whole step back."))
    elif read.value_of(conn, kind, pk, "deleted"):
        raise Refused(N_("This record lies in the bin. Restore it first."))
    if isinstance(value, bytes) and read.is_gone(conn, field, value):
        raise Refused(N_("What this field named lies in the bin. Restore that first."))
    if read.value_of(conn, kind, pk, field) == value:
        raise Refused(N_("The field holds this value already."))
    if (kind, field) == (Kind.OPPORTUNITY, "amount_cents"):
        of_deal = TABLES[Kind.OPPORTUNITY_LINE].c.opportunity_id == pk
        if things(conn, OpportunityLine, of_deal):
            raise Refused(N_("The lines make the amount. Change the lines, or take them away."))
    _check_sent(file, kind, pk)
    _check_client(file, kind, pk, field, value)
    _check_paid(file, kind, pk, field, value)


def following(file: DeskFile, kind: Kind, pk: Id, field: str, value: Any) -> list[Change]:
    """What goes along with the field: the keys that a name is found by, the total of an order."""
    if field in ("name", "name_en") and "search" in TABLES[kind].c:
        return _search(file, kind, pk, field, value)
    if kind is Kind.ORDER_LINE:
        return _total(file, pk, field, value)
    if kind is Kind.OPPORTUNITY_LINE:
        return _amount(file, pk, field, value)
    return []


def _check_sent(file: DeskFile, kind: Kind, pk: Id) -> None:
    conn = file.conn
    if kind is Kind.REPORT and read.value_of(conn, kind, pk, "sent_at") is not None:
        raise Refused(_SENT_REPORT)
    quote = pk if kind is Kind.QUOTE else None
    if kind in (Kind.QUOTE_LINE, Kind.QUOTE_INSTALMENT):
        quote = read.value_of(conn, kind, pk, "quote_id")
    if quote is not None and read.value_of(conn, Kind.QUOTE, quote, "status") is not QuoteStatus.DRAFT:
        raise Refused(_SENT_QUOTE)


def _check_client(file: DeskFile, kind: Kind, pk: Id, field: str, value: Any) -> None:
    columns = TABLES[kind].c
    if "client_id" not in columns or field not in ("client_id", *_OF_ONE_CLIENT):
        return
    client = value if field == "client_id" else read.value_of(file.conn, kind, pk, "client_id")
    for name in _OF_ONE_CLIENT:
        if name not in columns:
            continue
        other = value if name == field else read.value_of(file.conn, kind, pk, name)
        if other is not None and read.value_of(file.conn, POINTS_TO[name], other, "client_id") != client:
            raise Refused(N_("That belongs to another client than the rest of this record. Choose anew in its form."))


def _check_paid(file: DeskFile, kind: Kind, pk: Id, field: str, value: Any) -> None:
    if kind not in (Kind.PAYMENT, Kind.INVOICE) or field not in ("amount_cents", "client_id"):
        return
    allocated = read.allocated(file.conn, kind, pk)
    if allocated and (field == "client_id" or value < allocated):
        raise Refused(_LESS if field == "amount_cents" else _SHARED)


def _search(file: DeskFile, kind: Kind, pk: Id, field: str, value: Any) -> list[Change]:
    conn, columns = file.conn, TABLES[kind].c
    names = {
        one: value if one == field else read.value_of(conn, kind, pk, one)
        for one in ("name", "name_en")
        if one in columns
    }
    keys = {"search": search_text(*(str(one or "") for one in names.values()))}
    if "sort_key" in columns:
        keys["sort_key"] = sort_key(str(names["name"]))
    before = {key: read.value_of(conn, kind, pk, key) for key in keys}
    return [Edit(kind, pk, key, before[key], after) for key, after in keys.items() if before[key] != after]


def _amount(file: DeskFile, pk: Id, field: str, value: Any) -> list[Change]:
    """The amount of an opportunity is what its lines make."""
    deal = read.value_of(file.conn, Kind.OPPORTUNITY_LINE, pk, "opportunity_id")
    lines = things(file.conn, OpportunityLine, TABLES[Kind.OPPORTUNITY_LINE].c.opportunity_id == deal)
    after = [replace(line, **{field: value}) if line.id == pk else line for line in lines]
    if field == "deleted":
        after += [replace(line, deleted=False) for line in things_by_id(file.conn, OpportunityLine, [pk]).values()]
    before = read.value_of(file.conn, Kind.OPPORTUNITY, deal, "amount_cents")
    now = amount_of(after, before)
    return [Edit(Kind.OPPORTUNITY, deal, "amount_cents", before, now)] if now != before else []


def _total(file: DeskFile, pk: Id, field: str, value: Any) -> list[Change]:
    """The total of an order moves with its lines; what came in without one of its own stays in it."""
    columns = TABLES[Kind.ORDER_LINE].c
    order = read.value_of(file.conn, Kind.ORDER_LINE, pk, "order_id")
    lines = things(file.conn, OrderLine, columns.order_id == order)
    after = [replace(line, **{field: value}) if line.id == pk else line for line in lines]
    if field == "deleted":
        after += [replace(line, deleted=False) for line in things_by_id(file.conn, OrderLine, [pk]).values()]
    for line in after:
        check_order_line(line)
    moved = total_of(after) - total_of(lines)
    before = read.value_of(file.conn, Kind.ORDER, order, "total_cents")
    return [Edit(Kind.ORDER, order, "total_cents", before, before + moved)] if moved else []
