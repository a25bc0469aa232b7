"""Days as people type them when they look back, and reports that are missing."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from salesdesk.domain.report import ReportKind, ReportSlot
from salesdesk.ui.reports.slots import is_missing
from salesdesk.words.days import read_past_day

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("11-16", date(2026, 11, 16)),
        ("1-5", date(2026, 1, 5)),
        ("12-24", date(2025, 12, 24)),
        ("11-27", date(2026, 11, 27)),
        ("2027-11-16", date(2027, 11, 16)),
        ("2024-02-29", date(2024, 2, 29)),
        ("-1", date(2026, 11, 22)),
        ("today", TODAY),
        ("nonsense", None),
        ("", None),
    ],
)
def test_a_day_without_a_year_lies_behind(words: str, day: date | None) -> None:
    assert read_past_day(words, TODAY) == day


def test_missing_is_what_is_over_and_was_not_sent() -> None:
    done = {"begun": False, "sent_at": None, "contacts": 3, "is_working": True}
    assert is_missing(ReportSlot(ReportKind.DAILY, date(2026, 11, 20), **done), TODAY)
    assert not is_missing(ReportSlot(ReportKind.DAILY, TODAY, **done), TODAY), "the day is not over"
    assert not is_missing(ReportSlot(ReportKind.WEEKLY, TODAY, **done), TODAY)
    sent = {**done, "sent_at": datetime(2026, 11, 20, 18, 0)}
    assert not is_missing(ReportSlot(ReportKind.DAILY, date(2026, 11, 20), **sent), TODAY)
    assert not is_missing(ReportSlot(ReportKind.DAILY, date(2026, 11, 20), **{**done, "contacts": 0}), TODAY)
