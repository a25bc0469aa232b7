"""Targets: what is to be reached, by month and product line (spec 1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier


class Metric(StrEnum):
    """What a target counts: money (cents) or a number of visits / clients. Margin: net − known cost."""

    SALES = "sales"
    MARGIN = "margin"
    COLLECTIONS = "collections"
    VISITS = "visits"
    NEW_CLIENTS = "new_clients"


@dataclass(frozen=True, slots=True)
class Target:
    """One cell: metric × year × month × product line × tier (None: not split by it). The id is its natural key."""

    id: Id
    rep_id: Id
    metric: Metric
    year: int
    month: int
    line_id: Id | None
    amount: int
    locked: bool = False
    currency: str = "CNY"
    tier: Tier | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class TargetVersion:
    """The targets of a year as they were on a day, kept under a name to be compared with; `cells` is JSON."""

    id: Id
    rep_id: Id
    year: int
    name: str
    kept_on: date
    cells: str
    deleted: bool = False
