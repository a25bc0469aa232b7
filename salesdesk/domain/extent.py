"""How much of a file is published: all of it, the days of a period, some of its clients."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.text import N_

MOST_WORDS = 200
"""Letters of a name that a part may say of itself: whoever wrote it may be a stranger."""
MOST_CLIENTS = 100_000
YEARS = (1900, 2200)


class Span(StrEnum):
    """Which days: those of the month, the quarter, the year in which it is published; or from one day to another."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    DAYS = "days"


_RUNNING = {Span.MONTH: Period.month, Span.QUARTER: Period.quarter, Span.YEAR: Period.year}


@dataclass(frozen=True, slots=True)
class Extent:
    """What is to be published. Days and clients narrow it down together; neither: everything.

    `days` are those of `Span.DAYS`. Of the clients at most one is said: a tier, a product line, the chosen ones.
    """

    span: Span | None = None
    days: Period | None = None
    tier: Tier | None = None
    line_id: Id | None = None
    clients: tuple[Id, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.span is None and not self.some_clients

    @property
    def some_clients(self) -> bool:
        """Whether clients are left out."""
        return self.tier is not None or self.line_id is not None or bool(self.clients)

    def period(self, today: date) -> Period | None:
        """The days that this means when it is published today; None: all."""
        if self.span is None:
            return None
        return self.days if self.span is Span.DAYS else _RUNNING[self.span](today)

    def check(self) -> None:
        """Raises Refused where the days are missing or the wrong way round."""
        if self.span is Span.DAYS and self.days is None:
            raise Refused(N_("Which days? Give the first and the last."), field="first")
        if self.days is not None and self.days.last < self.days.first:
            raise Refused(N_("The last day lies before the first."), field="last")

    def to_text(self) -> str:
        """As it is kept among the preferences; "" for everything. Names of clients are not in it."""
        told: dict[str, object] = {}
        if self.span is not None:
            told["span"] = self.span.value
        if self.span is Span.DAYS and self.days is not None:
            told |= {"first": self.days.first.isoformat(), "last": self.days.last.isoformat()}
        if self.tier is not None:
            told["tier"] = self.tier.value
        if self.line_id is not None:
            told["line"] = self.line_id.hex()
        if self.clients:
            told["clients"] = [one.hex() for one in self.clients]
        return json.dumps(told) if told else ""

    @classmethod
    def from_text(cls, text: str) -> Extent:
        """The same again. Raises ValueError for what was never written by `to_text`: less might be meant than all."""
        if not text:
            return cls()
        try:
            told: dict[str, Any] = json.loads(text)
            given = [date.fromisoformat(told[key]) for key in ("first", "last") if "first" in told]
            made = cls(
                Span(told["span"]) if "span" in told else None,
                Period(*given) if given else None,
                Tier(told["tier"]) if "tier" in told else None,
                bytes.fromhex(told["line"]) if "line" in told else None,
                tuple(bytes.fromhex(one) for one in told.get("clients", ())),
            )
            made.check()
        except (TypeError, KeyError, AttributeError, Refused) as error:
            raise ValueError("not an extent") from error
        if made.whole:
            raise ValueError("not an extent")
        return made


@dataclass(frozen=True, slots=True)
class Held:
    """What a part of a file says that it holds: days, a tier, the name of a product line, how many chosen clients.

    With none of these it is a part of which nothing more is known (it was handed out).
    """

    days: Period | None = None
    tier: Tier | None = None
    line: str = ""
    clients: int = 0

    @property
    def some_clients(self) -> bool:
        """Whether clients are left out, or may be."""
        return self.days is None or self.tier is not None or bool(self.line) or bool(self.clients)

    def to_text(self) -> str:
        """As it stands in the part."""
        told: dict[str, object] = {}
        if self.days is not None:
            told |= {"first": self.days.first.isoformat(), "last": self.days.last.isoformat()}
        if self.tier is not None:
            told["tier"] = self.tier.value
        if self.line:
            told["line"] = self.line[:MOST_WORDS]
        if self.clients:
            told["clients"] = self.clients
        return json.dumps(told, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> Held:
        """What a part says of itself, as far as it can be believed to be that."""
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            return cls()
        if not isinstance(told, dict):
            return cls()
        tier, line, clients = told.get("tier"), told.get("line"), told.get("clients")
        return cls(
            _days(told),
            Tier(tier) if isinstance(tier, str) and tier in set(Tier) else None,
            " ".join(line.split())[:MOST_WORDS] if isinstance(line, str) else "",
            clients if type(clients) is int and 0 < clients <= MOST_CLIENTS else 0,
        )


def _days(told: Mapping[str, object]) -> Period | None:
    first, last = told.get("first"), told.get("last")
    if not (isinstance(first, str) and isinstance(last, str)):
        return None
    try:
        days = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None
    return days if days.first <= days.last and days.first.year >= YEARS[0] and days.last.year <= YEARS[1] else None
