"""Targets: what is to be reached, by month and product line (spec 1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from salesdesk.domain.change import Id


class Metric(StrEnum):
    """What a target counts: money (cents) or a number of visits / clients."""

    SALES = "sales"
    COLLECTIONS = "collections"
    VISITS = "visits"
    NEW_CLIENTS = "new_clients"


@dataclass(frozen=True, slots=True)
class Target:
    """One cell: metric × year × month × product line (None: not split by line). The id is its natural key."""

    id: Id
    rep_id: Id
    metric: Metric
    year: int
    month: int
    line_id: Id | None
    amount: int
    locked: bool = False
    currency: str = "CNY"
    deleted: bool = False
