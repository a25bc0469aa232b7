"""The records behind a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from salesdesk.domain.change import Id, Kind


class Behind(NamedTuple):
    """What stands behind a figure: the kind of the records, and which, the newest or biggest first."""

    kind: Kind
    ids: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """What was counted: an order, a payment, a visit, a client … with its client, day and cents (None: a count).

    `currency` is that of the cents; empty: the file's own.
    """

    kind: Kind
    id: Id
    client_id: Id | None
    client: str
    day: date | None = None
    cents: int | None = None
    note: str = ""
    currency: str = ""
