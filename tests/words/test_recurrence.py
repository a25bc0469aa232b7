"""Rules in words."""

from __future__ import annotations

from datetime import date

import pytest

from salesdesk.words.recurrence import rule_words


@pytest.mark.parametrize(
    ("rule", "first", "words"),
    [
        ("FREQ=DAILY", date(2026, 12, 1), "every day"),
        ("FREQ=DAILY;INTERVAL=3;COUNT=5", date(2026, 12, 1), "every 3 days, 5 times"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", date(2026, 12, 1), "every 2 weeks on Tue"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", date(2026, 12, 1), "every week on Tue, Thu"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", date(2026, 12, 15), "every month on day 15"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", date(2026, 12, 31), "every month on the last day"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU", date(2026, 12, 8), "every 3 months on the 2nd Tue"),
        ("FREQ=DAILY;UNTIL=20261231", date(2026, 12, 1), "every day, until Dec 31, 2026"),
        ("FREQ=YEARLY;BYMONTH=3", date(2026, 12, 1), "by the rule FREQ=YEARLY;BYMONTH=3"),
    ],
)
def test_a_rule_is_said_in_words(rule: str, first: date, words: str) -> None:
    assert rule_words(rule, first) == words
