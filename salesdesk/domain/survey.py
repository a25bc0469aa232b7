"""The quarterly survey of satisfaction (spec 1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from salesdesk.domain.change import Id


@dataclass(frozen=True, slots=True)
class Survey:
    """One client asked for one quarter (`quarter` is its first day); `score` 0 to 10 once it has answered."""

    id: Id
    client_id: Id
    rep_id: Id
    quarter: date
    asked_on: date | None = None
    contact_id: Id | None = None
    answered_on: date | None = None
    score: int | None = None
    comment: str = ""
    deleted: bool = False
