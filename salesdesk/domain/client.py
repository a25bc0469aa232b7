"""Clients and the people who decide there (spec 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_


class Tier(StrEnum):
    """The value of a client (spec 2.3). Never to be confused with an opportunity's priority."""

    A = "A"
    B = "B"
    C = "C"


class Grade(StrEnum):
    """How promising a prospect is (spec 2.2). A client that buys has a tier instead."""

    NONE = ""
    A = "A"
    B = "B"
    C = "C"


class DecisionRole(StrEnum):
    """A contact's part in the decision (spec 3.3)."""

    UNKNOWN = "unknown"
    TECHNICAL = "technical"
    FINANCIAL = "financial"
    DECIDER = "decider"
    USER = "user"
    CHAMPION = "champion"
    BLOCKER = "blocker"


@dataclass(frozen=True, slots=True)
class Client:
    """A company the rep sells to. `is_prospect` until its first order. `ref` is its key in an imported source.

    `grade` says how promising a prospect is; `potential` and `influence`, 0 to 100 as the rep judges them, feed the
    tier's score (None: not judged yet). `latitude` and `longitude` in degrees, where they are known.
    """

    id: Id
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
    tier: Tier = Tier.C
    is_key: bool = False
    is_prospect: bool = False
    payment_days: int | None = None
    credit_limit_cents: int | None = None
    owner_id: Id | None = None
    since: date | None = None
    ref: str = ""
    email: str = ""
    website: str = ""
    grade: Grade = Grade.NONE
    potential: int | None = None
    influence: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a client."""

    id: Id
    client_id: Id
    name: str
    title: str = ""
    phone: str = ""
    email: str = ""
    messenger: str = ""
    birthday: date | None = None
    role: DecisionRole = DecisionRole.UNKNOWN
    note: str = ""
    deleted: bool = False


def check_client(name: str, payment_days: int | None, credit_limit_cents: int | None) -> None:
    """Refuse what no client can be."""
    if not name.strip():
        raise Refused(N_("A client needs a name."), field="name")
    if payment_days is not None and not 0 <= payment_days <= 720:
        raise Refused(N_("Payment terms lie between 0 and 720 days."), field="payment_days")
    if credit_limit_cents is not None and credit_limit_cents < 0:
        raise Refused(N_("A credit limit is not negative."), field="credit_limit_cents")
