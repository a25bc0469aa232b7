"""The tables of a file, one per kind of thing. Rules live in `domain/`; here is only the shape.

Columns stand in the order of the dataclass they feed, so that a row makes its thing directly. Further columns
(search keys, generated days) follow after `deleted`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Computed, Index, String, Table
from sqlmodel import Field, SQLModel

from salesdesk.domain.appointment import AppointmentKind
from salesdesk.domain.cadence import Every, Family
from salesdesk.domain.change import Kind
from salesdesk.domain.client import DecisionRole, Grade, Tier
from salesdesk.domain.enquiry import DelayReason, EnquiryKind
from salesdesk.domain.goal import GoalKey
from salesdesk.domain.maintenance import ServiceKind
from salesdesk.domain.milestone import Criterion, TenderStatus
from salesdesk.domain.opportunity import Influence, LostReason, Priority, Stage, Stance
from salesdesk.domain.order import OrderStatus
from salesdesk.domain.product import PriceKind
from salesdesk.domain.prospects import Node
from salesdesk.domain.quote import PriceBasis, QuoteLineKind, QuoteStatus
from salesdesk.domain.target import Metric
from salesdesk.domain.tiering import MoveKind
from salesdesk.domain.visit import Channel, OnHoliday, Outcome, RequestKind, Resource, VisitStatus
from salesdesk.store.types import Choice, IdType, Moment


def _id() -> Any:
    return Field(sa_type=IdType, primary_key=True)


def _ref(optional: bool = True, **kw: Any) -> Any:
    return Field(default=None, sa_type=IdType, nullable=optional, **kw) if optional else Field(sa_type=IdType, **kw)


def _one_of(members: type[Any], default: Any = ...) -> Any:
    if default is ...:
        return Field(sa_column=Column(Choice(members), nullable=False))
    return Field(default=default, sa_column=Column(Choice(members), default=default, nullable=default is None))


def _moment(**kw: Any) -> Any:
    return Field(sa_type=Moment, **kw)


def _later_text() -> Any:
    """A text column that a later format added: old rows hold the default, so the table itself must know it."""
    return Field(default="", sa_column_kwargs={"server_default": ""})


def _later_number() -> Any:
    """As `_later_text`, for a number or a yes-or-no: 0, no."""
    return Field(default=0, sa_column_kwargs={"server_default": "0"})


def _later_flag() -> Any:
    return Field(default=False, sa_column_kwargs={"server_default": "0"})


class Row(SQLModel):
    """What all tables share. Rules live in `domain/`, so nothing is validated here and no validator need be built."""

    model_config = {"defer_build": True}


class RepRow(Row, table=True):
    __tablename__ = "rep"
    id: bytes = _id()
    name: str
    email: str = ""
    phone: str = ""
    region: str = ""
    manager: str = ""
    deleted: bool = False


class ClientRow(Row, table=True):
    __tablename__ = "client"
    id: bytes = _id()
    name: str
    name_en: str = ""
    industry: str = ""
    size: str = ""
    region: str = ""
    district: str = ""
    address: str = ""
    phone: str = ""
    source: str = ""
    needs: str = ""
    competitors: str = ""
    tags: str = ""
    note: str = ""
    tax_no: str = ""
    parent: str = ""
    tier: Tier = _one_of(Tier, Tier.C)
    is_key: bool = False
    is_prospect: bool = False
    payment_days: int | None = None
    credit_limit_cents: int | None = None
    owner_id: bytes | None = _ref()
    since: date | None = None
    ref: str = Field(default="", index=True)
    email: str = _later_text()
    website: str = _later_text()
    grade: Grade = Field(
        default=Grade.NONE, sa_column=Column(Choice(Grade), default=Grade.NONE, nullable=False, server_default="")
    )
    potential: int | None = None
    influence: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    deleted: bool = False
    search: str = ""
    sort_key: str = ""


class ContactRow(Row, table=True):
    __tablename__ = "contact"
    id: bytes = _id()
    client_id: bytes = _ref(False, index=True)
    name: str
    title: str = ""
    phone: str = ""
    email: str = ""
    messenger: str = ""
    birthday: date | None = None
    role: DecisionRole = _one_of(DecisionRole, DecisionRole.UNKNOWN)
    note: str = ""
    deleted: bool = False


class ProductLineRow(Row, table=True):
    __tablename__ = "product_line"
    id: bytes = _id()
    name: str
    share_bp: int = 0
    sort: str = ""
    deleted: bool = False


class ProductRow(Row, table=True):
    __tablename__ = "product"
    id: bytes = _id()
    name: str
    code: str = ""
    line_id: bytes | None = _ref()
    list_price_cents: int = 0
    cost_cents: int | None = None
    currency: str = "CNY"
    floor_margin_bp: int | None = None
    high_margin: bool = False
    note: str = ""
    ref: str = ""
    selling_points: str = _later_text()
    unit: str = _later_text()
    deleted: bool = False


class VisitRow(Row, table=True):
    __tablename__ = "visit"
    id: bytes = _id()
    client_id: bytes = _ref(False)
    rep_id: bytes = _ref(False)
    status: VisitStatus = _one_of(VisitStatus)
    channel: Channel = _one_of(Channel)
    starts_at: datetime = _moment()
    minutes: int = 60
    all_day: bool = False
    fixed: bool = False
    purpose: str = ""
    outcome: Outcome | None = _one_of(Outcome, None)
    result: str = ""
    competitor_news: str = ""
    next_step: str = ""
    next_on: date | None = None
    next_done: bool = False
    opportunity_id: bytes | None = _ref()
    reason: str = ""
    place: str = ""
    logged_at: datetime | None = _moment(default=None)
    ref: str = ""
    planned_at: datetime | None = _moment(default=None)
    series_id: bytes | None = _ref()
    series_day: date | None = None
    by_plan: bool = _later_flag()
    companions: str = _later_text()
    links: str = _later_text()
    deleted: bool = False
    day: date | None = Field(
        default=None,
        sa_column=Column(String, Computed("date(substr(starts_at, 1, 19), substr(starts_at, 21))", persisted=False)),
    )
    planned_day: date | None = Field(
        default=None,
        sa_column=Column(String, Computed("date(substr(planned_at, 1, 19), substr(planned_at, 21))", persisted=False)),
    )


class VisitContactRow(Row, table=True):
    __tablename__ = "visit_contact"
    id: bytes = _id()
    visit_id: bytes = _ref(False, index=True)
    contact_id: bytes = _ref(False)
    deleted: bool = False


class NeedTagRow(Row, table=True):
    __tablename__ = "need_tag"
    id: bytes = _id()
    name: str
    deleted: bool = False


class VisitNeedRow(Row, table=True):
    __tablename__ = "visit_need"
    id: bytes = _id()
    visit_id: bytes = _ref(False, index=True)
    need_id: bytes = _ref(False)
    deleted: bool = False


class RequestRow(Row, table=True):
    __tablename__ = "request"
    id: bytes = _id()
    kind: RequestKind = _one_of(RequestKind)
    text: str
    opened_on: date
    rep_id: bytes = _ref(False)
    client_id: bytes | None = _ref()
    visit_id: bytes | None = _ref(index=True)
    opportunity_id: bytes | None = _ref()
    resource: Resource = _one_of(Resource, Resource.NONE)
    done_on: date | None = None
    answer: str = ""
    deleted: bool = False


class OpportunityRow(Row, table=True):
    __tablename__ = "opportunity"
    id: bytes = _id()
    name: str
    rep_id: bytes = _ref(False)
    stage: Stage = _one_of(Stage)
    created_on: date
    client_id: bytes | None = _ref(index=True)
    product_id: bytes | None = _ref()
    amount_cents: int = 0
    currency: str = "CNY"
    probability: int | None = None
    priority: Priority = _one_of(Priority, Priority.P2)
    expected_close: date | None = None
    closed_on: date | None = None
    budget_cents: int | None = None
    decision_on: date | None = None
    next_step: str = ""
    next_on: date | None = None
    lost_reason: LostReason | None = _one_of(LostReason, None)
    lost_to: str = ""
    lost_note: str = ""
    approach: str = ""
    note: str = ""
    ref: str = Field(default="", index=True)
    deleted: bool = False
    search: str = ""


class StageMoveRow(Row, table=True):
    __tablename__ = "stage_move"
    id: bytes = _id()
    opportunity_id: bytes = _ref(False, index=True)
    from_stage: Stage | None = _one_of(Stage, None)
    to_stage: Stage = _one_of(Stage)
    moved_at: datetime = _moment()
    rep_id: bytes = _ref(False)
    note: str = ""
    deleted: bool = False
    day: date | None = Field(
        default=None,
        sa_column=Column(String, Computed("date(substr(moved_at, 1, 19), substr(moved_at, 21))", persisted=False)),
    )


class OrderRow(Row, table=True):
    __tablename__ = "sales_order"
    id: bytes = _id()
    client_id: bytes = _ref(False, index=True)
    rep_id: bytes = _ref(False)
    ordered_on: date = Field(index=True)
    total_cents: int
    currency: str = "CNY"
    number: str = ""
    status: OrderStatus = _one_of(OrderStatus, OrderStatus.OPEN)
    opportunity_id: bytes | None = _ref()
    note: str = ""
    ref: str = Field(default="", index=True)
    quote_id: bytes | None = _ref()
    approval_note: str = _later_text()
    approved_by: str = _later_text()
    deleted: bool = False


class OrderLineRow(Row, table=True):
    __tablename__ = "order_line"
    id: bytes = _id()
    order_id: bytes = _ref(False, index=True)
    product_id: bytes | None = _ref()
    quantity: int
    net_cents: int
    list_cents: int | None = None
    cost_cents: int | None = None
    text: str = _later_text()
    cancelled: bool = _later_flag()
    returned: int = _later_number()
    sort: str = _later_text()
    deleted: bool = False


class PaymentRow(Row, table=True):
    __tablename__ = "payment"
    id: bytes = _id()
    client_id: bytes = _ref(False, index=True)
    rep_id: bytes = _ref(False)
    received_on: date = Field(index=True)
    amount_cents: int
    currency: str = "CNY"
    order_id: bytes | None = _ref()
    note: str = ""
    ref: str = ""
    deleted: bool = False


class TargetRow(Row, table=True):
    __tablename__ = "target"
    id: bytes = _id()
    rep_id: bytes = _ref(False)
    metric: Metric = _one_of(Metric)
    year: int = Field(index=True)
    month: int
    line_id: bytes | None = _ref()
    amount: int
    locked: bool = False
    currency: str = "CNY"
    tier: Tier | None = _one_of(Tier, None)
    deleted: bool = False


class ReportRow(Row, table=True):
    __tablename__ = "report"
    id: bytes = _id()
    kind: str
    rep_id: bytes = _ref(False)
    first_day: date = Field(index=True)
    remark: str = ""
    lessons: str = ""
    plan: str = ""
    obstacles: str = ""
    sent_at: datetime | None = _moment(default=None)
    frozen: str = ""
    scope: str = _later_text()
    factors: str = _later_text()
    cases: str = _later_text()
    shifts: str = _later_text()
    deleted: bool = False


class SettingRow(Row, table=True):
    __tablename__ = "setting"
    id: bytes = _id()
    key: str
    value: str
    deleted: bool = False


class HolidayRow(Row, table=True):
    __tablename__ = "holiday"
    id: bytes = _id()
    day: str
    region: str
    name: str
    working: bool = False
    deleted: bool = False


class TierMoveRow(Row, table=True):
    __tablename__ = "tier_move"
    id: bytes = _id()
    client_id: bytes = _ref(False, index=True)
    from_tier: Tier = _one_of(Tier)
    to_tier: Tier = _one_of(Tier)
    moved_at: datetime = _moment()
    rep_id: bytes = _ref(False)
    kind: MoveKind = _one_of(MoveKind)
    score: int | None = None
    reason: str = ""
    facts: str = ""
    until: date | None = None
    deleted: bool = False
    day: date | None = Field(
        default=None,
        sa_column=Column(String, Computed("date(substr(moved_at, 1, 19), substr(moved_at, 21))", persisted=False)),
    )


class ProspectStepRow(Row, table=True):
    __tablename__ = "prospect_step"
    id: bytes = _id()
    client_id: bytes = _ref(False, index=True)
    node: Node = _one_of(Node)
    due_on: date | None = None
    done_on: date | None = None
    note: str = ""
    deleted: bool = False


class ServiceStepRow(Row, table=True):
    __tablename__ = "service_step"
    id: bytes = _id()
    client_id: bytes = _ref(False, index=True)
    kind: ServiceKind = _one_of(ServiceKind)
    due_on: date
    every_months: int | None = None
    done_on: date | None = None
    note: str = ""
    deleted: bool = False


class GivenServiceRow(Row, table=True):
    __tablename__ = "given_service"
    id: bytes = _id()
    client_id: bytes = _ref(False, index=True)
    rep_id: bytes = _ref(False)
    given_on: date
    name: str
    cost_cents: int | None = None
    currency: str = "CNY"
    note: str = ""
    deleted: bool = False


class CadenceRuleRow(Row, table=True):
    __tablename__ = "cadence_rule"
    id: bytes = _id()
    family: Family = _one_of(Family)
    tier: Tier = _one_of(Tier)
    count: int
    every: Every = _one_of(Every)
    channels: str = ""
    in_depth: bool = False
    spacing_days: int = 0
    first_day: date | None = None
    last_day: date | None = None
    deleted: bool = False


class VisitSeriesRow(Row, table=True):
    __tablename__ = "visit_series"
    id: bytes = _id()
    client_id: bytes = _ref(False, index=True)
    rep_id: bytes = _ref(False)
    rule: str
    first_at: datetime = _moment()
    minutes: int = 60
    all_day: bool = False
    channel: Channel = _one_of(Channel, Channel.FACE)
    purpose: str = ""
    place: str = ""
    opportunity_id: bytes | None = _ref()
    on_holiday: OnHoliday = _one_of(OnHoliday, OnHoliday.KEEP)
    made_until: date | None = None
    deleted: bool = False


class AppointmentRow(Row, table=True):
    __tablename__ = "appointment"
    id: bytes = _id()
    rep_id: bytes = _ref(False)
    kind: AppointmentKind = _one_of(AppointmentKind)
    title: str
    starts_at: datetime = _moment()
    minutes: int = 60
    all_day: bool = False
    place: str = ""
    note: str = ""
    uid: str = ""
    deleted: bool = False
    day: date | None = Field(
        default=None,
        sa_column=Column(String, Computed("date(substr(starts_at, 1, 19), substr(starts_at, 21))", persisted=False)),
    )


class OpportunityLineRow(Row, table=True):
    __tablename__ = "opportunity_line"
    id: bytes = _id()
    opportunity_id: bytes = _ref(False, index=True)
    product_id: bytes | None = _ref()
    quantity: int = 1
    price_cents: int = 0
    text: str = ""
    sort: str = ""
    deleted: bool = False


class OpportunityContactRow(Row, table=True):
    __tablename__ = "opportunity_contact"
    id: bytes = _id()
    opportunity_id: bytes = _ref(False, index=True)
    contact_id: bytes = _ref(False)
    role: DecisionRole = _one_of(DecisionRole, DecisionRole.UNKNOWN)
    stance: Stance = _one_of(Stance, Stance.UNKNOWN)
    influence: Influence = _one_of(Influence, Influence.UNKNOWN)
    note: str = ""
    deleted: bool = False


class DealReviewRow(Row, table=True):
    __tablename__ = "deal_review"
    id: bytes = _id()
    opportunity_id: bytes = _ref(False, index=True)
    rep_id: bytes = _ref(False)
    week: date
    approach: str = ""
    note: str = ""
    deleted: bool = False


class ProductComplementRow(Row, table=True):
    __tablename__ = "product_complement"
    id: bytes = _id()
    product_id: bytes = _ref(False, index=True)
    other_id: bytes = _ref(False)
    deleted: bool = False


class PriceStepRow(Row, table=True):
    __tablename__ = "price_step"
    id: bytes = _id()
    product_id: bytes = _ref(False, index=True)
    kind: PriceKind = _one_of(PriceKind)
    price_cents: int
    at_least: int = 0
    currency: str = "CNY"
    deleted: bool = False


class BundleRow(Row, table=True):
    __tablename__ = "bundle"
    id: bytes = _id()
    name: str
    price_cents: int = 0
    currency: str = "CNY"
    note: str = ""
    deleted: bool = False


class BundleItemRow(Row, table=True):
    __tablename__ = "bundle_item"
    id: bytes = _id()
    bundle_id: bytes = _ref(False, index=True)
    product_id: bytes = _ref(False)
    quantity: int = 1
    deleted: bool = False


class QuoteRow(Row, table=True):
    __tablename__ = "quote"
    id: bytes = _id()
    client_id: bytes = _ref(False, index=True)
    rep_id: bytes = _ref(False)
    quoted_on: date
    number: str = ""
    version: int = 1
    first_id: bytes | None = _ref()
    opportunity_id: bytes | None = _ref(index=True)
    contact_id: bytes | None = _ref()
    title: str = ""
    status: QuoteStatus = _one_of(QuoteStatus, QuoteStatus.DRAFT)
    currency: str = "CNY"
    valid_until: date | None = None
    basis: PriceBasis = _one_of(PriceBasis, PriceBasis.LIST)
    contract_months: int | None = None
    discount_bp: int = 0
    prepay_bp: int = 0
    prepaid: bool = False
    tax_bp: int = 0
    tax_included: bool = False
    payment_days: int | None = None
    terms: str = ""
    note: str = ""
    approval_note: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    order_id: bytes | None = _ref()
    closed_on: date | None = None
    deleted: bool = False


class QuoteLineRow(Row, table=True):
    __tablename__ = "quote_line"
    id: bytes = _id()
    quote_id: bytes = _ref(False, index=True)
    kind: QuoteLineKind = _one_of(QuoteLineKind, QuoteLineKind.PRODUCT)
    product_id: bytes | None = _ref()
    bundle_id: bytes | None = _ref()
    text: str = ""
    quantity: int = 1
    list_cents: int = 0
    price_cents: int = 0
    cost_cents: int | None = None
    sort: str = ""
    deleted: bool = False


class QuoteInstalmentRow(Row, table=True):
    __tablename__ = "quote_instalment"
    id: bytes = _id()
    quote_id: bytes = _ref(False, index=True)
    share_bp: int
    days: int = 0
    text: str = ""
    sort: str = ""
    deleted: bool = False


class InvoiceRow(Row, table=True):
    __tablename__ = "invoice"
    id: bytes = _id()
    client_id: bytes = _ref(False, index=True)
    rep_id: bytes = _ref(False)
    issued_on: date
    due_on: date = Field(index=True)
    amount_cents: int
    currency: str = "CNY"
    number: str = ""
    order_id: bytes | None = _ref()
    note: str = ""
    ref: str = ""
    deleted: bool = False


class PaymentShareRow(Row, table=True):
    __tablename__ = "payment_share"
    id: bytes = _id()
    payment_id: bytes = _ref(False, index=True)
    invoice_id: bytes = _ref(False, index=True)
    amount_cents: int
    deleted: bool = False


class SurveyRow(Row, table=True):
    __tablename__ = "survey"
    id: bytes = _id()
    client_id: bytes = _ref(False, index=True)
    rep_id: bytes = _ref(False)
    quarter: date = Field(index=True)
    asked_on: date | None = None
    contact_id: bytes | None = _ref()
    answered_on: date | None = None
    score: int | None = None
    comment: str = ""
    deleted: bool = False


class EnquiryRow(Row, table=True):
    __tablename__ = "enquiry"
    id: bytes = _id()
    client_id: bytes = _ref(False, index=True)
    rep_id: bytes = _ref(False)
    kind: EnquiryKind = _one_of(EnquiryKind)
    received_at: datetime = _moment()
    text: str
    contact_id: bytes | None = _ref()
    answered_at: datetime | None = _moment(default=None)
    solved_at: datetime | None = _moment(default=None)
    delay: DelayReason = _one_of(DelayReason, DelayReason.NONE)
    delay_note: str = ""
    answer: str = ""
    deleted: bool = False
    day: date | None = Field(
        default=None,
        sa_column=Column(
            String, Computed("date(substr(received_at, 1, 19), substr(received_at, 21))", persisted=False)
        ),
    )


class GoalRow(Row, table=True):
    __tablename__ = "goal"
    id: bytes = _id()
    rep_id: bytes = _ref(False)
    year: int
    key: GoalKey = _one_of(GoalKey)
    value: int
    product_id: bytes | None = _ref()
    deleted: bool = False


class MilestoneRow(Row, table=True):
    __tablename__ = "milestone"
    id: bytes = _id()
    rep_id: bytes = _ref(False)
    year: int
    quarter: int
    title: str
    criterion: Criterion = _one_of(Criterion, Criterion.CHECKLIST)
    goal: int | None = None
    due_on: date | None = None
    done_on: date | None = None
    note: str = ""
    sort: str = ""
    deleted: bool = False


class TenderRow(Row, table=True):
    __tablename__ = "tender"
    id: bytes = _id()
    client_id: bytes = _ref(False, index=True)
    rep_id: bytes = _ref(False)
    name: str
    status: TenderStatus = _one_of(TenderStatus, TenderStatus.FOLLOWED)
    due_on: date | None = None
    amount_cents: int = 0
    currency: str = "CNY"
    opportunity_id: bytes | None = _ref()
    team: str = ""
    closed_on: date | None = None
    note: str = ""
    deleted: bool = False


class ChecklistItemRow(Row, table=True):
    __tablename__ = "checklist_item"
    id: bytes = _id()
    text: str
    milestone_id: bytes | None = _ref()
    tender_id: bytes | None = _ref()
    owner: str = ""
    done_on: date | None = None
    sort: str = ""
    deleted: bool = False


class TargetVersionRow(Row, table=True):
    __tablename__ = "target_version"
    id: bytes = _id()
    rep_id: bytes = _ref(False)
    year: int
    name: str
    kept_on: date
    cells: str
    deleted: bool = False


class ResolutionRow(Row, table=True):
    __tablename__ = "resolution"
    id: bytes = _id()
    rep_id: bytes = _ref(False)
    month: date = Field(index=True)
    text: str = ""
    scope: str = ""
    owner: str = ""
    due_on: date | None = None
    done_on: date | None = None
    sort: str = ""
    deleted: bool = False


TABLES: dict[Kind, Table] = {kind: SQLModel.metadata.tables[kind.value] for kind in Kind}

NATURAL = frozenset(
    {
        *(Kind.VISIT_CONTACT, Kind.VISIT_NEED, Kind.TARGET, Kind.REPORT, Kind.SETTING, Kind.HOLIDAY),
        *(Kind.PROSPECT_STEP, Kind.OPPORTUNITY_CONTACT, Kind.DEAL_REVIEW, Kind.PRODUCT_COMPLEMENT, Kind.GOAL),
        Kind.CADENCE_RULE,
    }
)
"""Kinds whose id is made from their key; two files may give birth to the same one, so every column is logged."""


POINTS_TO = {
    "rep_id": Kind.REP,
    "owner_id": Kind.REP,
    "client_id": Kind.CLIENT,
    "contact_id": Kind.CONTACT,
    "visit_id": Kind.VISIT,
    "opportunity_id": Kind.OPPORTUNITY,
    "product_id": Kind.PRODUCT,
    "line_id": Kind.PRODUCT_LINE,
    "need_id": Kind.NEED_TAG,
    "order_id": Kind.ORDER,
    "series_id": Kind.VISIT_SERIES,
    "other_id": Kind.PRODUCT,
    "bundle_id": Kind.BUNDLE,
    "quote_id": Kind.QUOTE,
    "first_id": Kind.QUOTE,
    "payment_id": Kind.PAYMENT,
    "invoice_id": Kind.INVOICE,
    "milestone_id": Kind.MILESTONE,
    "tender_id": Kind.TENDER,
}
"""Column → the kind of thing whose id it holds."""


def _index(kind: Kind, *columns: str) -> None:
    Index(f"ix_{kind.value}_{'_'.join(columns)}", *(TABLES[kind].c[name] for name in columns))


_index(Kind.VISIT, "rep_id", "day", "status", "client_id", "channel", "deleted")
_index(Kind.VISIT, "rep_id", "planned_day", "status", "deleted")
_index(Kind.VISIT, "client_id", "day")
_index(Kind.VISIT, "opportunity_id", "day")
_index(Kind.CLIENT, "sort_key", "id")
_index(Kind.OPPORTUNITY, "stage", "deleted")
_index(Kind.STAGE_MOVE, "day")
_index(Kind.ORDER, "rep_id", "ordered_on")
_index(Kind.APPOINTMENT, "rep_id", "day")
_index(Kind.ENQUIRY, "rep_id", "day")
Index("ix_visit_series", TABLES[Kind.VISIT].c.series_id, sqlite_where=TABLES[Kind.VISIT].c.series_id.is_not(None))
Index("ix_visit_promised", TABLES[Kind.VISIT].c.next_on, sqlite_where=TABLES[Kind.VISIT].c.next_on.is_not(None))
