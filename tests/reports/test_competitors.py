"""Competitors met, in every report."""

from __future__ import annotations

from salesdesk.domain.report import CompetitorMet
from salesdesk.reports.daily import competitors_met
from salesdesk.reports.document import Table


def test_a_competitor_that_was_not_named_leaves_no_hole() -> None:
    [table] = competitors_met([CompetitorMet("Acme", "Orlis", "Two years"), CompetitorMet("Hengda", "", "Cheaper")])
    assert isinstance(table, Table)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Orlis", "Acme", "Two years"],
        ["not named", "Hengda", "Cheaper"],
    ]
    [table] = competitors_met([CompetitorMet("Hengda", "", "Cheaper")])
    assert isinstance(table, Table)
    assert [column.heading for column in table.columns] == ["Client", "What was heard"], "no column of its own for none"
