"""Every change is a list of small facts. Forms, drags, imports and undo all end in these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Id: TypeAlias = bytes
"""Sixteen bytes, made by `store.ids`; never changes, never reused."""


class Kind(StrEnum):
    """The kinds of thing a file holds. The value is the name of the table."""

    REP = "rep"
    CLIENT = "client"
    CONTACT = "contact"
    PRODUCT_LINE = "product_line"
    PRODUCT = "product"
    VISIT = "visit"
    VISIT_CONTACT = "visit_contact"
    VISIT_NEED = "visit_need"
    NEED_TAG = "need_tag"
    REQUEST = "request"
    OPPORTUNITY = "opportunity"
    STAGE_MOVE = "stage_move"
    ORDER = "sales_order"
    ORDER_LINE = "order_line"
    PAYMENT = "payment"
    TARGET = "target"
    REPORT = "report"
    SETTING = "setting"
    HOLIDAY = "holiday"
    TIER_MOVE = "tier_move"
    PROSPECT_STEP = "prospect_step"
    SERVICE_STEP = "service_step"
    GIVEN_SERVICE = "given_service"
    CADENCE_RULE = "cadence_rule"
    VISIT_SERIES = "visit_series"
    APPOINTMENT = "appointment"
    OPPORTUNITY_LINE = "opportunity_line"
    OPPORTUNITY_CONTACT = "opportunity_contact"
    DEAL_REVIEW = "deal_review"
    PRODUCT_COMPLEMENT = "product_complement"
    PRICE_STEP = "price_step"
    BUNDLE = "bundle"
    BUNDLE_ITEM = "bundle_item"
    QUOTE = "quote"
    QUOTE_LINE = "quote_line"
    QUOTE_INSTALMENT = "quote_instalment"
    INVOICE = "invoice"
    PAYMENT_SHARE = "payment_share"
    SURVEY = "survey"
    ENQUIRY = "enquiry"
    GOAL = "goal"
    MILESTONE = "milestone"
    TENDER = "tender"
    CHECKLIST_ITEM = "checklist_item"
    TARGET_VERSION = "target_version"
    RESOLUTION = "resolution"


@dataclass(frozen=True, slots=True)
class New:
    """A thing comes into being with these values (columns that are left out take their defaults)."""

    kind: Kind
    id: Id
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Edit:
    """One field of one thing goes from `before` to `after`; refused when it no longer holds `before`.

    The field `deleted` with True puts the thing into the bin, with False takes it out again.
    """

    kind: Kind
    id: Id
    field: str
    before: object
    after: object


Change: TypeAlias = New | Edit


@dataclass(frozen=True, slots=True)
class Label:
    """What the user did, as a key of `words.labels` with parameters: never a sentence."""

    key: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """One user action as it was stored: one undo step.

    `hlc` is its clock stamp (milliseconds << 16 | counter), `ids` the things touched by kind,
    `left_alone` the (kind, id, field) that an undo did not put back because somebody changed them since.
    """

    hlc: int
    label: Label
    ids: Mapping[Kind, frozenset[Id]]
    left_alone: tuple[tuple[Kind, Id, str], ...] = ()

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of thing touched: every page watching one of them refreshes."""
        return frozenset(self.ids)

    def __bool__(self) -> bool:
        return bool(self.ids)
