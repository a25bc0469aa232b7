"""Goals of a year that are no target by month (spec 1.2 to 1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from salesdesk.domain.change import Id


class GoalKey(StrEnum):
    """What a goal aims at; the value is a number, or basis points for a rate, or tenths for a score."""

    NEW_CLIENT_CONVERSION = "new_client_conversion"
    REPURCHASE_RATE = "repurchase_rate"
    GROSS_MARGIN = "gross_margin"
    HIGH_MARGIN_SHARE = "high_margin_share"
    SATISFACTION = "satisfaction"
    PRODUCTS_PER_CLIENT = "products_per_client"
    COLLECTION_RATE = "collection_rate"
    TENDER_WIN_RATE = "tender_win_rate"
    ANSWERED_IN_A_DAY = "answered_in_a_day"
    AVERAGE_DISCOUNT = "average_discount"
    NPS = "nps"
    COVERAGE_A = "coverage_a"
    COVERAGE_B = "coverage_b"
    COVERAGE_C = "coverage_c"


DEFAULT_GOALS = {
    GoalKey.NEW_CLIENT_CONVERSION: 1500,
    GoalKey.REPURCHASE_RATE: 7000,
    GoalKey.HIGH_MARGIN_SHARE: 4000,
    GoalKey.SATISFACTION: 80,
    GoalKey.PRODUCTS_PER_CLIENT: 12500,
    GoalKey.COLLECTION_RATE: 9000,
    GoalKey.TENDER_WIN_RATE: 6000,
    GoalKey.ANSWERED_IN_A_DAY: 9000,
    GoalKey.COVERAGE_A: 10000,
    GoalKey.COVERAGE_B: 10000,
    GoalKey.COVERAGE_C: 10000,
}
"""Spec 1.2 to 1.7: rates in basis points, satisfaction in tenths, products per client against the year's start."""

AT_MOST = frozenset({GoalKey.AVERAGE_DISCOUNT})
"""Goals that are kept by staying below them."""


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal of one rep and year, of a single product where it names one. The id is its natural key."""

    id: Id
    rep_id: Id
    year: int
    key: GoalKey
    value: int
    product_id: Id | None = None
    deleted: bool = False
