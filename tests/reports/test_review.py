"""The weekly review on paper: lost, stalled and slipped, each with its reason and a place for the changed approach."""

from __future__ import annotations

from datetime import date

from salesdesk.domain.deal_week import ReviewItem, ReviewReason
from salesdesk.domain.funnel_rules import Stall, StallReason
from salesdesk.domain.opportunity import LostReason, Priority, Stage
from salesdesk.domain.period import Period
from salesdesk.reports.document import Document, Table, texts
from salesdesk.reports.review import review_document

WEEK = Period.week(date(2026, 11, 25))


def item(name: str, *reasons: ReviewReason, **values: object) -> ReviewItem:
    own = {"stage": Stage.PROPOSAL, "priority": Priority.P1, "amount_cents": 12_345_00, "currency": "CNY"} | values
    return ReviewItem(
        id=name.encode(),
        name=name,
        client="华星",
        rep="王小明",
        reasons=reasons,
        age=40,
        active_on=date(2026, 10, 1),
        **own,  # type: ignore[arg-type]
    )


def paper(*items: ReviewItem) -> Document:
    return review_document(items, WEEK, "王小明", "CNY")


def test_each_stands_under_its_first_reason() -> None:
    document = paper(
        item("Gone", ReviewReason.LOST, lost_reason=LostReason.TERMS, lost_to="ACME", lost_note="20 % cheaper"),
        item("Quiet", ReviewReason.STALLED, ReviewReason.SLIPPED, stall=Stall(StallReason.QUIET, 34, 30)),
        item("Late", ReviewReason.SLIPPED, slip_from=date(2026, 11, 1), slip_to=date(2026, 11, 12)),
    )
    assert [(section.key, section.title) for section in document.sections] == [
        ("lost", "Lost in the week"),
        ("stalled", "Stalled"),
        ("slipped", "Expected close slipped"),
    ]
    said = list(texts(document))
    assert "Commercial terms · to ACME · 20 % cheaper" in said
    assert "no activity for 34 days, limit 30" in said
    assert any(one.startswith("expected close 11 days later") for one in said)
    assert document.landscape and document.author == "王小明"


def test_the_approach_before_and_the_changed_one() -> None:
    document = paper(
        item(
            "Quiet",
            ReviewReason.STALLED,
            approach="Trial",
            note="free",
            previous="Wait",
            previous_week=date(2026, 11, 9),
        )
    )
    (table,) = document.sections[0].blocks
    assert isinstance(table, Table)
    row = [cell.text for cell in table.rows[0]]
    assert row[-2].startswith("Wait (") and row[-1] == "Trial\nfree"
    assert (table.rows[0][3].value, row[4]) == (12_345_00, "40")


def test_another_currency_stands_at_the_name() -> None:
    document = paper(item("Far", ReviewReason.LOST, currency="USD"), item("Near", ReviewReason.LOST))
    (table,) = document.sections[0].blocks
    assert isinstance(table, Table)
    assert [row[3].value for row in table.rows] == [None, 12_345_00]
    assert table.rows[0][0].text == "Far ($12,345.00)"


def test_a_good_week_says_so() -> None:
    assert "Nothing stalled, slipped or was lost." in list(texts(paper()))
