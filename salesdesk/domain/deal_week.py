"""The weekly review of stalled and lost opportunities (spec 4.4): what the meeting looks at, and what it decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from salesdesk.domain.change import Id
from salesdesk.domain.funnel_rules import Stall
from salesdesk.domain.opportunity import LostReason, Priority, Stage


class ReviewReason(StrEnum):
    """Why an opportunity is on the list of a week."""

    LOST = "lost"
    STALLED = "stalled"
    SLIPPED = "slipped"


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One opportunity on the list of a week, as it stood when the week ended (today, in the present week).

    `stage` is the one it stood in, of a lost one that from which it was lost; `age` the days since it was created;
    `active_on` when something last happened. `slip_from` and `slip_to`: how its expected close moved in the week.
    `approach` and `note` are this week's words, `previous` the approach before, noted in the week of `previous_week`
    (None: written at the opportunity itself).
    """

    id: Id
    name: str
    client: str
    rep: str
    reasons: tuple[ReviewReason, ...]
    stage: Stage | None
    priority: Priority
    amount_cents: int
    currency: str
    age: int
    active_on: date
    stall: Stall | None = None
    lost_reason: LostReason | None = None
    lost_to: str = ""
    lost_note: str = ""
    slip_from: date | None = None
    slip_to: date | None = None
    approach: str = ""
    note: str = ""
    previous: str = ""
    previous_week: date | None = None

    @property
    def slip_days(self) -> int:
        """By how many days its expected close slipped in the week."""
        return (self.slip_to - self.slip_from).days if self.slip_from and self.slip_to else 0
