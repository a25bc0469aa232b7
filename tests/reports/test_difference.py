"""What changed since a report was sent."""

from __future__ import annotations

from dataclasses import replace

from salesdesk.reports.daily import daily_document
from salesdesk.reports.difference import Difference, differences
from salesdesk.reports.frozen import from_json, to_json
from tests import builders_reports as sample


def test_an_unchanged_day_has_no_difference() -> None:
    sent = from_json(to_json(daily_document(sample.daily())))
    assert differences(sent, daily_document(sample.daily())) == ()


def test_a_later_edit_is_named_by_section_and_line() -> None:
    report = sample.daily()
    sent = daily_document(report)
    later = replace(report, competitors=(), obstacles=(report.obstacles[0],), done=6, planned_done=6)
    found = differences(sent, daily_document(later))
    assert found[0] == Difference("", ("Visits done 5 (5 of 6 planned)",), ("Visits done 6 (6 of 6 planned)",))
    assert [one.section for one in found] == ["", "What became of today's plan", "Obstacles", "Competitors met"]
    assert found[1].now == ("Planned 6, done 6; unplanned 0.",)
    assert "珠海海润" in found[2].sent[0]
    assert found[2].now == ()
    assert "德力仪器" in found[3].sent[0]
