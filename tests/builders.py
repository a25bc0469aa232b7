"""Small files for tests: a desk with a fixed clock and a handful of things."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from salesdesk.services.desk import Desk

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=timezone(timedelta(hours=8)))
"""A Monday morning in Shanghai."""


class TestClock:
    """A clock that stands until it is moved."""

    __test__ = False

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        """Let time pass: `clock.forward(days=1)`."""
        self.now += timedelta(**span)


def make_desk(folder: Path, *, rep_name: str = "王小明", clock: TestClock | None = None) -> Desk:
    """A new, empty desk in `folder`."""
    return Desk.create(folder / "test.salesdesk", rep_name=rep_name, clock=clock or TestClock())
