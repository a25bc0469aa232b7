"""One record behind a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from salesdesk.domain.change import Id, Kind


@dataclass(frozen=True, slots=True)
class Record:
    """What was counted: an order, a payment, a visit, a client … with its client, day and cents (None: a count)."""

    kind: Kind
    id: Id
    client_id: Id | None
    client: str
    day: date | None = None
    cents: int | None = None
    note: str = ""
