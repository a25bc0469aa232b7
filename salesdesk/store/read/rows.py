"""Rows become things: any select over one kind's columns, read straight into its dataclass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Select, select
from sqlalchemy.dialects.sqlite import dialect

from salesdesk.domain.appointment import Appointment
from salesdesk.domain.cadence import CadenceRule
from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Client, Contact
from salesdesk.domain.enquiry import Enquiry
from salesdesk.domain.goal import Goal
from salesdesk.domain.invoice import Invoice, PaymentShare
from salesdesk.domain.maintenance import GivenService, ServiceStep
from salesdesk.domain.milestone import ChecklistItem, Milestone, Tender
from salesdesk.domain.opportunity import (
    DealReview,
    Opportunity,
    OpportunityContact,
    OpportunityLine,
    StageMove,
)
from salesdesk.domain.order import Order, OrderLine, Payment
from salesdesk.domain.product import Bundle, BundleItem, PriceStep, Product, ProductComplement, ProductLine
from salesdesk.domain.prospects import ProspectStep
from salesdesk.domain.quote import Quote, QuoteInstalment, QuoteLine
from salesdesk.domain.rep import Rep
from salesdesk.domain.saved_report import Resolution, SavedReport
from salesdesk.domain.settings import Holiday, Setting
from salesdesk.domain.survey import Survey
from salesdesk.domain.target import Target, TargetVersion
from salesdesk.domain.tiering import TierMove
from salesdesk.domain.visit import NeedTag, Request, Visit, VisitSeries
from salesdesk.store.tables import TABLES

_DIALECT = dialect()

KIND_OF: dict[type[Any], Kind] = {
    Rep: Kind.REP,
    Client: Kind.CLIENT,
    Contact: Kind.CONTACT,
    ProductLine: Kind.PRODUCT_LINE,
    Product: Kind.PRODUCT,
    Visit: Kind.VISIT,
    NeedTag: Kind.NEED_TAG,
    Request: Kind.REQUEST,
    Opportunity: Kind.OPPORTUNITY,
    StageMove: Kind.STAGE_MOVE,
    Order: Kind.ORDER,
    OrderLine: Kind.ORDER_LINE,
    Payment: Kind.PAYMENT,
    Target: Kind.TARGET,
    SavedReport: Kind.REPORT,
    Setting: Kind.SETTING,
    Holiday: Kind.HOLIDAY,
    TierMove: Kind.TIER_MOVE,
    ProspectStep: Kind.PROSPECT_STEP,
    ServiceStep: Kind.SERVICE_STEP,
    GivenService: Kind.GIVEN_SERVICE,
    CadenceRule: Kind.CADENCE_RULE,
    VisitSeries: Kind.VISIT_SERIES,
    Appointment: Kind.APPOINTMENT,
    OpportunityLine: Kind.OPPORTUNITY_LINE,
    OpportunityContact: Kind.OPPORTUNITY_CONTACT,
    DealReview: Kind.DEAL_REVIEW,
    ProductComplement: Kind.PRODUCT_COMPLEMENT,
    PriceStep: Kind.PRICE_STEP,
    Bundle: Kind.BUNDLE,
    BundleItem: Kind.BUNDLE_ITEM,
    Quote: Kind.QUOTE,
    QuoteLine: Kind.QUOTE_LINE,
    QuoteInstalment: Kind.QUOTE_INSTALMENT,
    Invoice: Kind.INVOICE,
    PaymentShare: Kind.PAYMENT_SHARE,
    Survey: Kind.SURVEY,
    Enquiry: Kind.ENQUIRY,
    Goal: Kind.GOAL,
    Milestone: Kind.MILESTONE,
    Tender: Kind.TENDER,
    ChecklistItem: Kind.CHECKLIST_ITEM,
    TargetVersion: Kind.TARGET_VERSION,
    Resolution: Kind.RESOLUTION,
}

_COLUMNS: dict[type[Any], tuple[Column[Any], ...]] = {
    thing: tuple(TABLES[kind].c[field.name] for field in fields(thing)) for thing, kind in KIND_OF.items()
}

T = TypeVar("T")

Readers = tuple[Callable[[Any], Any] | None, ...]


def columns_of(thing: type[Any]) -> tuple[Column[Any], ...]:
    """The columns that feed a thing's fields, in the order of the fields."""
    return _COLUMNS[thing]


def select_things(thing: type[Any]) -> Select[Any]:
    """A select over a thing's own columns, bin included: add where, order and limit."""
    return select(*columns_of(thing))


def things(
    conn: Connection, thing: type[T], *where: ColumnElement[bool], order: Sequence[Any] = (), limit: int | None = None
) -> list[T]:
    """All things (not in the bin) that satisfy the conditions."""
    kind_table = TABLES[KIND_OF[thing]]
    query = select_things(thing).where(kind_table.c.deleted.is_(False), *where).order_by(*order).limit(limit)
    return [thing(*row) for row in conn.execute(query)]


def thing(conn: Connection, thing_type: type[T], pk: Id) -> T | None:
    """One thing by id, also from the bin; None when the file does not know it.

    Asked at every action, so the driver is asked directly: a tenth of the time of a select.
    """
    statement, readers = _by_id(KIND_OF[thing_type])
    row = driver_of(conn).execute(statement, (pk,)).fetchone()
    return read_as(thing_type, readers, row) if row else None


def read_as(thing_type: Callable[..., T], readers: Readers, row: Sequence[Any]) -> T:
    """A row of the driver as a thing, each value read by its column's reader."""
    return thing_type(*[read(value) if read else value for read, value in zip(readers, row, strict=True)])


def readers_of(columns: Iterable[ColumnElement[Any]]) -> Readers:
    """How the stored values of these columns are read; None: as they are."""
    return tuple(column.type.dialect_impl(_DIALECT).result_processor(_DIALECT, None) for column in columns)


def driver_of(conn: Connection) -> Any:
    """The driver's own connection, for what is asked at every action."""
    return conn.connection.driver_connection


@lru_cache(maxsize=64)
def _by_id(kind: Kind) -> tuple[str, Readers]:
    """The statement that reads one thing, and how each of its values is read."""
    columns = next(_COLUMNS[thing_type] for thing_type, its in KIND_OF.items() if its is kind)
    names = ", ".join(f'"{column.name}"' for column in columns)
    return f'SELECT {names} FROM "{kind}" WHERE id = ?', readers_of(columns)


def things_by_id(conn: Connection, thing_type: type[T], ids: Iterable[Id]) -> dict[Id, T]:
    """Several things by id, keyed by id; unknown ids are missing."""
    table = TABLES[KIND_OF[thing_type]]
    wanted = list(ids)
    found: dict[Id, T] = {}
    for start in range(0, len(wanted), 500):
        query = select_things(thing_type).where(table.c.id.in_(wanted[start : start + 500]))
        found.update((row[0], thing_type(*row)) for row in conn.execute(query))
    return found
