"""A daily or weekly report as the file keeps it: the rep's words, and the whole document once it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from salesdesk.domain.change import Id


@dataclass(frozen=True, slots=True)
class SavedReport:
    """`kind` daily or weekly; `first_day` the day, or the Monday. `frozen`: the sent document as JSON."""

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
    deleted: bool = False
