"""How the expected close of opportunities was moved: the journal's facts, read for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.period import Period


@dataclass(frozen=True, slots=True)
class Slip:
    """The expected close went from a day to another, or was set or taken away (None)."""

    opportunity_id: Id
    at: datetime
    before: date | None
    after: date | None
    who: str

    @property
    def days(self) -> int:
        """Days it slipped; negative where it was drawn nearer, 0 where there was no day before or after."""
        return (self.after - self.before).days if self.before and self.after else 0


_SLIPS = (
    "SELECT c.pk, c.hlc >> 16, c.old, c.new, coalesce(a.who, '') FROM change c"
    " JOIN txn t ON t.hlc = c.hlc AND t.act = c.act LEFT JOIN actor a ON a.id = c.act"
    " WHERE c.tbl = 'opportunity' AND c.col = 'expected_close' AND t.kind IN ('do', 'base') AND NOT t.undone"
)


def slips(conn: Connection, opportunity_id: Id, zone: tzinfo | None = None) -> list[Slip]:
    """Those of one opportunity, the newest first; what was undone is left out."""
    rows = conn.exec_driver_sql(f"{_SLIPS} AND c.pk = ? ORDER BY c.hlc DESC", (opportunity_id,))
    return [_slip(row, zone) for row in rows]


def slips_in(conn: Connection, period: Period, zone: tzinfo | None = None) -> list[Slip]:
    """Those of all opportunities in these days, by time."""
    low, high = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (period.first, period.last))
    bounds = (round(low.timestamp() * 1000) << 16, round(high.timestamp() * 1000 + 86_400_000) << 16)
    rows = conn.exec_driver_sql(f"{_SLIPS} AND c.hlc >= ? AND c.hlc < ? ORDER BY c.hlc", bounds)
    return [_slip(row, zone) for row in rows]


def _slip(row: Sequence[Any], zone: tzinfo | None) -> Slip:
    pk, millis, old, new, who = row
    at = datetime.fromtimestamp(millis / 1000, UTC).astimezone(zone)
    return Slip(pk, at, _day(old), _day(new), who)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
