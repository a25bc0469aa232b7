"""Records and their values as people call them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from salesdesk.domain.change import Kind
from salesdesk.domain.goal import GoalKey
from salesdesk.domain.milestone import Criterion
from salesdesk.domain.target import Metric
from salesdesk.words.i18n import in_language
from salesdesk.words.records import record_words, value_words


@pytest.mark.parametrize(
    ("kind", "field", "value", "beside", "said"),
    [
        (Kind.TARGET, "amount", 1_200_000_00, Metric.SALES, "CN¥1,200,000.00"),
        (Kind.TARGET, "amount", 120, Metric.VISITS, "120"),
        (Kind.TARGET, "month", 3, None, "March"),
        (Kind.GOAL, "value", 85, GoalKey.SATISFACTION, "8.5"),
        (Kind.GOAL, "value", 7000, GoalKey.REPURCHASE_RATE, "70.0%"),
        (Kind.GOAL, "value", -5, GoalKey.NPS, "-5"),
        (Kind.MILESTONE, "goal", 500_000_00, Criterion.SALES, "CN¥500K"),
        (Kind.MILESTONE, "goal", 12, Criterion.NEW_CLIENTS, "12"),
        (Kind.QUOTE, "discount_bp", 250, None, "2.5%"),
        (Kind.CADENCE_RULE, "channels", "face,phone", None, "Face to face, Phone"),
        (Kind.REPORT, "kind", "daily", None, "Daily report"),
        (Kind.REPORT, "frozen", '{"figures": {}}', None, "(figures of that day)"),
        (Kind.SETTING, "value", '"2026-10-31"', None, "Oct 31, 2026"),
        (Kind.SETTING, "value", '{"a": 1}', None, "(several values)"),
        (Kind.SETTING, "value", "true", None, "Yes"),
        (Kind.VISIT_SERIES, "rule", "FREQ=WEEKLY;BYDAY=MO", datetime(2026, 11, 30, tzinfo=UTC), "every week on Mon"),
        (Kind.CLIENT, "name", "", None, "–"),
        (Kind.CLIENT, "is_key", True, None, "Yes"),
    ],
)
def test_a_value_is_said_in_the_unit_it_counts(
    kind: Kind, field: str, value: object, beside: object, said: str
) -> None:
    with in_language("en"):
        assert value_words(kind, field, value, "CNY", beside) == said


def test_a_record_is_called_by_what_tells_it_apart() -> None:
    with in_language("en"):
        assert record_words([("name", "Acme"), ("day", date(2026, 11, 24))], "CNY") == "Acme · Nov 24, 2026"
        assert record_words([("text", "word " * 30)], "CNY").endswith("…")
        assert (
            record_words([("amount_cents", (500, "USD")), ("quarter", date(2026, 10, 1))], "CNY") == "$5.00 · 2026 Q4"
        )
        assert record_words([("key", "a_key_of_the_program")], "CNY") == ""
    with in_language("zh_CN"):
        assert record_words([("name", "Acme"), ("month", 3)], "CNY") == "Acme · 三月"
