"""A report as the file keeps it: its author's words, and the whole document once it is sent; what a review decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from salesdesk.domain.change import Id


@dataclass(frozen=True, slots=True)
class SavedReport:
    """`kind` daily, weekly, monthly or year; `first_day` the first day of its period. `scope` "" for the rep's own,
    "team" for the one of the team that the rep leads. `frozen`: the sent document as JSON.

    `factors`, `cases` and `shifts` are words of a month's review (spec 6.1): what decided the result, cases worth
    telling, where resources go from now on.
    """

    id: Id
    kind: str
    rep_id: Id
    first_day: date
    remark: str = ""
    lessons: str = ""
    plan: str = ""
    obstacles: str = ""
    sent_at: datetime | None = None
    frozen: str = ""
    scope: str = ""
    factors: str = ""
    cases: str = ""
    shifts: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided in the review of a `month` (its first day): comes back each month until it is done."""

    id: Id
    rep_id: Id
    month: date
    text: str
    scope: str = ""
    owner: str = ""
    due_on: date | None = None
    done_on: date | None = None
    sort: str = ""
    deleted: bool = False
